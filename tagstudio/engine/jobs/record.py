"""Keep a record of a job: its spec, its progress, its ending, the files that failed.

The record is made at the first report that knows its total, or at the end for files that failed,
for a job that failed and for one that changed something, so a job that finds nothing to do leaves
no trace in the library.
"""

import time
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, runtime_checkable

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message
from tagstudio.core.os_errors import as_sentence
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.jobs.problem import Problem
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library
from tagstudio.library.db.job_records import Ending, JobFailure

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tagstudio.engine.jobs.spec import JobSpec

SECONDS_BETWEEN_RECORDS = 1.0

Report = TypeVar("Report")


@runtime_checkable
class HasProblems(Protocol):
    """The report of a job over many files."""

    @property
    def problems(self) -> list[Problem]:
        """The files that failed."""


@runtime_checkable
class HasSummary(Protocol):
    """The report of a job with more to say than its numbers."""

    def summary(self) -> Message | None:
        """Return what the record says of a job that is done, None for nothing."""


@runtime_checkable
class CanFail(Protocol):
    """The report of a job that came to its end and may have achieved nothing."""

    def has_failed(self) -> bool:
        """Tell whether nothing of what was asked for could be done."""


def recorded(library: Library, spec: "JobSpec[Report]", job: Job[Report]) -> Job[Report]:
    """Run `job` and keep a record of it, with its spec, in the library's list of jobs.

    The three ways out of a generator are three endings: its return is "done" (but "failed" where
    its report says that nothing could be done), closing it (the cancel of a face, see
    `core.progress`) or Ctrl+C is "cancelled", any other exception "failed". A
    process that is killed leaves the state "running", which the next one to open the library for
    writing turns into "interrupted". Whatever the ending, the files that failed up to there are
    kept: those of the report, or of the report so far (`Progress.so_far`).
    """
    record = _Record(library, spec)
    try:
        with closing(job):  # before its record ends: on closing, a job may write its last batch
            while True:
                progress = next(job)
                record.report(progress)
                yield progress
    except StopIteration as end:
        report: Report = end.value
        summary = report.summary() if isinstance(report, HasSummary) else None
        failed = isinstance(report, CanFail) and report.has_failed()
        record.finish("failed" if failed else "done", summary or "", report)
        return report
    except (GeneratorExit, KeyboardInterrupt):
        record.finish("cancelled")
        raise
    except TagStudioError as error:
        record.finish("failed", error.message)
        raise
    except OSError as error:
        record.finish("failed", as_sentence(error).message)
        raise
    except Exception as error:
        record.finish("failed", f"{type(error).__name__}: {error}")
        raise


def record_refusal(library: Library, spec: "JobSpec[Any]", error: TagStudioError) -> None:
    """Record that a job could not even begin, so that its reason can be read later, too."""
    _Record(library, spec).finish("failed", error.message)


def record_death(library: Library, spec: "JobSpec[Any]", error: TagStudioError) -> None:
    """Record the end of a job that ran in a process which is gone, and so could not."""
    with library.write() as connection:
        if not job_records.fail_running(connection, spec.kind, time.time(), error.message):
            row = job_records.start(connection, spec.kind, spec.to_json(), time.time())
            job_records.finish(connection, row, "failed", time.time(), error.message)


def record_stop(library: Library, spec: "JobSpec[Any]", began: float) -> None:
    """Record that a job was stopped whose process had not come to it yet.

    What is begun by hand and can be gone on with must not be gone because loading took a moment.
    """
    if not (spec.resumable and spec.is_recorded()):
        return
    with library.write() as connection:
        if not job_records.has_begun(connection, spec.kind, began):
            row = job_records.start(connection, spec.kind, spec.to_json(), began)
            job_records.finish(connection, row, "cancelled", time.time())


class _Record:
    """The row of one job: made late, renewed at most once a second."""

    def __init__(self, library: Library, spec: "JobSpec[Any]") -> None:
        self._library = library
        self._spec = spec
        self._id: int | None = None
        self._at = float("-inf")
        self._started = time.time()
        self._fullest = Progress()
        self._so_far: object = None

    def report(self, progress: Progress) -> None:
        self._so_far = progress.so_far
        if not progress.total:
            return
        if progress.total >= (self._fullest.total or 0):
            self._fullest = progress
        now = time.monotonic()
        if now - self._at < SECONDS_BETWEEN_RECORDS:
            return
        self._at = now
        with self._library.write() as connection:
            self._count(connection, self._row(connection))

    def finish(self, state: Ending, message: Message | str = "", report: Any = None) -> None:
        """End the record; without a `report` the one so far counts."""
        report = report or self._so_far
        problems = report.problems if isinstance(report, HasProblems) else []
        if self._id is None and not problems and not self._is_due(state, report):
            return
        failures = [JobFailure(one.path, one.code, one.message) for one in problems]
        with self._library.write() as connection:
            row = self._row(connection)
            self._count(connection, row)
            job_records.add_failures(connection, row, failures)
            job_records.finish(connection, row, state, time.time(), message)

    def _is_due(self, state: Ending, report: Any) -> bool:
        """Tell whether a job that counted nothing is to be recorded."""
        return state == "failed" or (state == "done" and self._spec.has_changed(report))

    def _count(self, connection: "Connection", row: int) -> None:
        """Write how far it is: in the pass over most tracks, since another one counts none anew."""
        job_records.report(connection, row, self._fullest.done, self._fullest.total)

    def _row(self, connection: "Connection") -> int:
        """Return the id of the job's row, which is made when it is first asked for."""
        if self._id is None:
            spec = self._spec.to_json()
            self._id = job_records.start(connection, self._spec.kind, spec, self._started)
        return self._id
