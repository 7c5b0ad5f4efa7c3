"""The windows of clips: drawn at random for training, the middle one for validation and test."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...audio.mel import FRAMES
from .mel_store import MelStore
from .speed import change_speed, frames_needed

Rows = NDArray[np.int64]

JOINED_PROBABILITY = 0.6  # of a window of two clips, where mixup or splice is chosen
SPLICED_PROBABILITY = 0.4  # of a splice among these, where both are chosen
SPEED_PROBABILITY = 0.5  # of a change of speed, where speed is chosen
MAX_LOG_SPEED = 0.3  # the logarithm of the highest speed; its negative is that of the lowest
MAX_WINDOWS = 20.0  # for which a long clip counts when clips are drawn by length
LEVEL_DB = 9.0  # the largest difference of the levels of two clips


@dataclass(frozen=True)
class Cut:
    """b sections of clips: rows of the store, first frames and speeds, (b,) each."""

    rows: Rows
    starts: Rows
    speeds: NDArray[np.float64]

    def only(self, mask: NDArray[np.bool_]) -> Self:
        """Return the sections of a mask."""
        return type(self)(self.rows[mask], self.starts[mask], self.speeds[mask])


@dataclass(frozen=True)
class Draw:
    """The random choices for b windows.

    `joined` (b,) is the mask of those with a second clip; `levels_db` its level relative to the
    first one's, in decibels of power; `splices` the frame at which it follows the first, 0 where
    both are mixed.
    """

    first: Cut
    second: Cut
    joined: NDArray[np.bool_]
    levels_db: NDArray[np.float32]
    splices: Rows


def length_weights(store: MelStore, rows: Rows) -> NDArray[np.float64]:
    """Return the probability of each clip when they are drawn by length: (n,) that sums to 1."""
    frames = np.array([store.frames(int(row)) for row in rows], np.float64)
    weights = np.clip(frames / FRAMES, 1, MAX_WINDOWS)
    probabilities: NDArray[np.float64] = weights / weights.sum()
    return probabilities


def draw_windows(
    store: MelStore, rows: Rows, candidates: Rows, augment: Collection[str], seed: list[int]
) -> Draw:
    """Draw a window of each clip in `rows`, and one of `candidates` to join to some of them.

    The same `seed` gives the same windows.
    """
    numbers = np.random.default_rng(seed)
    count, partners = len(rows), numbers.choice(candidates, len(rows))
    chosen = {"mixup", "splice"} & set(augment)
    joined = (numbers.random(count) < (JOINED_PROBABILITY if chosen else 0.0)) & (partners != rows)
    spliced = numbers.random(count) < {"mixup": 0.0, "splice": 1.0}.get(
        "".join(chosen), SPLICED_PROBABILITY
    )
    splices = numbers.integers(FRAMES // 4, FRAMES - FRAMES // 4, count)
    levels = numbers.uniform(-LEVEL_DB, LEVEL_DB, count).astype(np.float32)
    return Draw(
        _cut(store, rows, augment, numbers),
        _cut(store, partners, augment, numbers),
        joined,
        levels if "gain" in augment else np.zeros_like(levels),
        np.where(spliced, splices, 0),
    )


def _cut(
    store: MelStore, rows: Rows, augment: Collection[str], numbers: np.random.Generator
) -> Cut:
    speeds = np.exp(numbers.uniform(-MAX_LOG_SPEED, MAX_LOG_SPEED, len(rows)))
    plain = numbers.random(len(rows)) >= (SPEED_PROBABILITY if "speed" in augment else 0.0)
    speeds[plain] = 1
    held = np.array([store.frames(int(row)) for row in rows], np.int64)
    spare = np.maximum(held - [_frames(speed) for speed in speeds], 0)
    return Cut(rows, numbers.integers(spare + 1) if "crop" in augment else spare // 2, speeds)


def _frames(speed: float) -> int:
    return FRAMES if speed == 1 else frames_needed(speed)


def middle_windows(store: MelStore, rows: Rows) -> Tensor:
    """Read the middle window of each clip, unclipped decibels: (b,) -> float32 (b, 96, 1366)."""
    starts = np.array([(store.frames(int(row)) - FRAMES) // 2 for row in rows], np.int64)
    return read_mel_windows(store, Cut(rows, starts, np.ones(len(rows))))


def read_mel_windows(store: MelStore, cut: Cut) -> Tensor:
    """Read windows as unclipped decibels: float32 (b, 96, 1366)."""
    windows = [_window(store, *one) for one in zip(cut.rows, cut.starts, cut.speeds, strict=True)]
    return torch.from_numpy(np.stack(windows)).transpose(1, 2).contiguous()  # from (b, 1366, 96)


def _window(store: MelStore, row: int, start: int, speed: float) -> NDArray[np.float32]:
    row, start = int(row), int(start)
    if speed == 1:
        return store.window(row, start).astype(np.float32)
    frames = min(frames_needed(speed), store.frames(row) - start)
    return change_speed(store.window(row, start, frames).astype(np.float32), speed)
