"""The keys of the waveform and of the tag timeline, and what a screen reader is told of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, Qt

from tagstudio.core.clock import clock
from tagstudio.ui.base.announce import announce
from tagstudio.ui.review_screen.sound.sound_plot import (
    SEEK_FAR_SECONDS,
    SEEK_SECONDS,
    ZOOM,
    TimePlot,
)
from tagstudio.ui.text.number_format import decimal

Key = Qt.Key
NEAR = 0.05  # seconds; a place so near to a window's middle is at it


@dataclass(frozen=True)
class ScoresOfTag:
    """The scores of one tag over a track: n windows by their middles in seconds, (n,) each."""

    tag: str
    threshold: float
    centres: NDArray[np.float32]
    scores: NDArray[np.float32]

    def nearest(self, seconds: float) -> int:
        """Return the number of the window whose middle is nearest to a moment."""
        return int(np.abs(self.centres - seconds).argmin())

    def step(self, seconds: float, by: int) -> float:
        """Return the middle of the next window (1) or the one before (-1), the last one at most."""
        beside = self.centres[(self.centres - seconds) * by > NEAR]
        if not beside.size:
            return float(self.centres[self.nearest(seconds)])
        return float(beside.min() if by > 0 else beside.max())


class Sound(Protocol):
    """What the keys need of the timeline."""

    seconds: float

    @property
    def place(self) -> float:
        """The play position in seconds."""

    def span(self) -> tuple[float, float]:
        """Return the seconds that are shown."""

    def tag_scores(self) -> ScoresOfTag | None:
        """Return the scores of the tag in focus, None while there are none."""

    def go_to(self, seconds: float) -> None:
        """Go to a moment."""

    def zoom(self, factor: float) -> None:
        """Zoom in by a factor."""


class SoundKeys:
    """Binds the keys of both plots, and keeps their descriptions true.

    On the waveform the arrows seek, on the scores they go from window to window; Home and End go to
    the ends, + and - zoom. What a key led to is announced.
    """

    def __init__(self, sound: Sound, waveform: TimePlot, scores: TimePlot) -> None:
        self._sound = sound
        self._waveform, self._scores = waveform, scores
        for plot, step in ((waveform, self._seek), (scores, self._step)):
            plot.keys = {
                (Key.Key_Left, False): self._told(plot, partial(step, -1)),
                (Key.Key_Right, False): self._told(plot, partial(step, 1)),
                (Key.Key_Left, True): self._told(plot, partial(self._seek_far, -1)),
                (Key.Key_Right, True): self._told(plot, partial(self._seek_far, 1)),
                (Key.Key_Home, False): self._told(plot, partial(sound.go_to, 0.0)),
                (Key.Key_End, False): self._told(plot, lambda: self._sound.go_to(sound.seconds)),
            }
            for key, shifted, factor in (
                (Key.Key_Plus, False, ZOOM),
                (Key.Key_Plus, True, ZOOM),
                (Key.Key_Equal, False, ZOOM),
                (Key.Key_Minus, False, 1 / ZOOM),
            ):
                plot.keys[key, shifted] = self._told(plot, partial(sound.zoom, factor))

    def describe(self) -> None:
        """Bring what a screen reader says of the plots up to date."""
        for plot in (self._waveform, self._scores):
            said = self._said(plot)
            if plot.accessibleDescription() != said:
                plot.setAccessibleDescription(said)

    def _told(self, plot: TimePlot, act: Callable[[], object]) -> Callable[[], None]:
        """Return what a key does: act, then say where that led."""

        def press() -> None:
            act()
            self.describe()
            announce(plot, self._said(plot))

        return press

    def _seek(self, by: int) -> None:
        self._sound.go_to(self._sound.place + by * SEEK_SECONDS)

    def _seek_far(self, by: int) -> None:
        self._sound.go_to(self._sound.place + by * SEEK_FAR_SECONDS)

    def _step(self, by: int) -> None:
        scores = self._sound.tag_scores()
        if scores is None:
            self._seek(by)
        else:
            self._sound.go_to(scores.step(self._sound.place, by))

    def _said(self, plot: TimePlot) -> str:
        scores = self._sound.tag_scores() if plot is self._scores else None
        return self._said_place() if scores is None else self._said_score(scores)

    def _said_place(self) -> str:
        place, whole = clock(self._sound.place), clock(self._sound.seconds)
        first, last = self._sound.span()
        text = QCoreApplication.translate("SoundKeys", "{place} of {whole}")
        if last - first < self._sound.seconds:
            text = QCoreApplication.translate(
                "SoundKeys", "{place} of {whole}; {first} to {last} is shown"
            )
        return text.format(place=place, whole=whole, first=clock(first), last=clock(last))

    def _said_score(self, scores: ScoresOfTag) -> str:
        number = scores.nearest(self._sound.place)
        score = float(scores.scores[number])
        text = QCoreApplication.translate(
            "SoundKeys", "{tag} at {place}: score {score}, below its threshold {threshold}"
        )
        if score >= scores.threshold:
            text = QCoreApplication.translate(
                "SoundKeys", "{tag} at {place}: score {score}, suggested from {threshold} on"
            )
        return text.format(
            tag=scores.tag,
            place=clock(scores.centres[number]),
            score=decimal(score, 2),
            threshold=decimal(scores.threshold, 2),
        )
