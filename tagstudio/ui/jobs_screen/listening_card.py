"""The card of the second pass: how far it is, or why it waits, and the button that pauses it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from tagstudio.core.clock import clock
from tagstudio.ui.background.by_itself.closer_listening import CloserListening
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.elided_label import ElidedLabel
from tagstudio.ui.widgets.progress_bar import ProgressBar


class ListeningCard(QFrame):
    """Hidden while all tracks are heard as closely as the settings say."""

    def __init__(self, listening: CloserListening, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._listening = listening
        title = QLabel(self.tr("Listening more closely"))
        title.setProperty("role", "heading")
        self.why = ElidedLabel("quiet")
        self.counts = QLabel()
        self.bar = ProgressBar()
        self.bar.setAccessibleName(self.tr("Progress of listening more closely"))
        self.pause = QPushButton(self.tr("Pause"))
        self.pause.setToolTip(self.tr("What is done is kept."))
        self.pause.clicked.connect(listening.pause)
        self.go_on = QPushButton(self.tr("Go on"))
        self.go_on.clicked.connect(listening.go_on)
        layout = QGridLayout(self)
        layout.setContentsMargins(2 * GRID, GRID + GRID // 2, 2 * GRID, GRID + GRID // 2)
        layout.setHorizontalSpacing(2 * GRID)
        layout.setVerticalSpacing(GRID)
        layout.addWidget(title, 0, 0)
        layout.addWidget(self.counts, 0, 1, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.bar, 1, 0, 1, 2)
        layout.addWidget(self.why, 2, 0, 1, 2)
        layout.addWidget(self.pause, 0, 2, 3, 1)
        layout.addWidget(self.go_on, 0, 3, 3, 1)
        layout.setColumnStretch(0, 1)
        listening.changed.connect(self.show_state)
        self.show_state()

    def show_state(self) -> None:
        """Show how it stands now."""
        state, job = self._listening.state, self._listening.job
        self.setVisible(state != "done")
        self.bar.setVisible(job is not None)
        if job is not None:
            self.bar.show_progress(job.progress)
        self.counts.setText(self._counted())
        self.why.setText(self._sentence())
        self.pause.setVisible(state != "paused")
        self.go_on.setVisible(state == "paused")

    def _counted(self) -> str:
        job = self._listening.job
        if job is None or not job.progress.total or not job.progress.done:
            return self.tr("{count} tracks left").format(count=counted(self._listening.left))
        counts = self.tr("{done} of {total}").format(
            done=counted(job.progress.done), total=counted(job.progress.total)
        )
        left = job.seconds_left()
        if left is None:
            return counts
        return self.tr("{counts}, {time} left").format(counts=counts, time=clock(left))

    def _sentence(self) -> str:
        match self._listening.state:
            case "paused":
                return self.tr("Paused. The suggestions for these tracks come from their middle.")
            case "battery":
                return self.tr("Waits until the computer no longer runs on its battery.")
            case "busy":
                return self.tr("Waits until the other jobs have ended.")
            case "failed":
                return self._listening.failure
            case "running":
                return self._running()
            case _:
                return self.tr("Begins in a moment.")

    def _running(self) -> str:
        job = self._listening.job
        if job is not None and not job.progress.done:
            return self.tr("Starting: the model listens to the first of these tracks.")
        return self.tr("The suggestions get better as more of each track is heard.")
