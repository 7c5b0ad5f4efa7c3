"""The keys of a window's actions while the focus is in one of its fields."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from tagstudio.ui.base.field_keys import FieldKeys

CTRL = Qt.KeyboardModifier.ControlModifier


class Greedy(QLineEdit):
    """Takes every key with Ctrl, as a field under X11 takes Ctrl+E, Ctrl+D and others."""

    def event(self, event: QEvent) -> bool:
        """Take it before the window does."""
        if event.type() == QEvent.Type.ShortcutOverride and event.modifiers() & CTRL:
            event.accept()
            return True
        return super().event(event)


@pytest.fixture
def started() -> list[str]:
    return []


@pytest.fixture
def window(shown, started) -> QMainWindow:
    """A window with fields of each kind, and actions by their keys."""
    made = QMainWindow()
    FieldKeys(made)
    whole = QWidget()
    column = QVBoxLayout(whole)
    for field in (Greedy(), QLineEdit(), QSpinBox(), QComboBox(editable=True)):
        field.setAccessibleName("A field")
        column.addWidget(field)
    for line in whole.findChildren(QLineEdit):
        line.setAccessibleName("A field")
    made.setCentralWidget(whole)
    for key in ("Ctrl+E", "Ctrl+A", "Ctrl+C", "Ctrl+Z", "Ctrl+Shift+Z", "Ctrl+Left", "Y", "Ctrl+D"):
        action = QAction(key, made)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(lambda _=False, key=key: started.append(key))
        made.addAction(action)
    made.actions()[-1].setEnabled(False)
    return shown(made)


def fields(window: QMainWindow) -> list[QWidget]:
    whole = window.centralWidget()
    return [whole.layout().itemAt(place).widget() for place in range(4)]


def press(field: QWidget, key: str) -> None:
    field.setFocus()
    QTest.keySequence(field, QKeySequence(key))


def test_the_window_gets_the_keys_of_its_actions_from_every_field(window, started):
    for field in fields(window):
        for key in ("Ctrl+E", "Ctrl+Z", "Ctrl+Shift+Z"):
            press(field, key)
        assert started == ["Ctrl+E", "Ctrl+Z", "Ctrl+Shift+Z"], type(field).__name__
        started.clear()


def test_a_field_keeps_what_types_and_moves_in_it_and_copying(window, started):
    for field in fields(window)[1:]:
        line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
        if not isinstance(field, QSpinBox):  # which takes no letters
            press(field, "Y")
            assert line.text() == "y"
        for key in ("Ctrl+A", "Ctrl+C", "Ctrl+Left"):
            press(field, key)
        assert started == [], type(field).__name__


def test_what_was_typed_is_undone_before_what_was_done(window, started):
    for field in fields(window)[1:]:
        line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
        line.setText("1")
        field.setFocus()
        line.end(False)
        QTest.keyClicks(field, "7")
        press(field, "Ctrl+Z")
        assert (line.text(), started) == ("1", []), type(field).__name__
        press(field, "Ctrl+Shift+Z")
        assert (line.text(), started) == ("17", []), type(field).__name__
        for _ in range(3):  # whoever takes back what was typed means the text, once too often, too
            press(field, "Ctrl+Z")
        assert (line.text(), started) == ("1", []), type(field).__name__
        line.setText("")  # as it is emptied once it was answered
        press(field, "Ctrl+Z")
        assert started == ["Ctrl+Z"], type(field).__name__
        started.clear()


def test_the_key_of_an_action_that_does_not_hold_is_the_fields(window):
    greedy = fields(window)[0]
    greedy.setFocus()
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_D, CTRL)
    event.ignore()
    QApplication.sendEvent(greedy, event)
    assert event.isAccepted()
