"""Make ahead, in small steps, what takes long to make, so that it is there when it is wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar, cast

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

STEP_MS = 100  # from one step to the next: in between the window does what else there is

Part = TypeVar("Part", bound=QWidget)


class PartsAhead:
    """Parts of pages that are not made yet: one of each class, until the page takes it."""

    def __init__(self) -> None:
        self._kept: dict[type[QWidget], QWidget] = {}

    def keep(self, part: QWidget) -> None:
        """Keep a part for the page that is made next."""
        self._kept[type(part)] = part

    def take(self, kind: type[Part], make: Callable[[], Part]) -> Part:
        """Return the part of this class that is kept, else make it."""
        return cast(Part, self._kept.pop(kind, None) or make())

    def clear(self) -> None:
        """Let go of what nobody took."""
        self._kept.clear()


class MakingAhead(QObject):
    """Goes on with `steps` one at a time, each in a pause of what the user waits for.

    `in_pause` calls a function in the next pause.
    """

    def __init__(
        self,
        steps: Iterator[None],
        in_pause: Callable[[Callable[[], object]], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._steps = steps
        self._timer = QTimer(self, singleShot=True, interval=STEP_MS)
        self._timer.timeout.connect(lambda: in_pause(self._go_on))

    def begin(self) -> None:
        """Begin with the first step, in a moment."""
        self._timer.start()

    def _go_on(self) -> None:
        for _ in self._steps:
            self._timer.start()
            return
