"""A page of the window, which scrolls where the window has less room than it needs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from tagstudio.ui.base.theme import GRID

LEAST_HEIGHT = 20 * GRID


class PageArea(QScrollArea):
    """Keeps a page from making the window grow beyond the screen.

    The page has all the room that there is, and where that is less than its least height, that
    height. Qt's own way (`widgetResizable`) would give it the height that it likes best.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the page and a height that any window has."""
        least = self._page.minimumSizeHint()
        return QSize(least.width(), min(least.height(), LEAST_HEIGHT))

    def sizeHint(self) -> QSize:
        """Return that of the page."""
        return self._page.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the page its room."""
        self._fit()
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give the page its room again when it needs another."""
        if watched is self._page and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        room, least = self.maximumViewportSize(), self._page.minimumSizeHint().height()
        if least > room.height():
            room = QSize(room.width() - self.verticalScrollBar().sizeHint().width(), least)
        self._page.resize(room)
