"""The button that stops a job where its progress shows, and says what becomes of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QWidget

from tagstudio.engine.jobs.library_specs import ListenCloserJob
from tagstudio.ui.background.job_runner import JobRunner, RunningJob


class StopButton(QPushButton):
    """Hidden while there is no job for it: the first of its kinds that somebody asked for.

    Without kinds it stops the job that it is given.
    """

    def __init__(self, parent: QWidget, jobs: JobRunner, *kinds: str) -> None:
        super().__init__(QCoreApplication.translate("stop", "Stop"), parent)
        self._jobs = jobs
        self._kinds = kinds
        self.job: RunningJob | None = None
        self.clicked.connect(self._stop)
        self.hide()
        jobs.started.connect(self._look)
        jobs.ended.connect(self._look)
        self._look()

    def show_job(self, job: RunningJob | None) -> None:
        """Stop this job from now on, until it ends; none any more, where it is None."""
        if self.job is not None:
            self.job.progressed.disconnect(self._show)
        self.job = job
        if job is not None:
            job.progressed.connect(self._show)
            self._show()
        self.setVisible(job is not None)

    def _look(self, _: object = None) -> None:
        running = self._jobs.jobs
        if self._kinds:
            asked_for = (job for job in running if job.kind in self._kinds and not job.quiet)
            self.show_job(next(asked_for, None))
        elif self.job not in running:
            self.show_job(None)

    def _show(self, _: object = None) -> None:
        if self.job is not None:
            self.setEnabled(can_be_stopped(self.job))
            self.setAccessibleName(stop_text(self.job))
            self.setToolTip(what_stopping_does(self.job))

    def _stop(self) -> None:
        if self.job is not None:
            self.job.cancel()


def can_be_stopped(job: RunningJob) -> bool:
    """Tell whether a job was not stopped already."""
    return job.state in {"waiting", "running"}


def stop_text(job: RunningJob) -> str:
    """Return what the button of a job does; one that comes back by itself is paused."""
    text = QCoreApplication.translate("stop", "Stop {job}")
    if job.kind == ListenCloserJob.kind:
        text = QCoreApplication.translate("stop", "Pause {job}")
    return text.format(job=job.title)


def what_stopping_does(job: RunningJob) -> str:
    """Return what is kept of a job that is stopped, as it is said of one that quitting ends."""
    if job.state == "waiting":
        return QCoreApplication.translate("stop", "It has not begun yet.")
    if job.kind == ListenCloserJob.kind:
        return QCoreApplication.translate("stop", "What is done is kept.")
    if job.is_resumable:
        return QCoreApplication.translate(
            "stop", "What is done is kept, and it can go on later, from the page Jobs."
        )
    return QCoreApplication.translate("stop", "It ends here, and would have to be started anew.")
