"""A library of 400 tracks with tags that are scored too low: what follows from it and answers."""

import json

import numpy as np
import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.tagging import library_thresholds
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import models, out_of_fold_scores, suggestions, user_thresholds
from tagstudio.library.models.default_thresholds import base_rate_threshold
from tagstudio.library.models.library_thresholds import behind_answers
from tagstudio.library.models.models import Model, ModelTag, RegisteredModel, RegisteredTag
from tagstudio.library.models.out_of_fold_scores import OutOfFold
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.tags import tags, undo_history
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tracks import folders, tracks
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views.counts import suggested_count

COUNT = 400
RATE = 0.02  # half way: .125
TAGS = (
    RegisteredTag("sad", "mood", RATE),
    RegisteredTag("happy", "mood", RATE),
    RegisteredTag("named", "mood", RATE, 0.7),
)


@pytest.fixture
def library(tmp_path):
    """Scores of all tags rise from .0002 to .08 with the number of the track, 1 to 400."""
    with open_library(tmp_path / "my.db", writing=True) as opened:
        with opened.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = [NewTrack(f"/music/{n:03}.mp3", 1, 1) for n in range(COUNT)]
            assert tracks.add_tracks(connection, folder, new) == list(range(1, COUNT + 1))
            root = models.register(connection, "plugin", RegisteredModel("root", "0" * 64, TAGS))
            models.describe(connection, root, {"unheard": ["happy"]})
            store(connection, root, [(id / 5000,) * 3 for id in range(1, COUNT + 1)])
        yield opened


def store(connection, model_id: int, rows: list[tuple[float, ...]]) -> None:
    scored = [Scored(id, scores) for id, scores in enumerate(rows, start=1)]
    suggestions.store(connection, model_id, scored)


def child(library: Library, scale: float = 0.5, own: bool = False) -> int:
    """Register a version of the root whose scores are `scale` of the root's, and return its id."""
    outputs = (*TAGS, RegisteredTag("tango", "mood", 0.2)) if own else TAGS
    with library.write() as connection:
        tags.tag_id(connection, "tango", "mood", "user")
        new = RegisteredModel("root-v2", "1" * 64, outputs, parent="root", info={"answers": 9})
        id = models.register(connection, "plugin", new)
        store(connection, id, [(scale * n / 5000,) * len(outputs) for n in range(1, COUNT + 1)])
        return id


def renew(library: Library, model_id: int = 1, given: OutOfFold | None = None) -> list[str]:
    with library.write() as connection:
        if given is not None:
            ids = given.track_ids.tolist()
            out_of_fold_scores.store(connection, model_id, ids, given.logits)
        return library_thresholds.renew(connection, models.model(connection, model_id))


def shown(library: Library, model_id: int = 1) -> Model:
    with library.read() as connection:
        return models.model(connection, model_id)


def tag(library: Library, name: str, model_id: int = 1) -> ModelTag:
    return next(one for one in shown(library, model_id).tags if one.name == name)


def suggested(library: Library, name: str, model_id: int = 1) -> int:
    with library.read() as connection:
        model = models.model(connection, model_id)
        found = next(one for one in model.tags if one.name == name)
        return suggested_count(connection, model, found.tag_id, found.threshold)


def answer(library: Library, name: str, yes: list[int], no: list[int]) -> None:
    id = tag(library, name).tag_id
    with library.write() as connection:
        given = [Decision(track, id, "yes") for track in yes]
        given += [Decision(track, id, "no") for track in no]
        record_decisions(connection, given, "user")


def test_the_top_of_the_library_reaches_a_tag_that_was_never_suggested(library: Library) -> None:
    assert suggested(library, "sad") == 0
    assert renew(library) == ["sad"]
    assert suggested(library, "sad") == 12  # 1.5 x 2 % of 400
    assert tag(library, "sad").library_rule == "top"
    assert tag(library, "sad").model_threshold == base_rate_threshold(RATE)
    assert renew(library) == []


def test_a_tag_that_is_not_heard_and_one_with_a_threshold_keep_theirs(library: Library) -> None:
    renew(library)
    assert (suggested(library, "happy"), suggested(library, "named")) == (0, 0)
    assert not tag(library, "happy").is_heard
    assert tag(library, "named").default_threshold == 0.7
    answer(library, "happy", yes=[1, 2, 3, 4, 5], no=[396, 397, 398])
    library_thresholds.after_answers(library)
    assert tag(library, "happy").library_rule == "unheard"


