"""The bar above the screens that offers to go on with a job that was interrupted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from tagstudio.engine.jobs.specs import BY_KIND, unfinished
from tagstudio.library.db.job_records import JobRecord
from tagstudio.ui.background.job_kinds import title_of_record
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.unfinished_jobs import go_on
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted


class UnfinishedJobBar(QFrame):
    """Hidden until there is something to offer, and again once a job of its kind is started."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("unfinished_job_bar")
        self._workspace = workspace
        self._record: JobRecord | None = None
        self._text = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.go_on = QPushButton(self.tr("Go on"))
        self.go_on.setProperty("main", True)
        self.go_on.clicked.connect(self._go_on)
        self.not_now = QPushButton(self.tr("Not now"))
        self.not_now.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._text, 1)
        layout.addWidget(self.not_now)
        layout.addWidget(self.go_on)
        workspace.jobs.started.connect(self._on_started)
        self.hide()

    def look_for_unfinished(self) -> None:
        """Offer the newest job that was interrupted, can be resumed, and was not done since."""
        self._workspace.ask(unfinished, self._offer, owner=self)

    def _offer(self, record: JobRecord | None) -> None:
        jobs = self._workspace.jobs
        if record is None or any(job.kind == record.kind for job in (*jobs.jobs, *jobs.over)):
            return  # also where one was started while the library was read
        self._record = record
        self._text.setText(self._sentence(record))
        self.show()

    def _sentence(self, record: JobRecord) -> str:
        """Return the name of the job, and its counts if they are of tracks.

        The steps of a training count different units, so their counts say nothing of the whole.
        """
        if not (record.total and BY_KIND[record.kind].counts_tracks):
            return self.tr("{job} was interrupted.").format(job=title_of_record(record))
        text = self.tr("{job} was interrupted at {done} of {total}.")
        return text.format(
            job=title_of_record(record), done=counted(record.done), total=counted(record.total)
        )

    def _on_started(self, job: RunningJob) -> None:
        """Withdraw the offer: a newer job takes the place of the older ones of its kind."""
        if self._record is not None and job.kind == self._record.kind:
            self._record = None
            self.hide()

    def _go_on(self) -> None:
        self.hide()
        if self._record is not None:
            go_on(self._workspace, self._record)
