from dataclasses import replace

import pytest

from tagstudio.engine.plugins.installed_models import InstalledModels, installed_models
from tagstudio.library.db import job_records
from tagstudio.library.models import models, promotions
from tagstudio.ui.model_screen.overview import read_overview, seconds_of_last


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


def test_measuring_needs_answers_enough_on_a_tag_that_it_measures(answered):
    with answered.read() as connection:
        found = read_overview(connection, installed_models())
    assert found.can_measure
    own = [replace(one, is_own=True) for one in found.readiness.tags]
    only_own = replace(found, readiness=replace(found.readiness, tags=tuple(own)))
    assert not only_own.can_measure


def test_the_time_of_a_training_is_that_which_jobs_lists_for_the_last_of_its_depth(answered):
    with answered.write() as connection:
        for started, took in ((1000.0, 30.0), (2000.0, 7.0)):
            job = job_records.start(connection, "train", {"depth": "head"}, started)
            job_records.finish(connection, job, "done", started + took)
        found = read_overview(connection, installed_models())
    assert seconds_of_last(found, "head") == 7.0
    assert seconds_of_last(found, "full") is None


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
