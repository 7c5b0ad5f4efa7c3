"""Tell a job that hangs from one that only waits for the processor: by what Linux says of both."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

STILL = 60.0  # seconds without a sign of work, after which a job hangs
SHARE = 0.01  # of the time; less work, or waiting for it, is none
TALKS = ("QDBusConnection",)  # threads that answer the reader of the screen


class Watch:
    """Looks at a program again and again while it says that a job is at work."""

    def __init__(
        self,
        process: int,
        claimed: Callable[[int], float] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._process, self._clock = process, clock
        self._claimed = claimed or claimed_seconds
        self._said = ""
        self._since, self._before = clock(), self._claimed(process)

    def hangs(self, said: str) -> bool:
        """Tell whether what is said of the job has stood still for long, and nothing worked."""
        now = self._clock()
        if said == self._said and now - self._since < STILL:
            return False
        claimed = self._claimed(self._process)
        spent = claimed - self._before  # less than nothing where a child has ended
        worked = spent < 0 or spent >= SHARE * (now - self._since)
        is_same, self._said = said == self._said, said
        self._since, self._before = now, claimed
        return is_same and not worked


def claimed_seconds(process: int) -> float:
    """Return the seconds that the threads of a program and its children ran, or waited to run.

    The thread that draws the window, and those that answer the reader of the screen, are left out.
    """
    return sum(map(_of_thread, _workers(process)))


def descendants(process: int) -> Iterator[tuple[int, str]]:
    """Go through the processes that a process started, with their command lines."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == process:
                told = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
                yield int(entry.name), told.decode("utf-8", "replace")
                yield from descendants(int(entry.name))


def _workers(process: int) -> Iterator[Path]:
    for one in (process, *(child for child, _ in descendants(process))):
        with suppress(OSError):
            for thread in Path(f"/proc/{one}/task").iterdir():
                if thread.name != str(process) and _name_of(thread) not in TALKS:
                    yield thread


def _name_of(thread: Path) -> str:
    with suppress(OSError):
        return (thread / "comm").read_text().strip()
    return ""


def _of_thread(thread: Path) -> float:
    """Return the seconds from `schedstat`: nanoseconds on the processor, and in its queue."""
    with suppress(OSError, ValueError):
        ran, waited, _ = (thread / "schedstat").read_text().split()
        return (int(ran) + int(waited)) / 1e9
    return 0.0
