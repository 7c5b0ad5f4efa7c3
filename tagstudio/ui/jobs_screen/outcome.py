"""The outcome of the selected job: its sentence, the files that failed or were left out."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.core.clock import clock
from tagstudio.library.db.job_records import JobFailure, failures
from tagstudio.ui.background import unfinished_jobs
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.jobs_screen.past_jobs import (
    PastJob,
    done_text,
    notes_of,
    outcome_text,
    unlisted_text,
)
from tagstudio.ui.text.dates import time_text
from tagstudio.ui.text.file_reason import reason_beside
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.elided_label import ElidedLabel
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView
from tagstudio.ui.widgets.wrapped_rows import wrap_rows


class JobOutcome(QFrame):
    """The panel below the table; hidden until a job is shown."""

    started = Signal()  # a job was started from here

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._workspace = workspace
        self._job: PastJob | None = None
        self._failed: list[JobFailure] = []
        self._title = ElidedLabel("heading")  # beside three buttons it would widen the window
        self._summary = QLabel(wordWrap=True)
        self._summary.setTextFormat(Qt.TextFormat.PlainText)
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.go_on = QPushButton(self.tr("Go on"))
        self.go_on.setProperty("main", True)
        self.try_again = QPushButton(self.tr("Try these files again"))
        self.copy = QPushButton(self.tr("Copy the list"))
        self.table = RowTable(
            [
                RowColumn(self.tr("File"), lambda one: PurePath(one.path).name, tip=_path),
                RowColumn(
                    self.tr("Why"),
                    lambda one: reason_beside(one.path, one.message),
                    tip=lambda one: translated(one.message),
                ),
                RowColumn(self.tr("Folder"), lambda one: str(PurePath(one.path).parent), tip=_path),
            ],
            self,
        )
        self.view = RowView(self.table, self.tr("Files that failed or were left out"), wide=1)
        self.view.set_widths(208, 0, 160)
        wrap_rows(self.view)
        self.go_on.clicked.connect(self._go_on)
        self.try_again.clicked.connect(self._try_again)
        self.copy.clicked.connect(self._copy)
        self._build()
        self.hide()

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self._title, 1)
        for button in (self.copy, self.try_again, self.go_on):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addLayout(buttons)
        layout.addWidget(self._summary)
        layout.addWidget(self.view, 1)

    def show_job(self, job: PastJob | None) -> None:
        """Show the outcome of a job."""
        self._job = job
        self.setVisible(job is not None)
        if job is None:
            return
        self._title.setText(
            self.tr("{job}, {time}").format(job=job.title, time=time_text(job.started))
        )
        self._summary.setText(self._sentence(job))
        self.go_on.setVisible(job.can_go_on())
        self._show_failures([])
        if job.record is not None and job.failures:
            record = job.record

            def read(connection: Connection) -> list[JobFailure]:
                return failures(connection, record.id)

            self._workspace.ask(read, self._show_failures, owner=self, topic="failures")

    def _sentence(self, job: PastJob) -> str:
        done = done_text(job) if job.total or not job.message else ""  # which tells the count
        text = self.tr("{state} after {time}.")
        if done:
            text = self.tr("{state} after {time}. Files: {done}.")
        seconds = job.ended - job.started
        time = clock(seconds) if round(seconds) >= 1 else self.tr("less than a second")
        text = text.format(state=outcome_text(job.outcome), time=time, done=done)
        return " ".join(part for part in (text, job.message, unlisted_text(job)) if part)

    def _show_failures(self, found: list[JobFailure]) -> None:
        """Show the files that failed, and after them those that the job says something else of."""
        self._failed = found
        rows = [*found, *(notes_of(self._job) if self._job is not None else ())]
        self.table.show_rows(rows)
        self.view.setVisible(bool(rows))
        tall = QSizePolicy.Policy.Expanding if rows else QSizePolicy.Policy.Maximum
        self.setSizePolicy(QSizePolicy.Policy.Preferred, tall)
        self.copy.setVisible(bool(rows))
        retriable = self._job is not None and self._job.can_try_again()
        self.try_again.setVisible(bool(found) and retriable)

    def _go_on(self) -> None:
        if self._job is not None and self._job.record is not None:
            self.go_on.hide()  # at once; the rows are read again a moment later
            unfinished_jobs.go_on(self._workspace, self._job.record)
            self.started.emit()

    def _try_again(self) -> None:
        if self._job is not None and self._job.record is not None:
            failed = [one.path for one in self._failed]
            unfinished_jobs.try_again(self._workspace, self._job.record, failed)
            self.started.emit()

    def _copy(self) -> None:
        rows = [f"{_path(one)}\t{translated(one.message)}" for one in self.table.rows]
        QGuiApplication.clipboard().setText("\n".join(rows))
        text = self.tr("Copied: the paths of {count} files, with the reasons.")
        self._workspace.say(text.format(count=counted(len(rows))))


def _path(failure: JobFailure) -> str:
    """Return the path with odd bytes made visible."""
    return failure.path.encode(errors="backslashreplace").decode()
