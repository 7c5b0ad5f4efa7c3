"""Labels that end in dots where there is no room, and are whole in their tool tips."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tagstudio.ui.text.elide import elided


class ElidedLabel(QLabel):
    """A plain-text label that never asks for more width than it gets."""

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explanation = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def setText(self, text: str) -> None:
        """Show `text`, on one line."""
        super().setText(" ".join(text.split()))
        self._hint()

    def explain(self, text: str) -> None:
        """Say in the tool tip what the text means."""
        self._explanation = text
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

    def is_whole(self) -> bool:
        """Tell whether all of the text can be seen."""
        return self._fitting().replace("\n", " ") == self.text()

    def _fitting(self) -> str:
        return elided(self.fontMetrics(), self.text(), self.width())

    def _hint(self) -> None:
        whole = "" if self.is_whole() else self.text()
        explanation = self._explanation if self.text() else ""
        self.setToolTip("\n\n".join(filter(None, (whole, explanation))))


class TwoLineLabel(ElidedLabel):
    """A label that takes a second line before it ends in dots, in the height of its neighbours."""

    def __init__(self, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(role, parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)

    def minimumSizeHint(self) -> QSize:
        """Ask for nothing: what is beside it gives the height."""
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint one line or two, in the middle of the height."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        lines = self._fitting().split("\n")
        high = self.fontMetrics().height()
        top = (self.height() - high * len(lines)) // 2
        for place, line in enumerate(lines):
            rect = QRect(0, top + place * high, self.width(), high)
            painter.drawText(rect, int(self.alignment()), line)

    def _fitting(self) -> str:
        """Return the text in the lines that there is room for."""
        metrics, width, text = self.fontMetrics(), self.width(), self.text()
        if metrics.horizontalAdvance(text) <= width:
            return text
        words, first = text.split(), 1
        while first < len(words):
            if metrics.horizontalAdvance(" ".join(words[: first + 1])) > width:
                break
            first += 1
        head, rest = " ".join(words[:first]), " ".join(words[first:])
        shown = [elided(metrics, line, width) for line in (head, rest) if line]
        return "\n".join(shown)