def test_the_user_s_threshold_goes_before_the_library_s(library: Library) -> None:
    with library.write() as connection:
        model = models.model(connection, 1)
        user_thresholds.set_threshold(connection, model, model.tags[0].tag_id, UserThreshold(0.5))
    renew(library)
    sad = tag(library, "sad")
    assert (sad.threshold, sad.is_set_by_user) == (0.5, True)
    assert sad.default_threshold < 0.1


def test_tracks_of_removed_folders_do_not_count(library: Library) -> None:
    with library.write() as connection:
        folders.remove(connection, "/music")
    assert renew(library) == []
    assert tag(library, "sad").library_rule is None


def test_answers_set_the_threshold_and_taken_back_they_give_it_back(library: Library) -> None:
    renew(library)
    before = tag(library, "sad").threshold
    answer(library, "sad", yes=[200, 250, 300, 350], no=[10, 20, 30, 40, 50, 60])
    assert library_thresholds.after_answers(library) == ["sad"]
    sad = tag(library, "sad")
    assert sad.library_rule == "answers"
    assert 100 / 5000 < sad.threshold < before
    assert library_thresholds.after_answers(library) == []
    with library.write() as connection:
        undo_history.undo(connection)
    assert library_thresholds.after_answers(library) == ["sad"]
    assert (tag(library, "sad").threshold, tag(library, "sad").library_rule) == (before, "top")


def test_answers_on_other_tags_move_nothing_and_are_seen_once(library: Library) -> None:
    renew(library)
    with library.write() as connection:
        id = tags.tag_id(connection, "tango", "mood", "user")
        record_decisions(connection, [Decision(n, id, "yes") for n in range(1, 9)], "user")
    assert library_thresholds.after_answers(library) == []
    with library.read() as connection:
        assert behind_answers(connection) == []


def test_before_the_first_suggestions_answers_wait(library: Library) -> None:
    answer(library, "sad", yes=[200, 250, 300, 350], no=[10, 20])
    assert library_thresholds.after_answers(library) == []
    assert tag(library, "sad").library_rule is None
    renew(library)
    assert tag(library, "sad").library_rule == "answers"


def test_a_version_s_own_scores_of_what_it_learned_are_no_evidence(library: Library) -> None:
    id = child(library)
    answer(library, "sad", yes=[200, 250, 300, 350], no=[10, 20, 30, 40])
    renew(library, id)
    assert tag(library, "sad", id).library_rule == "root"
    ids = np.array([10, 20, 30, 40, 200, 250, 300, 350])
    logits = np.repeat(np.where(ids > 100, -5.0, -8.0)[:, None], 3, axis=1)
    renew(library, id, OutOfFold(ids, logits))
    by_answers = tag(library, "sad", id)
    assert by_answers.library_rule == "answers"
    renew(library, id)  # as after further suggestions: what followed from the answers is kept
    assert tag(library, "sad", id).threshold == by_answers.threshold


def test_a_version_that_scores_higher_suggests_as_often_as_its_root(library: Library) -> None:
    """Answers that are yes for the most part raise all scores of a tag; the music is the same."""
    renew(library)
    id = child(library, scale=12)
    renew(library, id)
    assert tag(library, "sad", id).library_rule == "root"
    assert suggested(library, "sad", id) == suggested(library, "sad") == 12


def test_a_version_without_tracks_of_its_root_goes_by_its_own_top(library: Library) -> None:
    with library.write() as connection:
        suggestions.forget(connection, list(range(1, COUNT + 1)))
    id = child(library)
    renew(library, id)
    assert tag(library, "sad", id).library_rule == "top"
    assert suggested(library, "sad", id) == 12


def test_an_own_tag_follows_its_yes_and_never_the_top(library: Library) -> None:
    id = child(library, own=True)
    renew(library, id)
    assert tag(library, "tango", id).library_rule == "model"
    own = tag(library, "tango", id)
    with library.write() as connection:
        given = [Decision(n, own.tag_id, "yes" if n < 4 else "no") for n in range(1, 20)]
        record_decisions(connection, given, "user")
    logits = np.full((19, 4), -3.0)
    logits[:3, 3] = (1.0, 2.0, -1.0)
    renew(library, id, OutOfFold(np.arange(1, 20), logits))
    found = tag(library, "tango", id)
    assert found.library_rule == "own tag"
    assert np.log(found.threshold / (1 - found.threshold)) == pytest.approx(1.0)  # their median
    logits[:3, 3] = -9.0
    renew(library, id, OutOfFold(np.arange(1, 20), logits))
    with library.read() as connection:
        model = models.model(connection, id)
        scores = ScoreColumns(connection, model).of(own.tag_id)
    assert (scores >= tag(library, "tango", id).threshold).mean() <= 0.2  # its base rate


