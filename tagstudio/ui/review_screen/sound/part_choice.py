"""The part of a track that answers are given for: none, one that begins, or one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from tagstudio.core.errors import TagStudioError
from tagstudio.library.tags.part_answers import Stretch, stretch_of
from tagstudio.ui.text.message_translation import error_text


class PartChoice(QObject):
    """Chosen by its beginning and then its end, or by both at once; `said` says what is amiss.

    `stretch` is the chosen part, None for the whole track; `begins` where one was begun that has no
    end yet, in seconds.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.seconds: float | None = None  # of the track; None: not known
        self.begins: float | None = None
        self.stretch: Stretch | None = None

    def begin(self, seconds: float) -> None:
        """Let the part begin at a moment; the end of a chosen one stays, where it lies behind."""
        end = self.stretch.end if self.stretch is not None else None
        if end is not None and end > seconds:
            self.choose(seconds, end)
            return
        self.begins, self.stretch = seconds, None
        self.changed.emit()

    def end(self, seconds: float) -> None:
        """Let the part end at a moment; without a beginning it is the track's."""
        begins = self.begins
        if begins is None:
            begins = self.stretch.start if self.stretch is not None else 0.0
        self.choose(begins, seconds)

    def choose(self, start: float, end: float) -> None:
        """Choose the part between two moments; say so where it can be none, and leave all."""
        try:
            stretch = stretch_of(start, end, self.seconds)
        except TagStudioError as error:
            self.said.emit(error_text(error))
            return
        self.begins, self.stretch = None, stretch
        self.changed.emit()

    def take(self, stretch: Stretch) -> None:
        """Choose a part that was answered before."""
        self.begins, self.stretch = None, stretch
        self.changed.emit()

    def clear(self) -> None:
        """Choose the whole track again."""
        if self.begins is not None or self.stretch is not None:
            self.begins = self.stretch = None
            self.changed.emit()
