"""A page of the window, which scrolls where the window has less room than it needs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from tagstudio.ui.base.theme import GRID

LEAST_HEIGHT = 20 * GRID
LEAST_WIDTH = 85 * GRID  # with the rail beside it less than 800


class PageArea(QScrollArea):
    """Keeps a page from making the window grow beyond the screen.

    The page has all the room that there is, and where that is less than its least size, that
    size. Qt's own way (`widgetResizable`) would give it the size that it likes best. To scroll
    sideways is a last resort, for a text that nobody foresaw.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._page = page
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)

    def minimumSizeHint(self) -> QSize:
        """Return that of the page, but not more than any window has."""
        return self._page.minimumSizeHint().boundedTo(QSize(LEAST_WIDTH, LEAST_HEIGHT))

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
        room, least = self.maximumViewportSize(), self._page.minimumSizeHint()
        if least.height() > room.height():
            room -= QSize(self.verticalScrollBar().sizeHint().width(), 0)
        if least.width() > room.width():
            room -= QSize(0, self.horizontalScrollBar().sizeHint().height())
        self._page.resize(room.expandedTo(least))
