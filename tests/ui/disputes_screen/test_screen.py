"""The page of the disputes, by keys alone, and the agreement beside it."""

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tagstudio.library.db.schema import decisions
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.ui.player.player import player_of
from tagstudio.ui.shell.main_window import MainWindow

ROCK = 2  # a tag of the six tracks that nobody has answered


@pytest.fixture
def plain_plugins(monkeypatch, tmp_path) -> None:
    """No plugin needs to be started."""
    monkeypatch.setattr(
        "tagstudio.engine.plugins.discovery.bundled_folder", lambda: tmp_path / "none"
    )


def say(workspace, person: str, *answers: tuple[int, str], at: float) -> None:
    own, workspace.library.person = workspace.library.person, person
    with workspace.library.write() as connection:
        wanted = [Decision(track, ROCK, state) for track, state in answers]
        record_decisions(connection, wanted, "user", at=at)
    workspace.library.person = own


@pytest.fixture
def page(qtbot, workspace, plain_plugins, shown):
    """Anna and Ben differ about rock on tracks 2 and 3, and agree on track 1; Carl looks at it."""
    say(workspace, "anna", (1, "yes"), (2, "yes"), (3, "no"), at=100)
    say(workspace, "ben", (1, "yes"), (2, "no"), at=200)
    say(workspace, "ben", (3, "yes"), at=300)
    workspace.library.person = "carl"
    window = shown(MainWindow(workspace))
    screen = window.show_screen("disputes")
    qtbot.waitUntil(lambda: len(screen._rows) == 2)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return screen


def states(workspace) -> dict[int, tuple[str, str]]:
    with workspace.library.read() as connection:
        columns = decisions.c
        query = sa.select(columns.track_id, columns.state, columns.source)
        rows = connection.execute(query.where(columns.tag_id == ROCK))
        return {row.track_id: (row.state, row.source) for row in rows}


def press(key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)


def settled(page) -> list[str]:
    return [row.settled for row in page._rows]


def texts(page) -> str:
    labels = [one for one in page.findChildren(QLabel) if one.isVisibleTo(page)]
    return "\n".join(label.text() for label in labels)


def test_it_says_who_said_what_the_newest_dispute_first(page):
    assert [row.dispute.track_id for row in page._rows] == [3, 2]
    said = texts(page)
    assert "2 tags of tracks were answered differently" in said
    assert said.index("anna said no") < said.index("ben said yes")
    table = page.view.table
    assert [table.index(1, column).data() for column in (1, 2, 3)] == ["Rock", "anna", "ben"]


def test_one_key_settles_and_undo_opens_again(qtbot, page, workspace):
    press(Qt.Key.Key_Y)
    assert settled(page) == ["yes", ""]
    assert page.view.rows.currentIndex().row() == 1
    qtbot.waitUntil(lambda: states(workspace)[3] == ("yes", "settled"))
    press(Qt.Key.Key_N)
    assert "Settled: 2." in texts(page)
    qtbot.waitUntil(lambda: states(workspace)[2] == ("no", "settled"))
    workspace.actions["undo"].trigger()
    qtbot.waitUntil(lambda: settled(page) == ["yes", ""])
    assert page.view.rows.isVisibleTo(page) and page.view.rows.currentIndex().row() == 1
    workspace.actions["redo"].trigger()
    qtbot.waitUntil(lambda: settled(page) == ["yes", "no"])


def test_who_settles_by_their_own_answer_can_undo_it(qtbot, page, workspace):
    workspace.library.person = "ben"
    press(Qt.Key.Key_Y)  # as he said himself
    qtbot.waitUntil(lambda: states(workspace)[3] == ("yes", "settled"))
    workspace.actions["undo"].trigger()
    qtbot.waitUntil(lambda: settled(page) == ["", ""])
    assert states(workspace)[3] == ("yes", "user")


def test_other_keys_settle_nothing(page, workspace):
    before = states(workspace)
    for key in (Qt.Key.Key_K, Qt.Key.Key_T, Qt.Key.Key_Return, Qt.Key.Key_1):
        press(key)
    assert settled(page) == ["", ""] and states(workspace) == before


def test_the_track_in_focus_is_heard(page, workspace, monkeypatch):
    heard = []
    monkeypatch.setattr(
        player_of(workspace), "load", lambda track, seconds: heard.append((track.id, seconds))
    )
    monkeypatch.setattr(player_of(workspace), "play", lambda: None)
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Space)
    assert heard == [(2, 0.0)]


def test_agreement_is_a_table_of_counts_and_kappa(page):
    page.view.tabs.setCurrentIndex(1)
    table = page.view.agreement
    cells = [table.index(0, column).data() for column in range(7)]
    assert cells == ["anna, ben", "all tags", "-0.50", "1", "0", "1", "1"]
    assert "Cohen’s kappa" in texts(page)


def test_without_a_second_person_it_says_how_there_can_be_one(
    qtbot, workspace, plain_plugins, shown
):
    window = shown(MainWindow(workspace))
    screen = window.show_screen("disputes")
    qtbot.waitUntil(lambda: screen._found is not None)
    assert "Only one person has answered here so far" in texts(screen)
    labels = screen.view.agreed.findChildren(QLabel)
    said = "\n".join(label.text() for label in labels if label.isVisibleTo(screen.view.agreed))
    assert "Nothing to compare yet" in said and "Cohen" not in said
    assert "No tag of a track was answered by two people yet" in said


def test_it_looks_again_when_others_answer_while_it_is_open(qtbot, workspace, plain_plugins, shown):
    screen = shown(MainWindow(workspace)).show_screen("disputes")
    qtbot.waitUntil(lambda: "Only one person" in texts(screen))
    say(workspace, "anna", (1, "yes"), at=100)
    say(workspace, "ben", (1, "no"), at=200)
    workspace.tell("decisions", frozenset([1]))
    qtbot.waitUntil(lambda: len(screen._rows) == 1)
    assert "ben said no" in texts(screen)


def test_in_the_middle_others_take_nothing_away(qtbot, page, workspace):
    with qtbot.waitSignal(workspace.decisions.written):
        press(Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: not page._soon.isActive())
    assert not page.changed_bar.isVisibleTo(page)
    say(workspace, "ben", (4, "yes"), at=400)
    say(workspace, "anna", (4, "no"), at=400)
    workspace.tell("decisions", frozenset([4]))
    qtbot.waitUntil(lambda: page.changed_bar.isVisibleTo(page))
    assert settled(page) == ["yes", ""]
    page.changed_bar.buttons[0].click()
    qtbot.waitUntil(lambda: [row.dispute.track_id for row in page._rows] == [4, 2])
