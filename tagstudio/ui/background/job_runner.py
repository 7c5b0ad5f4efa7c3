"""Jobs in the window: each on a thread of its own, with progress, cancel and outcome.

The thread of a long job only listens to the process that does it (`engine/processes/job_in_child`).

Threads. A `RunningJob` lives on the window's thread, and so does all of its state; only `_work` and
`_report` run on the job's thread. The two meet in four places: `_cancel`, an event that the window
sets and the job reads at each report, and the signals `_named`, `_reported` and `_over`, whose
queued connections carry values to the window's thread. Nothing else is shared, so there is no lock.

A job is cancelled at its next report: `_report` raises `_Cancelled` there, `progress.run` closes
the generator, and its `finally` blocks (the record, the tagger's process) run on the job's thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Literal, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from tagstudio.core.errors import TagStudioError
from tagstudio.core.memory import give_freed_memory_back
from tagstudio.core.progress import Job, Progress, run
from tagstudio.ui.text.message_translation import error_text

T = TypeVar("T")
_log = logging.getLogger(__name__)
JobState = Literal["waiting", "running", "cancelling", "done", "cancelled", "failed"]

KEPT = 50
STOP_SECONDS = 6.0  # a child that does not answer is given up after 2 + 2 s


class _Cancelled(Exception):  # noqa: N818 - an event
    """The job was cancelled."""


class RunningJob(QObject):
    """One job, from the moment it is asked for to its end.

    `progressed` comes at most 30 times a second, `ended` once, when `state` is done, cancelled or
    failed. `result` is the job's, `failure` a sentence, `defect` the exception behind a failure
    that is the program's fault, and `said` the sentence on what became of a job that is done.
    `started_at` and `ended_at` are in seconds since 1970, 0 before. A `quiet` job was asked for by
    nobody: it says nothing, and of those that ended only the ones that came to their end after
    something was done are listed.

    Whoever starts it may add: `asked` is the spec that was asked for, `spec` what it runs, as far
    as that is resolved, None where it runs none; `again` starts a job like it, None where that
    makes no sense; `is_resumable` tells that a job like it goes on where it stopped; `by_itself`
    that nobody pressed a button for it, though its outcome is told; `is_look` that a dialog only
    looks at what would change, which is never listed.
    """

    progressed = Signal(object)
    ended = Signal(object)
    _named = Signal(str)
    _reported = Signal(object)
    _over = Signal(object)

    def __init__(  # noqa: PLR0913 - a job has these
        self,
        title: str,
        kind: str,
        job: Callable[[], Job[Any]],
        parent: QObject | None = None,
        queue: str = "",
        *,
        quiet: bool = False,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.quiet = quiet
        self.kind = kind
        self.queue = queue or kind
        self.state: JobState = "waiting"
        self.progress = Progress()
        self.result: Any = None
        self.failure = self.said = ""
        self.error: Exception | None = None  # behind the failure, the user's to correct or a defect
        self.defect: Exception | None = None
        self.asked: object = None
        self.spec: Any = None
        self.again: Callable[[], RunningJob] | None = None
        self.is_resumable = self.by_itself = self.is_look = False
        self.started_at = self.ended_at = 0.0
        self._job = job
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None
        self._measured: tuple[float, int] | None = None
        queued = Qt.ConnectionType.QueuedConnection
        self._named.connect(self._on_name, queued)
        self._reported.connect(self._on_report, queued)
        self._over.connect(self._on_over, queued)

    def start(self) -> None:
        """Start the job's thread."""
        self.state = "running"
        self.started_at = time.time()
        self._thread = threading.Thread(target=self._work, name=f"job {self.kind}", daemon=True)
        self._thread.start()
        self.progressed.emit(self.progress)  # it waits no more

    def rename(self, title: str) -> None:
        """Give the job another title, on any thread."""
        with suppress(RuntimeError):  # the window is gone
            self._named.emit(title)

    def report_last(self, progress: Progress) -> None:
        """Pass on how far the job came that ends without a result, on any thread."""
        with suppress(RuntimeError):  # the window is gone
            self._reported.emit(progress)

    def cancel(self) -> None:
        """Ask the job to end at its next report; finished parts of it stay."""
        if self.state == "waiting":
            self._on_over(("cancelled", None))
        elif self.state == "running":
            self.state = "cancelling"
            self._cancel.set()
            self.progressed.emit(self.progress)

    def join(self, seconds: float) -> bool:
        """Wait for the thread to end, at most so long."""
        if self._thread is not None:
            self._thread.join(max(0.0, seconds))
        return self._thread is None or not self._thread.is_alive()

    def seconds_left(self) -> float | None:
        """Return the time that is left at the pace so far; None while it cannot be told."""
        total, done = self.progress.total, self.progress.done
        if self._measured is None or total is None or done <= self._measured[1]:
            return None
        since, done_then = self._measured
        return (time.monotonic() - since) * (total - done) / (done - done_then)

    def _work(self) -> None:
        """Run the job, on its thread."""
        try:
            ending: tuple[JobState, Any] = ("done", run(self._job(), self._report))
        except _Cancelled:
            ending = ("cancelled", None)
        except Exception as error:  # the edge: the window shows it and lives on
            ending = ("failed", error)
        give_freed_memory_back()
        with suppress(RuntimeError):  # the window is gone
            self._over.emit(ending)

    def _report(self, progress: Progress) -> None:
        """Pass a report on to the window, on the job's thread; raise when the job is cancelled."""
        if self._cancel.is_set():
            raise _Cancelled
        self._reported.emit(progress)

    @Slot(str)
    def _on_name(self, title: str) -> None:
        self.title = title
        self.progressed.emit(self.progress)

    @Slot(object)
    def _on_report(self, progress: Progress) -> None:
        if self.state not in {"running", "cancelling"}:
            return
        if self._measured is None and progress.total:
            self._measured = (time.monotonic(), progress.done)
        before, self.progress = self.progress, progress
        if progress != before:  # a process that says nothing new is asked ten times a second
            self.progressed.emit(progress)

    @Slot(object)
    def _on_over(self, ending: tuple[JobState, Any]) -> None:
        self.state, outcome = ending
        self.ended_at = time.time()
        if isinstance(outcome, Exception):
            self.error = outcome
            self.failure = error_text(outcome)
            _log.warning("a job failed: %s", outcome, exc_info=outcome)
            if not isinstance(outcome, TagStudioError | OSError):
                self.failure = f"{type(outcome).__name__}: {outcome}"
                self.defect = outcome
        else:
            self.result = outcome
        self.ended.emit(self)


