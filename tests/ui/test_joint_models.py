"""A joint model in the window: what each member says, where they disagree, vocabularies off."""

import pytest
from PySide6.QtCore import Qt

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.active_learning.review_item import Order
from tagstudio.library.tags.vocabularies import switch
from tagstudio.ui.library_screen.columns import COLUMNS, TAGS
from tagstudio.ui.player.player import player_of
from tagstudio.ui.review_screen.row_explanations import explained_value
from tagstudio.ui.settings_screen.thresholds import ThresholdsPage
from tagstudio.ui.shell.main_window import MainWindow

TIP = Qt.ItemDataRole.ToolTipRole


@pytest.fixture
def window(joint, workspace, shown, qtbot):
    window = shown(MainWindow(workspace))
    player_of(workspace)._open_output = no_card
    qtbot.waitActive(window)
    return window


def no_card():
    raise TagStudioError("No sound: no device. Connect one.")


@pytest.fixture
def screen(window, qtbot):
    window.review([3, 2])
    screen = window.show_screen("review")
    qtbot.waitUntil(lambda: screen._current is not None)
    return screen


def row(screen, tag: str):
    return next(one for one in screen._rows.rows if one.tagging.tag == tag)


def tags(screen) -> list[str]:
    return [one.tagging.tag for one in screen._rows.rows]


def switch_off(window, name: str) -> None:
    with window._workspace.library.write() as connection:
        switch(connection, name, on=False)
    window._workspace.tell("suggestions")


def test_each_row_tells_what_the_members_say(screen):
    said = "left 0.90, right 0.10"
    for column in ("score", "bar", "source"):
        assert said in explained_value(column, row(screen, "jazz"))
    place = screen._rows.place_of("jazz")
    spoken = screen._rows.index(place).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith(f"; {said}")
    assert "right 0.80" in explained_value("score", row(screen, "hard rock"))


def test_the_row_in_focus_tells_it_in_a_line_that_the_keyboard_reaches(screen, qtbot):
    view = screen.view
    screen._focus(screen._rows.place_of("jazz"))
    assert view.opinions.isVisible()
    assert view.opinions.text() == "jazz, each model alone: left 0.90, right 0.10"
    assert view.rows.accessibleDescription() == view.opinions.text()
    place = screen._rows.place_of("jazz")
    step = Qt.Key.Key_Down if place == 0 else Qt.Key.Key_Up
    qtbot.keyClick(view.rows, step)
    other = screen._rows.rows[place + 1 if place == 0 else place - 1].tagging.tag
    assert view.opinions.text().startswith(f"{other}, each model alone: ")


def test_the_order_by_disagreement_says_why(window, screen, qtbot):
    order = screen.view.order
    assert order.findData(Order.COMMITTEE) == order.findData(Order.DISAGREE) + 1
    with qtbot.waitSignal(window._workspace.decisions.written):  # what is decided is not asked
        window._workspace.decisions.answer([3], "jazz", "unseen")
    screen.choose(Order.COMMITTEE)
    qtbot.waitUntil(lambda: screen._session.split_about != {})
    qtbot.waitUntil(screen.view.header.reason.isVisible)
    assert screen.view.header.reason.text() == "the models disagree about jazz"
    screen.review([3])
    qtbot.waitUntil(lambda: not screen.view.header.reason.isVisible())


def test_a_single_model_has_no_such_order(workspace, shown, qtbot):
    window = shown(MainWindow(workspace))
    window.review([2])
    screen = window.show_screen("review")
    qtbot.waitUntil(lambda: screen._current is not None)
    assert screen.view.order.findData(Order.COMMITTEE) < 0
    assert not screen.view.opinions.isVisible()


def test_the_library_has_a_column_of_disagreement(window, qtbot):
    screen = window.show_screen("library")
    number = next(n for n, one in enumerate(COLUMNS) if one.name == "disagreement")
    screen.view.choose("disagreement", True)
    qtbot.waitUntil(lambda: bool(screen.table.ids))
    screen.table.sort(number, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: screen.table.ids[0] == 3)  # the largest first
    index = screen.table.index(0, number)
    qtbot.waitUntil(lambda: index.data() == "0.80")
    assert index.data(TIP) == "Most about jazz: left 0.90, right 0.10"
    assert "jazz: yes (left 0.90, right 0.10)" in screen.table.index(0, TAGS).data(TIP)
    last = screen.table.index(len(screen.table.ids) - 1, number)
    assert last.data() == ""


def test_a_vocabulary_that_is_off_is_in_no_list(window, screen, qtbot):
    assert "hard rock" in tags(screen)
    library = window.show_screen("library")
    qtbot.waitUntil(lambda: library.sidebar.entries.index_of('tag:"hard rock"').isValid())
    window.show_screen("review")
    screen.view.favourites.put("1", "hard rock")
    screen.view.favourites.put("2", "jazz")
    screen.view.favourite_bar._fill()
    switch_off(window, "MagnaTagATune")
    qtbot.waitUntil(lambda: "hard rock" not in tags(screen))
    shown = [button.property("tag") for button in screen.view.favourite_bar._buttons]
    assert shown == ["jazz"]
    screen.say_favourite("1")
    assert "vocabulary that is off" in screen.view.status.text()
    names = screen.view.entry._names.stringList()
    assert ("hard rock" in names, "jazz" in names) == (False, True)
    qtbot.waitUntil(lambda: not library.sidebar.entries.index_of('tag:"hard rock"').isValid())
    assert "hard rock" not in dict(library.panel.roles.shown)
    qtbot.waitUntil(lambda: "hard rock" not in library.selection._names.stringList())
    assert "hard rock" not in [one.text() for one in actions_of(library.view.column_menu())]
    thresholds = window.show_screen("settings").page(ThresholdsPage)
    qtbot.waitUntil(lambda: [one.tag.name for one in thresholds.table.rows] == ["jazz", "Rock"])


def actions_of(menu):
    for action in menu.actions():
        yield action
        if action.menu() is not None:
            yield from actions_of(action.menu())


def test_a_tag_that_is_off_can_still_be_given_by_its_name(window, screen, qtbot):
    switch_off(window, "MagnaTagATune")
    qtbot.waitUntil(lambda: "hard rock" not in tags(screen))
    screen.view.entry.setText("Hard Rock")
    qtbot.keyClick(screen.view.entry, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "hard rock" in tags(screen))
    assert row(screen, "hard rock").tagging.state == "yes"
    qtbot.waitUntil(lambda: screen._answers.unwritten == 0)


def test_groups_stand_in_one_order(window, qtbot):
    library = window.show_screen("library")
    entries = library.sidebar.entries
    qtbot.waitUntil(lambda: entries.index_of("tag:jazz").isValid())
    heading = entries.tags_heading
    groups = [entries.index(n, 0, heading).data() for n in range(entries.rowCount(heading))]
    assert groups == ["Genre", "Mood"]
