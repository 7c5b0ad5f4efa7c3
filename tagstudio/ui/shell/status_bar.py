"""The status bar: the last sentence, and the progress of the jobs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from tagstudio.core.progress import Progress
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import clock, counted

SAID_MS = 12_000


class StatusBar(QStatusBar):
    """Shows sentences for a while and the first job that is at work."""

    jobs_wanted = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setSizeGripEnabled(False)
        self.setFixedHeight(4 * GRID)
        self._text = QToolButton()
        self._text.setAccessibleName(self.tr("Running jobs"))
        self._text.setToolTip(self.tr("Show the jobs"))
        self._text.clicked.connect(self.jobs_wanted)
        self._bar = QProgressBar(textVisible=False)
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._more = QLabel()
        for widget in (self._text, self._bar, self._more):
            self.addPermanentWidget(widget)
        workspace.status_changed.connect(self._say)
        workspace.jobs.started.connect(self._follow)
        workspace.jobs.ended.connect(self._show)
        self._show()

    def _say(self, sentence: str) -> None:
        self.showMessage(sentence, SAID_MS)

    def _follow(self, job: RunningJob) -> None:
        job.progressed.connect(self._show, Qt.ConnectionType.DirectConnection)
        self._show()

    def _show(self, _: object = None) -> None:
        jobs = sorted(self._workspace.jobs.jobs, key=lambda job: job.quiet)
        for widget in (self._text, self._bar, self._more):
            widget.setVisible(bool(jobs))
        if not jobs:
            return
        progress = jobs[0].progress
        text = self._progress_text(jobs[0], progress)
        self._text.setText(text.replace("&", "&&"))  # a button takes one & as the mark of a key
        self._bar.setRange(0, progress.total or 0)
        self._bar.setValue(progress.done)
        waiting = len(jobs) - 1
        self._more.setText(
            self.tr("and {count} more").format(count=counted(waiting)) if waiting else ""
        )

    def _progress_text(self, job: RunningJob, progress: Progress) -> str:
        if job.state == "cancelling":
            return self.tr("{job}: stopping").format(job=job.title)
        if not progress.total:
            return job.title
        text = self.tr("{job}: {done} of {total}").format(
            job=job.title, done=counted(progress.done), total=counted(progress.total)
        )
        left = job.seconds_left()
        return (
            text
            if left is None
            else self.tr("{text}, {time} left").format(text=text, time=clock(left))
        )
