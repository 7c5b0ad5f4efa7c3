"""A clip at another speed, its pitch changed with it, as that of a tape or a record."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...audio.mel import BANDS, FFT_SAMPLES, FRAMES, HZ, mel_filters

Frames = NDArray[np.float32]


def frames_needed(speed: float) -> int:
    """Return the number of frames of a clip that a window takes at a speed."""
    return int(np.ceil(FRAMES * speed)) + 1


def change_speed(decibels: Frames, speed: float) -> Frames:
    """Resample the frames of a clip at a speed, repeating them from the start at their end.

    (n, 96) -> (1366, 96). Frame t is that at t * speed, and the band at f Hz that at f / speed; the
    decibels between two frames or bands are interpolated.
    """
    moments = np.arange(FRAMES) * speed % len(decibels)
    first = moments.astype(np.int64)
    second = (first + 1) % len(decibels)
    fraction = (moments - first).astype(np.float32)[:, None]
    stretched: Frames = decibels[first] * (1 - fraction) + decibels[second] * fraction
    places = np.interp(_centres_hz() / speed, _centres_hz(), np.arange(BANDS))
    low = np.minimum(places.astype(np.int64), BANDS - 2)
    fraction = (places - low).astype(np.float32)
    return stretched[:, low] * (1 - fraction) + stretched[:, low + 1] * fraction


@lru_cache(maxsize=1)
def _centres_hz() -> NDArray[np.float64]:
    """Return the centre frequency of each mel band, (96,)."""
    filters = mel_filters()
    moments = filters @ np.fft.rfftfreq(FFT_SAMPLES, 1 / HZ)
    centres: NDArray[np.float64] = moments / filters.sum(axis=1)
    return centres
