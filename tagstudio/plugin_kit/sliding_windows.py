"""Windows that slide over a whole track, for the place of each tag in time.

The track is decoded twice: for a coarse picture of all of it first, then for the windows between.
So no more of it is held than a window and a block.
"""

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.stream import stream
from tagstudio.plugin_api import Listening

HOPS_A_WINDOW = 8
LEAST_HOP_SECONDS = 1.0  # the place of a tag is not finer
COARSE = 4  # every fourth window comes first, then the others


@dataclass(frozen=True)
class SlidingWindow:
    """A window that begins at `start` and lasts for `seconds`; mono `samples`."""

    start: float
    seconds: float
    samples: NDArray[np.float32]


def sliding_windows(path: str, listening: Listening) -> Generator[SlidingWindow | None, None, None]:
    """Yield the windows of a track, and None for each block decoded between them.

    A track shorter than a window is one window. What is left behind the last one is shorter than a
    hop. Raises UnreadableAudio for a track that cannot be decoded.
    """
    count = yield from _some(path, listening, coarse=True)
    if count > 1:
        yield from _some(path, listening, coarse=False)


def _some(
    path: str, listening: Listening, *, coarse: bool
) -> Generator[SlidingWindow | None, None, int]:
    """Yield the coarse windows, or the others; return how many the track has in all."""
    hz, length = listening.sample_rate, listening.samples
    hop = max(listening.seconds / HOPS_A_WINDOW, LEAST_HOP_SECONDS) * hz
    held, first, number = np.zeros(0, np.float32), 0, 0  # `first` sample held; next window
    for block in stream(path, hz):
        held = np.concatenate([held, block])
        while (start := round(number * hop)) + length <= first + len(held):
            if (number % COARSE == 0) == coarse:
                samples = held[start - first : start - first + length].copy()
                yield SlidingWindow(start / hz, listening.seconds, samples)
            number += 1
        passed = min(len(held), max(0, start - first))
        held, first = held[passed:], first + passed
        yield None
    if number == 0 and coarse:
        yield SlidingWindow(0.0, len(held) / hz, held)
    return number
