"""Training on a small tagger that really learns."""

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.evaluation.evaluate import freeze_test_set
from tagstudio.engine.plugins.installed_models import (
    installed_models,
    register_installed,
    root_model,
)
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.engine.training.train import TrainSettings, train
from tagstudio.library.models import suggestions
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks

from ..conftest import LEARNING_TRACKS, correct, plain, version


@pytest.fixture(autouse=True)
def quick(measured_here):
    """No process is started to measure."""


def test_every_progress_of_a_training_has_all_epochs_so_far(learning_library):
    correct(learning_library)
    job = train(learning_library, plain(), TrainSettings())
    reports = [progress for progress in job if hasattr(progress, "epochs")]
    assert [[epoch.number for epoch in progress.epochs] for progress in reports] == [
        [1],
        [1, 2],
        [1, 2, 3],
        [1, 2, 3, 4],
    ]


def test_a_training_that_is_stopped_in_an_epoch_ends_its_process(learning_library):
    correct(learning_library)
    job = train(learning_library, plain(), TrainSettings())
    next(progress for progress in job if hasattr(progress, "epochs"))
    job.close()
    assert [model.info.name for model in installed_models()][:1] == ["plain"]


def test_the_library_stores_the_number_of_answers_a_version_was_trained_on(trained):
    with trained.library.write() as connection:
        registered = register_installed(connection, trained.report.model)
    assert (registered.parent, registered.answers) == ("plain", trained.report.answers)


def test_versions_are_numbered_and_each_has_its_parent(trained):
    again = run(train(trained.library, version("plain-v2"), TrainSettings()))
    assert (again.model.info.name, again.model.info.parent) == ("plain-v3", "plain-v2")
    assert root_model(installed_models(), again.model).info.name == "plain"


def test_without_corrections_there_is_nothing_to_train_on_or_to_measure(learning_library):
    with pytest.raises(TagStudioError, match="nothing to train on yet"):
        run(train(learning_library, plain(), TrainSettings()))
    with pytest.raises(TagStudioError, match="artist of the test set"):
        freeze_test_set(learning_library)


def test_a_tag_of_the_users_own_gets_an_output_from_twenty_answers_on(learning_library):
    correct(learning_library)
    with learning_library.write(durable=True) as connection:
        own = tags.tag_id(connection, "for the garden", "my tags", "user")
        rows = connection.execute(tracks.tracks.select()).all()
        answers = [
            Decision(row.id, own, "yes" if "jazz 0.9" in row.path else "no") for row in rows[:150]
        ]
        decisions.record_decisions(connection, answers, "user")
    report = run(train(learning_library, plain(), TrainSettings()))
    assert [tag.name for tag in report.model.info.tags][-1] == "for the garden"
    run(suggest(learning_library, report.model, ALL_TRACKS, SuggestOptions()))
    with learning_library.write() as connection:
        model = register_installed(connection, report.model)
        scores = suggestions.scores_of(connection, model, [row.id for row in rows])
    best = max(scores, key=lambda track_id: scores[track_id][-1])
    assert "jazz 0.9" in next(row.path for row in rows if row.id == best)


def test_a_new_version_scores_from_features_without_decoding(trained):
    run(suggest(trained.library, trained.report.model, ALL_TRACKS, SuggestOptions()))
    every = range(1, LEARNING_TRACKS + 1)
    with trained.library.write() as connection:
        model = register_installed(connection, trained.report.model)
        assert len(suggestions.scores_of(connection, model, every)) == LEARNING_TRACKS
        assert suggestions.features_of(connection, model.id, every) == {}
