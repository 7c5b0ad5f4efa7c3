"""Renew suggestions after another version came into use: from stored features, so it is quick."""

from tagstudio.core.progress import Job
from tagstudio.core.settings import AUTO
from tagstudio.engine.plugins.installed_models import active_model, installed_models
from tagstudio.engine.tagging.suggest import SuggestReport, suggest_for
from tagstudio.library.db.database import Library
from tagstudio.library.models.suggestions import without_features
from tagstudio.library.tracks.track_state import every_track


def renew_suggestions(library: Library, device: str = AUTO) -> Job[SuggestReport]:
    """Let the version in use suggest for all tracks whose features are stored; decode nothing."""
    with library.read() as connection:
        model = active_model(connection, installed_models())
        known = every_track(connection)
        lacking = without_features(
            connection, model.info.feature_digest, known, model.info.feature_shape
        )
    return (yield from suggest_for(library, model, known.difference(lacking), device))
