"""A box to choose from that shows by an arrow that it is one, in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox, QStylePainter

from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID

ARROW = 16  # px


class Combo(QComboBox):
    """The style sheet takes the style's own arrow away."""

    def sizeHint(self) -> QSize:
        """Return the usual size, with room for our arrow beside the longest text."""
        size = super().sizeHint()
        if self.sizeAdjustPolicy() == QComboBox.SizeAdjustPolicy.AdjustToContents:
            texts = [self.itemText(place) for place in range(self.count())]
            longest = max(map(self.fontMetrics().horizontalAdvance, texts), default=0)
            size.setWidth(max(size.width(), longest + ARROW + 4 * GRID))
        return size

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the box, its text as far as there is room for it, and the arrow."""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        end, room = Qt.TextElideMode.ElideRight, self.width() - ARROW - 3 * GRID
        option.currentText = self.fontMetrics().elidedText(option.currentText, end, room)
        box = QStylePainter(self)
        box.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        box.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        box.end()
        group = QPalette.ColorGroup.Normal if self.isEnabled() else QPalette.ColorGroup.Disabled
        colour = self.palette().color(group, QPalette.ColorRole.PlaceholderText)
        drawn = icon("down", colour.name()).pixmap(QSize(ARROW, ARROW), self.devicePixelRatioF())
        painter = QPainter(self)
        painter.drawPixmap(QPoint(self.width() - ARROW - GRID, (self.height() - ARROW) // 2), drawn)
        painter.end()
