"""Let a click beside an open list of completions press what it was meant for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCompleter


class ClickThrough(QObject):
    """Presses the button under a click that closes a completer's list; Qt lets that click go by."""

    def __init__(self, completer: QCompleter) -> None:
        super().__init__(completer)
        popup = completer.popup()
        assert popup is not None  # made when it is asked for
        self._popup = popup
        popup.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the list at a press beside it, and press the button there."""
        if event.type() != QEvent.Type.MouseButtonPress or not isinstance(event, QMouseEvent):
            return False
        place = event.globalPosition().toPoint()
        if self._popup.rect().contains(self._popup.mapFromGlobal(place)):
            return False
        self._popup.hide()
        below = QApplication.widgetAt(place)
        if isinstance(below, QAbstractButton) and below.isEnabled():
            below.click()
        return True
