"""The dialog of staged changes: a table of the files' fields before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.metadata.file_tags.fields import FREE_TEXT, TAG_FIELDS, Field
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
MARK = "●"  # before what a field gets or loses
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
    shown = _told if one.field in TAG_FIELDS else _plain
    before, after = shown(one.before, one.after), shown(one.after, one.before)
    return StagedRow(one.path, field_text(one.field), before, after)


def _plain(texts: Sequence[str], _: Sequence[str]) -> str:
    return "; ".join(texts) or "–"


def _told(texts: Sequence[str], others: Sequence[str]) -> str:
    """Return the tags of a field; first and marked, those that the `others` lack.

    Of many tags the cell shows the first, and what comes or goes is what one looks for.
    """
    differing = [text for text in texts if text not in others]
    if not differing:
        return _plain(texts, others)
    kept = [text for text in texts if text in others]
    return "; ".join([*(f"{MARK} {text}" for text in differing), *kept])


def field_text(field: Field) -> str:
    """Return how people call a field."""
    known = FIELDS.get(field)
    return QCoreApplication.translate("write_tags", known) if known else field[len(FREE_TEXT) :]


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
        self.table.modelReset.connect(self._span_reasons)
        self.table.layoutChanged.connect(self._span_reasons)
        self.summary = quiet("")
        self.keep_time = QCheckBox(self.tr("Keep the files’ modification time"))
        self.options = QVBoxLayout()
        self.options.setSpacing(GRID)
        self.options.addWidget(self.keep_time)
        self.explanation = quiet("")
        self.head = QVBoxLayout()
        self._build()

    def show_rows(self, rows: list[StagedRow], files: int, summary: str, agree: str) -> None:
        """Show the changes in so many files; `agree` is the text of the button."""
        self.table.show_rows(rows)
        self.view.fit_texts()
        self.show_page(self.view)
        if any(MARK in one.before + one.after for one in rows):
            legend = self.tr("● marks the tags that come or go.")
            summary = f"{summary} {legend}"
        self.summary.setText(summary)
        self.agree.setText(agree)
        self.say_nothing_to_do(files == 0)
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
        self.say_nothing_to_do(isinstance(page, EmptyState))
        self.summary.setText("")
        self.agree.hide()
        self.keep_time.setEnabled(False)
        if not self.is_choosing:
            self.cancel.setFocus()

    @property
    def is_choosing(self) -> bool:
        """Whether the user is at a choice that makes the files be looked at again."""
        return False

    @property
    def not_changed(self) -> str:
        """What stands before the reason of a file that cannot be changed."""
        return self.tr("Cannot be written. {why}")

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
                lambda row: self.not_changed.format(why=row.problem) if row.problem else row.field,
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
        below = QHBoxLayout()
        below.setSpacing(2 * GRID)
        below.addLayout(self.options, 1)
        below.addWidget(self.buttons_to_agree(""), 0, Qt.AlignmentFlag.AlignBottom)
        self.lay_out(
            [
                (self.explanation, 0),
                (self.head, 0),
                (self.pages, 1),
                (self.summary, 0),
                (below, 0),
            ]
        )
