"""A thread beside the window that does pieces of work in order and delivers their outcomes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")

_Work = Callable[[], Callable[[], None]]


class WorkerThread(QObject):
    """One thread; `then` and `failed` are called on the thread that made this object.

    The signal that carries an outcome is connected as queued: emitted on the worker, it is an event
    for the thread of this object, so the callbacks need no lock.
    """

    _outcome = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: SimpleQueue[_Work | None] = SimpleQueue()
        self._outcome.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def do(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Do `work` after all waiting work."""

        def outcome() -> Callable[[], None]:
            try:
                return partial(then, work())  # type: ignore[return-value]
            except Exception as error:  # the edge: it goes to the thread that asked
                return partial(failed, error)  # type: ignore[return-value]

        self._waiting.put(outcome)

    def stop(self, seconds: float) -> bool:
        """Finish all waiting work, then end the thread; return False if that takes longer."""
        self._waiting.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (work := self._waiting.get()) is not None:
            outcome = work()
            with suppress(RuntimeError):  # the window is gone, and nobody waits for it
                self._outcome.emit(outcome)

    @Slot(object)
    def _deliver(self, outcome: Callable[[], None]) -> None:
        outcome()
