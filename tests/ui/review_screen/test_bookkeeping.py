"""What Review says is reviewed, counts and finishes: only what is so in the library by now."""

import pytest
from PySide6.QtCore import Qt

from tagstudio.engine.active_learning.review_item import Order
from tagstudio.engine.active_learning.review_session import ReviewSession
from tagstudio.library.db.schema import tracks
from tagstudio.library.tags import review_marks
from tagstudio.library.views.browse import rows_of
from tagstudio.ui.review_screen import answering
from tagstudio.ui.shell.main_window import MainWindow

Key = Qt.Key


@pytest.fixture
def window(workspace, shown, qtbot):
    window = shown(MainWindow(workspace))
    qtbot.waitActive(window)
    return window


@pytest.fixture
def screen(window, qtbot):
    window.review([1, 2, 3, 4])
    screen = window.show_screen("review")
    wait_for(qtbot, screen, 1)
    return screen


def wait_for(qtbot, screen, track_id):
    qtbot.waitUntil(lambda: screen._current is not None and screen._current.track.id == track_id)


def press(qtbot, screen, *keys):
    for key in keys:
        qtbot.keyClick(screen.window(), key)


def finish(qtbot, screen, *track_ids):
    for track_id in track_ids:
        wait_for(qtbot, screen, track_id)
        press(qtbot, screen, Key.Key_Return)
    qtbot.waitUntil(lambda: screen._answers.unwritten == 0)


def reviewed(library):
    with library.read() as connection:
        rows = rows_of(connection, None, list(range(1, 13)))
    return [row.id for row in rows if row.reviewed_at is not None]


def step_elsewhere(qtbot, window, *steps):
    """Undo or redo on the Library's page, and come back."""
    window.show_screen("library")
    for step in steps:
        with qtbot.waitSignal(window._workspace.decisions.written):
            window._workspace.actions[step].trigger()
    window.show_screen("review")


def finished(screen):
    return sorted(screen._answering.tally.finished)


def test_what_was_undone_on_another_page_is_reviewed_no_more_and_its_button_says_so(
    qtbot, window, screen, library
):
    finish(qtbot, screen, 1)
    wait_for(qtbot, screen, 2)
    step_elsewhere(qtbot, window, "undo", "redo", "undo")
    press(qtbot, screen, Key.Key_PageUp)
    wait_for(qtbot, screen, 1)
    assert reviewed(library) == []
    assert "reviewed" not in screen.view.header.names.text()
    assert screen.view.finish.text() == "Finish the track"
    qtbot.waitUntil(lambda: finished(screen) == [])
    step_elsewhere(qtbot, window, "redo")
    qtbot.waitUntil(lambda: screen.view.finish.text() == "To the next track")
    qtbot.waitUntil(lambda: finished(screen) == [1])


@pytest.mark.parametrize("is_there", [True, False])
def test_the_track_in_view_is_read_anew_after_a_mark_made_elsewhere(
    qtbot, window, screen, is_there
):
    if not is_there:
        window.show_screen("library")
    for is_reviewed, text in ((True, "To the next track"), (False, "Finish the track")):
        window._workspace.decisions.mark_reviewed([1], is_reviewed)
        qtbot.waitUntil(lambda text=text: screen.view.finish.text() == text)


def test_a_button_that_only_goes_on_stores_nothing(qtbot, screen, library):
    finish(qtbot, screen, 1)
    press(qtbot, screen, Key.Key_PageUp)
    wait_for(qtbot, screen, 1)
    assert screen.view.finish.text() == "To the next track"
    with library.write() as connection:  # by somebody else, of which nothing is known here yet
        connection.execute(tracks.update().values(reviewed_at=None))
    press(qtbot, screen, Key.Key_Return)
    wait_for(qtbot, screen, 2)
    qtbot.waitUntil(lambda: screen._answers.unwritten == 0)
    assert reviewed(library) == []


def test_tracks_whose_finish_was_undone_come_again_and_the_end_counts_what_is_reviewed(
    qtbot, window, screen, library
):
    finish(qtbot, screen, 1, 2, 3)
    wait_for(qtbot, screen, 4)
    step_elsewhere(qtbot, window, "undo", "undo")
    qtbot.waitUntil(lambda: finished(screen) == [1])
    finish(qtbot, screen, 4, 2, 3)  # past what is reviewed
    message = screen.view.message
    qtbot.waitUntil(lambda: "Reviewed: 4 tracks" in message.text.text())
    assert reviewed(library) == [1, 2, 3, 4]


def test_a_list_at_its_end_goes_on_with_what_is_undone_elsewhere(qtbot, window, screen, library):
    finish(qtbot, screen, 1, 2, 3, 4)
    qtbot.waitUntil(screen.view.message.isVisible)
    step_elsewhere(qtbot, window, "undo")
    finish(qtbot, screen, 4)
    qtbot.waitUntil(lambda: "Reviewed: 4 tracks" in screen.view.message.text.text())
    with library.write() as connection:
        review_marks.mark(connection, [2], None)
    screen._workspace.tell("decisions", frozenset({2}))
    wait_for(qtbot, screen, 2)


