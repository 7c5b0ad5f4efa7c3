"""A list, or a message in its place, where there is nothing to list or nothing yet."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from tagstudio.ui.base.theme import Theme
from tagstudio.ui.widgets.empty_state import EmptyState


class ListOrMessage(QWidget):
    """Shows `page`, whose list is `rows`, or a message with the icon called `icon`.

    Whoever works in the one finds the focus in the other when they change places.
    """

    pressed = Signal(str)  # the name of a button of the message

    def __init__(self, theme: Theme, icon: str, page: QWidget, rows: QWidget) -> None:
        super().__init__()
        self._theme, self._icon = theme, icon
        self._page, self._rows = page, rows
        self.message: EmptyState | None = None
        self._stack = QStackedLayout(self)  # one without a widget shows a page as a window
        self._stack.addWidget(page)

    def show_list(self) -> None:
        """Show the list."""
        self._stack.setCurrentWidget(self._page)
        self.setFocusProxy(self._rows)
        if self.message is not None:
            had_focus = self.message.isAncestorOf(self.message.focusWidget() or self)
            self._drop_message()
            if had_focus and self.isVisible():
                self._rows.setFocus()

    def show_message(self, title: str, text: str, buttons: dict[str, tuple[str, str]]) -> None:
        """Show a message in place of the list, with buttons by name, each (text, icon)."""
        focused = self.window().focusWidget()
        in_use = focused is not None and (focused is self or self.isAncestorOf(focused))
        message = EmptyState(self._theme, self._icon, title, text, buttons)
        message.setAccessibleName(title)
        message.pressed.connect(self.pressed)
        self._stack.addWidget(message)
        self._stack.setCurrentWidget(message)
        self._drop_message()
        self.message = message
        first = next(iter(message.buttons.values()), None)
        self.setFocusProxy(first or message)
        if in_use and first is not None:
            first.setFocus()

    def _drop_message(self) -> None:
        if self.message is not None:
            self._stack.removeWidget(self.message)
            self.message.deleteLater()
            self.message = None
