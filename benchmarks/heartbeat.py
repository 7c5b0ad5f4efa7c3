"""The heartbeat of a window: the times in which its event loop took no key.

A timer that should fire every BEAT_MS is the heartbeat; a gap is the time between two of its beats.
Gaps are taken by the clock, and other work on the machine makes them longer. So beside each stands
how long the threads of this process were at work in it: what is left is the machine's.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtCore import Qt, QTimer

BEAT_MS = 5
LONG_MS = 50


class Gap(NamedTuple):
    """A time between two beats, in ms: by the clock, of the window's thread, of all threads."""

    clock: float
    window: float
    process: float

    @property
    def own(self) -> float:
        """How much of it the process was at work, on one core or more, in ms."""
        return min(self.clock, self.process)


class Heartbeat:
    """The gaps of the window's event loop, printed block by block."""

    def __init__(self) -> None:
        self.gaps: list[Gap] = []
        self.by_clock, self.by_process = [], list[tuple[str, float]]()  # of each block, the longest
        self._last = self._worked = self._used = 0.0
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now, worked, used = time.perf_counter(), time.thread_time(), time.process_time()
        passed = (now - self._last, worked - self._worked, used - self._used)
        self.gaps.append(Gap(*(one * 1000 for one in passed)))
        self._last, self._worked, self._used = now, worked, used

    @contextmanager
    def watching(self, what: str) -> Iterator[None]:
        """Print the longest gaps inside the block, and how much of each the process worked."""
        self.gaps = []
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._used = began = time.process_time()
        self._timer.start()
        yield
        self._beat()  # the block may end in the middle of a gap
        self._timer.stop()
        late = sorted(self.gaps, reverse=True)
        gaps = ", ".join(f"{one.clock:.0f} ({one.process:.0f})" for one in late[:4])
        over = sum(one.clock > LONG_MS for one in late)
        own = max(one.own for one in late)
        self.by_clock.append((what, late[0].clock))
        self.by_process.append((what, own))
        print(
            f"{what:44} longest gaps (at work in them) {gaps} ms; {over} of {len(late):,} over"
            f" {LONG_MS} ms, {sum(one.own > LONG_MS for one in late)} of these the process's own,"
            f" {own:.0f} ms at most; the window itself worked"
            f" {max(one.window for one in late):.0f} ms at a time at most;"
            f" {time.process_time() - began:.1f} s of processor time in all",
            flush=True,
        )

    def print_all(self) -> None:
        """Print the blocks in which a gap was over LONG_MS, by the clock or by the process."""
        for how, blocks in (("by the clock", self.by_clock), ("of its own", self.by_process)):
            long = [f"{what}: {gap:.0f} ms" for what, gap in blocks if gap > LONG_MS]
            print(
                f"gaps over {LONG_MS} ms {how} in {len(long)} of {len(blocks)} blocks"
                + "".join(f"\n  {one}" for one in long)
            )
