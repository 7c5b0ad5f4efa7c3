"""Two parts one above the other, with a grip between them to share the height."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle

from tagstudio.ui.base.theme import GRID, Theme

GRIP_WIDTH, GRIP_HEIGHT = 5 * GRID, GRID // 2


class GripSplitter(QSplitter):
    """A vertical splitter whose handle is a short bar in the colours of the theme."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._theme = theme
        self.setChildrenCollapsible(False)
        self.setHandleWidth(GRID + GRID // 2)
        theme.changed.connect(self.update)

    def createHandle(self) -> QSplitterHandle:
        """Return the handle, as Qt asks for it."""
        return _Grip(self._theme, self)


class _Grip(QSplitterHandle):
    def __init__(self, theme: Theme, splitter: GripSplitter) -> None:
        super().__init__(Qt.Orientation.Vertical, splitter)
        self._theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar in the middle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.quiet))
        bar = QRectF(0, 0, GRIP_WIDTH, GRIP_HEIGHT)
        bar.moveCenter(QRectF(self.rect()).center())
        painter.drawRoundedRect(bar, GRIP_HEIGHT / 2, GRIP_HEIGHT / 2)
