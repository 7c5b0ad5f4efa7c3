from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import register_installed
from tagstudio.engine.tagging.renewal import renew_suggestions
from tagstudio.library.db.schema import suggestion_features
from tagstudio.library.models import promotions
from tagstudio.library.search.pending import pending_tracks

from ..conftest import LEARNING_TRACKS, version


def test_the_version_in_use_suggests_anew_from_what_is_stored(trained):
    library = trained.library
    lacking = [1, 2, 3]
    with library.write() as connection:
        features = suggestion_features
        connection.execute(features.delete().where(features.c.track_id.in_(lacking)))
        model = register_installed(connection, version("plain-v2"))
        promotions.record_promotion(connection, "forced", model.id, "so that it is in use")
    report = run(renew_suggestions(library))
    assert report.model == "plain-v2"
    with library.read() as connection:
        left = {track.track_id for track in pending_tracks(connection, model.id)}
    assert left == set(lacking)
    assert report.suggested == LEARNING_TRACKS - len(lacking)
    assert run(renew_suggestions(library)).suggested == 0
