"""The page of the doubted answers, by keys alone."""

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.engine.doubts.find_doubts import Doubt, Doubts
from tagstudio.library.db.schema import decisions, kept_answers
from tagstudio.ui.player.player import player_of
from tagstudio.ui.shell.main_window import MainWindow

FOUND = "tagstudio.ui.doubts_screen.doubt_rows.find_doubts_beside"


def doubt(track_id: int, state: str, source: str = "user") -> Doubt:
    return Doubt(track_id, 1, "jazz", state, source, 300, 0.91, 10, 9)


@pytest.fixture
def plain_plugins(monkeypatch, tmp_path) -> None:
    """No plugin needs to be started."""
    monkeypatch.setattr(
        "tagstudio.engine.plugins.discovery.bundled_folder", lambda: tmp_path / "none"
    )


@pytest.fixture
def doubted(monkeypatch) -> None:
    """The two answers of the six tracks are in doubt."""
    listed = (doubt(2, "no"), doubt(3, "yes", "file tag"))
    monkeypatch.setattr(FOUND, lambda *_: Doubts(listed, 3, 40))


@pytest.fixture
def page(qtbot, workspace, plain_plugins, doubted, shown):
    window = shown(MainWindow(workspace))
    window.activateWindow()
    screen = window.show_screen("doubts")
    qtbot.waitUntil(lambda: len(screen._rows) == 2)
    return screen


def states(workspace) -> dict[int, str]:
    with workspace.library.read() as connection:
        rows = connection.execute(sa.select(decisions.c.track_id, decisions.c.state))
        return {row.track_id: row.state for row in rows}


def press(key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def settled(page) -> list[str]:
    return [row.settled for row in page._rows]


def texts(page) -> str:
    labels = [one for one in page.findChildren(QLabel) if one.isVisibleTo(page)]
    return "\n".join(label.text() for label in labels)


def test_it_says_what_was_answered_what_is_found_and_why(page):
    said = texts(page)
    assert "3 of 40 answers do not fit the others; here are the 2" in said
    assert "You said no to jazz. Of 10 answered tracks" in said
    assert "9 yes, 1 no" in said and "0.91" in said
    press(Qt.Key.Key_Down)
    assert "The file’s own tag says yes to jazz. The model finds the opposite likelier." in texts(
        page
    )


def test_keep_and_turn_by_keys_to_the_end_and_undo_opens_again(qtbot, page, workspace):
    press(Qt.Key.Key_K)
    assert settled(page) == ["kept", ""]
    assert page.view.rows.currentIndex().row() == 1
    press(Qt.Key.Key_T)
    assert "Kept: 1. Turned: 1." in texts(page)
    qtbot.waitUntil(lambda: states(workspace)[3] == "no")
    workspace.actions["undo"].trigger()
    qtbot.waitUntil(lambda: settled(page) == ["kept", ""])
    assert states(workspace) == {2: "no", 3: "yes"}
    assert page.view.rows.isVisibleTo(page)
    assert page.view.rows.currentIndex().row() == 1
    workspace.actions["undo"].trigger()
    qtbot.waitUntil(lambda: settled(page) == ["", ""])
    workspace.actions["redo"].trigger()
    qtbot.waitUntil(lambda: settled(page) == ["kept", ""])
    with workspace.library.read() as connection:
        kept = connection.execute(sa.select(kept_answers.c.after)).scalars().all()
    assert kept == [2, None, 2]


def test_other_letters_answer_nothing(page, workspace):
    for key in (Qt.Key.Key_J, Qt.Key.Key_N, Qt.Key.Key_Y, Qt.Key.Key_Return):
        press(key)
    assert settled(page) == ["", ""]
    assert states(workspace) == {2: "no", 3: "yes"}


def test_rows_stay_in_their_places_while_somebody_is_at_them(qtbot, page, workspace, monkeypatch):
    press(Qt.Key.Key_K)
    monkeypatch.setattr(FOUND, lambda *_: Doubts((), 0, 40))
    workspace.tell("decisions", frozenset([2]))
    window = page.window()
    window.show_screen("library")
    window.show_screen("doubts")
    assert settled(page) == ["kept", ""]
    press(Qt.Key.Key_K)
    with qtbot.waitSignal(workspace.decisions.written):
        pass
    window.show_screen("library")
    window.show_screen("doubts")
    qtbot.waitUntil(lambda: "No answer is in doubt" in texts(page))


def test_space_plays_the_track_in_focus(qtbot, page, workspace, monkeypatch):
    monkeypatch.setattr("tagstudio.ui.doubts_screen.screen.where_heard", lambda *_: 7.5)
    player = player_of(workspace)
    monkeypatch.setattr(player, "play", lambda: None)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: player.track is not None and player.track.id == 2)
    assert player.seconds == 7.5


def test_a_write_that_fails_opens_the_row_again(page, workspace):
    press(Qt.Key.Key_K)
    workspace.decisions.failed.emit("The disk is full.", frozenset([2]))
    assert settled(page) == ["", ""]


