"""A clip played faster or slower, its pitch with it, as a tape or a record would be."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...audio.mel import BANDS, FFT_SAMPLES, FRAMES, HZ, mel_filters

Frames = NDArray[np.float32]


def frames_needed(speed: float) -> int:
    """Return how many frames of a clip a window takes at a speed."""
    return int(np.ceil(FRAMES * speed)) + 1


def played(decibels: Frames, speed: float) -> Frames:
    """Play the frames of a clip at a speed, from their beginning anew at their end.

    (n, 96) -> (1366, 96); the decibels between two frames or bands are interpolated.
    """
    moments = np.arange(FRAMES) * speed % len(decibels)
    first = moments.astype(np.int64)
    second = (first + 1) % len(decibels)
    share = (moments - first).astype(np.float32)[:, None]
    stretched: Frames = decibels[first] * (1 - share) + decibels[second] * share
    places = np.interp(_centres_hz() / speed, _centres_hz(), np.arange(BANDS))
    low = np.minimum(places.astype(np.int64), BANDS - 2)
    part = (places - low).astype(np.float32)
    return stretched[:, low] * (1 - part) + stretched[:, low + 1] * part


@lru_cache(maxsize=1)
def _centres_hz() -> NDArray[np.float64]:
    """Return the middle of each mel band, (96,)."""
    filters = mel_filters()
    moments = filters @ np.fft.rfftfreq(FFT_SAMPLES, 1 / HZ)
    centres: NDArray[np.float64] = moments / filters.sum(axis=1)
    return centres
