"""Data augmentation of mel spectrograms: changes that leave the tags as they are.

They act on unclipped decibels (`mel.mel_db`), which are those of *squared* power, so a gain of g dB
adds 2 g to each. The level of a whole window is not augmented, for centring removes it again; the
levels of two clips relative to each other are, and those of the bands.
"""

import math
from collections.abc import Collection, Sequence

import numpy as np
import torch
from torch import Tensor

from tagstudio.core.errors import TagStudioError

from ...audio.mel import BANDS, FRAMES
from .augment_timbre import loop, transfer_timbre
from .mel_store import MelStore
from .windows import Draw, read_mel_windows

AUGMENTATIONS = {
    "crop": "a random window instead of the middle one",
    "speed": "played up to a third faster or slower, half the time",
    "mixup": "two clips at once, more than half the time",
    "splice": "two clips, one behind the other",
    "gain": "one of the two louder than the other, by up to 9 dB",
    "eq": "a smooth curve of up to 6 dB over the bands",
    "loop": "a short section repeated, now and then",
    "timbre": "another clip's spectrum, tones or hits in front, other contrast, now and then",
    "specaugment": "bands and sections of time masked",
}
DB_PER_NEPER = 20 / math.log(10)  # of squared power, per unit of the power's natural logarithm
EQ_DB, EQ_POINTS = 6.0, 5
MASKS = 2  # of each kind
MASKED_BANDS, MASKED_FRAMES = 12, 136  # at most, each


def check_augment(names: Sequence[str]) -> frozenset[str]:
    """Return the names as a set; raise TagStudioError for an unknown one."""
    for name in names:
        if name not in AUGMENTATIONS:
            raise TagStudioError(
                "crnn.unknown-augmentation",
                "There is no augmentation {name!r}; there are: {names}.",
                name=name,
                names=", ".join(AUGMENTATIONS),
            )
    return frozenset(names)


def render_windows(
    store: MelStore, drawn: Draw, augment: Collection[str], seed: Sequence[int]
) -> tuple[Tensor, Tensor]:
    """Return the drawn windows with their augmentations, and mixup's lambda for each.

    Unclipped decibels, float32 (b, 96, 1366), and mixup's lambda, (b,), the first
    clip's fraction of the power or time, in (0, 1]: 1 where
    there is one clip.
    """
    numbers = np.random.default_rng([*seed, 4])
    decibels = read_mel_windows(store, drawn.first)
    if "loop" in augment:
        decibels = loop(decibels, numbers)
    mix = torch.ones(len(decibels))
    joined = drawn.joined
    if joined.any():
        mask, levels = torch.from_numpy(joined), torch.from_numpy(drawn.levels_db[joined])
        splices = torch.from_numpy(drawn.splices[joined])
        first, second = decibels[mask], read_mel_windows(store, drawn.second.only(joined))
        second = at_level(second, first, levels)
        decibels[mask] = torch.where(
            splices[:, None, None] > 0, splice(first, second, splices), mixture(first, second)
        )
        mix[mask] = torch.where(splices > 0, splices / FRAMES, 1 / (1 + 10 ** (levels / 10)))
    if "timbre" in augment:
        decibels = transfer_timbre(decibels, numbers)
    if "eq" in augment:
        decibels += eq_curves(len(decibels), seed)[:, :, None]
    return decibels, mix


def at_level(decibels: Tensor, beside: Tensor, levels_db: Tensor) -> Tensor:
    """Bring windows to a level relative to that of others: (b, 96, frames) twice, (b,).

    A window's level is that of its mean power.
    """
    return decibels + _level(beside) - _level(decibels) + 2 * levels_db[:, None, None]


def mixture(first: Tensor, second: Tensor) -> Tensor:
    """Add the powers of two windows: (b, 96, frames) twice."""
    return torch.logaddexp(first / DB_PER_NEPER, second / DB_PER_NEPER) * DB_PER_NEPER


def splice(first: Tensor, second: Tensor, frames: Tensor) -> Tensor:
    """Replace the first window by the second from a frame on: (b, 96, frames) twice, (b,)."""
    later = torch.arange(first.shape[-1]) >= frames[:, None]  # (b, frames)
    return torch.where(later[:, None], second, first)


def _level(decibels: Tensor) -> Tensor:
    """Return the decibels of each window's mean power, (b, 1, 1)."""
    count = math.log(decibels.shape[1] * decibels.shape[2])
    powers = (decibels / DB_PER_NEPER).logsumexp(dim=(1, 2), keepdim=True)
    return (powers - count) * DB_PER_NEPER


def eq_curves(count: int, seed: Sequence[int]) -> Tensor:
    """Return random curves over the bands in decibels of squared power, float32 (count, 96)."""
    numbers = np.random.default_rng([*seed, 1])
    points = np.linspace(0, BANDS - 1, EQ_POINTS)
    heights = numbers.uniform(-2 * EQ_DB, 2 * EQ_DB, (count, EQ_POINTS))
    curves = [np.interp(np.arange(BANDS), points, height) for height in heights]
    return torch.from_numpy(np.stack(curves).astype(np.float32))


def mask_spectrogram(decibels: Tensor, seed: Sequence[int]) -> None:
    """Set random bands and sections of time to the window's mean, in place: (b, 96, frames).

    SpecAugment's masks (Park et al., Interspeech 2019), for windows whose range is clipped.
    """
    numbers = np.random.default_rng([*seed, 2])
    bands, frames = decibels.shape[1:]
    for window, mean in zip(decibels, decibels.mean(dim=(1, 2)), strict=True):
        for _ in range(MASKS):
            window[_span(bands, MASKED_BANDS, numbers)] = mean
            window[:, _span(frames, MASKED_FRAMES, numbers)] = mean


def _span(length: int, widest: int, numbers: np.random.Generator) -> slice:
    width = int(numbers.integers(widest + 1))
    start = int(numbers.integers(length - width + 1))
    return slice(start, start + width)
