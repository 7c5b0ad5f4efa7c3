"""The status bar: the last sentence, and the progress of the jobs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QLabel,
    QStatusBar,
    QStyle,
    QStyleOption,
    QToolButton,
    QWidget,
)

from tagstudio.core.clock import clock
from tagstudio.core.progress import Progress
from tagstudio.engine.jobs.library_specs import ListenCloserJob
from tagstudio.ui.background.by_itself.closer_listening import closer_listening_of
from tagstudio.ui.background.by_itself.folder_watching import folder_watching_of
from tagstudio.ui.background.decision_writer import WrittenDecisions
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.stop_button import can_be_stopped, stop_text, what_stopping_does
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.elide import elided, whole_sentences
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.elided_label import ElidedLabel
from tagstudio.ui.widgets.menu_in_window import MenuInWindow
from tagstudio.ui.widgets.progress_bar import ProgressBar

SAID_MS = 12_000
HELD_MS = 5000  # what was taken back out of sight is not talked over
OUT_OF_SIGHT = {"model", "jobs", "settings"}  # pages that show nothing of what Undo takes back
ICON_SIZE = 12


class StatusBar(QStatusBar):
    """Shows sentences for a while and the first job that is at work."""

    jobs_wanted = Signal()

    @property
    def _job(self) -> RunningJob | None:
        """The job that is shown: one that somebody asked for goes first."""
        return min(self._workspace.jobs.jobs, key=lambda job: job.quiet, default=None)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._page = ""
        self._behind = ""  # a sentence that came while another one is held
        self._held = QTimer(self, singleShot=True, interval=HELD_MS)
        self._held.timeout.connect(self._let_go)
        self.setSizeGripEnabled(False)
        self.setFixedHeight(4 * GRID)
        self.setContentsMargins(0, 0, GRID, 0)
        self._text = QToolButton()
        self._text.setAccessibleName(self.tr("Running jobs"))
        self._text.setToolTip(self.tr("Show the jobs"))
        self._text.clicked.connect(self.jobs_wanted)
        self._bar = ProgressBar()
        self._bar.setFixedWidth(160)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._more = QLabel()
        self.connection = ElidedLabel()
        self.connection.hide()
        self.stop = QToolButton()
        self.stop.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.stop.clicked.connect(self._stop)
        self.to_stop = MenuInWindow(self.stop)
        self.to_stop.setToolTipsVisible(True)
        self.watching = QToolButton(toolButtonStyle=Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.watching.setIconSize(QSize(ICON_SIZE, ICON_SIZE))
        self.watching.clicked.connect(self._pause_watching)
        self._folders = folder_watching_of(workspace)
        self._folders.changed.connect(self._show_watching)
        workspace.theme.changed.connect(self._colour)
        self._colour()
        self.addPermanentWidget(self.connection, 1)  # in the place of the sentences, while shown
        self._at_right = (self._text, self._bar, self.stop, self._more, self.watching)
        for widget in self._at_right:
            self.addPermanentWidget(widget)
        self.messageChanged.connect(self.setToolTip)
        self._show_watching()
        workspace.status_changed.connect(self._say)
        workspace.decisions.written.connect(self._hold)
        workspace.watch.lost.connect(self._on_lost)
        workspace.watch.back.connect(self._on_back)
        workspace.decisions.waiting_changed.connect(self._show_connection)
        workspace.jobs.started.connect(self._follow)
        workspace.jobs.ended.connect(self._show)
        self._show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sentences that the parts at their right leave room for, with dots for more."""
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelStatusBar, option, painter, self)
        room = self.contentsRect().adjusted(GRID, 0, -GRID, 0)
        taken = [part.x() for part in self._at_right if part.isVisible()]
        room.setRight(min([room.right(), *(x - 2 * GRID for x in taken)]))
        painter.setPen(self.palette().windowText().color())
        metrics = self.fontMetrics()
        text = whole_sentences(
            self.currentMessage(), lambda part: metrics.horizontalAdvance(part) <= room.width()
        )
        text = elided(metrics, text, room.width())
        painter.drawText(
            room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text
        )

    def show_page(self, name: str) -> None:
        """Take in which page of the window is shown."""
        self._page = name
        self._let_go()

    def _hold(self, outcome: WrittenDecisions) -> None:
        """Let what was taken back, or made again, be read where nothing else tells of it."""
        if not outcome.is_step or self._page not in OUT_OF_SIGHT:
            return
        if self._behind == outcome.sentence:  # an earlier step is held still
            self._behind = ""
        if self.currentMessage() != outcome.sentence:
            self._show_sentence(outcome.sentence)
        self._held.start()

    def _let_go(self) -> None:
        self._held.stop()
        if behind := self._behind:
            self._behind = ""
            self._show_sentence(behind)

    def _say(self, sentence: str) -> None:
        if self._held.isActive():
            self._behind = sentence
        else:
            self._show_sentence(sentence)

    def _show_sentence(self, sentence: str) -> None:
        self.showMessage(sentence, SAID_MS)
        announce(self, sentence)

    def _on_lost(self, why: str) -> None:
        was_shown = self.connection.isVisibleTo(self)
        self._show_connection()
        if not was_shown:
            announce(self, self.connection.text())

    def _on_back(self) -> None:
        if self.connection.isVisibleTo(self):
            self._say(self.tr("The connection to the library is back."))
        self._show_connection()

    def _show_connection(self, *_: object) -> None:
        """Say that the connection to the library is lost, how many answers wait, and what comes."""
        waiting = self._workspace.decisions.waiting
        if not waiting:
            text = self.tr("No connection to the library: it goes on by itself")
        elif waiting == 1:
            text = self.tr("No connection to the library: 1 answer waits, and is written by itself")
        else:
            text = self.tr(
                "No connection to the library: {n} answers wait, and are written by themselves"
            ).format(n=counted(waiting))
        self.connection.setText(text)
        self.connection.setAccessibleName(text)
        self.connection.setVisible(self._workspace.watch.is_lost)

    def _follow(self, job: RunningJob) -> None:
        job.progressed.connect(self._show, Qt.ConnectionType.DirectConnection)
        self._show()

    def _show(self, _: object = None) -> None:
        job = self._job
        for widget in (self._text, self._bar, self.stop, self._more):
            widget.setVisible(job is not None)
        if job is None:
            return
        progress = job.progress
        text = self._progress_text(job, progress)
        self._explain_stop(job)
        self._text.setText(text.replace("&", "&&"))  # a button takes one & as the mark of a key
        self._bar.show_progress(progress)
        waiting = len(self._workspace.jobs.jobs) - 1
        self._more.setText(
            self.tr("and {count} more").format(count=counted(waiting)) if waiting else ""
        )

    def _explain_stop(self, job: RunningJob) -> None:
        """Say what the button does: it stops the one job that there is, or lets one be chosen."""
        jobs = self._workspace.jobs.jobs
        stops, tip = stop_text(job), f"{stop_text(job)}\n{what_stopping_does(job)}"
        if len(jobs) > 1:
            stops = tip = self.tr("Stop one of the jobs…")
        self.stop.setAccessibleName(stops)
        self.stop.setToolTip(tip)
        self.stop.setEnabled(any(map(can_be_stopped, jobs)))

    def _stop(self) -> None:
        jobs = self._workspace.jobs.jobs
        if len(jobs) == 1:
            self._end(jobs[0])
            return
        self.to_stop.clear()
        for job in sorted(jobs, key=lambda job: job.quiet):
            entry = self.to_stop.addAction(stop_text(job).replace("&", "&&"))
            entry.setToolTip(what_stopping_does(job))
            entry.setEnabled(can_be_stopped(job))
            entry.triggered.connect(partial(self._end, job))
        above = self.to_stop.sizeHint().height()
        self.to_stop.popup(self.stop.mapToGlobal(QPoint(0, -above)))

    def _end(self, job: RunningJob, _: bool = False) -> None:
        """Stop a job; one that would come back by itself is paused."""
        if job.kind == ListenCloserJob.kind:
            closer_listening_of(self._workspace).pause()
        else:
            job.cancel()

    def _show_watching(self) -> None:
        """Show whether the folders are watched, and what a click on that does."""
        state = self._folders.state
        texts = {
            "off": "",
            "watching": self.tr("Watching the folders"),
            "busy": self.tr("Watching: waits for the other jobs"),
            "battery": self.tr("Watching: new tracks wait for the mains"),
            "paused": self.tr("Watching is paused"),
        }
        self.watching.setVisible(state != "off")
        self.watching.setText(texts[state])
        does = self.tr("Go on watching") if state == "paused" else self.tr("Pause watching")
        self.watching.setToolTip(does)
        self.watching.setAccessibleName(f"{texts[state]}: {does}")
        self._colour()

    def _pause_watching(self) -> None:
        if self._folders.is_paused:
            self._folders.go_on()
        else:
            self._folders.pause()

    def _colour(self) -> None:
        colour = self._workspace.theme.colours.quiet
        self.stop.setIcon(icon("close", colour))
        self.watching.setIcon(icon("play" if self._folders.is_paused else "pause", colour))

    def _progress_text(self, job: RunningJob, progress: Progress) -> str:
        if job.state == "cancelling":
            return self.tr("{job}: stopping").format(job=job.title)
        if not progress.total:
            return job.title
        if not progress.done:
            text = self.tr("{job}: starting, {total} in all")
            return text.format(job=job.title, total=counted(progress.total))
        text = self.tr("{job}: {done} of {total}").format(
            job=job.title, done=counted(progress.done), total=counted(progress.total)
        )
        left = job.seconds_left()
        return (
            text
            if left is None
            else self.tr("{text}, {time} left").format(text=text, time=clock(left))
        )
