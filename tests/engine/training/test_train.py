"""Training on a small tagger that really learns."""

import json
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.plugins.installed_models import (
    installed_models,
    learned_elsewhere,
    register_installed,
    root_model,
)
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.engine.training.train import TrainSettings, train
from tagstudio.library.db.database import open_library
from tagstudio.library.db.identity import library_id
from tagstudio.library.db.schema import decisions as decision_table
from tagstudio.library.db.schema import identity
from tagstudio.library.models import suggestions
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.views.counts import tag_counts

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


def test_versions_are_numbered_and_each_comes_from_the_root(trained):
    again = run(train(trained.library, version("plain-v2"), TrainSettings()))
    assert (again.model.info.name, again.model.info.parent) == ("plain-v3", "plain")
    assert root_model(installed_models(), again.model).info.name == "plain"


def test_without_answers_there_is_nothing_to_learn_from(learning_library):
    with pytest.raises(TagStudioError, match="nothing to learn from yet"):
        run(train(learning_library, plain(), TrainSettings()))


def test_one_answer_is_enough_to_learn(learning_library):
    correct(learning_library, count=1)
    report = run(train(learning_library, plain(), TrainSettings()))
    assert (report.answers, report.tracks) == (2, 1)


def test_a_version_of_a_holdout_has_not_learned_from_the_test_set(learning_library):
    correct(learning_library)
    whole = run(train(learning_library, plain(), TrainSettings()))
    held = run(train(learning_library, plain(), TrainSettings(holdout=True)))
    assert held.tracks < whole.tracks == LEARNING_TRACKS


def test_a_tag_of_the_users_own_gets_an_output_that_learns(learning_library):
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
    assert report.in_use
    [counted] = report.own_tags
    run(suggest(learning_library, report.model, ALL_TRACKS, SuggestOptions()))
    with learning_library.write() as connection:
        model = register_installed(connection, report.model)
        scores = suggestions.scores_of(connection, model, [row.id for row in rows])
        stands = tag_counts(connection, model)[own]  # as the library counts
    best = max(scores, key=lambda track_id: scores[track_id][-1])
    assert "jazz 0.9" in next(row.path for row in rows if row.id == best)
    assert (counted.tag, counted.then, counted.tracks) == ("for the garden", stands, len(scores))


def test_a_new_version_scores_from_features_without_decoding(trained):
    run(suggest(trained.library, trained.report.model, ALL_TRACKS, SuggestOptions()))
    every = range(1, LEARNING_TRACKS + 1)
    with trained.library.write() as connection:
        model = register_installed(connection, trained.report.model)
        assert len(suggestions.scores_of(connection, model, every)) == LEARNING_TRACKS
        assert suggestions.features_of(connection, model.id, every, (4,)) == {}


def test_a_version_says_whose_answers_it_learned_from(trained, tmp_path):
    origin = trained.report.model.info.library
    with trained.library.read() as connection:
        assert origin is not None
        assert origin.library_id == library_id(connection)
        assert origin.last_answer == decisions.newest_entry(connection)
        assert learned_elsewhere(connection, trained.report.model) is None
        assert learned_elsewhere(connection, plain()) is None
    with open_library(tmp_path / "other.db", writing=True) as other, other.read() as connection:
        sentence = str(learned_elsewhere(connection, trained.report.model))
    assert sentence.startswith("plain-v2 learned from the answers of another library, ")


def test_two_libraries_that_train_at_once_teach_a_version_each(learning_library, tmp_path):
    """Each sees its own answers only, whichever writes and ends first."""
    correct(learning_library)
    with closing(sqlite3.connect(learning_library.path)) as file:
        file.execute("VACUUM INTO ?", (str(tmp_path / "other.db"),))
    with open_library(tmp_path / "other.db", writing=True) as other:
        with other.write() as connection:
            connection.execute(sa.update(identity).values(library_id="f" * 32))
            swapped = [
                Decision(row.track_id, row.tag_id, "no" if row.state == "yes" else "yes")
                for row in connection.execute(sa.select(decision_table)).all()
            ]
            decisions.record_decisions(connection, swapped, "user")
        alone = [
            _weights_of(run(train(one, plain(), TrainSettings(name=name))))
            for one, name in ((learning_library, "here"), (other, "there"))
        ]
        first, second = (train(one, plain(), TrainSettings()) for one in (learning_library, other))
        for job in (first, second):  # both have begun before either goes on
            next(progress for progress in job if hasattr(progress, "epochs"))
        reports = [_finished(second), _finished(first)]
    names = [report.model.info.name for report in reports]
    assert sorted(names) == ["plain-v2", "plain-v3"]
    assert [_weights_of(report) for report in reports] == alone[::-1]
    assert alone[0] != alone[1]


def _finished(job):
    while True:
        try:
            next(job)
        except StopIteration as end:
            return end.value


def _weights_of(report):
    file = paths.models_folder("learning_tagger") / f"{report.model.info.name}.json"
    return json.loads(file.read_text())["weights"]
