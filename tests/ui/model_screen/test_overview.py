import pytest

from tagstudio.engine.plugins.installed_models import InstalledModels, installed_models
from tagstudio.library.db import job_records
from tagstudio.library.models import models, promotions
from tagstudio.library.models.models import Model
from tagstudio.ui.model_screen.overview import read_overview, seconds_to_train


def test_what_can_be_learned_is_read_with_the_versions(answered):
    with answered.read() as connection:
        found = read_overview(connection, installed_models())
    jazz, loud, sad = found.readiness.tags
    assert (jazz.tag, loud.tag, sad.tag) == ("jazz", "loud", "sad")
    assert jazz.yes + jazz.no == 120
    assert (sad.yes, sad.yes_artists, sad.no) == (39, 13, 0)
    assert (found.readiness.tracks, found.readiness.artists) == (120, 40)
    assert found.readiness.obstacle is None
    assert found.active.name == "plain"
    assert not found.can_roll_back


def test_the_time_for_training_follows_the_last_one_of_its_depth(answered):
    with answered.write() as connection:
        job = job_records.start(connection, "train", {"depth": "head", "parent": "plain"}, 1000.0)
        job_records.finish(connection, job, "done", 1030.0)
        found = read_overview(connection, installed_models())
    assert seconds_to_train(found, "head") is None  # from how many answers is not known
    [version] = found.versions
    trained = Model(9, "p", "v2", "", "", (), "plain", 1020, found.to_learn_from // 2)
    object.__setattr__(version, "known", trained)
    assert round(seconds_to_train(found, "head")) in {60, 61}
    assert seconds_to_train(found, "full") is None


@pytest.mark.parametrize(
    ("kinds", "on_trial"), [(["trial"], True), (["trial", "promoted"], False), ([], False)]
)
def test_the_version_in_use_may_be_on_trial(answered, kinds, on_trial):
    installed = installed_models()
    with answered.write() as connection:
        [known] = models.list_models(connection)
        for kind in kinds:
            promotions.record_promotion(connection, kind, known.id, "better, so far")
        found = read_overview(connection, installed)
    assert found.active.on_trial == on_trial
    assert str(found.active.reason or "") == ("better, so far" if kinds else "")


def test_without_a_model_the_problem_is_said(empty_library):
    with empty_library.read() as connection:
        found = read_overview(connection, InstalledModels())
    assert found.active is None
    assert "No model is installed" in found.problem
