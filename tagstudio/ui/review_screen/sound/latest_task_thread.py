"""A thread that runs one task after the other and drops those that are no longer wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Hashable, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Signal

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.text.message_translation import error_text

Task: TypeAlias = Callable[[], Generator[Any, None, Any]]

IDLE_SECONDS = 300.0
STOP_SECONDS = 3.0  # then the process ends without it; the child it may wait for ends too


class LatestTaskThread(QObject):
    """Runs the newest list of requests, each a key and a task.

    A task is a generator: every value it yields (not None) is a part of the result, the value it
    returns is the whole. `made` and `failed` are emitted on the thread and delivered on the
    receiver's. `idle` is called on the thread after IDLE_SECONDS without a request, and at the end.
    """

    # The lock of `_change` guards `_requests` and `_stopping`, and is never held while a task runs
    # or a signal is emitted. The thread looks at the list between two steps of a generator: the
    # task goes on while its key is still the first one, else it is closed there, which lets it
    # tidy up (a tagger is called off). So the longest that a new request waits is one step.

    made = Signal(object, object, bool)  # key, value, whether it is the whole
    failed = Signal(object, str)  # key, a sentence
    _crashed = Signal(object)

    def __init__(
        self, name: str, parent: QObject, idle: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(parent)
        self._idle = idle
        self._requests: list[tuple[Hashable, Task]] = []
        self._stopping = False
        self._change = threading.Condition()
        self._crashed.connect(self._raise)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def request(self, requests: Sequence[tuple[Hashable, Task]]) -> None:
        """Run these in order; a running task that is not the first of them is dropped."""
        with self._change:
            self._requests = list(requests)
            self._change.notify()

    def stop(self) -> None:
        """Drop everything and end the thread."""
        with self._change:
            self._requests, self._stopping = [], True
            self._change.notify()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while (request := self._next()) is not None:
            self._run_task(*request)
        self._idle()

    def _next(self) -> tuple[Hashable, Task] | None:
        with self._change:
            while not self._stopping:
                if self._requests:
                    return self._requests[0]
                if not self._change.wait(IDLE_SECONDS):
                    self._idle()
            return None

    def _is_first(self, key: Hashable) -> bool:
        with self._change:
            return bool(self._requests) and self._requests[0][0] == key

    def _run_task(self, key: Hashable, task: Task) -> None:
        """Run one task; drop it as soon as another one is requested before it."""
        try:
            steps = task()
            while self._is_first(key):
                try:
                    part = next(steps)
                except StopIteration as end:
                    self._tell(self.made, key, end.value, True)
                    break
                if part is not None:
                    self._tell(self.made, key, part, False)
            steps.close()
        except (TagStudioError, OSError) as error:  # the latter of the disk, not of the program
            self._tell(self.failed, key, error_text(error))
        except Exception as error:  # the edge: it is raised where the window's errors are
            self._tell(self._crashed, error)
        with self._change:
            if self._requests and self._requests[0][0] == key:
                del self._requests[0]

    @staticmethod
    def _tell(signal: Any, *arguments: object) -> None:
        with suppress(RuntimeError):  # the window is gone
            signal.emit(*arguments)

    @staticmethod
    def _raise(error: Exception) -> None:
        raise error
