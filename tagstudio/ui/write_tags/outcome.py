"""What became of a writing in which files were left as they were: how many, which, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QWidget

from tagstudio.audio.files.regular_file import shown
from tagstudio.engine.file_tags.write import WriteReport
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.icons import icon
from tagstudio.ui.text.file_reason import reason_beside
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView
from tagstudio.ui.widgets.wrapped_rows import wrap_rows

SIZE = QSize(760, 420)


def show_outcome(
    workspace: Workspace, parent: QWidget | None, again: Callable[[], QDialog], report: WriteReport
) -> None:
    """Open the outcome of a writing, if files were left as they were; it bars no other work.

    `again` makes the dialog that looks at the files once more.
    """
    if not report.problems or (parent is not None and not shiboken6.isValid(parent)):
        return
    dialog = WriteOutcome(workspace, report, again, parent)
    dialog.finished.connect(dialog.deleteLater)
    dialog.show()


class WriteOutcome(Dialog):
    """Lists the files that were left as they were, with the reasons."""

    handbook_page = "writing"

    def __init__(
        self,
        workspace: Workspace,
        report: WriteReport,
        again: Callable[[], QDialog],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._report = report
        self._make_again = again
        self.resize(SIZE)
        title = self.tr("Files that could not be written")
        self.setWindowTitle(title)
        self.summary = QLabel(self._summary(), wordWrap=True)
        self.summary.setProperty("role", "heading")
        warning = icon("failed", workspace.theme.colours.warning)
        self.table = RowTable(
            [
                RowColumn(
                    self.tr("File"),
                    lambda one: PurePath(shown(one.path)).name,
                    tip=lambda one: shown(one.path),
                    icon=lambda _: warning,
                ),
                RowColumn(
                    self.tr("Why"),
                    lambda one: reason_beside(one.path, one.message),
                    tip=lambda one: translated(one.message),
                ),
                RowColumn(
                    self.tr("Folder"),
                    lambda one: str(PurePath(shown(one.path)).parent),
                    tip=lambda one: shown(one.path),
                ),
            ],
            self,
        )
        self.view = RowView(self.table, title, wide=1)
        self.view.set_widths(220, 0, 160)
        wrap_rows(self.view)
        self.table.show_rows(report.problems)
        self._build()

    def _summary(self) -> str:
        text = (
            self.tr("Files written: {count}. Files that could not be written: {failed}.")
            if self._report.written
            else self.tr("No file was written. Files that could not be written: {failed}.")
        )
        return text.format(
            count=counted(self._report.written), failed=counted(len(self._report.problems))
        )

    def _build(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("Copy the list"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        self.again = buttons.addButton(
            self.tr("Try again…"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.again.clicked.connect(self._try_again)
        buttons.rejected.connect(self.reject)
        buttons.button(QDialogButtonBox.StandardButton.Close).setDefault(True)
        self.lay_out([(self.summary, 0), (self.view, 1), (buttons, 0)])

    def _try_again(self) -> None:
        """Look at the files once more: what was written meanwhile has nothing to change."""
        dialog = self._make_again()
        dialog.finished.connect(dialog.deleteLater)
        self.close()
        dialog.open()

    def _copy(self) -> None:
        rows = [f"{shown(one.path)}\t{translated(one.message)}" for one in self._report.problems]
        QGuiApplication.clipboard().setText("\n".join(rows))
