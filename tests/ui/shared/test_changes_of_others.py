"""What others change is shown, and nothing moves under one's hand."""

import pytest

from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.library_screen.screen import LibraryScreen
from tagstudio.ui.review_screen.screen import ReviewScreen

LONG = 30_000  # ms


def test_an_answer_of_another_comes_as_a_change_of_its_tracks_and_ones_own_only_once(
    qtbot, workspace, other
):
    mine, theirs = [], []
    workspace.changed.connect(mine.append)
    other.changed.connect(theirs.append)
    workspace.decisions.answer([1, 6], "jazz", "no")
    qtbot.waitUntil(lambda: Changed("decisions", frozenset({1, 6})) in theirs, timeout=LONG)
    other.decisions.answer([2], "jazz", "yes")
    qtbot.waitUntil(lambda: Changed("decisions", frozenset({2})) in mine, timeout=LONG)
    assert [one for one in mine if one.topic == "decisions"] == [
        Changed("decisions", frozenset({1, 6})),
        Changed("decisions", frozenset({2})),
    ]


@pytest.fixture
def table(qtbot, workspace, shown):
    screen = shown(LibraryScreen(workspace))
    qtbot.waitUntil(lambda: len(screen.table.ids) > 4, timeout=LONG)
    return screen


def test_the_library_shows_it_and_keeps_selection_and_row(qtbot, workspace, other, table):
    view, model = table.view, table.table
    row = model.row_of(3)
    view.selectRow(row)
    qtbot.waitUntil(lambda: model.track(row) is not None, timeout=LONG)
    other.decisions.answer([3], "Rock", "yes")
    qtbot.waitUntil(
        lambda: (
            (one := model.track(row)) is not None
            and any(tag.tag == "Rock" and tag.state == "yes" for tag in one.tags)
        ),
        timeout=LONG,
    )
    assert view.selected_ids().tolist() == [3]
    assert view.current_id() == 3


@pytest.fixture
def review(qtbot, workspace, shown):
    screen = shown(ReviewScreen(workspace))
    screen.review([2, 3])
    qtbot.waitUntil(lambda: screen._current is not None, timeout=LONG)
    return screen


def answers(screen):
    return {row.tagging.tag: row.tagging.state for row in screen._rows.rows}


def test_review_shows_it_at_its_tag_and_keeps_track_focus_and_what_is_half_typed(
    qtbot, other, review
):
    review.view.entry.setFocus()
    review.view.entry.setText("har")
    place = len(review._rows.rows) - 1
    review._focus(place)
    in_focus = review._rows.rows[place].tagging.tag
    order = [row.tagging.tag for row in review._rows.rows]
    other.decisions.answer([2], "Rock", "yes")
    qtbot.waitUntil(lambda: answers(review).get("Rock") == "yes", timeout=LONG)
    assert review._current.track.id == 2
    assert [row.tagging.tag for row in review._rows.rows][: len(order)] == order
    assert review._rows.rows[review._place()].tagging.tag == in_focus
    assert review.view.entry.text() == "har"
