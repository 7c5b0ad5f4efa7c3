from tagstudio.engine.plugins.installed_models import InstalledModels, installed_models
from tagstudio.library.db import job_records
from tagstudio.library.models.models import Model
from tagstudio.library.tracks.artist_splits import split_of
from tagstudio.ui.model_screen.overview import read_overview, seconds_to_train


def test_answers_are_counted_by_tag_and_split(answered):
    with answered.read() as connection:
        found = read_overview(connection, installed_models())
    assert [one.tag for one in found.answers] == ["jazz", "loud", "sad"]
    test_set_answers = sum(split_of(f"artist a{number // 3}") == "test" for number in range(120))
    jazz = found.answers[0]
    assert jazz.test_yes + jazz.test_no == test_set_answers
    assert jazz.training_yes + jazz.training_no == 120 - test_set_answers
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


def test_without_a_model_the_problem_is_said(empty_library):
    with empty_library.read() as connection:
        found = read_overview(connection, InstalledModels())
    assert found.active is None
    assert "No model is installed" in found.problem
