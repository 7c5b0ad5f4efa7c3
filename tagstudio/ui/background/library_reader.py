"""Questions to the library, asked by screens and answered on two reading threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.connection import driver
from tagstudio.library.db.database import Library
from tagstudio.ui.base.worker_thread import WorkerThread

T = TypeVar("T")

STOP_SECONDS = 5.0
STEPS = 100_000  # of SQLite's machine, a few milliseconds: how often a reading looks up
REST_SECONDS = 10.0  # at most at once: a crowd of questions must not starve the counts


class LibraryReader(QObject):
    """Reads the library; of questions with the same owner and topic only the newest counts.

    One thread answers what the user waits for, another what can wait; while the first is at work,
    the second rests, in the middle of a statement too.
    """

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._soon = WorkerThread("library reader", self)
        self._later = WorkerThread("library counter", self)
        self._numbers = count()
        self._newest: dict[tuple[int, str], int] = {}
        self._idle = threading.Event()  # nothing is read that the user waits for
        self._idle.set()

    def ask(  # noqa: PLR0913 - a question has these
        self,
        read: Callable[[Connection], T],
        then: Callable[[T], object],
        failed: Callable[[TagStudioError], object],
        *,
        owner: QObject,
        topic: str = "",
        later: bool = False,
    ) -> None:
        """Read on a thread, then call `then`, or `failed` with an error of the world, here.

        Nothing is delivered to an owner that is destroyed, nor when a newer question of the same
        owner and topic was asked, which cuts the reading short. `later` lets all other questions
        go first.
        """
        key, number = (id(owner), topic), next(self._numbers)
        self._newest[key] = number

        def stands() -> bool:
            return self._newest.get(key) == number

        def work() -> list[T]:
            if not stands():
                return []
            with self._library.read() as connection, self._at_work(connection, stands, later):
                return [read(connection)] if stands() else []

        def wanted() -> bool:
            if not stands():
                return False
            del self._newest[key]
            return shiboken6.isValid(owner)

        def deliver(answers: list[T]) -> None:
            if wanted():
                then(answers[0])

        def deliver_error(error: Exception) -> None:
            if not wanted():
                return
            if not isinstance(error, TagStudioError):
                raise error
            failed(error)

        (self._later if later else self._soon).do(work, deliver, deliver_error)

    def stop(self) -> None:
        """End the threads; what was asked and not yet read is left unanswered."""
        self._newest.clear()
        for thread in (self._soon, self._later):
            thread.stop(STOP_SECONDS)

    @contextmanager
    def _at_work(
        self, connection: Connection, stands: Callable[[], bool], later: bool
    ) -> Iterator[None]:
        """Let SQLite look up from its work now and then: whether to rest, or to give up."""

        def give_up() -> bool:
            if later:
                self._idle.wait(REST_SECONDS)
            return not stands()

        file = driver(connection)
        file.set_progress_handler(give_up, STEPS)
        if not later:
            self._idle.clear()
        try:
            yield
        finally:
            if not later:
                self._idle.set()
            file.set_progress_handler(None, 0)
