"""Count the answers of each tag, and those that are missing until it can be measured."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.library.tracks.artist_splits import TEST_FRACTION
from tagstudio.plugin_api.ranking_metrics import MIN_PER_CLASS_TO_MEASURE
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.overview import TagAnswers
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView


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
            "The answers on {percent} % of the artists are the test set: no version is trained on"
            " them, and every version is measured on them. A tag is measured once the test set"
            " holds {count} yes and {count} no of it."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * GRID, 0, 0)
        layout.setSpacing(2 * GRID)
        percent = round(100 * TEST_FRACTION)
        layout.addWidget(quiet(text.format(percent=percent, count=MIN_PER_CLASS_TO_MEASURE)))
        layout.addWidget(self.view, 1)

    def show_answers(self, answers: Sequence[TagAnswers]) -> None:
        """Show these counts."""
        self.table.show_rows(answers)

    def _missing(self, one: TagAnswers) -> str:
        yes, no = _missing_answers(one)
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
    return sum(_missing_answers(one))


def _missing_answers(one: TagAnswers) -> tuple[int, int]:
    """Return the numbers of yes and of no that the tag lacks."""
    return (
        max(0, MIN_PER_CLASS_TO_MEASURE - one.test_yes),
        max(0, MIN_PER_CLASS_TO_MEASURE - one.test_no),
    )
