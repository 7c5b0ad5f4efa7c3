"""A whole track -> the scores of windows that slide over it: where in it a tag is heard."""

from collections.abc import Generator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.audio.decoding.stream import stream
from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import TrackRef, WindowScores

from ..audio.loading import not_finite
from ..audio.mel import (
    FRAMES,
    HOP_SAMPLES,
    HZ,
    WINDOW_SAMPLES,
    WINDOW_SECONDS,
    MelRecipe,
    fill_window,
    mel_db,
    network_input,
)
from .predict import Scorer

HOP_SECONDS = WINDOW_SECONDS / 8  # 3.64
COARSE = 4  # every fourth window is scored first, then the others between them

WindowedScores = Generator[Sequence[WindowScores], None, None]


def predict_windows(scorer: Scorer, track: TrackRef) -> WindowedScores:
    """Yield the windows of a track as they are scored, a network batch at a time.

    A track shorter than a window is one window. The spectrogram is made once for all windows, so
    their first and last frame differ a little from those of a window decoded on its own; the scores
    do by less than 0.005. Raises TagStudioError for a track that cannot be heard.
    """
    decibels, seconds = yield from _decibels(track.path)
    starts = window_starts(decibels.shape[1])
    for begin in range(0, len(starts), scorer.batch):
        batch = starts[begin : begin + scorer.batch]
        scores, _ = scorer(_windows(decibels, batch, scorer.recipe))
        if not np.isfinite(scores).all():
            raise TagStudioError(not_finite(track, "gets no finite scores. Replace it.").message)
        yield [
            WindowScores(start * HOP_SAMPLES / HZ, min(seconds, WINDOW_SECONDS), tuple(of_one))
            for start, of_one in zip(batch, scores.tolist(), strict=True)
        ]


def window_starts(frames: int) -> list[int]:
    """Return the first frame of each window of a track of `frames`, coarse steps first."""
    hop = HOP_SECONDS * HZ / HOP_SAMPLES  # 170.625 frames
    count = int(max(0, frames - FRAMES) / hop) + 1
    order = [*range(0, count, COARSE), *(i for i in range(count) if i % COARSE)]
    return [round(i * hop) for i in order]


def _windows(decibels: Tensor, starts: Sequence[int], recipe: MelRecipe) -> Tensor:
    """Cut windows out, each clipped and centred by its own: (96, frames) -> (n, 96, 1366)."""
    windows = torch.stack([decibels[:, start : start + FRAMES] for start in starts])
    return network_input(windows, recipe)


def _decibels(path: str) -> Generator[Sequence[WindowScores], None, tuple[Tensor, float]]:
    """Return the spectrogram of a whole track, float32 (96, frames), and its seconds.

    It is made stretch by stretch while decoding, so the samples are never held together.
    """
    stretches: list[Tensor] = []
    held = np.zeros(0, np.float32)
    decoded = 0
    for block in stream(path, HZ):
        decoded += len(block)
        held = np.concatenate([held, block])
        if len(held) > WINDOW_SAMPLES + HOP_SAMPLES:
            made, held = _stretch(held, first=not stretches)
            stretches.append(made)
            yield []
    if decoded < WINDOW_SAMPLES:
        held = fill_window(held)
    last = mel_db(held[None])[0].float()
    stretches.append(last[:, 1:] if stretches else last)
    return torch.cat(stretches, dim=1), decoded / HZ


def _stretch(samples: NDArray[np.float32], first: bool) -> tuple[Tensor, NDArray[np.float32]]:
    """Return the frames that need none of the samples to come, and the samples still needed.

    A frame is centred on its sample and reaches a hop to either side; all but the first stretch
    begin a hop early.
    """
    frames = (len(samples) - 1) // HOP_SAMPLES
    decibels = mel_db(samples[None])[0].float()
    return decibels[:, 0 if first else 1 : frames], samples[(frames - 1) * HOP_SAMPLES :].copy()
