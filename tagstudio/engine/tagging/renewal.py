"""Renew suggestions after another version came into use.

Where features are stored it is quick: nothing is decoded. Tracks that only other features are known
of have to be listened to again; until then the suggestions of the model before stay
(`installed_models.stand_in`).
"""

from dataclasses import dataclass, field

from sqlalchemy import Connection

from tagstudio.core.progress import Job
from tagstudio.core.settings import AUTO
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    active_model,
    installed_models,
    register_installed,
    stand_in,
)
from tagstudio.engine.tagging.suggest import SuggestReport, suggest_for
from tagstudio.library.db.database import Library
from tagstudio.library.models.suggestions import suggested_by, without_features
from tagstudio.library.search.pending import pending_tracks
from tagstudio.library.tracks.track_state import every_track


@dataclass
class Renewal(SuggestReport):
    """The result of suggesting anew; `to_hear` are the tracks that have to be listened to again.

    Until then they keep the suggestions of the model `before`.
    """

    to_hear: set[int] = field(default_factory=set)
    before: str = ""


def renew_suggestions(
    library: Library, device: str = AUTO, *, listen: bool = False
) -> Job[Renewal]:
    """Let the version in use suggest for all tracks whose features are stored.

    With `listen` also for the others that had suggestions before: that takes as long as the first
    time.
    """
    with library.read() as connection:
        model = active_model(connection, installed_models())
        known = with_features(connection, model)
    report = yield from suggest_for(library, model, known, device)
    with library.write() as connection:
        before, to_hear = _to_hear(connection, model)
    if listen and to_hear:
        heard = yield from suggest_for(library, model, to_hear, device)
        report.suggested += heard.suggested
        for name in ("problems", "notices", "partial"):
            getattr(report, name).extend(getattr(heard, name))
        with library.write() as connection:
            before, to_hear = _to_hear(connection, model)
    return Renewal(**vars(report), to_hear=to_hear, before=before)


def with_features(connection: Connection, model: InstalledModel) -> set[int]:
    """Return the tracks that a model can score without listening, from stored features."""
    every, info = set(every_track(connection).tolist()), model.info
    lacking = without_features(connection, info.feature_digest, every, info.feature_shape)
    return every.difference(lacking)


def _to_hear(connection: Connection, model: InstalledModel) -> tuple[str, set[int]]:
    """Return the model that stands in, and its tracks that `model` has yet to hear."""
    registered = register_installed(connection, model)
    other = stand_in(connection, registered)
    if other is None:
        return "", set()
    pending = pending_tracks(connection, registered.id, suggested_by(connection, other.id))
    return other.name, {track.track_id for track in pending}
