"""Menus: one of a button that stays in the window, and headings within them."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu


class MenuInWindow(QMenu):
    """Its parent is the button; Qt itself keeps menus on the screen, not in the window."""

    def showEvent(self, event: QShowEvent) -> None:
        """Move to the left, before it is seen, by as much as it would reach over the edge."""
        super().showEvent(event)
        parent = self.parentWidget()
        if parent is None:
            return
        window = parent.window().frameGeometry()
        beyond = self.frameGeometry().right() - window.right()
        if beyond > 0:
            self.move(max(window.left(), self.x() - beyond), self.y())


def add_heading(menu: QMenu, text: str) -> None:
    """Add a heading over the entries that follow: of a section Qt's styles draw the line alone."""
    menu.addSeparator()
    menu.addAction(text).setEnabled(False)
