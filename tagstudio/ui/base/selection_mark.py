"""The mark of selected rows: a bar at their left, since a background alone is seen too little."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QTableView

BAR = 3  # px wide; lists and menus get theirs from the style sheet
INSET = 4  # px that it keeps from the row's upper and lower edge


def paint_mark(painter: QPainter, row: QRect, colour: QColor) -> None:
    """Paint the bar of a selected row."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    bar = QRectF(row.left(), row.top() + INSET, BAR, row.height() - 2 * INSET)
    painter.drawRoundedRect(bar, BAR / 2, BAR / 2)
    painter.restore()


def paint_marks(view: QTableView) -> None:
    """Paint the bars of the rows of a table that are selected and in sight, over its cells."""
    model, selection, height = view.model(), view.selectionModel(), view.viewport().height()
    first = view.rowAt(0)
    if first < 0:
        return
    painter = QPainter(view.viewport())
    colour = view.palette().color(QPalette.ColorRole.Accent)
    for row in range(first, model.rowCount()):
        top = view.rowViewportPosition(row)
        if top >= height:
            break
        if selection.isSelected(model.index(row, 0)):
            paint_mark(painter, QRect(0, top, BAR, view.rowHeight(row)), colour)
    painter.end()
