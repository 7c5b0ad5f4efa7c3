"""A whole track -> the scores of windows that slide over it: the place of each tag in time."""

from collections.abc import Generator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tagstudio.audio.decoding.stream import stream
from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import TrackRef, WindowScores

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
from .scorer import Scorer, sigmoid

HOP_SECONDS = WINDOW_SECONDS / 8  # 3.64
COARSE = 4  # every fourth window is scored first, then the others between them

WindowedScores = Generator[Sequence[WindowScores], None, None]


def predict_windows(scorer: Scorer, track: TrackRef) -> WindowedScores:
    """Yield the windows of a track as they are scored, a network batch at a time.

    A track shorter than a window is one window. The spectrogram is made once for all windows, so
    their first and last frame differ a little from those of a window decoded on its own; the scores
    do by less than 0.005. Raises TagStudioError for a track that cannot be decoded.
    """
    decibels, seconds = yield from _decibels(track.path)
    starts = window_starts(decibels.shape[1])
    for begin in range(0, len(starts), scorer.batch):
        batch = starts[begin : begin + scorer.batch]
        logits, _ = scorer(_windows(decibels, batch, scorer.recipe))
        if not np.isfinite(logits).all():
            raise TagStudioError(
                "crnn.no-finite-window-scores",
                "{path} gets no finite scores. Replace it.",
                path=shown(track.path),
            )
        yield [
            WindowScores(start * HOP_SAMPLES / HZ, min(seconds, WINDOW_SECONDS), tuple(of_one))
            for start, of_one in zip(batch, sigmoid(logits).tolist(), strict=True)
        ]


def window_starts(frames: int) -> list[int]:
    """Return the first frame of each window of a track of `frames`, coarse steps first."""
    # Window i begins at frame round(i * h), where h = 3.64 s * 12,000 Hz / 256 = 170.625 frames.
    # The last one still ends within the track: i <= (frames - 1366) / h. What is left behind it is
    # shorter than a hop. Every fourth window comes first: half overlapping, they cover the track.
    hop = HOP_SECONDS * HZ / HOP_SAMPLES
    count = int(max(0, frames - FRAMES) / hop) + 1
    order = [*range(0, count, COARSE), *(i for i in range(count) if i % COARSE)]
    return [round(i * hop) for i in order]


def _windows(decibels: Tensor, starts: Sequence[int], recipe: MelRecipe) -> Tensor:
    """Cut windows out, each clipped and centred by itself: (96, frames) -> (n, 96, 1366)."""
    windows = torch.stack([decibels[:, start : start + FRAMES] for start in starts])
    return network_input(windows, recipe)


def _decibels(path: str) -> Generator[Sequence[WindowScores], None, tuple[Tensor, float]]:
    """Return the spectrogram of a whole track, float32 (96, frames), and its seconds.

    It is made section by section while decoding, so the samples are never held together. An empty
    step after each section lets the caller stop.
    """
    sections: list[Tensor] = []
    held = np.zeros(0, np.float32)
    decoded = 0
    for block in stream(path, HZ):
        decoded += len(block)
        held = np.concatenate([held, block])
        if len(held) > WINDOW_SAMPLES + HOP_SAMPLES:
            section, held = _section(held, first=not sections)
            sections.append(section)
            yield []
    if decoded < WINDOW_SAMPLES:
        held = fill_window(held)
    last = mel_db(held[None])[0].float()
    sections.append(last[:, 1:] if sections else last)
    return torch.cat(sections, dim=1), decoded / HZ


def _section(samples: NDArray[np.float32], first: bool) -> tuple[Tensor, NDArray[np.float32]]:
    """Return the frames that need none of the samples to come, and the samples still needed."""
    # Frame i is centred on sample 256 i and spans the hop before and the hop behind it, [256 (i-1),
    # 256 (i+1)). At the ends the transform reflects the samples, which is right at the ends of the
    # track only. So the last frame is made anew with the next section, which begins one hop early
    # (at sample 256 (frames-1)), and whose own first frame is dropped.
    frames = (len(samples) - 1) // HOP_SAMPLES
    decibels = mel_db(samples[None])[0].float()
    return decibels[:, 0 if first else 1 : frames], samples[(frames - 1) * HOP_SAMPLES :].copy()