@pytest.mark.parametrize(
    ("found", "title"),
    [
        (Doubts(obstacle=message("test.few", "Doubts come later.")), "No answer is doubted yet"),
        (Doubts(compared=40, thin=("sad",), unheard=2), "No answer is in doubt"),
        (Doubts(compared=40, thin=("sad",)), "They need a yes and a no by several"),
    ],
)
def test_without_doubts_it_says_why(  # noqa: PLR0917 - fixtures
    qtbot, workspace, plain_plugins, shown, monkeypatch, found, title
):
    monkeypatch.setattr(FOUND, lambda *_: found)
    window = shown(MainWindow(workspace))
    page = window.show_screen("doubts")
    qtbot.waitUntil(lambda: title in texts(page))
    assert ("Doubts come later." in texts(page)) == (found.obstacle is not None)
    assert ("has not heard them: 2." in texts(page)) == bool(found.unheard)
    button = next(iter(page.view.pages.message.buttons.values()))
    button.click()
    assert window._page in {"review", "model"}


def test_a_comparison_that_fails_is_said_and_can_be_tried_again(
    qtbot, workspace, plain_plugins, shown, monkeypatch
):
    def died(*_) -> Doubts:
        raise TagStudioError("test.died", "The process is gone.")

    monkeypatch.setattr(FOUND, died)
    page = shown(MainWindow(workspace)).show_screen("doubts")
    qtbot.waitUntil(lambda: "Your answers could not be compared" in texts(page))
    assert "The process is gone." in texts(page)
    monkeypatch.setattr(FOUND, lambda *_: Doubts(compared=40))
    page.view.pages.message.buttons["again"].click()
    qtbot.waitUntil(lambda: "No answer is in doubt" in texts(page))


def test_in_a_low_window_the_rows_have_the_room_of_what_repeats_the_selected_one(page):
    view = page.view
    view.resize(860, 400)
    assert not view._heading.isVisibleTo(view)
    view.resize(860, 640)
    assert view._heading.isVisibleTo(view)


def offered(page) -> bool:
    return page.changed_bar.isVisibleTo(page)


def test_it_looks_again_while_it_is_open(qtbot, workspace, plain_plugins, shown, monkeypatch):
    few = Doubts(obstacle=message("test.few", "There are 0 answers so far."))
    monkeypatch.setattr(FOUND, lambda *_: few)
    page = shown(MainWindow(workspace)).show_screen("doubts")
    qtbot.waitUntil(lambda: "0 answers so far" in texts(page))
    monkeypatch.setattr(FOUND, lambda *_: Doubts((doubt(2, "no"), doubt(3, "yes")), 2, 40))
    workspace.tell("decisions", frozenset([2]))
    qtbot.waitUntil(lambda: len(page._rows) == 2)
    assert page.view.rows.isVisibleTo(page) and not offered(page)
    page.go_to(1)
    listed = (doubt(4, "no"), doubt(2, "no"), doubt(3, "yes"))
    monkeypatch.setattr(FOUND, lambda *_: Doubts(listed, 3, 41))
    workspace.tell("models")
    qtbot.waitUntil(lambda: len(page._rows) == 3)
    assert page.row_in_focus().place == (3, 1)
    assert "yes to jazz" in texts(page)


def test_a_row_that_somebody_hears_stays_though_it_is_found_no_more(
    qtbot, page, workspace, monkeypatch
):
    monkeypatch.setattr(FOUND, lambda *_: Doubts((doubt(3, "yes"),), 1, 40))
    workspace.tell("decisions")
    qtbot.waitUntil(lambda: offered(page))
    assert len(page._rows) == 2 and page.row_in_focus().place == (2, 1)
    page.changed_bar.buttons[0].click()
    qtbot.waitUntil(lambda: len(page._rows) == 1)
    assert not offered(page)


def test_in_the_middle_only_what_others_did_offers_to_look_again(
    qtbot, page, workspace, monkeypatch
):
    looks = []
    monkeypatch.setattr(FOUND, lambda *_: looks.append(1) or Doubts((doubt(4, "no"),), 1, 40))
    with qtbot.waitSignal(workspace.decisions.written):
        press(Qt.Key.Key_T)
    assert page._soon.isActive()
    qtbot.waitUntil(lambda: not page._soon.isActive())
    assert settled(page) == ["turned", ""] and not offered(page) and not looks
    workspace.tell("decisions", frozenset([2]))  # by another person
    qtbot.waitUntil(lambda: offered(page))
    assert settled(page) == ["turned", ""] and not looks
    page.changed_bar.buttons[0].click()
    qtbot.waitUntil(lambda: [row.place for row in page._rows] == [(4, 1)])
    assert not offered(page)


def test_the_end_stays_until_it_is_left(qtbot, page, workspace):
    press(Qt.Key.Key_K)
    press(Qt.Key.Key_T)
    qtbot.waitUntil(page._soon.isActive)
    qtbot.waitUntil(lambda: not page._soon.isActive())
    assert "That was all of them" in texts(page) and not offered(page)
