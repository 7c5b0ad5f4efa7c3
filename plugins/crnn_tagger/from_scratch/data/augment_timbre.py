"""Augmentation that may change the tags: loops, another timbre, other parts in front.

Only for windows that a teacher scores afterwards: few pieces become many. All of it acts on
unclipped decibels of squared power (`mel.mel_db`), (96, 1366) a window.
"""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import avg_pool1d

from ...audio.mel import FRAMES

LOOP_PROBABILITY, LOOP_FRAMES = 0.2, (60, 940)  # of a window; 1.3 to 20 s
TIMBRE_PROBABILITY, MIN_TIMBRE = 0.3, 0.3  # of a window; the least amount of it, up to 1
PART_PROBABILITY = 0.2  # of a window, half of them tones, half hits
TONE_FRAMES, HIT_BANDS = 25, 15  # over which a tone, a hit is constant
PART_DB = 4.0  # the difference of tone and hit at which a cell belongs to one by 73 %
MIN_PART_POWER = 1e-4  # of a cell's power
CONTRAST = 0.25  # the largest relative change of the decibels

Numbers = np.random.Generator


def loop(decibels: Tensor, numbers: Numbers) -> Tensor:
    """Replace some of (b, 96, 1366) by a short section of themselves, repeated."""
    windows = [
        _loop(one, numbers) if numbers.random() < LOOP_PROBABILITY else one for one in decibels
    ]
    return torch.stack(windows)


def _loop(window: Tensor, numbers: Numbers) -> Tensor:
    length = int(numbers.integers(*LOOP_FRAMES))
    start = int(numbers.integers(FRAMES - length + 1))
    section = window[:, start : start + length]
    return section.repeat(1, math.ceil(FRAMES / length))[:, :FRAMES]


def transfer_timbre(decibels: Tensor, numbers: Numbers) -> Tensor:
    """Give some of (b, 96, 1366) the next one's mean spectrum, a part in front, other contrast."""
    spectra = decibels.mean(-1, keepdim=True)  # (b, 96, 1)
    amounts = numbers.uniform(MIN_TIMBRE, 1, len(decibels)) * _some(decibels, numbers)
    contrasts = 1 + numbers.uniform(-CONTRAST, CONTRAST, len(decibels)) * _some(decibels, numbers)
    changed = decibels + (spectra.roll(1, 0) - spectra) * _column(amounts)
    chosen, strengths = numbers.random(len(decibels)), numbers.uniform(0.3, 1, len(decibels))
    for index in np.flatnonzero(chosen < PART_PROBABILITY):
        tones = tone_fraction(changed[index])
        part = tones if chosen[index] < PART_PROBABILITY / 2 else 1 - tones
        changed[index] += float(strengths[index]) * 20 * part.clamp(min=MIN_PART_POWER).log10()
    return changed * _column(contrasts)


def tone_fraction(window: Tensor) -> Tensor:
    """Return the fraction of each cell that belongs to a tone, not a hit: (96, frames) in (0, 1).

    A tone is constant over time, a hit over the bands (Fitzgerald, DAFx 2010); here by means, not
    medians.
    """
    tone = avg_pool1d(window[None], TONE_FRAMES, 1, TONE_FRAMES // 2, count_include_pad=False)[0]
    hit = avg_pool1d(window.T[None], HIT_BANDS, 1, HIT_BANDS // 2, count_include_pad=False)[0].T
    return torch.sigmoid((tone - hit) / PART_DB)


def _some(decibels: Tensor, numbers: Numbers) -> NDArray[np.bool_]:
    chosen: NDArray[np.bool_] = numbers.random(len(decibels)) < TIMBRE_PROBABILITY
    return chosen


def _column(values: NDArray[np.float64]) -> Tensor:
    return torch.from_numpy(values.astype(np.float32))[:, None, None]
