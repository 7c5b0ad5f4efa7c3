"""The whole loop on a small tagger that really learns: correct, train, measure, promote."""

import math
import random
import shutil
from pathlib import Path

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.evaluation.evaluate import compare, evaluate, freeze
from tagstudio.engine.evaluation.version_diff import changed_tracks, differences
from tagstudio.engine.plugins.installed_models import (
    active_model,
    choose_model,
    installed_models,
    register,
    rollback,
    root_model,
)
from tagstudio.engine.tagging.suggest import SuggestOptions, suggest
from tagstudio.engine.training import training_set as examples_module
from tagstudio.engine.training.learning_curve import Point, _worth, learning_curve
from tagstudio.engine.training.train import TrainSettings, promote, train, verdict
from tagstudio.engine.training.training_set import training_set
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import evaluations, promotions, suggestions
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.artist_splits import split_of
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.plugin_api.examples import UNSEEN
from tagstudio.plugin_api.splits import REHEARSAL

PLUGINS = Path(__file__).parents[2] / "plugins"
TRACKS = 240


@pytest.fixture
def library(tmp_path):
    """240 tracks by 80 artists, heard by the plain model, which knows next to nothing."""
    shutil.copytree(PLUGINS / "learning_tagger", paths.user_plugins_folder() / "learning_tagger")
    with open_library(tmp_path / "my.db", writing=True) as opened:
        add_tracks(opened, TRACKS)
        run(suggest(opened, plain(), ALL_TRACKS, SuggestOptions()))
        yield opened


@pytest.fixture(autouse=True)
def quick(measured_here):
    """No process is started to measure."""


def add_tracks(library: Library, count: int) -> None:
    chance = random.Random(1)
    new = []
    for number in range(count):
        jazz, loud = chance.random(), chance.random()
        path = f"/music/jazz {jazz:.2f} loud {loud:.2f} {number}.mp3"
        new.append(
            NewTrack(path, 1, 1, bytes([number % 256]) * 16, Facts(artist=f"A{number // 3}"))
        )
    with library.write() as connection:
        tracks.add_tracks(connection, tracks.folder_id(connection, "/music"), new)


def plain():
    return choose_model(installed_models(), "plain")


def version(name: str):
    return choose_model(installed_models(), name)


def correct(library: Library, count: int = TRACKS, flip: float = 0.0, seed: int = 0) -> None:
    """Answer jazz and loud as the names say, a share of them at random."""
    chance = random.Random(seed)
    with library.write(durable=True) as connection:
        ids = {name: tags.find_tag(connection, name).id for name in ("jazz", "loud")}
        rows = connection.execute(tracks.tracks.select().limit(count)).all()
        answers = []
        for row in rows:
            words = row.path.rpartition("/")[2].split()
            for name, value in ((words[0], words[1]), (words[2], words[3])):
                yes = float(value) > 0.5
                if chance.random() < flip:
                    yes = chance.random() < 0.5
                answers.append(Decision(row.id, ids[name], "yes" if yes else "no"))
        decisions.record(connection, answers, "user")


def trained(library: Library, **settings):
    return run(train(library, plain(), TrainSettings(**settings)))


def test_the_loop_from_corrections_to_a_better_active_version_and_back(library):
    correct(library)
    report = trained(library)
    assert report.model.info.name == "plain-v2"
    assert report.model.info.parent == "plain"
    assert len(report.epochs) == 4
    assert report.verdict.passed, report.verdict.reason
    assert (
        report.comparison.auc_difference.candidate > 0.95 > report.comparison.auc_difference.parent
    )
    run(promote(library, "plain-v2", False, "cpu"))
    with library.read() as connection:
        assert active_model(connection, installed_models()).info.name == "plain-v2"
    assert rollback(library) == ("plain-v2", "")
    with library.read() as connection:
        assert active_model(connection, installed_models()).info.name == "plain"
        kinds = [step.kind for step in promotions.history(connection)]
    assert kinds == ["promoted", "rolled back"]
    with pytest.raises(TagStudioError, match="No promotion stands"):
        rollback(library)


def test_every_report_of_the_learning_has_all_epochs_so_far(library):
    correct(library)
    reports = [p for p in train(library, plain(), TrainSettings()) if hasattr(p, "epochs")]
    assert [[epoch.number for epoch in p.epochs] for p in reports] == [
        [1],
        [1, 2],
        [1, 2, 3],
        [1, 2, 3, 4],
    ]


