"""Work in reader threads, ahead of the caller, with signs of life for the host."""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

THREADS = min(16, os.cpu_count() or 1)
THREAD_NAME = "loading"
SIGN_SECONDS = 15.0  # between two signs of life; the host waits for minutes

Item = TypeVar("Item")
Result = TypeVar("Result")


class Pulse:
    """A count of the steps of work, by which one that takes long is told from one that hangs."""

    def __init__(self) -> None:
        self.beats = 0

    def beat(self) -> None:
        """Count a step; called in any thread."""
        self.beats += 1


@dataclass(frozen=True)
class ReaderThreads:
    """How many threads work, how many results are held at most, and what each begins with.

    `begin` is called once in each thread; a library that starts threads of its own is told there
    to start none.
    """

    threads: int = THREADS
    ahead: int = THREADS
    begin: Callable[[], object] | None = None


def in_threads(
    work: Callable[[Item], Result], items: Iterable[Item], readers: ReaderThreads
) -> Generator[Result, None, None]:
    """Yield the result of `work` for each item, in order; at most `ahead` results are held.

    Closing the generator waits for the items in work and leaves no thread behind.
    """
    with closing(steadily(work, items, readers, Pulse())) as found:
        for results in found:
            yield from results


def steadily(
    work: Callable[[Item], Result], items: Iterable[Item], readers: ReaderThreads, pulse: Pulse
) -> Generator[list[Result], None, None]:
    """Yield what `in_threads` yields, each result as a list, and empty lists between.

    An empty list comes each SIGN_SECONDS of waiting in which `pulse` has beaten: the host ends a
    plugin that is silent for long. One that hangs does not beat.
    """
    # `pending` is a sliding window over the items: a future is appended for each item taken, and
    # the oldest is awaited and yielded once `ahead` of them are there. So items are taken only as
    # fast as results are asked for, at most `ahead` results are in memory whatever the order in
    # which threads finish, and the results keep the items' order. The decoders and networks release
    # the interpreter lock, hence threads and not processes. `cancel_futures` drops the items that
    # no thread has begun; those in work cannot be interrupted and are waited for, so that none
    # outlives the generator (a daemon thread inside torch at exit aborts the interpreter).
    pool = ThreadPoolExecutor(
        readers.threads, thread_name_prefix=THREAD_NAME, initializer=readers.begin
    )
    pending: deque[Future[Result]] = deque()
    try:
        for item in items:
            pending.append(pool.submit(work, item))
            if len(pending) >= readers.ahead:
                yield from _awaited(pending.popleft(), pulse)
        while pending:
            yield from _awaited(pending.popleft(), pulse)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _awaited(pending: "Future[Result]", pulse: Pulse) -> Iterator[list[Result]]:
    beats = pulse.beats
    while pending not in wait([pending], SIGN_SECONDS).done:
        if pulse.beats != beats:
            beats = pulse.beats
            yield []
    yield [pending.result()]
