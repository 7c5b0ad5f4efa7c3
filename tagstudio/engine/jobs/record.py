"""Write down what long work was done: when, how far it came, how it ended, what failed.

The record is made at the first report that knows its total, so work that finds nothing to do
leaves no trace in the library.
"""

import time
from collections.abc import Iterable, Mapping
from typing import Protocol, TypeVar

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.jobs.problem import Problem
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library
from tagstudio.library.db.job_records import Ending, JobFailure

SECONDS_BETWEEN_RECORDS = 1.0


class HasProblems(Protocol):
    """The result of a job over many files."""

    @property
    def problems(self) -> list[Problem]:
        """The files that failed."""


Report = TypeVar("Report", bound=HasProblems)


def recorded(
    library: Library, kind: str, arguments: Mapping[str, object], job: Job[Report]
) -> Job[Report]:
    """Run `job` and keep a record of it in the library's list of jobs."""
    record = _Record(library, kind, arguments)
    try:
        while True:
            progress = next(job)
            record.report(progress)
            yield progress
    except StopIteration as end:
        report: Report = end.value
        record.finish("done", problems=report.problems)
        return report
    except (GeneratorExit, KeyboardInterrupt):
        record.finish("cancelled")
        raise
    except TagStudioError as error:
        record.finish("failed", str(error))
        raise
    except Exception as error:
        record.finish("failed", f"{type(error).__name__}: {error}")
        raise
    finally:
        job.close()


class _Record:
    """The row of one job: made late, renewed at most once a second."""

    def __init__(self, library: Library, kind: str, arguments: Mapping[str, object]) -> None:
        self._library = library
        self._kind = kind
        self._arguments = arguments
        self._id: int | None = None
        self._at = float("-inf")
        self._latest = Progress()

    def report(self, progress: Progress) -> None:
        if not progress.total:
            return
        self._latest = progress
        now = time.monotonic()
        if now - self._at < SECONDS_BETWEEN_RECORDS:
            return
        self._at = now
        with self._library.write() as connection:
            if self._id is None:
                self._id = job_records.start(connection, self._kind, self._arguments, time.time())
            job_records.report(connection, self._id, progress.done, progress.total)

    def finish(self, state: Ending, message: str = "", problems: Iterable[Problem] = ()) -> None:
        if self._id is None:
            return
        failures = [
            JobFailure(problem.path, problem.code, str(problem.message)) for problem in problems
        ]
        with self._library.write() as connection:
            job_records.report(connection, self._id, self._latest.done, self._latest.total)
            job_records.add_failures(connection, self._id, failures)
            job_records.finish(connection, self._id, state, time.time(), message)
