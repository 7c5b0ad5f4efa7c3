"""Which window of which clip: drawn at random to learn from, the middle one to be measured on."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...audio.mel import FRAMES
from .mel_store import MelStore
from .speed import frames_needed, played

Rows = NDArray[np.int64]

JOINED_SHARE = 0.6  # of the windows, that are made of two clips where that is switched on
SPLICED_SHARE = 0.4  # of these, where both ways are
SPED_SHARE = 0.5  # of the clips, where speed is switched on
FASTEST = 0.3  # the logarithm of the highest speed; its negative is that of the lowest
MOST_WINDOWS = 20.0  # that a clip counts for by its length; a long one must not drown the others
LEVEL_DB = 9.0  # at most, by which one clip is louder than the other


@dataclass(frozen=True)
class Cut:
    """b stretches of clips: rows of the store, first frames and speeds, (b,) each."""

    rows: Rows
    starts: Rows
    speeds: NDArray[np.float64]

    def only(self, which: NDArray[np.bool_]) -> Self:
        """Return some of the stretches."""
        return type(self)(self.rows[which], self.starts[which], self.speeds[which])


@dataclass(frozen=True)
class Draw:
    """What b windows are made of.

    `joined` (b,) tells which have a second clip; `levels_db` is its level beside the first one's,
    in decibels of power; `splices` the frame at which it follows the first, 0 where both sound at
    once.
    """

    first: Cut
    second: Cut
    joined: NDArray[np.bool_]
    levels_db: NDArray[np.float32]
    splices: Rows


def length_weights(store: MelStore, rows: Rows) -> NDArray[np.float64]:
    """Return how often each clip is drawn when they are drawn by length: (n,) that sums to 1."""
    frames = np.array([store.frames(int(row)) for row in rows], np.float64)
    weights = np.clip(frames / FRAMES, 1, MOST_WINDOWS)
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares


def draw(
    store: MelStore, rows: Rows, candidates: Rows, augment: Collection[str], seed: list[int]
) -> Draw:
    """Draw a window of each clip in `rows`, and one of `candidates` to put to some of them.

    The same `seed` gives the same windows.
    """
    numbers = np.random.default_rng(seed)
    count, partners = len(rows), numbers.choice(candidates, len(rows))
    ways = {"mixup", "splice"} & set(augment)
    joined = (numbers.random(count) < (JOINED_SHARE if ways else 0.0)) & (partners != rows)
    spliced = numbers.random(count) < {"mixup": 0.0, "splice": 1.0}.get(
        "".join(ways), SPLICED_SHARE
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
    speeds = np.exp(numbers.uniform(-FASTEST, FASTEST, len(rows)))
    plain = numbers.random(len(rows)) >= (SPED_SHARE if "speed" in augment else 0.0)
    speeds[plain] = 1
    held = np.array([store.frames(int(row)) for row in rows], np.int64)
    spare = np.maximum(held - [_frames(speed) for speed in speeds], 0)
    return Cut(rows, numbers.integers(spare + 1) if "crop" in augment else spare // 2, speeds)


def _frames(speed: float) -> int:
    return FRAMES if speed == 1 else frames_needed(speed)


def middle_windows(store: MelStore, rows: Rows) -> Tensor:
    """Read the middle window of each clip, unclipped decibels: (b,) -> float32 (b, 96, 1366)."""
    starts = np.array([(store.frames(int(row)) - FRAMES) // 2 for row in rows], np.int64)
    return read_windows(store, Cut(rows, starts, np.ones(len(rows))))


def read_windows(store: MelStore, cut: Cut) -> Tensor:
    """Read windows as unclipped decibels: float32 (b, 96, 1366)."""
    windows = [_window(store, *one) for one in zip(cut.rows, cut.starts, cut.speeds, strict=True)]
    return torch.from_numpy(np.stack(windows)).transpose(1, 2).contiguous()  # from (b, 1366, 96)


def _window(store: MelStore, row: int, start: int, speed: float) -> NDArray[np.float32]:
    row, start = int(row), int(start)
    if speed == 1:
        return store.window(row, start).astype(np.float32)
    frames = min(frames_needed(speed), store.frames(row) - start)
    return played(store.window(row, start, frames).astype(np.float32), speed)
