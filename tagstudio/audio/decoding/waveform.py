"""The outline of a track's waveform, kept in a cache file."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from tagstudio.audio.decoding.sources import Samples
from tagstudio.audio.decoding.stream import stream
from tagstudio.core.files import replaced_atomically, written_if_possible

HZ = 12_000  # enough for an outline, and a quarter of the numbers
FIRST_BIN_SAMPLES = 64
MOST_BINS = 4096  # where there are more, neighbours are joined: 2,049 to 4,096 for any longer track

Bins = NDArray[np.float32]


@dataclass(frozen=True)
class Waveform:
    """The lowest and highest sample in each of n bins of equal length: `low` and `high`, (n,).

    `seconds` is the decoded duration; the last bin may reach beyond it.
    """

    low: Bins
    high: Bins
    seconds: float
    bin_seconds: float


def read_waveform(path: str, cached: Path) -> Generator[None, None, Waveform]:
    """Return the outline of the file at `path`: from the file `cached`, or made and saved there.

    Each step decodes a block; closing the generator in between saves nothing. Where it cannot be
    saved, it is made again the next time. Raises UnreadableAudio.
    """
    found = _load(cached)
    if found is None:
        found = yield from make_waveform(path)
        with written_if_possible(cached):
            _save(found, cached)
    return found


def make_waveform(path: str) -> Generator[None, None, Waveform]:
    """Decode the file at `path` once and return its outline; memory does not grow with it."""
    bins = _Bins()
    for block in stream(path, HZ):
        bins.add(block)
        yield
    return bins.waveform()


class _Bins:
    """Bins that double in length whenever there are more than MOST_BINS of them.

    The duration is not known before the end, so the length of a bin cannot be chosen at the start.
    Two neighbours are joined by the lower low and the higher high, which are the extremes that one
    bin of both would have had: the result is that of the last length from the start on.
    """

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
        bins = samples[:whole].reshape(-1, self._length)
        self._append(bins.min(axis=1), bins.max(axis=1))

    def _append(self, low: Bins, high: Bins) -> None:
        self._bins = np.concatenate([self._bins, np.stack([low, high], axis=1)])
        while len(self._bins) > MOST_BINS:
            if len(self._bins) % 2:  # the odd one goes back to the samples still to come
                self._put_back()
            pairs = self._bins.reshape(-1, 2, 2)
            self._bins = np.stack([pairs[:, :, 0].min(1), pairs[:, :, 1].max(1)], axis=1)
            self._length *= 2

    def _put_back(self) -> None:
        """Turn the last bin into samples again: as many as it had, of its two extremes."""
        low, high = self._bins[-1]
        samples = np.resize(np.array([low, high], np.float32), self._length)
        self._rest = np.concatenate([samples, self._rest])
        self._bins = self._bins[:-1]

    def waveform(self) -> Waveform:
        bins = self._bins
        if len(self._rest):
            last = np.array([[self._rest.min(), self._rest.max()]], np.float32)
            bins = np.concatenate([bins, last])
        low, high = np.ascontiguousarray(bins.T)
        return Waveform(low, high, self._samples / HZ, self._length / HZ)


def _save(waveform: Waveform, path: Path) -> None:
    times = np.array([waveform.seconds, waveform.bin_seconds])
    extremes = np.stack([waveform.low, waveform.high]).astype(np.float16)
    with replaced_atomically(path) as temporary, temporary.open("wb") as file:
        np.savez(file, times=times, extremes=extremes)


def _load(path: Path) -> Waveform | None:
    """Return the waveform saved at `path`; None where there is none that can be read."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            low, high = kept["extremes"].astype(np.float32)
            seconds, bin_seconds = map(float, kept["times"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
        return None
    return Waveform(low, high, seconds, bin_seconds)
