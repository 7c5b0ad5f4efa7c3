"""Decode a track once: its loudness over the whole, and mono samples of its middle."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import soxr

from tagstudio.audio.decoding.blocks import Samples
from tagstudio.audio.decoding.sources import open_source
from tagstudio.audio.decoding.stream import stream
from tempo_key_loudness.loudness import Loudness, LoudnessMeter

HZ = 22_050  # what tempo and key are measured at; harmonics above 11 kHz tell neither
MIDDLE_SECONDS = 120.0  # of a longer track, from its middle


@dataclass(frozen=True)
class HeardTrack:
    """What was decoded: the loudness, the middle as mono samples at HZ, and the seconds of all."""

    loudness: Loudness
    middle: Samples
    seconds: float


def hear(path: str, claimed: float | None) -> Iterator[HeardTrack | None]:
    """Decode the file at `path`; yield None for each block, and what was heard at the end.

    `claimed` is its length in seconds by the header, which may lie: where the track ends before
    its middle was reached, the last MIDDLE_SECONDS count. Raises UnreadableAudio.
    """
    with closing(open_source(path)) as source:
        hz, channels = source.hz, min(2, source.channels)
    meter = LoudnessMeter(hz, channels)
    middle = _Middle(claimed)
    resampler = soxr.ResampleStream(hz, HZ, 1)
    frames = 0
    for block in stream(path, hz, stereo=channels == 2):
        frames += len(block)
        meter.add(block)
        mono = block.mean(axis=1, dtype=np.float32) if block.ndim == 2 else block
        middle.add(resampler.resample_chunk(np.ascontiguousarray(mono)))
        yield None
    middle.add(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
    yield HeardTrack(meter.loudness(), middle.samples(), frames / hz)


class _Middle:
    """The newest MIDDLE_SECONDS of samples up to where the middle of the track ends."""

    def __init__(self, claimed: float | None) -> None:
        centre = (claimed or 0.0) / 2
        self._end = round((max(centre, MIDDLE_SECONDS / 2) + MIDDLE_SECONDS / 2) * HZ)
        self._blocks: list[Samples] = []
        self._seen = 0
        self._kept = 0

    def add(self, samples: Samples) -> None:
        samples = samples[: max(0, self._end - self._seen)]
        self._seen += len(samples)
        if len(samples):
            self._blocks.append(samples)
            self._kept += len(samples)
        while self._kept - len(self._blocks[0] if self._blocks else ()) > MIDDLE_SECONDS * HZ:
            self._kept -= len(self._blocks.pop(0))

    def samples(self) -> Samples:
        if not self._blocks:
            return np.zeros(0, np.float32)
        return np.concatenate(self._blocks)[-round(MIDDLE_SECONDS * HZ) :]
