"""A picture of a track's sound: time by pitch, as loud as it is there."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.sources import Samples
from tagstudio.audio.decoding.stream import stream

HZ = 12_000
WINDOW, HOP = 1024, 512  # samples
BANDS = 80
LOWEST_HZ, HIGHEST_HZ = 40.0, 6000.0
RANGE_DB = 70.0  # below the loudest; what is softer is silence
MOST_COLUMNS = 4096  # where there are more, neighbours are joined

Power = NDArray[np.float32]


@dataclass(frozen=True)
class Spectrogram:
    """Loudness by time and pitch: `levels` is uint8 (columns, BANDS), 0 for silence, low first.

    Column i covers `column_seconds` from i times that on. The bands are equally wide in octaves,
    from LOWEST_HZ to HIGHEST_HZ.
    """

    levels: NDArray[np.uint8]
    column_seconds: float


def make_spectrogram(path: str) -> Generator[None, None, Spectrogram]:
    """Decode the file at `path` once and return its picture; memory does not grow with it.

    Each step decodes a block. Raises UnreadableAudio.
    """
    columns = _Columns()
    for block in stream(path, HZ):
        columns.add(block)
        yield
    return columns.spectrogram()


class _Columns:
    """Mean power by column and band; two columns are joined whenever there are too many."""

    def __init__(self) -> None:
        self._rest: Samples = np.zeros(0, np.float32)
        self._power: Power = np.zeros((0, BANDS), np.float32)
        self._waiting: Power = np.zeros((0, BANDS), np.float32)  # frames of no whole column yet
        self._joined = 1  # frames in a column

    def add(self, block: Samples) -> None:
        samples = np.concatenate([self._rest, block])
        frames = max(0, (len(samples) - WINDOW) // HOP + 1)
        self._rest = samples[frames * HOP :]
        if not frames:
            return
        windows = np.lib.stride_tricks.sliding_window_view(samples, WINDOW)[::HOP][:frames]
        spectrum = np.fft.rfft(windows * _HANN, axis=1)
        self._append(((np.abs(spectrum) ** 2).astype(np.float32)) @ _BAND_WEIGHTS)

    def _append(self, power: Power) -> None:
        waiting = np.concatenate([self._waiting, power])
        whole = len(waiting) // self._joined * self._joined
        self._waiting = waiting[whole:]
        columns = waiting[:whole].reshape(-1, self._joined, BANDS).mean(axis=1)
        self._power = np.concatenate([self._power, columns])
        while len(self._power) > MOST_COLUMNS:
            if len(self._power) % 2:
                self._waiting = np.concatenate(
                    [np.repeat(self._power[-1:], self._joined, axis=0), self._waiting]
                )
                self._power = self._power[:-1]
            self._power = self._power.reshape(-1, 2, BANDS).mean(axis=1)
            self._joined *= 2

    def spectrogram(self) -> Spectrogram:
        power = self._power
        if len(self._waiting):
            power = np.concatenate([power, self._waiting.mean(axis=0, keepdims=True)])
        if not len(power):
            power = np.zeros((1, BANDS), np.float32)
        loudness = 10 * np.log10(np.maximum(power, 1e-12))
        above = (loudness - loudness.max() + RANGE_DB) / RANGE_DB
        levels = np.zeros(power.shape, np.uint8)
        if power.max() > 0:
            levels = np.round(255 * np.clip(above, 0, 1)).astype(np.uint8)
        return Spectrogram(levels, self._joined * HOP / HZ)


def _band_weights() -> Power:
    """Return the weights (bins, BANDS) of triangles, equally wide in octaves."""
    bins = np.fft.rfftfreq(WINDOW, 1 / HZ)
    edges = np.geomspace(LOWEST_HZ, HIGHEST_HZ, BANDS + 2)
    low, middle, high = edges[:-2], edges[1:-1], edges[2:]
    # At the low end a triangle is narrower than a bin: each is at least one bin wide.
    width = HZ / WINDOW
    rising = (bins[:, None] - middle) / np.maximum(middle - low, width) + 1
    falling = (middle - bins[:, None]) / np.maximum(high - middle, width) + 1
    weights = np.clip(np.minimum(rising, falling), 0, None)
    weighted: Power = (weights / weights.sum(axis=0)).astype(np.float32)
    return weighted


_HANN = np.hanning(WINDOW).astype(np.float32)
_BAND_WEIGHTS = _band_weights()
