"""The dialog in place of the window, when the library is damaged or gone and there are copies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
)

from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import LibraryAddress
from tagstudio.engine.restoring.restore import (
    RESTORED_UNASKED,
    ListedCopy,
    Restorable,
    Restored,
    look,
    restore,
)
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.shell.libraries import ask_for_library
from tagstudio.ui.text.dates import time_text
from tagstudio.ui.text.message_translation import error_text, translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

translate = QCoreApplication.translate
WIDTH = 90 * GRID


class RecoveryDialog(Dialog):
    """Shows what the copies of a library hold, and puts the chosen one in its place."""

    def __init__(self, found: Restorable) -> None:
        super().__init__()
        Theme(WindowState(), self)
        self.setWindowTitle("TagStudio")
        self.restored: Restored | None = None
        self.other: Path | None = None  # the library that is to be opened instead
        self._found = found
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        heading = QLabel(self._heading())
        heading.setProperty("role", "title")
        self.explanation = QLabel(self._explanation())
        self.copies = self._table()
        self.take_over = QCheckBox(
            self.tr("Take over the answers given since, where they can be read")
        )
        self.take_over.setChecked(True)
        self.problem = QLabel()
        self.problem.setProperty("role", "error")
        self.problem.hide()
        for label in (heading, self.explanation, self.problem):
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for part in (heading, self.explanation, self.copies, self.take_over, self.problem):
            layout.addWidget(part)
        self.take_over.setVisible(found.condition != "missing")
        layout.addWidget(self._buttons())
        self.resize(WIDTH, self.sizeHint().height())

    def accept(self) -> None:
        """Restore the chosen copy; why it was not is said in the dialog."""
        [chosen] = self.copies.chosen()
        try:
            self.restored = restore(
                self._found, chosen, salvage=self.take_over.isChecked(), force=False
            )
        except TagStudioError as error:
            self.problem.setText(error_text(error))
            self.problem.show()
            return
        super().accept()

    def open_other(self) -> None:
        """Let another library be chosen in place of the damaged one."""
        self.other = ask_for_library(self, self._found.path.parent)
        if self.other is not None:
            self.done(QDialog.DialogCode.Accepted)

    def outcome(self, restored: Restored) -> str:
        """Return the sentences that say what came back, and where the file before lies."""
        said = [self.tr("The library is restored.")]
        if salvaged := restored.salvaged:
            text = self.tr("Newer changes of answers taken over: {count}.")
            said.append(text.format(count=counted(salvaged.answers)))
            if salvaged.lost:
                text = self.tr("Newer changes of answers that could not be read: {count}.")
                said.append(text.format(count=counted(salvaged.lost)))
        said += [translated(note) for note in restored.notes]
        if restored.versions:
            text = self.tr("Model versions put back: {names}.")
            said.append(text.format(names=", ".join(restored.versions)))
        if restored.kept:
            said.append(self.tr("The file before is kept as {file}.").format(file=restored.kept))
        return "\n\n".join(said)

    def _heading(self) -> str:
        if self._found.condition == "missing":
            return self.tr("The library was not found")
        return self.tr("The library is damaged")

    def _explanation(self) -> str:
        advice = self.tr("Choose a safety copy to restore. The present file is kept beside it.")
        if self._found.condition == "missing":
            advice = self.tr("Choose a safety copy to restore.")
        return f"{self._found.path}\n\n{advice}"

    def _table(self) -> RowView:
        rows = RowTable(
            [
                RowColumn(self.tr("Created"), lambda one: _time(round(one.copy.made.timestamp()))),
                RowColumn(self.tr("Tracks"), lambda one: counted(one.contents.tracks), number=True),
                RowColumn(
                    self.tr("Answers"), lambda one: counted(one.contents.answers), number=True
                ),
                RowColumn(self.tr("Newest answer"), lambda one: _time(one.contents.newest)),
                RowColumn(self.tr("Changes since"), self._given_since, number=True),
            ],
            self,
        )
        rows.show_rows(self._found.copies)
        view = RowView(rows, self.tr("Safety copies"), wide=3, sortable=False)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.set_widths(20 * GRID, 10 * GRID, 12 * GRID, 20 * GRID, 16 * GRID)
        view.selectRow(0)
        return view

    def _given_since(self, one: ListedCopy) -> str:
        since = self._found.newer_than(one)
        return self.tr("unknown") if since is None else counted(since)

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self.agree = QPushButton(self.tr("Restore this copy"))
        another = QPushButton(translate("StartProblem", "Open another library…"))
        another.clicked.connect(self.open_other)
        quit_instead = QPushButton(self.tr("Quit"))
        buttons.addButton(self.agree, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(another, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(quit_instead, QDialogButtonBox.ButtonRole.RejectRole)
        self.agree.setProperty("main", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons


def recovered(path: LibraryAddress, error: TagStudioError) -> Path | None:
    """Offer the copies of a library that cannot be opened; return the library to open then.

    None, and nothing offered, where there is no intact copy, or where the library is neither
    damaged nor gone. Raises `error`, which says why it cannot be opened, when the user gives up.
    """
    if not isinstance(path, Path):  # the server has its own copies
        return None
    found = look(path)
    if not found.copies or found.condition not in RESTORED_UNASKED:
        return None
    dialog = RecoveryDialog(found)
    if dialog.exec() != QDialog.DialogCode.Accepted:
        raise error
    if dialog.restored is not None:
        say(dialog.outcome(dialog.restored))
    return dialog.other or path


def say(text: str) -> None:
    """Show what was done in a dialog, where there is a screen to see it on."""
    if QGuiApplication.platformName() != "offscreen":
        QMessageBox.information(None, "TagStudio", text)


def _time(seconds: int | None) -> str:
    return "–" if seconds is None else time_text(seconds)
