"""Questions to the library, asked by screens and answered on one reading thread."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QObject
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.library.database import Library
from tagstudio.ui.worker_thread import WorkerThread

T = TypeVar("T")

STOP_SECONDS = 5.0


class LibraryReader(QObject):
    """Reads the library; of questions with the same owner and topic only the newest counts."""

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._thread = WorkerThread("library reader", self)
        self._numbers = count()
        self._newest: dict[tuple[int, str], int] = {}

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
        """Read on the thread, then call `then`, or `failed` with an error of the world, here.

        Nothing is delivered to an owner that is destroyed, nor when a newer question of the same
        owner and topic was asked. `later` lets all other questions go first.
        """
        key, number = (id(owner), topic), next(self._numbers)
        self._newest[key] = number

        def stands() -> bool:
            return self._newest.get(key) == number

        def work() -> list[T]:
            if not stands():
                return []
            with self._library.read() as connection:
                return [read(connection)]

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

        self._thread.do(work, deliver, deliver_error, later=later)

    def stop(self) -> None:
        """End the thread; what was asked and not yet read is left unanswered."""
        self._newest.clear()
        self._thread.stop(STOP_SECONDS)
