"""The dialog of staged changes: a table of the files' fields before and after."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.metadata.file_tags.fields import FREE_TEXT
from tagstudio.engine.file_tags.plan import StagedField
from tagstudio.engine.jobs.problem import Problem
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.file_reason import reason_beside
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.empty_state import EmptyState
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.preview_dialog import PreviewDialog
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

SIZE = QSize(960, 600)
FIELDS = {
    "genre": QT_TRANSLATE_NOOP("write_tags", "Genre"),
    "mood": QT_TRANSLATE_NOOP("write_tags", "Mood"),
    "instrument": QT_TRANSLATE_NOOP("write_tags", "Instrument"),
    "era": QT_TRANSLATE_NOOP("write_tags", "Era"),
    "title": QT_TRANSLATE_NOOP("write_tags", "Title"),
    "artist": QT_TRANSLATE_NOOP("write_tags", "Artist"),
    "album": QT_TRANSLATE_NOOP("write_tags", "Album"),
    "grouping": QT_TRANSLATE_NOOP("write_tags", "Grouping"),
    "grp1": QT_TRANSLATE_NOOP("write_tags", "Grouping"),
    "comment": QT_TRANSLATE_NOOP("write_tags", "Comment"),
    "bpm": QT_TRANSLATE_NOOP("write_tags", "Tempo"),
    "key": QT_TRANSLATE_NOOP("write_tags", "Key"),
}


@dataclass(frozen=True)
class StagedRow:
    """A field of a file before and after; or why the file cannot be changed, in `problem`."""

    path: str
    field: str = ""
    before: str = ""
    after: str = ""
    problem: str = ""


def staged(one: StagedField) -> StagedRow:
    """Return the row of a field that changes."""
    known = FIELDS.get(one.field)
    name = QCoreApplication.translate("write_tags", known) if known else one.field[len(FREE_TEXT) :]
    return StagedRow(one.path, name, "; ".join(one.before) or "–", "; ".join(one.after) or "–")


def refused(problem: Problem) -> StagedRow:
    """Return the row of a file that cannot be changed; the column beside it has its name."""
    return StagedRow(problem.path, problem=reason_beside(problem.path, problem.message))


class StagedDialog(PreviewDialog):
    """Shows the comparing of files, then the changes, or that there are none."""

    handbook_page = "writing"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.setAccessibleName(self.tr("Progress of looking at the files"))
        self.workspace = workspace
        self.resize(SIZE)
        self.table = RowTable(self._columns(), self)
        self.view = RowView(self.table, self.tr("Changes"), wide=3)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.view.set_widths(220, 88, 160)
        self.table.modelReset.connect(self._span_reasons)
        self.table.layoutChanged.connect(self._span_reasons)
        self.summary = quiet("")
        self.keep_time = QCheckBox(self.tr("Keep the files' time of change"))
        self.options = QVBoxLayout()
        self.options.setSpacing(GRID)
        self.options.addWidget(self.keep_time)
        self.explanation = quiet("")
        self.head = QVBoxLayout()
        self._build()

    def show_rows(self, rows: list[StagedRow], files: int, summary: str, agree: str) -> None:
        """Show the changes in so many files; `agree` is the text of the button."""
        self.table.show_rows(rows)
        self.show_page(self.view)
        self.summary.setText(summary)
        self.agree.setText(agree)
        self.agree.setVisible(files > 0)
        self.keep_time.setEnabled(files > 0)
        if not self.is_choosing:
            self.view.setFocus()

    def show_nothing(self, title: str, text: str) -> None:
        """Say that there is nothing to change."""
        page = EmptyState(self.workspace.theme, "tag", title, text, {})
        self.pages.addWidget(page)
        self.show_page(page)

    def show_page(self, page: QWidget) -> None:
        """Show one of the pages; nothing can be agreed to until there are changes."""
        super().show_page(page)
        is_nothing = isinstance(page, EmptyState)  # there is nothing to call off
        self._cancel.setText(self.tr("Close") if is_nothing else self._cancel_text)
        self.summary.setText("")
        self.agree.hide()
        self.keep_time.setEnabled(False)
        if not self.is_choosing:
            self._cancel.setFocus()

    @property
    def is_choosing(self) -> bool:
        """Whether the user is at a choice that makes the files be looked at again."""
        return False

    @property
    def _not_written(self) -> str:
        return self.tr("Not written. {why}")

    def _columns(self) -> list[RowColumn]:
        return [
            RowColumn(
                self.tr("File"),
                lambda row: PurePath(shown(row.path)).name,
                tip=lambda row: shown(row.path),
                icon=self._icon,
            ),
            RowColumn(
                self.tr("Field"),
                lambda row: self._not_written.format(why=row.problem) if row.problem else row.field,
                key=lambda row: row.field,
                tip=lambda row: row.problem or row.field,
            ),
            RowColumn(self.tr("Now"), lambda row: row.before, tip=lambda row: row.before),
            RowColumn(self.tr("After"), lambda row: row.after, tip=lambda row: row.after),
        ]

    def _span_reasons(self, *_: object) -> None:
        """Give the reason of a file that cannot be changed the room of the other columns."""
        self.view.clearSpans()
        for number, row in enumerate(self.table.rows):
            if row.problem:
                self.view.setSpan(number, 1, 1, self.table.columnCount() - 1)

    def _icon(self, row: StagedRow) -> QIcon | None:
        return icon("failed", self.workspace.theme.colours.warning) if row.problem else None

    def _build(self) -> None:
        self.pages.addWidget(self.view)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self._cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel)
        self._cancel_text = self._cancel.text()
        self.agree = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setProperty("main", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        below = QHBoxLayout()
        below.setSpacing(2 * GRID)
        below.addLayout(self.options, 1)
        below.addWidget(buttons, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.explanation)
        layout.addLayout(self.head)
        layout.addWidget(self.pages, 1)
        layout.addWidget(self.summary)
        layout.addLayout(below)
