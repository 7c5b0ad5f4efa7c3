"""How many answers there are of each tag, and what is missing until it can be measured."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.overview import TagAnswers
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

MEASURED_FROM = 10  # yes, and no, among the held-out answers


class AnswersPanel(QWidget):
    """A row per tag that was ever answered."""

    def __init__(self) -> None:
        super().__init__()
        self.table = RowTable(
            [
                RowColumn(self.tr("Tag"), lambda one: one.tag, lambda one: one.tag.lower()),
                _number(self.tr("Yes, learning"), "yes"),
                _number(self.tr("No, learning"), "no"),
                _number(self.tr("Yes, held out"), "held_out_yes"),
                _number(self.tr("No, held out"), "held_out_no"),
                RowColumn(self.tr("Can be measured"), self._missing, _missing_count),
            ],
            self,
        )
        self.view = RowView(self.table, self.tr("Answers by tag"), wide=5)
        self.view.set_widths(112, 88, 88, 88, 88)
        text = self.tr(
            "Three artists in ten are held out: nothing is learned from them, every version is"
            " measured on them. A tag is measured from {count} yes and {count} no on that side on."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        layout.addWidget(quiet(text.format(count=MEASURED_FROM)))
        layout.addWidget(self.view, 1)

    def show_answers(self, answers: Sequence[TagAnswers]) -> None:
        """Show these counts."""
        self.table.show_rows(answers)

    def _missing(self, one: TagAnswers) -> str:
        yes = max(0, MEASURED_FROM - one.held_out_yes)
        no = max(0, MEASURED_FROM - one.held_out_no)
        if yes and no:
            return self.tr("lacks {yes} yes, {no} no").format(yes=yes, no=no)
        if yes:
            return self.tr("lacks {yes} yes").format(yes=yes)
        return self.tr("lacks {no} no").format(no=no) if no else self.tr("yes")


def _number(title: str, name: str) -> RowColumn:
    return RowColumn(
        title, lambda one: counted(getattr(one, name)), lambda one: getattr(one, name), number=True
    )


def _missing_count(one: TagAnswers) -> int:
    return max(0, MEASURED_FROM - one.held_out_yes) + max(0, MEASURED_FROM - one.held_out_no)
