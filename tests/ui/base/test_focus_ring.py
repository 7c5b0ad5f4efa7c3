import pytest
import shiboken6
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.base.focus_ring import BY_MOUSE, GAP, FocusRing, _Ring


@pytest.fixture
def owner(qapp):
    made = QObject()
    made.ring = FocusRing(lambda: "#3563c9", made)
    yield made
    shiboken6.delete(made)


@pytest.fixture
def window(qtbot, shown, owner):
    """Two buttons without margins, a list, and a button on a page that scrolls."""
    whole = QWidget()
    whole.buttons = [QPushButton("one"), QPushButton("two")]
    whole.list = QListWidget()
    whole.list.setAccessibleName("list")
    whole.inside = QPushButton("inside")
    row = QWidget()
    beside = QHBoxLayout(row)
    beside.setContentsMargins(0, 0, 0, 0)
    for button in whole.buttons:
        beside.addWidget(button)
    page = QWidget()
    page.setMinimumHeight(900)
    QVBoxLayout(page).addWidget(whole.inside, 0, Qt.AlignmentFlag.AlignTop)
    whole.area = QScrollArea(widgetResizable=True)
    whole.area.setWidget(page)
    whole.area.setAccessibleName("area")
    layout = QVBoxLayout(whole)
    for part in (row, whole.list, whole.area):
        layout.addWidget(part)
    shown(whole)
    whole.activateWindow()
    qtbot.waitUntil(whole.isActiveWindow)
    whole.buttons[0].setFocus()
    qtbot.keyClick(whole.buttons[0], Qt.Key.Key_Tab)  # from here on by keys
    return whole


def rings(window: QWidget) -> list[_Ring]:
    return [ring for ring in window.findChildren(_Ring) if ring.isVisible()]


def test_one_ring_goes_where_the_focus_goes_and_is_not_cut_off(window):
    for button in window.buttons:
        button.setFocus()
        [ring] = rings(window)
        at = ring.mapTo(window, QPoint(GAP, GAP))
        assert at == button.mapTo(window, QPoint(0, 0))
        assert ring.visibleRegion().boundingRect() == ring.rect()


def test_who_works_by_mouse_sees_the_ring_with_the_first_key(qtbot, window):
    one, other = window.buttons
    other.setFocus()
    qtbot.mouseClick(one, Qt.MouseButton.LeftButton)
    assert one.hasFocus()
    assert not rings(window)
    qtbot.mouseClick(window.list.viewport(), Qt.MouseButton.LeftButton)
    assert window.list.property(BY_MOUSE) is True
    qtbot.keyClick(window.list, Qt.Key.Key_Shift)  # held for a click, perhaps
    assert window.list.property(BY_MOUSE) is True
    qtbot.keyClick(window.list, Qt.Key.Key_Down)
    assert window.list.property(BY_MOUSE) is False
    one.setFocus()
    assert len(rings(window)) == 1


@pytest.mark.parametrize("name", ["list", "page"])
def test_a_list_has_a_frame_and_a_page_only_holds_the_focus(window, name):
    window.buttons[0].setFocus()
    part = window.list if name == "list" else window.area.widget()
    part.setFocus()
    assert part.hasFocus()
    assert not rings(window)


def test_the_ring_scrolls_with_its_page(window):
    window.inside.setFocus()
    [ring] = rings(window)
    before = ring.mapTo(window, QPoint(0, 0)).y()
    window.area.verticalScrollBar().setValue(20)
    assert ring.mapTo(window, QPoint(0, 0)).y() == before - 20


def test_the_ring_follows_a_part_that_moves_and_goes_with_one_that_is_hidden(qtbot, window):
    part = window.buttons[1]
    part.setFocus()
    [ring] = rings(window)
    window.buttons[0].setFixedWidth(300)
    qtbot.waitUntil(lambda: ring.mapTo(window, QPoint(GAP, GAP)) == part.mapTo(window, QPoint()))
    part.hide()
    qtbot.waitUntil(lambda: ring not in rings(window) or window.focusWidget() is not part)


def test_a_window_that_goes_takes_its_ring_along_and_the_next_one_has_its_own(qtbot, shown, owner):
    for _ in range(2):
        window = QWidget()
        button = QPushButton("one", window)
        shown(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_F9)
        assert len(rings(window)) == 1
        window.close()
        shiboken6.delete(button)