def test_an_undo_that_leads_to_the_end_of_the_list_leads_over_no_track(
    qtbot, screen, workspace, library
):
    with qtbot.waitSignal(workspace.decisions.written):
        workspace.decisions.answer([4], "jazz", "yes")
    press(qtbot, screen, Key.Key_U)
    finish(qtbot, screen, 4, 1, 2, 3)
    qtbot.waitUntil(lambda: "Reviewed: 4 tracks" in screen.view.message.text.text())


@pytest.mark.parametrize("order", list(Order))
def test_a_list_has_all_that_it_is_from_also_what_is_half_answered(qtbot, window, workspace, order):
    for track_id in (3, 7):
        with qtbot.waitSignal(workspace.decisions.written):
            workspace.decisions.answer([track_id], "jazz", "yes")
    screen = window.show_screen("review")
    qtbot.waitUntil(lambda: screen._current is not None)
    place = screen.view.order.findData(order)
    if place < 0 or order is Order.DISAGREE:  # which is of those alone that disagree
        return
    screen._session.track_ids = [1]
    screen.view.order.setCurrentIndex(place)
    screen.view.order.activated.emit(place)
    qtbot.waitUntil(lambda: len(screen._session.track_ids) > 1)
    assert len(screen._session.track_ids) == screen._session.to_review == 12


def test_to_go_on_goes_by_the_order_that_is_chosen(qtbot, window, monkeypatch):
    asked = []
    monkeypatch.setattr(
        "tagstudio.ui.review_screen.screen.next_session",
        lambda _, __, order: asked.append(order) or ReviewSession([1]),
    )
    screen = window.show_screen("review")
    qtbot.waitUntil(lambda: screen._current is not None)
    finish(qtbot, screen, 1)
    qtbot.waitUntil(screen.view.message.isVisible)
    screen._end_page.go_on_wanted.emit()
    qtbot.waitUntil(lambda: len(asked) == 2)
    assert all(order is Order.MIXED for order in asked)


def test_a_track_that_was_skipped_does_not_come_again(qtbot, screen):
    press(qtbot, screen, Key.Key_PageDown)
    finish(qtbot, screen, 2, 3, 4)
    qtbot.waitUntil(lambda: "Reviewed: 3 tracks" in screen.view.message.text.text())


@pytest.mark.parametrize("by", ["key", "click", "accepting"])
def test_what_finishes_again_and_again_finishes_no_track_that_just_came(
    qtbot, screen, library, monkeypatch, by
):
    monkeypatch.setattr(answering, "DOUBLE_SECONDS", 60.0)
    view, workspace = screen.view, screen._workspace

    def again():
        match by:
            case "key":
                press(qtbot, screen, Key.Key_Return)
            case "click":
                qtbot.mouseClick(view.finish, Qt.MouseButton.LeftButton)
            case _:
                workspace.actions["accept_rest"].trigger()

    again()
    wait_for(qtbot, screen, 2)
    for _ in range(3):
        again()
    qtbot.waitUntil(lambda: screen._answers.unwritten == 0)
    assert reviewed(library) == [1]
    assert view.status.text() == "This track has only just come, so it was not finished."
    press(qtbot, screen, Key.Key_1)  # who answers has seen it
    again()
    wait_for(qtbot, screen, 3)


def test_a_track_that_was_before_one_for_a_moment_is_finished(qtbot, screen, monkeypatch):
    monkeypatch.setattr(answering, "DOUBLE_SECONDS", 0.2)
    finish(qtbot, screen, 1)
    wait_for(qtbot, screen, 2)
    qtbot.wait(250)
    press(qtbot, screen, Key.Key_Return)
    wait_for(qtbot, screen, 3)


def test_enter_out_of_habit_waits_longer_where_the_last_answer_led_on(
    qtbot, screen, library, monkeypatch
):
    monkeypatch.setattr(answering, "HABIT_SECONDS", 60.0)
    press(qtbot, screen, Key.Key_Y, Key.Key_Y, Key.Key_Y)
    wait_for(qtbot, screen, 2)
    press(qtbot, screen, Key.Key_Return, Key.Key_Return)
    assert "finished the track before" in screen.view.status.text()
    press(qtbot, screen, Key.Key_Y, Key.Key_Return)
    wait_for(qtbot, screen, 3)
    press(qtbot, screen, Key.Key_Return)  # it came by Enter
    wait_for(qtbot, screen, 4)
    qtbot.waitUntil(lambda: screen._answers.unwritten == 0)
    assert reviewed(library) == [1, 2, 3]
