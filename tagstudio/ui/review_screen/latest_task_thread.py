"""A thread that makes one thing after the other and drops what is no longer wished for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Hashable, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from PySide6.QtCore import QObject, Signal

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.text.message_translation import error_text

Making: TypeAlias = Callable[[], Generator[Any, None, Any]]

IDLE_SECONDS = 300.0
STOP_SECONDS = 3.0  # then the process ends without it; the child it may wait for ends too


class LatestTaskThread(QObject):
    """Each wish is a generator: what it yields (not None) is a part, what it returns is the whole.

    `idle` is called on the thread when nothing was wished for some minutes, and at the end.
    """

    made = Signal(object, object, bool)  # key, value, whether it is the whole
    failed = Signal(object, str)  # key, a sentence
    _broke = Signal(object)

    def __init__(
        self, name: str, parent: QObject, idle: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(parent)
        self._idle = idle
        self._wishes: list[tuple[Hashable, Making]] = []
        self._stopping = False
        self._change = threading.Condition()
        self._broke.connect(self._raise)
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def wish(self, wishes: Sequence[tuple[Hashable, Making]]) -> None:
        """Make these, the first one first; what is being made and not among them is dropped."""
        with self._change:
            self._wishes = list(wishes)
            self._change.notify()

    def stop(self) -> None:
        """Drop everything and end the thread."""
        with self._change:
            self._wishes, self._stopping = [], True
            self._change.notify()
        self._thread.join(STOP_SECONDS)

    def _work(self) -> None:
        while (wish := self._next()) is not None:
            self._make(*wish)
        self._idle()

    def _next(self) -> tuple[Hashable, Making] | None:
        with self._change:
            while not self._stopping:
                if self._wishes:
                    return self._wishes[0]
                if not self._change.wait(IDLE_SECONDS):
                    self._idle()
            return None

    def _is_first(self, key: Hashable) -> bool:
        with self._change:
            return bool(self._wishes) and self._wishes[0][0] == key

    def _make(self, key: Hashable, making: Making) -> None:
        """Make one thing; drop it as soon as another one is wished for before it."""
        try:
            steps = making()
            while self._is_first(key):
                try:
                    part = next(steps)
                except StopIteration as end:
                    self._tell(self.made, key, end.value, True)
                    break
                if part is not None:
                    self._tell(self.made, key, part, False)
            steps.close()
        except TagStudioError as error:
            self._tell(self.failed, key, error_text(error))
        except Exception as error:  # the edge: it is raised where the window's errors are
            self._tell(self._broke, error)
        with self._change:
            if self._wishes and self._wishes[0][0] == key:
                del self._wishes[0]

    @staticmethod
    def _tell(signal: Any, *arguments: object) -> None:
        with suppress(RuntimeError):  # the window is gone
            signal.emit(*arguments)

    @staticmethod
    def _raise(error: Exception) -> None:
        raise error
