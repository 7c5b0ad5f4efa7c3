"""Long work as a generator.

Each `yield Progress(...)` of a `Job` is both a progress report and a point where the job can be
cancelled (by closing the generator); its return value is the result. The same job therefore runs
in the command line, in a window's thread and, step by step, in a test.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from tagstudio.core.messages import Message

REPORTS_PER_SECOND = 30

T = TypeVar("T")


@dataclass(frozen=True)
class Progress:
    """How far a job is: `done` of `total` units (None: not known yet), and the step it is at.

    `message` is a Message for people, or a name that is the same in every language (a file's).
    `so_far` is the job's result as far as it is, for a job that is stopped before it returns one.
    """

    done: int = 0
    total: int | None = None
    message: Message | str = ""
    so_far: object = field(default=None, compare=False, repr=False)


Job: TypeAlias = Generator[Progress, None, T]


def run(job: Job[T], report: Callable[[Progress], None] = lambda progress: None) -> T:
    """Run `job` to its end and return its result.

    `report` gets at most REPORTS_PER_SECOND reports a second, thinned here at the source, and
    always the last one. When `report` raises, the job is closed and the exception goes on.
    """
    # `latest` is the one report that was held back, if any: a report is either given at once or
    # kept here until a later one replaces it or the job ends. So the first and the last always
    # come. A job that yields far apart is never held back, and a caller that wants a report later
    # than the job's next step would have to wait for it: there is no timer.
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
