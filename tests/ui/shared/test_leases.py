"""Review hands a track to one person at a time."""

import pytest

from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.active_learning.review_session import next_session
from tagstudio.library.tracks.leases import of_others
from tagstudio.ui.review_screen.screen import ReviewScreen

LONG = 30_000  # ms


@pytest.fixture
def reviewing(qtbot, shown):
    """Show the review of a workspace, of tracks that the user chose or of the queue."""

    def show(workspace, track_ids=()):
        screen = ReviewScreen(workspace)
        if track_ids:
            screen.review(list(track_ids))
        shown(screen)
        qtbot.waitUntil(lambda: screen._current is not None, timeout=LONG)
        return screen

    return show


def held(workspace):
    """Return the tracks that others than this window hold."""
    with workspace.library.read() as connection:
        return {lease.track_id: lease.person for lease in of_others(connection)}


def queued(workspace):
    """Return the tracks that a new session of this window would go through."""
    with workspace.library.read() as connection:
        return set(next_session(connection, workspace.shown_model(), Order.MIXED).track_ids)


def test_the_queue_passes_over_what_another_window_has(qtbot, workspace, other, reviewing):
    before = queued(other)
    mine = reviewing(workspace)
    # The track in view and the next one, once that is known.
    qtbot.waitUntil(lambda: len(held(other)) == min(2, len(before)), timeout=LONG)
    taken = held(other)
    assert taken == dict.fromkeys(taken, "anna")
    assert mine._current.track.id in taken
    assert before >= taken.keys()
    assert queued(other) == before - taken.keys()
    assert queued(workspace) == before


def test_who_opens_it_all_the_same_is_told_and_may_answer(qtbot, workspace, other, reviewing):
    mine = reviewing(workspace, [2])
    qtbot.waitUntil(lambda: held(other) == {2: "anna"}, timeout=LONG)
    assert not mine.view.header.others.isVisible()
    theirs = reviewing(other, [2])
    label = theirs.view.header.others
    qtbot.waitUntil(label.isVisible, timeout=LONG)
    assert label.text() == "anna is at this track too"
    with qtbot.waitSignal(other.decisions.written, timeout=LONG):
        theirs._answering.answer("yes")


def test_the_next_track_is_held_too_and_one_that_another_has_is_passed_over(
    qtbot, workspace, other, reviewing
):
    reviewing(workspace, [3])
    qtbot.waitUntil(lambda: 3 in held(other), timeout=LONG)
    theirs = reviewing(other, [2, 3, 6])
    theirs._session.asked = dict.fromkeys([2, 3, 6], ())  # as if the queue had chosen them
    theirs._next = None
    theirs._look_ahead()
    qtbot.waitUntil(lambda: theirs._session.track_ids == [2, 6], timeout=LONG)
    qtbot.waitUntil(lambda: held(workspace) == {2: "berta", 6: "berta"}, timeout=LONG)


def test_a_track_that_another_reviewed_meanwhile_is_passed_over(qtbot, workspace, other, reviewing):
    theirs = reviewing(other, [2, 3, 6])
    theirs._session.asked = dict.fromkeys([2, 3, 6], ())
    qtbot.waitUntil(lambda: theirs._next is not None, timeout=LONG)
    workspace.decisions.mark_reviewed([3])
    qtbot.waitUntil(lambda: theirs._next is None or theirs._next.track.id != 3, timeout=LONG)
    theirs.step(1)
    qtbot.waitUntil(lambda: theirs._current.track.id == 6, timeout=LONG)
    assert theirs._session.track_ids == [2, 6]
    theirs.step(-1)
    qtbot.waitUntil(lambda: theirs._current.track.id == 2, timeout=LONG)


def test_leaving_the_page_and_closing_let_go(qtbot, workspace, other, reviewing):
    mine = reviewing(workspace, [2, 3])
    qtbot.waitUntil(lambda: set(held(other)) == {2, 3}, timeout=LONG)
    mine.hide()
    qtbot.waitUntil(lambda: held(other) == {}, timeout=LONG)
    mine.show()
    qtbot.waitUntil(lambda: set(held(other)) == {2, 3}, timeout=LONG)
    mine._leases._stop()  # as when the window closes
    qtbot.waitUntil(lambda: held(other) == {}, timeout=LONG)
