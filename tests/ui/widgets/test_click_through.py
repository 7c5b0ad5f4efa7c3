import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QWidget,
)

from tagstudio.ui.widgets.click_through import ClickThrough


@pytest.fixture
def row(qtbot, shown):
    """A field with an open list of completions, and a button beside it."""
    whole = QWidget()
    field, button = QLineEdit(accessibleName="Tag"), QPushButton("No")
    completer = QCompleter(["swing", "swinging"], field)
    field.setCompleter(completer)
    ClickThrough(completer)
    layout = QHBoxLayout(whole)
    layout.addWidget(field)
    layout.addWidget(button)
    whole.resize(600, 300)
    shown(whole)
    field.setFocus()
    qtbot.keyClicks(field, "sw")
    qtbot.waitUntil(completer.popup().isVisible)
    return completer.popup(), button


def press(popup: QWidget, place: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    local, everywhere = QPointF(popup.mapFromGlobal(place)), QPointF(place)
    pressed = QMouseEvent(QEvent.Type.MouseButtonPress, local, everywhere, left, left, none)
    QApplication.sendEvent(popup, pressed)


def test_a_click_beside_the_list_presses_the_button_there(qtbot, row):
    popup, button = row
    with qtbot.waitSignal(button.clicked):
        press(popup, button.mapToGlobal(button.rect().center()))
    assert not popup.isVisible()


def test_a_button_that_is_disabled_is_not_pressed(qtbot, row):
    popup, button = row
    button.setEnabled(False)
    with qtbot.assertNotEmitted(button.clicked):
        press(popup, button.mapToGlobal(button.rect().center()))
    assert not popup.isVisible()


def test_a_click_into_the_list_is_the_list_s(qtbot, row):
    popup, button = row
    with qtbot.assertNotEmitted(button.clicked):
        press(popup, popup.mapToGlobal(popup.rect().center()))
