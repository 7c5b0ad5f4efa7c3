"""Which keys a field for text or a number keeps, and which it leaves to its window.

Qt lets such a field take every key by which some system edits: on X11 Ctrl+E goes to the end of the
line, and Undo is taken where nothing was typed. An action of the window that has such a key would
not be started, and nothing would say why.
"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QWidget

_FIELDS = (QLineEdit, QAbstractSpinBox, QComboBox)
_FIRST_SPECIAL = 0x01000000  # Qt's keys from here on type nothing: arrows, Return, F1
_WITH_A_SIGN = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
_STANDARD = QKeySequence.StandardKey
_EDITING = (_STANDARD.Copy, _STANDARD.Cut, _STANDARD.Paste, _STANDARD.SelectAll)


class FieldKeys(QObject):
    """Leaves the keys of a window's actions to them while a field of the window has the focus.

    A field keeps what types or moves in it, copying and pasting, and Undo while it has something of
    its own to undo, or had, and could bring it back.
    """

    # A filter of the application would run for every event that there is: this one is put on the
    # field that has the focus alone.

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._field: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep a field from taking the key of an action that holds."""
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        pressed = cast(QKeyEvent, event)
        if _is_of_field(pressed, cast(QWidget, watched)) or not self._is_of_action(pressed):
            return False
        event.ignore()
        return True

    def _follow(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None and before is self._field:
            before.removeEventFilter(self)
        is_here = isinstance(now, _FIELDS) and now.window() is self._window
        self._field = now if is_here else None
        if self._field is not None:
            self._field.installEventFilter(self)

    def _is_of_action(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        wanted = QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key())))
        actions = self._window.actions()
        return any(one.isEnabled() and wanted in one.shortcuts() for one in actions)


def _is_of_field(event: QKeyEvent, field: QWidget) -> bool:
    """Tell whether a key edits what stands in a field, moves in it, or brings it back."""
    if not event.modifiers() & _WITH_A_SIGN or event.key() >= _FIRST_SPECIAL:
        return True
    line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    if line is None:  # a list to choose from
        return False
    if event.matches(_STANDARD.Undo):
        return line.isUndoAvailable() or line.isRedoAvailable()  # who took back all that was typed
    if event.matches(_STANDARD.Redo):
        return line.isRedoAvailable()
    return any(map(event.matches, _EDITING))
