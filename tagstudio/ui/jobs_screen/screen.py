"""The Jobs screen: the jobs that run, and those that ended with the outcome of each."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from tagstudio.library.db.job_records import JobRecord, list_jobs
from tagstudio.ui.background.by_itself.closer_listening import closer_listening_of
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.areas import mark_area
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.jobs_screen.card import JobCard
from tagstudio.ui.jobs_screen.listening_card import ListeningCard
from tagstudio.ui.jobs_screen.outcome import JobOutcome
from tagstudio.ui.jobs_screen.past_jobs import PastJob, columns, past_jobs
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.list_or_message import ListOrMessage
from tagstudio.ui.widgets.row_table import RowTable, RowView
from tagstudio.ui.widgets.wrapped_rows import wrap_rows

IN_SIGHT = 3  # rows, in the smallest window
LEAST_WIDTHS = 0, 120, 0, 64, 64, 64  # px, of the columns before the message
LATE_MS = 2_000  # after the end of a job, when its record is written for certain
NARROW = 1000  # px, of a page that has no room for what also stands below the table
_DURATION, _DONE, _MESSAGE = 3, 4, 6  # columns


class JobsScreen(QWidget):
    """Running jobs above, ended ones below, with the outcome of the selected one."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.cards: dict[RunningJob, JobCard] = {}
        self._is_by_hand = False  # whether the user selected the job
        self._was_stopped = False  # the newest job, which is then the one to look at
        self.table = RowTable(columns(lambda: workspace.theme.colours), self)
        self.view = RowView(self.table, self.tr("Ended jobs"), wide=_MESSAGE)
        wrap_rows(self.view)
        self.view.setSelectionMode(RowView.SelectionMode.SingleSelection)
        self.view.setMinimumHeight(16 * GRID)  # three rows, whatever is said of one below
        self.outcome = JobOutcome(workspace)
        self.listening = ListeningCard(closer_listening_of(workspace))
        self._build()
        self.setFocusProxy(self.pages)
        self.view.selectionModel().selectionChanged.connect(self._show_outcome)
        self.view.user_chose.connect(self._on_chosen_by_hand)
        workspace.jobs.started.connect(self._add_card)
        workspace.jobs.ended.connect(self._drop_card)
        workspace.changed.connect(self._on_changed)
        workspace.theme.changed.connect(self.view.viewport().update)
        self._ticks = QTimer(self, interval=1000)  # the time that is left, between two reports
        self._ticks.timeout.connect(self._show_progress)
        self._late = QTimer(self, singleShot=True, interval=LATE_MS)
        self._late.timeout.connect(self.read)
        for job in workspace.jobs.jobs:
            self._add_card(job)
        self.read()

    def read(self) -> None:
        """Read the records of the library again."""
        self._workspace.ask(list_jobs, self._show_records, owner=self, topic="records")

    def showEvent(self, event: QShowEvent) -> None:
        """Read what ended meanwhile."""
        super().showEvent(event)
        self.read()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what also stands below; the same columns whatever the jobs have to say."""
        super().resizeEvent(event)
        for column in (_DURATION, _DONE):
            self.view.setColumnHidden(column, self.width() < NARROW)

    def _build(self) -> None:
        title = QLabel(self.tr("Jobs"))
        title.setProperty("role", "title")
        self._idle = QLabel(self.tr("No job is running."))
        self._idle.setProperty("role", "quiet")
        self._running = QVBoxLayout()
        self._running.setSpacing(GRID)
        self._earlier = QLabel(self.tr("Earlier jobs"))
        self._earlier.setProperty("role", "heading")
        self.passing = quiet(
            self.tr(
                "Jobs that changed nothing in the library are listed until you close the program."
            )
        )
        self.passing.setVisible(False)
        self.pages = ListOrMessage(self._workspace.theme, "jobs", self._ended(), self.view)
        top = QVBoxLayout()
        top.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, GRID)
        top.setSpacing(GRID + GRID // 2)
        for widget in (title, self._idle):
            top.addWidget(widget)
        top.addLayout(self._running)
        top.addWidget(self.listening)
        top.addSpacing(GRID)
        top.addWidget(self._earlier)
        top.addWidget(self.passing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.pages, 1)
        mark_area(self.pages, self.tr("Earlier jobs"))

    def _ended(self) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(GRID // 2, GRID // 2, GRID // 2, GRID // 2)
        inner.addWidget(self.view)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(3 * GRID, 0, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(card, 1)
        layout.addWidget(self.outcome)
        return whole

    def _add_card(self, job: RunningJob) -> None:
        self._idle.hide()
        if job in self.cards or job.quiet:
            return
        card = self.cards[job] = JobCard(self._workspace.jobs, job)
        self._running.addWidget(card)
        self._ticks.start()

    def _drop_card(self, job: RunningJob) -> None:
        card = self.cards.pop(job, None)
        if card is not None:
            self._was_stopped = job.state == "cancelled"
            card.hide()
            card.deleteLater()
        if not self.cards:
            self._ticks.stop()
        self._late.start()
        self._idle.setVisible(not self._workspace.jobs.jobs)

    def _show_progress(self) -> None:
        for card in self.cards.values():
            card.show_progress()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic == "jobs":
            self.read()

    def _show_records(self, records: list[JobRecord]) -> None:
        self._is_by_hand = self._is_by_hand and not self._was_stopped
        chosen = self.view.chosen() if self._is_by_hand else []
        jobs = self._workspace.jobs
        running = {job.kind for job in jobs.jobs}
        self.table.show_rows(past_jobs(records, jobs.over, running))
        self.view.fit_texts(*LEAST_WIDTHS)
        self._show_list_or_message()
        self._choose_again(chosen[0] if chosen else None)

    def _show_list_or_message(self) -> None:
        self._earlier.setVisible(bool(self.table.rows))
        self.passing.setVisible(any(job.record is None for job in self.table.rows))
        if self.table.rows:
            self.pages.show_list()
        elif self.pages.message is None:
            title = self.tr("No job has ended yet")
            text = self.tr(
                "Looking for music, suggestions, training and writing are listed here once they"
                " have ended, with what came of them."
            )
            self.pages.show_message(title, text, {})

    def _choose_again(self, before: PastJob | None) -> None:
        """Select the job that was selected by hand, else one of the newest.

        That is one that was just stopped, else the first of those in sight that failed or can go
        on, and without one the newest.
        """
        rows = self.table.rows
        same = (
            n
            for n, job in enumerate(rows)
            if before and (job.kind, job.started) == (before.kind, before.started)
        )
        failed = (
            n
            for n, job in enumerate(rows[:IN_SIGHT])
            if job.failures or (job.state in {"interrupted", "failed"} and not job.superseded)
        )
        newest = 0 if rows else None
        number = next(same, None) if before else next(failed, newest)
        if self._was_stopped and not before and rows and rows[0].record is not None:
            number = newest
        if number is None:
            self.outcome.show_job(None)
            return
        self.view.choose_rows([number])
        if before is None:
            self.view.scrollToTop()

    def _on_chosen_by_hand(self) -> None:
        self._is_by_hand, self._was_stopped = bool(self.view.chosen()), False

    def _show_outcome(self) -> None:
        chosen = self.view.chosen()
        self.outcome.show_job(chosen[0] if chosen else None)
