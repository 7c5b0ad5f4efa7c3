"""Read the library for the screens, on two task threads.

`ask` and `stop` are called on the window's thread; `read` runs on a task thread, and `then` and
`failed` come back to the window's thread through a queued signal.

Four things are shared between the threads, each safe without a lock. `_newest` is written on the
window's thread only; a task thread merely looks up its own number, and a result that is out of date
by then is dropped on delivery. `_idle` is an event, `_latest` a time that any thread may be late to
see. A connection belongs to the one task that opened it.

Two priorities: one thread reads what the user waits for, the other what can wait (counts of the
sidebar), which begins in a pause of the first. Both may be inside SQLite at once, and SQLite would
share the processor between them. So the connection of each calls `give_up` every STEPS steps of
SQLite's virtual machine: there the later one waits for `_idle`, which the sooner one clears while
it reads, and a query that is out of date is ended by returning true: SQLite raises an error then,
which `deliver_error` drops as nobody wants the result any more.

A query that found the connection to the server of a library lost is kept, if it is still the newest
of its kind, and asked again by `ask_again`; `_put_off` is of the window's thread.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject, QTimer
from sqlalchemy import Connection

from tagstudio.core.errors import ConnectionLostError, DamagedRowsError, TagStudioError
from tagstudio.core.memory import give_freed_memory_back
from tagstudio.library.db.database import Library
from tagstudio.library.db.sqlite.connection import driver
from tagstudio.ui.background.library_watch import LibraryWatch
from tagstudio.ui.base.worker_thread import WorkerThread

T = TypeVar("T")

STOP_SECONDS = 5.0
PAUSE_SECONDS = 0.1  # without a query, before one that can wait begins: rows follow their ids
BEGIN_SECONDS = 1.0  # at most until it begins all the same
STEPS = 100_000  # of SQLite's virtual machine between two calls of `give_up`: a few milliseconds
TRIES = 20  # of a query that finds no connection: one that ends its server is not asked for ever
LONG_SECONDS = 0.3  # after which what was read of a large library is let go of, to the system
REST_SECONDS = 10.0  # at most at once: many queries in a row must not starve the counts


class LibraryReader(QObject):
    """Reads the library; of queries with the same owner and topic only the newest counts.

    One thread reads what the user waits for, another what can wait; while the first reads, the
    second rests, in the middle of a statement too.
    """

    def __init__(
        self, library: Library, watch: LibraryWatch, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._watch = watch
        self._put_off: list[Callable[[], None]] = []
        self._soon = WorkerThread("library reader", self)
        self._later = WorkerThread("library counter", self)
        self._numbers = count()
        self._newest: dict[tuple[int, str], int] = {}
        self._idle = threading.Event()  # set while nothing is read that the user waits for
        self._idle.set()
        self._latest = 0.0  # when something was last asked or read that the user waits for

    def ask(  # noqa: PLR0913 - a query has these
        self,
        read: Callable[[Connection], T],
        then: Callable[[T], object],
        failed: Callable[[TagStudioError], object],
        *,
        owner: QObject,
        topic: str = "",
        later: bool = False,
    ) -> None:
        """Read on a task thread, then call `then`, or `failed` with a TagStudioError, here.

        Nothing is delivered to an owner that is destroyed, nor when a newer query of the same
        owner and topic was made, which ends the reading. `later` lets all other queries go first.
        """
        key, number, tries = (id(owner), topic), next(self._numbers), count()
        self._newest[key] = number

        def is_newest() -> bool:
            return self._newest.get(key) == number

        def work() -> list[T]:
            if not is_newest():
                return []
            if later:
                self._wait_for_pause()
            reading = self._reading
            with _giving_back(), self._library.read() as one, reading(one, is_newest, later):
                return [read(one)] if is_newest() else []

        def wanted() -> bool:
            if not is_newest():
                return False
            del self._newest[key]
            return shiboken6.isValid(owner)

        def deliver(results: list[T]) -> None:
            if wanted():
                then(results[0])

        def deliver_error(error: Exception) -> None:
            is_lost = isinstance(error, ConnectionLostError)
            if is_lost and is_newest() and next(tries) < TRIES:
                self._wait_for_connection(again)
            elif wanted():
                tell(error)

        def tell(error: Exception) -> None:
            if not isinstance(error, TagStudioError):
                raise error
            failed(error)
            if isinstance(error, DamagedRowsError) and error.met_first:
                self.ask(read, then, failed, owner=owner, topic=topic, later=later)

        def again() -> None:
            if is_newest() and shiboken6.isValid(owner):
                (self._later if later else self._soon).do(work, deliver, deliver_error)

        self._begin(again, later)

    def _begin(self, ask: Callable[[], None], later: bool) -> None:
        if self._watch.is_lost:
            self._put_off.append(ask)
        elif later:  # once all that is asked now is: a window that opens asks the counts first
            QTimer.singleShot(0, self, ask)
        else:
            self._latest = time.monotonic()
            ask()

    def _wait_for_connection(self, again: Callable[[], None]) -> None:
        self._put_off.append(again)
        self._watch.report()

    def ask_again(self) -> None:
        """Read what could not be read while the connection was lost."""
        put_off, self._put_off = self._put_off, []
        for again in put_off:
            again()

    def stop(self) -> None:
        """End the threads; queries that were not read yet are dropped."""
        self._newest.clear()
        for thread in (self._soon, self._later):
            thread.stop(STOP_SECONDS)

    def _wait_for_pause(self) -> None:
        """Let what the user waits for go first, on the thread of what can wait.

        What can wait may load modules and work on lists, which no progress handler interrupts.
        """
        end = time.monotonic() + BEGIN_SECONDS
        while (left := end - time.monotonic()) > 0:
            if self._idle.wait(left):
                busy_until = self._latest + PAUSE_SECONDS
                if (rest := busy_until - time.monotonic()) <= 0:
                    return
                time.sleep(rest)

    @contextmanager
    def _reading(
        self, connection: Connection, is_newest: Callable[[], bool], later: bool
    ) -> Iterator[None]:
        """Let SQLite call `give_up` now and then: it may wait there, or end the statement."""

        def give_up() -> bool:
            if later:
                self._idle.wait(REST_SECONDS)
            return not is_newest()

        file = None if self._library.is_shared else driver(connection)
        if file is not None:  # a server works beside us, not in our place
            file.set_progress_handler(give_up, STEPS)
        if not later:
            self._idle.clear()
        try:
            yield
        finally:
            if not later:
                self._latest = time.monotonic()
                self._idle.set()
            if file is not None:
                file.set_progress_handler(None, 0)


@contextmanager
def _giving_back() -> Iterator[None]:
    """Give the memory that a long look through the library took back to the system."""
    began = time.monotonic()
    yield
    if time.monotonic() - began > LONG_SECONDS:
        give_freed_memory_back()
