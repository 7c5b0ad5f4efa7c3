import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.base.tab_order import ReadingOrder, tab_stops
from tagstudio.ui.widgets.dialog import Dialog


class Sheet(ReadingOrder, QWidget):
    """Buttons in three rows, made from the last to the first."""

    def __init__(self):
        super().__init__()
        grid = QGridLayout(self)
        self.buttons = {}
        for name in "fedcba":
            self.buttons[name] = QPushButton(name)
            grid.addWidget(self.buttons[name], "abcdef".index(name) // 2, "abcdef".index(name) % 2)


def pressed(key: Qt.Key, times: int) -> str:
    seen = ""
    for _ in range(times):
        QTest.keyClick(QApplication.focusWidget(), key)
        seen += QApplication.focusWidget().text()
    return seen


@pytest.fixture
def sheet(qtbot, shown):
    made = shown(Sheet())
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.buttons["a"].setFocus()
    return made


def test_tab_goes_as_one_reads_whatever_was_made_first(sheet):
    assert pressed(Qt.Key.Key_Tab, 7) == "bcdefab"
    assert pressed(Qt.Key.Key_Backtab, 7) == "afedcba"


def test_what_comes_goes_or_is_disabled_changes_the_way(sheet):
    sheet.buttons["b"].hide()
    sheet.buttons["c"].setEnabled(False)
    assert pressed(Qt.Key.Key_Tab, 2) == "de"
    sheet.buttons["b"].show()
    assert pressed(Qt.Key.Key_Backtab, 2) == "db"


def test_from_a_part_that_is_no_stop_it_goes_on_at_the_begin_or_the_end(sheet):
    sheet.setFocus()
    assert pressed(Qt.Key.Key_Tab, 1) == "a"


def test_a_part_that_goes_while_a_dialog_is_open_leaves_the_focus_at_rest(
    qtbot, sheet, monkeypatch
):
    monkeypatch.setattr(Sheet, "resting_place", lambda _: sheet.buttons["e"])
    dialog = Dialog(sheet)
    QVBoxLayout(dialog).addWidget(QPushButton("go"))
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    sheet.buttons["a"].setEnabled(False)
    dialog.close()
    sheet.activateWindow()
    qtbot.waitUntil(sheet.buttons["e"].hasFocus)


@pytest.mark.parametrize("gone", [QWidget.hide, lambda part: part.setEnabled(False)])
def test_a_part_that_can_no_longer_be_used_leaves_the_focus_at_rest(sheet, monkeypatch, gone):
    gone(sheet.buttons["a"])
    assert sheet.buttons["b"].hasFocus()  # nothing is said of a place to rest
    monkeypatch.setattr(Sheet, "resting_place", lambda _: sheet.buttons["e"])
    gone(sheet.buttons["b"])
    assert sheet.buttons["e"].hasFocus()


def test_it_scrolls_to_a_part_that_is_out_of_sight(qtbot, shown):
    class Long(ReadingOrder, QWidget):
        pass

    whole, page = Long(), QWidget()
    column = QVBoxLayout(page)
    buttons = [QPushButton(str(number)) for number in range(30)]
    for button in buttons:
        column.addWidget(button)
    area = QScrollArea()
    area.setWidget(page)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    QVBoxLayout(whole).addWidget(area)
    whole.resize(200, 150)
    shown(whole)
    whole.activateWindow()
    qtbot.waitUntil(whole.isActiveWindow)
    buttons[0].setFocus()
    pressed(Qt.Key.Key_Backtab, 1)
    assert buttons[-1].hasFocus()
    assert not buttons[-1].visibleRegion().isEmpty()


def test_a_label_with_a_link_is_one_stop(qtbot, shown):
    class Linked(ReadingOrder, QWidget):
        pass

    whole = Linked()
    column = QVBoxLayout(whole)
    label = QLabel('<a href="x">link</a>')
    label.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByKeyboard)
    before, behind = QPushButton("before"), QPushButton("behind")
    for part in (before, label, behind):
        column.addWidget(part)
    shown(whole)
    whole.activateWindow()
    qtbot.waitUntil(whole.isActiveWindow)
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert label.hasFocus()
    QTest.keyClick(label, Qt.Key.Key_Tab)
    assert behind.hasFocus()
    assert tab_stops(whole) == [before, label, behind]


def test_a_dialog_is_no_larger_than_its_window(shown):
    window = QWidget()
    window.resize(500, 400)
    shown(window)
    dialog = Dialog(window)
    dialog.resize(900, 700)
    dialog.show()
    assert (dialog.width(), dialog.height()) == (500, 400)
    small = Dialog(window)
    QVBoxLayout(small).addWidget(QPushButton("one"))
    small.show()
    assert small.height() < 200
