"""Decode windows of a track as mono samples, whatever its header claims."""

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from math import ceil, gcd

import numpy as np
import soxr
from numpy.typing import NDArray

from tagstudio.audio.decoding.duration_check import is_plausible_duration
from tagstudio.audio.decoding.sources import (
    BLOCK_VALUES,
    AvSource,
    BrokenOff,
    Samples,
    Source,
    open_source,
)
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import regular_file_size, shown

MARGIN_FRAMES = 4096  # native frames read beyond a window's ends, for the resampling filter
WINDOW_BLOCK_VALUES = 1 << 17  # fewer calls; with an error in any of them the window is given up
_QUALITY = "HQ"


@dataclass(frozen=True)
class Windows:
    """Windows cut from one track.

    `samples`: each 1-D mono, of the rate and length asked for; a track shorter than that gives one
    window with all of it. `partial`: the file broke off or its header lied, and the windows come
    from the readable part. `seconds`: the decoded duration, None where not all was decoded.
    """

    samples: tuple[NDArray[np.float32], ...]
    partial: bool
    seconds: float | None


@dataclass(frozen=True)
class Limits:
    """The limits for one file: `seconds` of decoding, `bytes` of memory for its samples."""

    seconds: float = 10.0
    bytes: int = 1 << 30


DEFAULT_LIMITS = Limits()


def read_windows(
    path: str, hz: int, length: int, count: int = 1, limits: Limits = DEFAULT_LIMITS
) -> Windows:
    """Decode `count` windows of `length` samples at `hz`, evenly spaced; one is the centre.

    Window i starts at (total - length) * (i + 0.5) / count. Only what the windows need is decoded,
    unless the header's length proves wrong: then all of the file, from its start.

    Raises UnreadableAudio when nothing can be decoded, or a limit is reached.
    """
    size = regular_file_size(path)
    reading = _Reading(path, hz, time.monotonic() + limits.seconds, limits.bytes)
    with closing(open_source(path)) as source:
        total = _declared_total(source, size, hz)
        if total >= length:
            try:
                starts = _starts(total, length, count)
                windows = tuple(reading.window(source, start, length) for start in starts)
                return Windows(windows, False, None)
            except BrokenOff:
                pass
    samples, seconds, partial = reading.everything()
    if len(samples) <= length:
        return Windows((samples,), partial, seconds)
    starts = _starts(len(samples), length, count)
    return Windows(tuple(samples[a : a + length].copy() for a in starts), partial, seconds)


def _declared_total(source: Source, size: int, hz: int) -> int:
    """Return the declared length in samples at `hz`; 0 where none or an impossible one is."""
    if not source.frames or not is_plausible_duration(source.frames / source.hz, size):
        return 0
    return source.frames * hz // source.hz


def _starts(total: int, length: int, count: int) -> list[int]:
    return [round((total - length) * (i + 0.5) / count) for i in range(count)]


@dataclass(frozen=True)
class _Reading:
    """One file being decoded to `hz` within its limits; `deadline` is a time.monotonic()."""

    path: str
    hz: int
    deadline: float
    byte_limit: int

    def window(self, source: Source, start: int, length: int) -> Samples:
        """Return `length` samples from `start`, both counted at `hz`; raises BrokenOff.

        The samples are those that resampling the whole track would give: reading begins where a
        native frame and an output sample coincide.
        """
        # With common = gcd(native, out), every (native / common)-th native frame falls on every
        # (out / common)-th output sample. `steps` such points before the window, at least
        # MARGIN_FRAMES away from it, is where reading begins, so the filter's phase is that of the
        # whole track and its response to the missing past has died away before the window.
        common = gcd(source.hz, self.hz)
        step, native_step = self.hz // common, source.hz // common
        steps = max(0, (start * source.hz // self.hz - MARGIN_FRAMES) // native_step)
        end = ceil((start + length) * source.hz / self.hz) + MARGIN_FRAMES
        native = self._span(source, steps * native_step, min(end, source.frames or end))
        skipped = start - steps * step
        resampled = native
        if source.hz != self.hz:
            resampled = soxr.resample(native, source.hz, self.hz, _QUALITY)
        window = resampled[skipped : skipped + length].copy()
        if len(window) < length:
            raise BrokenOff("the window reaches beyond the end")
        return window

    def everything(self) -> tuple[Samples, float, bool]:
        """Return all decodable samples, their duration in seconds, and whether any are missing."""
        with closing(open_source(self.path)) as source:
            found = self._all_of(source)
        if not len(found[0]) and not isinstance(source, AvSource):
            with closing(AvSource(self.path)) as second:
                found = self._all_of(second)
        if not len(found[0]):
            raise UnreadableAudio(
                "no_samples",
                "audio.no-samples",
                "{path} decodes to nothing. Copy it again or replace it.",
                path=shown(self.path),
            )
        return found

    def _span(self, source: Source, first: int, last: int) -> Samples:
        """Return the native frames [first, last); raises BrokenOff when some are missing."""
        source.seek(first)
        kept = _Kept(self)
        with closing(self._guarded(source, WINDOW_BLOCK_VALUES)) as blocks:
            while kept.frames < last - first:
                block = next(blocks, None)
                if block is None:
                    raise BrokenOff("the track ends before its declared end")
                kept.add(block)
        return kept.joined()[: last - first]

    def _all_of(self, source: Source) -> tuple[Samples, float, bool]:
        resampler = soxr.ResampleStream(source.hz, self.hz, 1, quality=_QUALITY)
        kept = _Kept(self)
        native_frames, broken = 0, False
        try:
            for block in self._guarded(source):
                kept.add(resampler.resample_chunk(block))
                native_frames += len(block)
        except BrokenOff:
            broken = True
        kept.add(resampler.resample_chunk(np.zeros(0, np.float32), last=True))
        lacking = source.frames is not None and native_frames < source.frames - source.hz // 2
        return kept.joined(), native_frames / source.hz, broken or lacking

    def _guarded(
        self, source: Source, values: int = BLOCK_VALUES
    ) -> Generator[Samples, None, None]:
        """Yield the source's blocks while there is time; raises UnreadableAudio on NaN."""
        for block in source.blocks(values):
            if time.monotonic() > self.deadline:
                raise UnreadableAudio(
                    "too_slow",
                    "audio.too-slow",
                    "{path} took too long to decode. Convert it to FLAC.",
                    path=shown(self.path),
                )
            if not np.isfinite(block).all():
                raise UnreadableAudio(
                    "not_finite",
                    "audio.not-finite",
                    "{path} decodes to invalid samples. Replace it.",
                    path=shown(self.path),
                )
            yield block


class _Kept:
    """Blocks kept of one reading, up to its limit of memory."""

    def __init__(self, reading: _Reading) -> None:
        self.frames = 0
        self._blocks: list[Samples] = []
        self._reading = reading

    def add(self, block: Samples) -> None:
        """Keep `block`; raises UnreadableAudio when that is more than the limit."""
        self._blocks.append(block)
        self.frames += len(block)
        if 2 * 4 * self.frames > self._reading.byte_limit:  # float32, and joining takes it twice
            raise UnreadableAudio(
                "too_big",
                "audio.too-long",
                "{path} is too long to decode whole. Split it.",
                path=shown(self._reading.path),
            )

    def joined(self) -> Samples:
        """Return all blocks as one array."""
        return np.concatenate(self._blocks) if self._blocks else np.zeros(0, np.float32)
