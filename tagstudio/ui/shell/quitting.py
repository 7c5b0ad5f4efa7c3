"""The questions before the window closes: what becomes of the jobs that run, and of answers.

They wait for an answer, also once nothing would be lost any more, which they say then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from tagstudio.ui.background.decision_writer import DecisionWriter
from tagstudio.ui.background.job_runner import JobRunner, RunningJob
from tagstudio.ui.text.number_format import counted

UNASKED = {"copy"}  # kinds that begin again by themselves


def jobs_to_ask_about(jobs: Sequence[RunningJob]) -> list[RunningJob]:
    """Return the jobs that somebody waits for."""
    return [job for job in jobs if not job.quiet and job.kind not in UNASKED]


def what_becomes_of(job: RunningJob) -> str:
    """Return what quitting does to a job."""
    if job.state == "waiting":
        text = QCoreApplication.translate(
            "quitting", "{job}: has not begun yet, and would have to be started anew."
        )
    elif job.is_resumable:
        text = QCoreApplication.translate(
            "quitting", "{job}: what is done is kept, and it is offered to go on next time."
        )
    else:
        text = QCoreApplication.translate(
            "quitting", "{job}: ends here, and would have to be started anew."
        )
    return text.format(job=job.title)


class QuitQuestion(QMessageBox):
    """Asks whether to quit though jobs run; `quit_now` is called if so."""

    def __init__(self, parent: QWidget, jobs: JobRunner, quit_now: Callable[[], object]) -> None:
        super().__init__(QMessageBox.Icon.Question, "TagStudio", "", parent=parent)
        self._jobs = jobs
        self._has_failed = False
        agree = self.addButton(
            QCoreApplication.translate("quitting", "Quit"), QMessageBox.ButtonRole.AcceptRole
        )
        stay = self.addButton(
            QCoreApplication.translate("quitting", "Do not quit"),
            QMessageBox.ButtonRole.RejectRole,
        )
        self.setDefaultButton(stay)
        agree.clicked.connect(quit_now)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._look_again()
        jobs.ended.connect(self._on_ended)

    def _on_ended(self, job: RunningJob) -> None:
        self._has_failed = self._has_failed or job.state == "failed"
        QTimer.singleShot(0, self, self._look_again)  # when what follows on the job has begun

    def _look_again(self) -> None:
        """Name the jobs that run now, or say that none does any more; no button moves."""
        if self.isVisible():  # else it would shrink to its new text, also when it gets the focus
            for label in self.findChildren(QLabel):
                label.setMinimumSize(label.size())
        self._name_jobs()

    def _name_jobs(self) -> None:
        running = jobs_to_ask_about(self._jobs.jobs)
        if running:
            self.setText(QCoreApplication.translate("quitting", "Quit while this is running?"))
            self.setInformativeText("\n".join(map(what_becomes_of, running)))
            return
        self.setText(QCoreApplication.translate("quitting", "Quit now?"))
        over = QCoreApplication.translate("quitting", "Nothing is running any more.")
        if self._has_failed:
            over = QCoreApplication.translate(
                "quitting",
                "Nothing is running any more. Something failed; if you do not quit, the window says"
                " what.",
            )
        self.setInformativeText(over)


class UnwrittenQuestion(QMessageBox):
    """Asks whether to quit though answers are not written; `quit_now` is called if so.

    For while the connection to the library is lost; it may come back meanwhile.
    """

    def __init__(
        self, parent: QWidget, decisions: DecisionWriter, quit_now: Callable[[], object]
    ) -> None:
        super().__init__(QMessageBox.Icon.Warning, "TagStudio", "", parent=parent)
        self._lose = self.addButton("", QMessageBox.ButtonRole.DestructiveRole)
        self._stay = self.addButton("", QMessageBox.ButtonRole.RejectRole)
        self.setDefaultButton(self._stay)
        self.setEscapeButton(self._stay)
        self._lose.clicked.connect(quit_now)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._look_again(decisions.waiting)
        decisions.waiting_changed.connect(self._look_again)

    def _look_again(self, waiting: int) -> None:
        """Say how many answers wait, or that all are written."""
        if not waiting:
            self.setText(QCoreApplication.translate("quitting", "Quit now?"))
            written = QCoreApplication.translate(
                "quitting", "The connection is back, and all answers are written."
            )
            self.setInformativeText(written)
            self._lose.setText(QCoreApplication.translate("quitting", "Quit"))
            self._stay.setText(QCoreApplication.translate("quitting", "Do not quit"))
            return
        self.setText(QCoreApplication.translate("quitting", "Quit and lose answers?"))
        self._lose.setText(QCoreApplication.translate("quitting", "Quit and lose them"))
        self._stay.setText(QCoreApplication.translate("quitting", "Wait"))
        if waiting == 1:
            text = QCoreApplication.translate(
                "quitting",
                "The connection to the library is lost, and 1 answer is not written yet. If you"
                " wait, it is written once the connection is back.",
            )
        else:
            text = QCoreApplication.translate(
                "quitting",
                "The connection to the library is lost, and {n} answers are not written yet. If you"
                " wait, they are written once the connection is back.",
            ).format(n=counted(waiting))
        self.setInformativeText(text)
