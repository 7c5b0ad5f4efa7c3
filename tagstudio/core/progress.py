"""Long work as a generator.

Each `yield Progress(...)` of a `Job` is both a progress report and a point where the job can be
cancelled (by closing the generator); its return value is the result. The same job therefore runs
in the command line, in a window's thread and, step by step, in a test.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

REPORTS_PER_SECOND = 30

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """How far a job is: `done` of `total` units (None: not known yet), and what it is at."""

    done: int = 0
    total: int | None = None
    message: str = ""


Job: TypeAlias = Generator[Progress, None, T]


def run(job: Job[T], report: Callable[[Progress], None] = lambda progress: None) -> T:
    """Run `job` to its end and return its result.

    `report` gets at most REPORTS_PER_SECOND reports a second, thinned here at the source, and
    always the last one. When `report` raises, the job is closed and the exception goes on.
    """
    latest: Progress | None = None
    reported_at = float("-inf")
    try:
        while True:
            latest = next(job)
            now = time.monotonic()
            if now - reported_at >= 1 / REPORTS_PER_SECOND:
                report(latest)
                latest, reported_at = None, now
    except StopIteration as end:
        if latest is not None:
            report(latest)
        result: T = end.value
        return result
    finally:
        job.close()
