"""The question before the window closes while jobs run: what becomes of each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from tagstudio.ui.background.job_runner import RunningJob

UNASKED = {"copy"}  # kinds that begin again by themselves


def jobs_to_ask_about(jobs: Sequence[RunningJob]) -> list[RunningJob]:
    """Return the jobs that somebody waits for."""
    return [job for job in jobs if not job.quiet and job.kind not in UNASKED]


def what_becomes_of(job: RunningJob) -> str:
    """Return what quitting does to a job."""
    if job.is_resumable:
        text = QCoreApplication.translate(
            "quitting", "{job}: what is done is kept, and it is offered to go on next time."
        )
    else:
        text = QCoreApplication.translate(
            "quitting", "{job}: ends here, and would have to be started anew."
        )
    return text.format(job=job.title)


def ask_before_quitting(
    parent: QWidget, jobs: Sequence[RunningJob], quit_now: Callable[[], object]
) -> QMessageBox:
    """Ask whether to quit though these jobs run; `quit_now` is called if so."""
    text = QCoreApplication.translate("quitting", "Quit while this is running?")
    box = QMessageBox(QMessageBox.Icon.Question, "TagStudio", text, parent=parent)
    box.setInformativeText("\n".join(map(what_becomes_of, jobs)))
    agree = box.addButton(
        QCoreApplication.translate("quitting", "Quit"), QMessageBox.ButtonRole.AcceptRole
    )
    stay = box.addButton(
        QCoreApplication.translate("quitting", "Go on working"), QMessageBox.ButtonRole.RejectRole
    )
    box.setDefaultButton(stay)
    agree.clicked.connect(quit_now)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()
    return box
