import pytest

from tagstudio.core.progress import run
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.library_specs import SuggestJob
from tagstudio.engine.jobs.specs import can_resume, spec_of
from tagstudio.engine.plugins.installed_models import (
    register_installed,
    rollback,
    shown_model,
)
from tagstudio.engine.tagging.renewal import renew_suggestions
from tagstudio.library.db.job_records import list_jobs
from tagstudio.library.db.schema import suggestion_features, tracks
from tagstudio.library.models import promotions, suggestions
from tagstudio.library.search.pending import pending_tracks

from ..conftest import LEARNING_TRACKS, version


@pytest.fixture
def trained(trained):
    """Its version has suggested nothing yet: what it was looked at with before its use is gone."""
    with trained.library.write() as connection:
        model = register_installed(connection, version("plain-v2"))
        suggestions.forget(connection, range(1, LEARNING_TRACKS + 1), model.id)
    return trained


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
    assert report.to_hear == set(lacking)
    assert report.before == "plain"
    assert run(renew_suggestions(library)).suggested == 0


def shown(library) -> str:
    with library.read() as connection:
        return shown_model(connection, "").name


def use(library, name: str) -> None:
    with library.write() as connection:
        model = register_installed(connection, version(name))
        promotions.record_promotion(connection, "forced", model.id, "so that it is in use")


def test_old_suggestions_stay_until_all_are_replaced(trained):
    library = trained.library
    with library.write() as connection:
        features = suggestion_features
        connection.execute(features.delete().where(features.c.track_id.in_([1, 2, 3])))
    assert shown(library) == "plain"
    use(library, "plain-v2")
    assert shown(library) == "plain"  # nothing is suggested by the new one yet
    run(renew_suggestions(library))
    assert shown(library) == "plain"  # three tracks would be left without suggestions
    report = run(renew_suggestions(library, listen=True))
    assert (report.suggested, report.to_hear) == (3, set())
    assert shown(library) == "plain-v2"


def test_a_renewal_that_is_stopped_is_listed_and_goes_on(trained):
    library = trained.library
    with library.write() as connection:
        features = suggestion_features
        connection.execute(features.delete().where(features.c.track_id.in_([1, 2, 3])))
    use(library, "plain-v2")
    job = specs.run(library, SuggestJob(renew=True, model="named when it was begun"))
    for progress in job:
        if progress.total:
            break
    job.close()
    with library.read() as connection:
        [record] = list_jobs(connection)
    assert (record.kind, record.state) == ("suggest", "cancelled")
    assert can_resume(record)
    report = run(specs.run(library, spec_of(record)))
    assert (report.model, report.to_hear) == ("plain-v2", set())
    assert shown(library) == "plain-v2"


def test_after_going_back_the_older_version_is_shown_at_once(trained):
    library = trained.library
    use(library, "plain-v2")
    run(renew_suggestions(library))
    rollback(library)
    assert shown(library) == "plain"


def test_a_track_that_cannot_be_heard_again_holds_nothing_up(trained):
    library = trained.library
    with library.write() as connection:
        features = suggestion_features
        connection.execute(features.delete().where(features.c.track_id.in_([1, 2])))
        gone = tracks.update().where(tracks.c.id == 1)
        connection.execute(gone.values(missing_since=1))
        model = register_installed(connection, version("plain-v2"))
        failures = [(2, "unreadable", "it fails again and again")]
        for _ in range(2):
            suggestions.store_failures(connection, model.id, failures)
    use(library, "plain-v2")
    report = run(renew_suggestions(library))
    assert (report.to_hear, report.before) == (set(), "")
    assert shown(library) == "plain-v2"
