"""Makes a clip sound like another piece: looped, in another timbre, with other parts in front.

For windows that a teacher hears afterwards, so that few pieces become many. All of it acts on
unclipped decibels of squared power (`features.mel_db`), (96, 1366) a window.
"""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool1d

from ...audio.mel import FRAMES

LOOP_SHARE, LOOP_FRAMES = 0.2, (60, 400)  # of the windows; 1.3 to 8.5 s
TIMBRE_SHARE, LEAST_TIMBRE = 0.3, 0.3  # of the windows; how much of it, up to all
PART_SHARE = 0.2  # of the windows, half of them tones, half hits
TONE_FRAMES, HIT_BANDS = 25, 15  # over which a tone, a hit is even
PART_DB = 4.0  # by which one must stand out to belong to its part
LEAST_PART = 1e-4  # of a cell's power
CONTRAST = 0.25  # of the distances from 0 dB, more or less

Numbers = np.random.Generator


def looped(decibels: Tensor, numbers: Numbers) -> Tensor:
    """Let some of (b, 96, 1366) repeat a short stretch of themselves."""
    windows = [_loop(one, numbers) if numbers.random() < LOOP_SHARE else one for one in decibels]
    return torch.stack(windows)


def _loop(window: Tensor, numbers: Numbers) -> Tensor:
    length = int(numbers.integers(*LOOP_FRAMES))
    start = int(numbers.integers(FRAMES - length + 1))
    stretch = window[:, start : start + length]
    return stretch.repeat(1, math.ceil(FRAMES / length))[:, :FRAMES]


def in_other_timbre(decibels: Tensor, numbers: Numbers) -> Tensor:
    """Give some of (b, 96, 1366) the next one's mean spectrum, a part in front, other contrast."""
    spectra = decibels.mean(-1, keepdim=True)  # (b, 96, 1)
    amounts = numbers.uniform(LEAST_TIMBRE, 1, len(decibels)) * _some(decibels, numbers)
    contrasts = 1 + numbers.uniform(-CONTRAST, CONTRAST, len(decibels)) * _some(decibels, numbers)
    changed = decibels + (spectra.roll(1, 0) - spectra) * _column(amounts)
    chosen, strengths = numbers.random(len(decibels)), numbers.uniform(0.3, 1, len(decibels))
    for index in np.flatnonzero(chosen < PART_SHARE):
        tones = tone_share(changed[index])
        part = tones if chosen[index] < PART_SHARE / 2 else 1 - tones
        changed[index] += float(strengths[index]) * 20 * part.clamp(min=LEAST_PART).log10()
    return changed * _column(contrasts)


def tone_share(window: Tensor) -> Tensor:
    """Return how much of each cell of (96, frames) belongs to a tone rather than a hit, in (0, 1).

    A tone is even over time, a hit over the bands (Fitzgerald, DAFx 2010); means, not medians.
    """
    tone = avg_pool1d(window[None], TONE_FRAMES, 1, TONE_FRAMES // 2, count_include_pad=False)[0]
    hit = avg_pool1d(window.T[None], HIT_BANDS, 1, HIT_BANDS // 2, count_include_pad=False)[0].T
    return torch.sigmoid((tone - hit) / PART_DB)


def _some(decibels: Tensor, numbers: Numbers) -> NDArray[np.bool_]:
    chosen: NDArray[np.bool_] = numbers.random(len(decibels)) < TIMBRE_SHARE
    return chosen


def _column(values: NDArray[np.float64]) -> Tensor:
    return torch.from_numpy(values.astype(np.float32))[:, None, None]
