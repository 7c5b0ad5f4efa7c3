"""Rows as high as their texts need: a reason is of no use while half of it is cut off."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.row_table import ROW_HEIGHT, RowView

MOST_ROWS = 300  # measuring more of them would hold the window up; those are cut off, with a tip


class _Wrapping(QObject):
    """Measures the rows again after what changes them: other rows, other widths."""

    def __init__(self, view: RowView) -> None:
        super().__init__(view)
        self._view = view
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._measure)
        view.setWordWrap(True)
        header = view.horizontalHeader()
        header.sectionResized.connect(lambda *_: self._soon.start())
        for changed in (view.model().modelReset, view.model().layoutChanged):
            changed.connect(lambda *_: self._soon.start())

    def _measure(self) -> None:
        rows = self._view.model().rowCount()
        if rows > MOST_ROWS:
            return
        for row in range(rows):
            needed = self._view.sizeHintForRow(row)
            self._view.setRowHeight(row, max(ROW_HEIGHT, needed + GRID))


def wrap_rows(view: RowView) -> None:
    """Let the texts of a view wrap, and its rows grow with them."""
    _Wrapping(view)
