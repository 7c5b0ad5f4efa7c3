"""The card of a running job: progress bar, counts, time left, and the button that cancels it."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from tagstudio.core.clock import clock
from tagstudio.ui.background.job_runner import JobRunner, RunningJob
from tagstudio.ui.background.stop_button import StopButton
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.elided_label import ElidedLabel
from tagstudio.ui.widgets.progress_bar import ProgressBar


class JobCard(QFrame):
    """Shows the progress of one job until it ends."""

    def __init__(self, jobs: JobRunner, job: RunningJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.job = job
        self._title = ElidedLabel("heading")
        self._message = ElidedLabel("quiet")
        self._counts = QLabel()
        self._bar = ProgressBar()
        self.stop = StopButton(self, jobs)
        layout = QGridLayout(self)
        layout.setContentsMargins(2 * GRID, GRID + GRID // 2, 2 * GRID, GRID + GRID // 2)
        layout.setHorizontalSpacing(2 * GRID)
        layout.setVerticalSpacing(GRID)
        layout.addWidget(self._title, 0, 0)
        layout.addWidget(self._counts, 0, 1)
        layout.addWidget(self._bar, 1, 0, 1, 2)
        layout.addWidget(self._message, 2, 0, 1, 2)
        layout.addWidget(self.stop, 0, 2, 3, 1)
        layout.setColumnStretch(0, 1)
        self.stop.show_job(job)
        job.progressed.connect(self.show_progress)
        self.show_progress()

    def show_progress(self) -> None:
        """Show the state and the progress that the job has now."""
        progress, state, title = self.job.progress, self.job.state, self.job.title
        self._title.setText(title)
        self._bar.setAccessibleName(self.tr("Progress of {job}").format(job=title))
        if state == "waiting":
            self._bar.show_count(0, 1)
        else:
            self._bar.show_progress(progress)
        self._counts.setText(self._counted())
        self._message.setText(self._sentence())

    def _counted(self) -> str:
        progress = self.job.progress
        if not progress.total:
            return ""
        counts = self.tr("{done} of {total}").format(
            done=counted(progress.done), total=counted(progress.total)
        )
        left = self.job.seconds_left()
        if left is None:
            return counts
        return self.tr("{counts}, {time} left").format(counts=counts, time=clock(left))

    def _sentence(self) -> str:
        if self.job.state == "waiting":
            return self.tr("Waits until the job of the same kind before it has ended.")
        if self.job.state == "cancelling":
            return self.tr("Stopping at the next step…")
        return translated(self.job.progress.message) or self.tr("Running")