def test_a_training_that_is_stopped_in_an_epoch_ends_its_process(library):
    correct(library)
    job = train(library, plain(), TrainSettings())
    next(p for p in job if hasattr(p, "epochs"))
    job.close()
    assert [model.info.name for model in installed_models()][:1] == ["plain"]


def test_the_library_knows_how_many_answers_a_version_learned_from(library):
    correct(library)
    report = trained(library)
    with library.write() as connection:
        known = register(connection, report.model)
    assert (known.parent, known.answers) == ("plain", report.answers)


def test_versions_are_numbered_and_each_knows_its_parent(library):
    correct(library)
    trained(library)
    again = run(train(library, version("plain-v2"), TrainSettings()))
    assert (again.model.info.name, again.model.info.parent) == ("plain-v3", "plain-v2")
    assert root_model(installed_models(), again.model).info.name == "plain"


def test_a_version_that_learned_nonsense_stays_a_candidate_unless_forced(library):
    correct(library)
    trained(library)
    run(promote(library, "plain-v2", False, "cpu"))
    correct(library, flip=1.0, seed=3)
    nonsense = run(train(library, version("plain-v2"), TrainSettings(name="nonsense")))
    assert not nonsense.verdict.passed
    with pytest.raises(TagStudioError, match=r"stays a candidate\. .*--force"):
        run(promote(library, "nonsense", False, "cpu"))
    with library.read() as connection:
        assert active_model(connection, installed_models()).info.name == "plain-v2"
    run(promote(library, "nonsense", True, "cpu"))
    with library.read() as connection:
        assert promotions.history(connection)[-1].kind == "forced"
        assert active_model(connection, installed_models()).info.name == "nonsense"
    assert rollback(library) == ("nonsense", "plain-v2")


def test_without_corrections_there_is_nothing_to_learn_or_to_measure(library):
    with pytest.raises(TagStudioError, match="nothing to learn from yet"):
        trained(library)
    with pytest.raises(TagStudioError, match="held-out artist"):
        freeze(library)


def test_too_few_held_out_answers_are_said_to_be_too_few(library):
    correct(library, count=24)
    report = trained(library)
    assert not report.verdict.passed
    assert "Correct more tracks" in report.verdict.reason


def test_no_held_out_track_and_no_unseen_tag_is_taught(library):
    correct(library, count=120)
    with library.write() as connection:
        parent = register(connection, plain())
        found = training_set(connection, parent, plain().info, reviewed_as_no=False)
        by = {row.id: row.artist.lower() for row in connection.execute(tracks.tracks.select())}
    sides = {track_id: split_of(f"artist {artist}") for track_id, artist in by.items()}
    given = found.examples
    assert {sides[int(track_id)] for track_id in given.track_ids} == {"train", "validation"}
    artists = [by[int(track_id)] for track_id in given.track_ids]
    pairs = set(zip(given.groups.tolist(), artists, strict=True))
    assert len(pairs) == len(set(given.groups.tolist())) == len(set(artists)) > 1
    assert (given.targets[:, 2] == UNSEEN).all()
    assert (given.targets[given.splits == REHEARSAL] == UNSEEN).all()
    assert (given.weights[given.targets == UNSEEN] == 0).all()
    assert found.answers == int((given.targets != UNSEEN).sum())


def test_untouched_tags_of_reviewed_tracks_can_count_as_weak_noes(library):
    correct(library, count=60)
    with library.write() as connection:
        tracks.mark_reviewed(connection, range(1, 61), at=1)
        parent = register(connection, plain())
        found = training_set(connection, parent, plain().info, reviewed_as_no=True)
    sad = found.examples.targets[:, 2]
    weights = found.examples.weights[:, 2]
    assert set(sad.tolist()) == {0, UNSEEN}
    assert weights[sad == 0] == pytest.approx(examples_module.WEAK_LABEL_WEIGHT)