class JobRunner(QObject):
    """All jobs of the window; of one queue only one runs at a time, the next one waits.

    All methods are called on the window's thread.
    """

    started = Signal(object)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs: list[RunningJob] = []  # waiting or running, in the order they were asked for
        self.over: list[RunningJob] = []  # the latest KEPT ones that ended, the oldest first
        self._closing = False

    def start(  # noqa: PLR0913 - a job has these
        self,
        title: str,
        kind: str,
        job: Callable[[], Job[T]],
        then: Callable[[T], object] | None = None,
        queue: str = "",
        *,
        quiet: bool = False,
    ) -> RunningJob:
        """Run the job that `job` makes, which is called on the job's thread; return it.

        `then` gets the result on the window's thread. Jobs with the same `queue` (by default their
        kind) run one after the other. See `RunningJob` for a `quiet` one.
        """
        running = RunningJob(title, kind, job, self, queue, quiet=quiet)
        running.ended.connect(lambda over: self._on_ended(over, then))
        self.jobs.append(running)
        self.started.emit(running)
        self._start_waiting()
        return running

    def of_kind(self, kind: str) -> RunningJob | None:
        """Return the first job of this kind that runs or waits."""
        return next((job for job in self.jobs if job.kind == kind), None)

    def stop(self) -> list[RunningJob]:
        """Cancel all jobs and wait for their threads; return those that do not end in time.

        The window's event loop does not run meanwhile, so no end is delivered: the records that the
        jobs' threads write are all that is left of them.
        """
        self._closing = True
        for job in list(self.jobs):
            job.cancel()
        end = time.monotonic() + STOP_SECONDS
        return [job for job in self.jobs if not job.join(end - time.monotonic())]

    def _start_waiting(self) -> None:
        busy = {job.queue for job in self.jobs if job.state in {"running", "cancelling"}}
        for job in self.jobs:
            if job.state == "waiting" and job.queue not in busy and not self._closing:
                busy.add(job.queue)
                job.start()

    def _on_ended(self, job: RunningJob, then: Callable[[T], object] | None) -> None:
        # The job is out of `jobs` before the next one starts and before `then`, which may start one
        # of the same queue; a defect is raised last, when nothing is left half done.
        self.jobs.remove(job)
        came_to_something = job.state == "done" and job.progress.done and not job.is_look
        if not job.quiet or came_to_something:
            self.over = [*self.over, job][-KEPT:]
        job.join(1.0)
        self._start_waiting()
        self.ended.emit(job)
        if job.state == "done" and then is not None and _is_there(then):
            then(job.result)
        if job.defect is not None:
            raise job.defect


def _is_there(then: Callable[..., object]) -> bool:
    """Tell whether the widget that waits for a result was not closed meanwhile."""
    owner = getattr(then, "__self__", None)
    return not isinstance(owner, QObject) or shiboken6.isValid(owner)
