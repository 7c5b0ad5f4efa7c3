"""A label that ends in dots where there is no room, and is whole in its tool tip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tagstudio.ui.text.elide import elided


class ElidedLabel(QLabel):
    """A plain-text label that never asks for more width than it gets."""

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def setText(self, text: str) -> None:
        """Show `text`, on one line."""
        super().setText(" ".join(text.split()))
        self._hint()

    def minimumSizeHint(self) -> QSize:
        """Ask for the height only."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint as much of the text as there is room for."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment()), self._fitting())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See whether the tool tip is needed."""
        super().resizeEvent(event)
        self._hint()

    def _fitting(self) -> str:
        return elided(self.fontMetrics(), self.text(), self.width())

    def _hint(self) -> None:
        self.setToolTip(self.text() if self._fitting() != self.text() else "")
