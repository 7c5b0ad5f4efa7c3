"""The workspace: what the screens of a window share.

Everything here is called on the window's thread. Five kinds of threads work beside it: the task
thread of the decisions, the two task threads of the reader, the one of the plugins' states, one
thread for each job, and the one that hears what others change (`library_watch`). They share the
library only, which any thread may use and which lets one transaction write at a time; no other lock
is held while one waits for it.

The order of stopping (`close`) matters: first the screens and the plugins' states (`closing`), so
that nobody starts anything new; then the jobs, which write to the library until they end; then the
decisions, all of which are still written; and last the reader, whose queries nobody waits for.
The caller closes the library after that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal
from sqlalchemy import Connection

from tagstudio.core.errors import ConnectionLostError, TagStudioError
from tagstudio.core.messages import Message
from tagstudio.core.person import person_at_work
from tagstudio.core.progress import Job
from tagstudio.core.settings import Settings
from tagstudio.engine.correcting.undo_order import Act
from tagstudio.engine.jobs.record import record_stop
from tagstudio.engine.plugins.installed_models import stand_in, used_model
from tagstudio.engine.tagging.library_thresholds import after_answers
from tagstudio.library.db.database import Library
from tagstudio.library.db.job_records import mark_cut_off
from tagstudio.library.models.models import Model
from tagstudio.ui.background.decision_writer import DecisionWriter, WrittenDecisions
from tagstudio.ui.background.job_runner import JobRunner, RunningJob
from tagstudio.ui.background.library_reader import LibraryReader
from tagstudio.ui.background.library_watch import LibraryWatch
from tagstudio.ui.background.rights import hold_to_rights
from tagstudio.ui.base.actions import Actions
from tagstudio.ui.base.change_event import Changed, Topic
from tagstudio.ui.base.made_ahead import PartsAhead
from tagstudio.ui.base.theme import Theme
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.text.message_translation import translated

T = TypeVar("T")

PROGRESS_MS = 2000  # how often the views are told to read what a running job has changed
ANSWERS_MS = 3000  # after the last answer the thresholds follow
QUIET_TICKS = 10  # what a quiet job has changed can wait


class Workspace(QObject):
    """One open library in the window. `close` it; the library itself is the caller's to close."""

    changed = Signal(object)  # Changed
    status_changed = Signal(str)
    closing = Signal()

    def __init__(self, library: Library, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.library = library
        self.library.person = library.person or person_at_work(settings.name)
        self.settings = settings
        self.remembered = WindowState()
        self.theme = Theme(self.remembered, self)
        self.actions = Actions(self.remembered, self)
        hold_to_rights(library, self.actions)
        self.watch = LibraryWatch(library, self)
        self.decisions = DecisionWriter(library, self.watch, self)
        self.jobs = JobRunner(self)
        self._reader = LibraryReader(library, self.watch, self)
        self._changes: dict[RunningJob, Topic] = {}
        self._model: list[Model | None] = []  # empty: to be looked up
        self._latest: Model | None = None  # as it was looked up last
        self._used: Model | None = None
        self._settled = 0  # the id of a model that has replaced the suggestions of others
        self._ticks = 0
        self.parts_ahead = PartsAhead()
        self.closing.connect(self.parts_ahead.clear)
        self.ask_first: Callable[[], bool] = lambda: False  # where Undo would put files back
        self.on_screen: tuple[int, ...] = ()  # the tracks that are looked at; any thread may read
        self._progress_timer = QTimer(self, interval=PROGRESS_MS)
        self._progress_timer.timeout.connect(self._tell_progress)
        self._answers_timer = QTimer(self, interval=ANSWERS_MS, singleShot=True)
        self._answers_timer.timeout.connect(self._follow_answers)
        self.decisions.written.connect(self._on_written)
        self.decisions.failed.connect(self._on_not_written)
        self.jobs.ended.connect(self._on_job_ended)
        self.watch.changed.connect(self._on_changed_by_others)
        self.watch.back.connect(self._reader.ask_again)

    def shown_model(self) -> Model | None:
        """Return the model whose suggestions are shown, None before the first suggestion."""
        if not self._model and not self.watch.is_lost:
            try:
                with self.library.read() as connection:
                    self._model = [self._look_up(connection)]
            except ConnectionLostError:
                self.watch.report()
        if self._model:
            self._latest = self._model[0]
        return self._latest  # while the connection is lost, the one that was shown last

    def used_model(self) -> Model | None:
        """Return the model in use, also while another one's suggestions stand in."""
        self.shown_model()
        return self._used

    def replaced_by(self) -> Model | None:
        """Return the model in use while another one's suggestions stand in for its own."""
        return self._used if self.shown_model() != self._used else None

    @property
    def _stands_in(self) -> bool:
        """Tell whether another model's suggestions are known to stand in; nothing is looked up."""
        return bool(self._model) and self._model[0] is not self._used

    def _look_up(self, connection: Connection) -> Model | None:
        name = self.settings.model
        try:
            self._used = used_model(connection, name)
        except TagStudioError:  # the model that is set has suggested nothing here yet
            name = ""
            self._used = used_model(connection, name)
        if name or self._used is None or self._used.id == self._settled:
            return self._used
        if (other := stand_in(connection, self._used)) is not None:
            return other
        self._settled = self._used.id  # so that it is not asked again while nothing changes
        return self._used

    def ask(  # noqa: PLR0913 - a query has these
        self,
        read: Callable[[Connection], T],
        then: Callable[[T], object],
        *,
        owner: QObject,
        topic: str = "",
        failed: Callable[[TagStudioError], object] | None = None,
        later: bool = False,
    ) -> None:
        """Read the library on a task thread, then call `then` on this one.

        A newer query of the same owner and topic takes the place of an older one, and a destroyed
        owner gets no result. `later` lets other queries go first. A TagStudioError goes to
        `failed`, else into the status bar.
        """
        on_error = failed or (lambda error: self.say(error.message))
        self._reader.ask(read, then, on_error, owner=owner, topic=topic, later=later)

    def run(  # noqa: PLR0913 - a job has these
        self,
        title: str,
        kind: str,
        job: Callable[[], Job[T]],
        then: Callable[[T], object] | None = None,
        *,
        changes: Topic = "tracks",
        queue: str = "",
        quiet: bool = False,
    ) -> RunningJob:
        """Run a job beside the window; views are told of `changes` while it runs and at its end.

        See `JobRunner.start`.
        """
        running = self.jobs.start(title, kind, job, then, queue, quiet=quiet)
        running.again = lambda: self.run(
            title, kind, job, then, changes=changes, queue=queue, quiet=quiet
        )
        self._changes[running] = changes
        self._progress_timer.start()
        self.tell("jobs")
        return running

    def act(
        self,
        act: Callable[[Library], str],
        then: Callable[[], object],
        *,
        what: str,
        back: Callable[[Library], str],
    ) -> None:
        """Change what no journal of undo holds, as `DecisionWriter.act` does.

        Undo takes `what` this is `back`, which is such a change as well, and Redo makes it again.
        """

        def step(change: Callable[[Library], str], said: str) -> Callable[[], bool]:
            def take() -> bool:
                self.decisions.act(lambda library: change(library) or said, then)
                return True

            return take

        made = Act(
            what,
            step(back, self.decisions.undone(what)),
            step(act, self.decisions.redone(what)),
        )
        self.decisions.act(act, then, undoable=made)

    def did(self, what: str, back: Callable[[], bool], again: Callable[[], bool]) -> None:
        """Let Undo and Redo take `back` and make `again` what was just done by a job."""
        self.decisions.act(lambda _: "", lambda: None, undoable=Act(what, back, again))

    def say(self, sentence: Message | str) -> None:
        """Show a sentence, of the window or from below it, in the status bar."""
        self.status_changed.emit(translated(sentence))

    def tell(self, topic: Topic, track_ids: frozenset[int] | None = None) -> None:
        """Tell all views that something changed."""
        if topic in {"models", "suggestions", "thresholds", "settings"}:
            self._model = []
        self.changed.emit(Changed(topic, track_ids))

    def use(self, settings: Settings) -> None:
        """Work with other settings from here on."""
        self.settings = settings
        self.library.person = person_at_work(settings.name)
        self.tell("settings")

    def close(self) -> None:
        """End the jobs, so that they can go on, write all decisions, save the window's state."""
        self.closing.emit()
        self._progress_timer.stop()
        self._answers_timer.stop()
        if self.jobs.jobs:
            # Records of jobs that the window cut off say "cancelled", as when the user stops one;
            # those that ended from here on become "interrupted", so that they are offered again.
            since = time.time()
            with suppress(ConnectionLostError):
                for job in self.jobs.stop():  # what it records itself may come too late
                    if job.spec is not None:
                        record_stop(self.library, job.spec, job.started_at)
                with self.library.write() as connection:
                    mark_cut_off(connection, since)
        self.decisions.stop()
        self._reader.stop()
        self.remembered.write()

    def _tell_progress(self) -> None:
        self._ticks += 1
        is_quiet_time = self._ticks % QUIET_TICKS != 0
        running = {
            job
            for job in self.jobs.jobs
            if job.state != "waiting" and not (job.quiet and is_quiet_time)
        }
        for what in {self._changes[job] for job in running if job in self._changes}:
            if what == "suggestions" and self._stands_in:  # until the job's end: that is quick
                self.changed.emit(Changed(what, None))
            else:
                self.tell(what)

    def _on_changed_by_others(self, changed: Changed) -> None:
        if changed.topic == "suggestions" and self._stands_in:  # as while a job of this window runs
            self.changed.emit(changed)
        else:
            self.tell(changed.topic, changed.track_ids)

    def _on_job_ended(self, job: RunningJob) -> None:
        what = self._changes.pop(job, "tracks")
        if not self._changes:
            self._progress_timer.stop()
        self.tell(what)
        self.tell("jobs")
        if job.quiet:
            return
        if job.state == "failed" and "://" in job.failure:  # the notice has the address
            self.say(self.tr("{job} failed: a file could not be fetched.").format(job=job.title))
        elif job.state == "failed":
            self.say(self.tr("{job} failed: {why}").format(job=job.title, why=job.failure))
        elif job.state == "cancelled" and job.progress.total and not job.progress.done:
            self.say(self.tr("{job}: stopped before anything was done.").format(job=job.title))
        elif job.state == "cancelled":
            text = self.tr("{job}: stopped.")
            if job.kind == "train":
                text = self.tr("{job}: stopped. The version in use stays as it is.")
            elif job.is_resumable:
                text = self.tr("{job}: stopped. What was done is kept.")
            self.say(text.format(job=job.title))

    def _on_written(self, outcome: WrittenDecisions) -> None:
        if outcome.sentence:
            self.say(outcome.sentence)
        if outcome.tags_changed or outcome.anything:
            self.tell("suggestions")
        if outcome.track_ids or outcome.anything:
            self.tell("decisions", None if outcome.anything else outcome.track_ids)
        if outcome.changes:
            self._answers_timer.start()

    def _follow_answers(self) -> None:
        """Let the thresholds follow the answers, once the user pauses; views keep their rows."""
        changed: list[str] = []

        def follow(library: Library) -> str:
            changed.extend(after_answers(library))
            return ""

        self.decisions.act(follow, lambda: self.tell("thresholds") if changed else None)

    def _on_not_written(self, sentence: str, track_ids: frozenset[int] | None) -> None:
        self.say(sentence)
        self.tell("decisions", track_ids)