def test_a_tag_of_the_users_own_is_learned_from_twenty_answers(library):
    correct(library)
    with library.write(durable=True) as connection:
        own = tags.tag_id(connection, "for the garden", "my tags", "user")
        rows = connection.execute(tracks.tracks.select()).all()
        said = [Decision(r.id, own, "yes" if "jazz 0.9" in r.path else "no") for r in rows[:150]]
        decisions.record(connection, said, "user")
    report = trained(library)
    assert [tag.name for tag in report.model.info.tags][-1] == "for the garden"
    run(suggest(library, report.model, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:
        known = register(connection, report.model)
        scores = suggestions.scores_of(connection, known, [row.id for row in rows])
    best = max(scores, key=lambda track_id: scores[track_id][-1])
    assert "jazz 0.9" in next(row.path for row in rows if row.id == best)


def test_an_old_figure_does_not_change_when_an_answer_does(library):
    correct(library)
    first = freeze(library)
    figures = run(evaluate(library, plain(), first, "cpu"))
    assert freeze(library).id == first.id
    correct(library, flip=1.0, seed=9)
    second = freeze(library)
    assert second.id != first.id
    with library.read() as connection:
        assert evaluations.test_set_called(connection, first.id) == first
    assert run(evaluate(library, plain(), first, "cpu")).figures == figures.figures
    assert run(evaluate(library, plain(), second, "cpu")).figures != figures.figures


def test_a_new_version_is_scored_from_features_without_listening(library):
    correct(library)
    report = trained(library)
    run(suggest(library, report.model, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:
        known = register(connection, report.model)
        assert len(suggestions.scores_of(connection, known, range(1, TRACKS + 1))) == TRACKS
        assert suggestions.features_of(connection, known.id, range(1, TRACKS + 1)) == {}


def test_compare_says_what_would_change(library):
    correct(library)
    report = trained(library)
    run(suggest(library, report.model, ALL_TRACKS, SuggestOptions()))
    found = run(compare(library, plain(), report.model, freeze(library), "cpu"))
    assert found.before.model == "plain"
    assert [f.tag for f in found.before.figures] == [f.tag for f in found.after.figures]
    assert verdict(found).passed
    with library.write() as connection:
        known = register(connection, plain()), register(connection, report.model)
    changes = run(differences(library, *known))
    jazz = next(change for change in changes.tags if change.tag == "jazz")
    assert changes.tracks == TRACKS
    assert jazz.corrected
    assert jazz.gained + jazz.lost > 0
    assert jazz.gained <= TRACKS


def test_the_curve_rises_with_the_answers_and_installs_nothing(library):
    correct(library)
    curve = run(learning_curve(library, plain(), "head", "cpu"))
    assert [point.answers for point in curve.points] == sorted(p.answers for p in curve.points)
    assert curve.points[0].answers == 0
    assert curve.points[-1].macro_auc > curve.points[0].macro_auc + 0.1
    assert [model.info.name for model in installed_models()] == ["plain", "starter"]


def test_the_worth_of_more_answers_follows_the_last_doubling():
    points = [Point(0, 0.5), Point(50, 0.6), Point(100, 0.7), Point(200, 0.75)]
    assert _worth(points) == pytest.approx(0.05 * math.log(220 / 200) / math.log(2))
    assert _worth([*points[:-1], Point(100, 0.7)]) == 0


def test_too_few_answers_give_no_curve(library):
    correct(library, count=24)
    with pytest.raises(TagStudioError, match="too few held-out answers"):
        run(learning_curve(library, plain(), "head", "cpu"))


def test_the_tracks_behind_the_differences_are_named(library):
    correct(library)
    report = trained(library)
    run(suggest(library, report.model, ALL_TRACKS, SuggestOptions()))
    with library.write() as connection:
        before, after = register(connection, plain()), register(connection, report.model)
    found = run(differences(library, before, after))
    with library.read() as connection:
        for one, tag in zip(found.tags, before.tags, strict=True):
            gained, lost = changed_tracks(connection, before, after, tag.tag_id)
            assert (len(gained), len(lost)) == (one.gained, one.lost)
            scores = suggestions.scores_of(connection, after, gained + lost)
            place = [t.tag_id for t in after.tags].index(tag.tag_id)
            line = after.lines[tag.tag_id]
            assert all(scores[track_id][place] >= line for track_id in gained)
            assert all(scores[track_id][place] < line for track_id in lost)
        assert found.tags[0].gained + found.tags[0].lost > 0