def test_an_own_tag_without_a_no_is_suggested_nowhere_yet(library: Library) -> None:
    id = child(library, own=True)
    with library.write() as connection:
        own = tag(library, "tango", id)
        record_decisions(connection, [Decision(n, own.tag_id, "yes") for n in range(1, 4)], "user")
    renew(library, id, OutOfFold(np.arange(1, 4), np.full((3, 4), 2.0)))
    assert tag(library, "tango", id).threshold == 1.0
    with library.write() as connection:
        record_decisions(connection, [Decision(9, own.tag_id, "no")], "user")
    renew(library, id)
    assert tag(library, "tango", id).threshold < 1.0


def test_a_version_has_its_root_s_reference_on_its_own_scale(library: Library) -> None:
    """Reference music that reaches .08 with 10 %, on a version whose scores are half as high."""
    with library.write() as connection:
        pairs = [[0.1, 0.08], [0.5, 0.001]]
        models.describe(connection, 1, {"reference": {"sad": pairs}, "unheard": ["happy"]})
    id = child(library)
    renew(library)
    renew(library, id)
    here, there = tag(library, "sad").threshold, tag(library, "sad", id).threshold
    assert there == pytest.approx(here / 2, rel=0.05)
    assert suggested(library, "sad", id) == suggested(library, "sad") < 12


def test_a_share_is_found_again_once_half_of_the_library_has_scores(library: Library) -> None:
    with library.write() as connection:
        model = models.model(connection, 1)
        set_to = UserThreshold(0.9, "share", 0.05)
        user_thresholds.set_threshold(connection, model, model.tags[0].tag_id, set_to)
        suggestions.forget(connection, list(range(100, COUNT + 1)))
    renew(library)
    assert tag(library, "sad").threshold == 0.9
    with library.write() as connection:
        store(connection, 1, [(id / 5000,) * 3 for id in range(1, COUNT + 1)])
    renew(library)
    assert (suggested(library, "sad"), tag(library, "sad").user_target) == (20, 0.05)


def test_a_share_is_a_number_of_tracks(library: Library) -> None:
    with library.write() as connection:
        model = models.model(connection, 1)
        found = library_thresholds.threshold_at_share(connection, model, model.tags[0], 0.25)
        assert found == pytest.approx(301 / 5000)
        with pytest.raises(TagStudioError, match="from 0 to 1"):
            library_thresholds.threshold_at_share(connection, model, model.tags[0], 5)
        suggestions.forget(connection, list(range(1, COUNT + 1)))
        with pytest.raises(TagStudioError, match="No track has scores"):
            library_thresholds.threshold_at_share(connection, model, model.tags[0], 0.5)


def test_what_a_model_says_of_its_tags_is_kept_beside_the_rest(library: Library) -> None:
    with library.write() as connection:
        models.describe(connection, 1, {"unheard": []})
        assert models.facts(connection, 1) == {"unheard": []}
        info = connection.exec_driver_sql("SELECT info FROM models WHERE id = 1").scalar_one()
    assert json.loads(info) == {"unheard": []}


@pytest.mark.parametrize("column", ["threshold", "without_answers"])
def test_damaged_thresholds_do_not_stop_answers(library: Library, column: str) -> None:
    renew(library)
    with library.write() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        sad = tags.tag_id(connection, "sad", "mood", "user")
        connection.exec_driver_sql(
            f"UPDATE library_thresholds SET {column} = 'odd' WHERE tag_id <> ?", (sad,)
        )
    answer(library, "sad", yes=[200, 250, 300, 350], no=[10, 20, 30, 40, 50, 60])
    library_thresholds.after_answers(library)
    assert tag(library, "sad").library_rule == "answers"
    answer(library, "happy", yes=[1, 2, 3, 4, 5], no=[396, 397, 398])
    library_thresholds.after_answers(library)
