"""The outline of a track's waveform, kept in a cache once it was made."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.sources import Samples
from tagstudio.audio.decoding.stream import stream
from tagstudio.core.files import replaced_atomically

HZ = 12_000  # enough for an outline, and a quarter of the numbers
FIRST_BIN_SAMPLES = 64
MOST_BINS = 4096  # where there are more, neighbours are joined: 2,049 to 4,096 for any longer track

Bins = NDArray[np.float32]


@dataclass(frozen=True)
class Peaks:
    """The lowest and highest sample of each of n equal stretches: `low` and `high`, (n,).

    `seconds` is the duration as decoding found it; the last stretch may reach beyond it.
    """

    low: Bins
    high: Bins
    seconds: float
    bin_seconds: float


def read_peaks(path: str, cached: Path) -> Generator[None, None, Peaks]:
    """Return the outline of the file at `path`, from the file `cached` or else made and kept there.

    Each step is a block of samples, after which it may be given up. Raises UnreadableAudio.
    """
    found = _load(cached)
    if found is None:
        found = yield from make_peaks(path)
        _save(found, cached)
    return found


def make_peaks(path: str) -> Generator[None, None, Peaks]:
    """Decode the file at `path` once and return its outline; memory does not grow with it."""
    bins = _Bins()
    for block in stream(path, HZ):
        bins.add(block)
        yield
    return bins.peaks()


class _Bins:
    """Stretches that double in length whenever there are too many of them."""

    def __init__(self) -> None:
        self._length = FIRST_BIN_SAMPLES
        self._bins: NDArray[np.float32] = np.zeros((0, 2), np.float32)  # low, high
        self._rest: Samples = np.zeros(0, np.float32)
        self._samples = 0

    def add(self, block: Samples) -> None:
        self._samples += len(block)
        samples = np.concatenate([self._rest, block])
        whole = len(samples) // self._length * self._length
        self._rest = samples[whole:].copy()
        stretches = samples[:whole].reshape(-1, self._length)
        self._append(stretches.min(axis=1), stretches.max(axis=1))

    def _append(self, low: Bins, high: Bins) -> None:
        self._bins = np.concatenate([self._bins, np.stack([low, high], axis=1)])
        while len(self._bins) > MOST_BINS:
            if len(self._bins) % 2:  # the odd one goes back to the samples still to come
                self._put_back()
            pairs = self._bins.reshape(-1, 2, 2)
            self._bins = np.stack([pairs[:, :, 0].min(1), pairs[:, :, 1].max(1)], axis=1)
            self._length *= 2

    def _put_back(self) -> None:
        """Turn the last stretch into samples again: its extremes in a stretch of that length."""
        low, high = self._bins[-1]
        stretch = np.resize(np.array([low, high], np.float32), self._length)
        self._rest = np.concatenate([stretch, self._rest])
        self._bins = self._bins[:-1]

    def peaks(self) -> Peaks:
        bins = self._bins
        if len(self._rest):
            last = np.array([[self._rest.min(), self._rest.max()]], np.float32)
            bins = np.concatenate([bins, last])
        low, high = np.ascontiguousarray(bins.T)
        return Peaks(low, high, self._samples / HZ, self._length / HZ)


def _save(peaks: Peaks, path: Path) -> None:
    times = np.array([peaks.seconds, peaks.bin_seconds])
    extremes = np.stack([peaks.low, peaks.high]).astype(np.float16)
    with replaced_atomically(path) as temporary, temporary.open("wb") as file:
        np.savez(file, times=times, extremes=extremes)


def _load(path: Path) -> Peaks | None:
    """Return what is kept at `path`; None where nothing is, or nothing that can be read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            low, high = kept["extremes"].astype(np.float32)
            seconds, bin_seconds = map(float, kept["times"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        return None
    return Peaks(low, high, seconds, bin_seconds)
