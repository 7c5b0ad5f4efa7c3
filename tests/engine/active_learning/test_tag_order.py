import pytest

from tagstudio.engine.active_learning.tag_order import (
    in_answering_order,
    in_shown_order,
    is_open,
    next_open,
    with_answer,
)
from tagstudio.library.views.tag_states import Tagging, TagState


def tagging(tag: str, score: float | None, state: TagState = "unseen") -> Tagging:
    return Tagging(tag, "genre", state, score, None, None if score is None else 0.5, "", None)


def test_suggestions_then_asked_ones_then_own_tags_by_name_then_the_rest_by_score() -> None:
    found = [
        tagging("night", None),
        tagging("Garden", None, "yes"),
        tagging("jazz", 0.9),
        tagging("rock", 0.5),
        tagging("sad", 0.4),
        tagging("loud", 0.3),
        tagging("slow", 0.2),
    ]
    order = [one.tag for one in in_answering_order(found, ["slow", "loud"])]
    assert order == ["jazz", "rock", "loud", "slow", "Garden", "night", "sad"]


@pytest.mark.parametrize("answer", ["yes", "no", "unseen"])
def test_answers_do_not_change_the_order(answer: TagState) -> None:
    found = [tagging("jazz", 0.9), tagging("rock", 0.5), tagging("sad", 0.4), tagging("loud", 0.3)]
    before = in_answering_order(found, ["loud"])
    after = in_answering_order([with_answer(one, answer) for one in found], ["loud"])
    assert [one.tag for one in after] == [one.tag for one in before]


def test_new_scores_change_no_order_and_what_is_new_comes_last() -> None:
    found = [tagging("new", 0.99), tagging("rock", 0.9), tagging("jazz", 0.5), tagging("more", 0.1)]
    order = [one.tag for one in in_shown_order(found, ["jazz", "gone", "rock"])]
    assert order == ["jazz", "rock", "new", "more"]


@pytest.mark.parametrize(
    ("state", "asked", "open_"),
    [
        ("suggested", False, True),
        ("unseen", True, True),
        ("unseen", False, False),
        ("yes", True, False),
        ("no", True, False),
    ],
)
def test_a_tag_is_open_if_suggested_or_asked_about(
    state: TagState, asked: bool, open_: bool
) -> None:
    assert is_open(tagging("jazz", 0.9, state), asked) is open_


def test_the_next_open_tag_is_behind_the_current_one() -> None:
    assert next_open([True, False, True], 0) == 2
    assert next_open([True, False, True], -1) == 0
    assert next_open([True, False, True], 2) is None
    assert next_open([], -1) is None


def test_a_decision_that_is_taken_back_leaves_the_suggestion() -> None:
    suggested, low, own = tagging("jazz", 0.5), tagging("sad", 0.4), tagging("garden", None)
    for one in (suggested, low, own):
        decided = with_answer(one, "no")
        assert (decided.state, decided.source) == ("no", "user")
    taken_back = [with_answer(with_answer(one, "yes"), "unseen") for one in (suggested, low, own)]
    assert [(one.state, one.source) for one in taken_back] == [
        ("suggested", "model"),
        ("unseen", ""),
        ("unseen", ""),
    ]


def test_a_new_tag_comes_behind_those_that_a_digit_answers():
    found = [tagging(f"tag {number}", 0.1) for number in range(14)] + [tagging("mine", None)]
    shown = [f"tag {number}" for number in range(14)]
    order = [one.tag for one in in_shown_order(found, shown)]
    assert order == [*shown[:10], "mine", *shown[10:]]
    assert [one.tag for one in in_shown_order(found, order)] == order
