"""The table of what a preview found: what, how many, and an example."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QAbstractItemView

from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView
from tagstudio.ui.widgets.wrapped_rows import wrap_rows


@dataclass(frozen=True)
class FoundRow:
    """A row: what was found, how many of it, and an example."""

    what: str
    count: int
    example: str = ""


class FoundView(RowView):
    """Shows `FoundRow`s; `name` is what screen readers call it."""

    def __init__(self, name: str) -> None:
        what = QCoreApplication.translate("FoundView", "What")
        number = QCoreApplication.translate("FoundView", "Number")
        example = QCoreApplication.translate("FoundView", "Example")
        columns = [
            RowColumn(what, lambda row: row.what),
            RowColumn(number, lambda row: counted(row.count), lambda row: row.count, True),
            RowColumn(example, lambda row: row.example),
        ]
        self.found = RowTable(columns)
        super().__init__(self.found, name, wide=2)
        self.found.setParent(self)
        self.set_widths(320, 80, 0)
        wrap_rows(self)
        # No higher than its rows where a list below it has use for the room.
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
