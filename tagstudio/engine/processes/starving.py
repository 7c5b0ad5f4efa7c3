"""How long a process had to wait for a processor: one that starves is not one that hangs."""

from contextlib import suppress
from pathlib import Path


def seconds_starved(pid: int) -> float:
    """Return how long the first thread of a process was ready to run and did not, so far.

    Linux alone says that (the second number of /proc/PID/schedstat, in nanoseconds); elsewhere, and
    of a process that is gone, it is 0.
    """
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    return 0.0
