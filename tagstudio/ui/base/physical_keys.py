"""Keys on any keyboard: by what a key types where that means something, else by its place.

A Cyrillic or Greek layout types no Y, an AZERTY types digits with Shift only. Qt looks for what is
typed; where that is nobody's key, the key that lies there on a US keyboard is meant.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence

# The rows of a US keyboard from the code of their first key on, as PCs count (scan code set 1).
_ROWS = {2: "1234567890-=", 16: "QWERTYUIOP[]", 30: "ASDFGHJKL;'`", 43: "\\ZXCVBNM,./"}
_BY_SCAN_CODE = {first + n: key for first, row in _ROWS.items() for n, key in enumerate(row)}
_X11_OFFSET = 8  # X11 and Wayland count from there
# As a Mac counts them (ANSI virtual key codes).
_MAC_ROWS = {0: "ASDFHGZXCV", 11: "BQWERYT123465=97-80]OU[IP", 37: "LJ'K;\\,/NM."}
_BY_MAC_CODE = {first + n: key for first, row in _MAC_ROWS.items() for n, key in enumerate(row)}

_FIRST_SPECIAL = 0x01000000  # Qt's keys from here on type nothing: arrows, Return, F1


class PhysicalKeys(QObject):
    """Starts the actions of a window by the places of their keys.

    Only keys that nothing takes as text reach the window, so fields for text keep theirs.
    """

    def __init__(self, actions: Callable[[], list[QAction]], window: QObject) -> None:
        super().__init__(window)
        self._actions = actions
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key that types nobody's key, if an action's key lies there."""
        if event.type() != QEvent.Type.ShortcutOverride:
            return False
        action = self._meant(cast(QKeyEvent, event))
        if action is None:
            return False
        _NextPress(QGuiApplication.focusObject() or watched, action)
        event.accept()
        return True

    def _meant(self, event: QKeyEvent) -> QAction | None:
        """Return the action whose key lies where the pressed one does, if what it types is none."""
        place = place_on_us_keyboard(event)
        if place is None or not _is_foreign(event.key(), place):
            return None
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        unshifted = modifiers & ~Qt.KeyboardModifier.ShiftModifier
        typed = Qt.Key(event.key())
        if self._holder(QKeyCombination(modifiers, typed), QKeyCombination(unshifted, typed)):
            return None
        return self._holder(QKeyCombination(modifiers, Qt.Key(ord(place))))

    def _holder(self, *keys: QKeyCombination) -> QAction | None:
        wanted = [QKeySequence(key) for key in keys]
        enabled = (action for action in self._actions() if action.isEnabled())
        return next((one for one in enabled if set(wanted) & set(one.shortcuts())), None)


class _NextPress(QObject):
    """Starts an action in place of the next press of a key that `receiver` would get."""

    def __init__(self, receiver: QObject, action: QAction) -> None:
        super().__init__(receiver)
        self._action = action
        receiver.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Start the action, once."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        watched.removeEventFilter(self)
        self.deleteLater()
        if self._action.autoRepeat() or not cast(QKeyEvent, event).isAutoRepeat():
            self._action.trigger()
        return True


def place_on_us_keyboard(event: QKeyEvent) -> str | None:
    """Return what the pressed key types on a US keyboard, without Shift; None where unknown."""
    if sys.platform == "darwin":
        return _BY_MAC_CODE.get(event.nativeVirtualKey())
    offset = 0 if sys.platform == "win32" else _X11_OFFSET
    return _BY_SCAN_CODE.get(event.nativeScanCode() - offset)


def _is_foreign(key: int, place: str) -> bool:
    """Tell whether a key types something that no Latin keyboard would have at its place.

    Letters and digits of the Latin alphabet mean what they say. So do its other signs, but not in
    the place of a digit: there an AZERTY has them.
    """
    if key >= _FIRST_SPECIAL:
        return False
    is_ascii = key < 0x80
    return not chr(key).isalnum() and place.isdigit() if is_ascii else True
