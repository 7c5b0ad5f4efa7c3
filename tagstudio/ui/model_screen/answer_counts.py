"""Count the answers of each tag, and those that are missing until it can be measured."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.overview import TagAnswers
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

MEASURED_FROM = 10  # yes, and no, in the test set


class AnswersPanel(QWidget):
    """A row per tag that was ever answered."""

    def __init__(self) -> None:
        super().__init__()
        self.table = RowTable(
            [
                RowColumn(self.tr("Tag"), lambda one: one.tag, lambda one: one.tag.lower()),
                _number(self.tr("Yes, training"), "training_yes"),
                _number(self.tr("No, training"), "training_no"),
                _number(self.tr("Yes, test set"), "test_yes"),
                _number(self.tr("No, test set"), "test_no"),
                RowColumn(self.tr("Can be measured"), self._missing, _missing_count),
            ],
            self,
        )
        self.view = RowView(self.table, self.tr("Answers by tag"), wide=5)
        self.view.set_widths(112, 88, 88, 88, 88)
        text = self.tr(
            "The answers on three artists in ten are the test set: no version is trained on them,"
            " and every version is measured on them. A tag is measured once the test set holds"
            " {count} yes and {count} no of it."
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
        yes = max(0, MEASURED_FROM - one.test_yes)
        no = max(0, MEASURED_FROM - one.test_no)
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
    return max(0, MEASURED_FROM - one.test_yes) + max(0, MEASURED_FROM - one.test_no)
