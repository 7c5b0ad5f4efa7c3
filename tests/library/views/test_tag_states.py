import time

import pytest
import sqlalchemy as sa

from tagstudio.core.person import login
from tagstudio.library.db.database import Library
from tagstudio.library.models import models
from tagstudio.library.search.query import parse
from tagstudio.library.tags import decisions, review_marks, tag_changes, tags, undo_history
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.views.counts import tag_counts
from tagstudio.library.views.tag_states import Tagging, listed, settled, taggings_of

from ..conftest import found_by


def test_tags_of_a_track_best_first_the_user_s_own_in_front(small: Library, model_id: int) -> None:
    with small.write() as connection:
        own = tags.tag_id(connection, "slow", "mood", "user")
        decisions.record_decisions(connection, [Decision(2, own, "yes")], "import", at=700)
        model = models.model(connection, model_id)
        found = taggings_of(connection, model, [2])[2]
    near = pytest.approx
    assert found == [
        Tagging("slow", "mood", "yes", None, None, None, "import", 700, login()),
        Tagging("jazz", "genre", "no", near(0.6), near(6), 0.5, "user", 300, login()),
        Tagging("Rock", "genre", "suggested", 0.5, near(2.5), 0.4, "model", 200),
        Tagging("hard rock", "mood", "unseen", near(0.1), near(2), 0.3, "", None),
    ]


def test_a_track_without_suggestions_has_its_decisions(small: Library, model_id: int) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id)
        assert taggings_of(connection, model, [6, 5]) == {6: [], 5: []}
        [one] = taggings_of(connection, None, [3])[3]
    assert one == Tagging("jazz", "genre", "yes", None, None, None, "user", 300, login())


def test_unseen_tags_can_be_left_out(small: Library, model_id: int) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id)
        for track_id, every in taggings_of(connection, model, [1, 2, 3, 4]).items():
            found = taggings_of(connection, model, [track_id], unseen=False)[track_id]
            assert found == [one for one in every if one.state != "unseen"]


def test_a_list_names_what_was_decided_and_five_suggestions_by_margin() -> None:
    def one(tag: str, state: str, score: float | None, threshold: float | None) -> Tagging:
        return Tagging(tag, "", state, score, None, threshold, "", None)  # type: ignore[arg-type]

    own = one("own", "yes", None, None)
    common = [one(f"common {n}", "suggested", 0.6 - n / 100, 0.4) for n in range(5)]
    rare = one("rare", "suggested", 0.1, 0.02)  # odds five times those of its threshold
    others = [one("no", "no", 0.9, 0.1), one("unseen", "unseen", 0.01, 0.1)]
    named = listed([own, *common, rare, *others])
    assert [tagging.tag for tagging in named] == ["own", *(f"common {n}" for n in range(4)), "rare"]
    assert listed([own, *others]) == [own]
    assert own.margin == 0


@pytest.mark.parametrize(
    ("state", "answer"),
    [("yes", "yes"), ("no", "no"), ("suggested", "unseen"), ("unseen", "unseen")],
)
def test_what_is_suggested_has_no_answer_yet(state: str, answer: str) -> None:
    assert Tagging("jazz", "", state, 0.9, None, 0.5, "", None).answer == answer  # type: ignore[arg-type]


def test_what_a_reviewed_track_was_left_with_is_suggested_no_more(
    small: Library, model_id: int
) -> None:
    with small.write() as connection:
        own = tags.tag_id(connection, "slow", "mood", "user")
        decisions.record_decisions(connection, [Decision(2, own, "yes")], "user")
        before = taggings_of(connection, models.model(connection, model_id), [2])[2]
        review_marks.mark(connection, [2], time.time())
        every = taggings_of(connection, models.model(connection, model_id), [2])[2]
    states = {one.tag: one.state for one in every}
    assert states["Rock"] == "suggested"
    assert settled(before) == before
    assert [one.tag for one in every if one.left_alone] == ["Rock"]
    found = settled(every)
    assert {one.tag: one.state for one in found} == {**states, "Rock": "unseen"}
    assert [one.score for one in found] == [one.score for one in every]
    [left] = [one for one in found if one.tag == "Rock"]
    assert (left.source, left.at) == ("", None)


def test_a_tag_that_came_after_the_review_was_not_left_alone_until_the_next(
    small: Library, model_id: int
) -> None:
    def left_alone(connection: sa.Connection) -> list[str]:
        model = models.model(connection, model_id)
        found = [one.tag for one in taggings_of(connection, model, [2])[2] if one.left_alone]
        has_tag = 2 in found_by(connection, parse("tag:rock"), model)
        assert has_tag is (not found)
        return found

    with small.write() as connection:
        known = {tag.name: tag.added for tag in models.model(connection, model_id).tags}
        review_marks.mark(connection, [2], known["Rock"] - 1)
        assert left_alone(connection) == []
        [mark] = review_marks.mark(connection, [2], known["Rock"])  # gone through once more
        assert (mark.before, mark.after) == (known["Rock"] - 1, known["Rock"])
        assert left_alone(connection) == ["Rock"]
        undo_history.undo(connection)
        assert left_alone(connection) == []


def test_what_a_yes_implies_is_suggested_also_on_a_reviewed_track(
    small: Library, model_id: int
) -> None:
    with small.write() as connection:
        tag_changes.make(connection, tag_changes.set_parents(connection, "hard rock", ["Rock"]))
        tag_changes.make(connection, tag_changes.switch_implications(connection, True))
        model = models.model(connection, model_id)
        hard = {tag.name: tag.tag_id for tag in model.tags}["hard rock"]
        decisions.record_decisions(connection, [Decision(2, hard, "yes")], "user")
        review_marks.mark(connection, [2], time.time())
        found = {one.tag: one for one in taggings_of(connection, model, [2])[2]}
        assert (found["Rock"].state, found["Rock"].source) == ("suggested", "implied")
        counts = tag_counts(connection, model)
        for tag in model.tags:
            tagged = found_by(connection, parse(f'tag:"{tag.name}"'), model)
            assert (2 in tagged) is (tag.name in {"hard rock", "Rock"})
            assert counts[tag.tag_id] == len(tagged)
    assert settled([found["Rock"]]) == [found["Rock"]]
