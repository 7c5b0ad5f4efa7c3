"""Decode windows of a track as mono samples, whatever its header claims.

What the header, the decoders and the size of the file say of a track's length is held against each
other:

1. Each decoder of the format in turn: where it declares a length and seeks exactly, the windows are
   read by that. Where they lie behind the real end, the decoder is wrong or the file is cut off.
2. Without a length, or without exact seeks, a track is decoded from its start, and the windows are
   cut from all of it. Where one decoder gives less than the file promises, the other has its turn,
   and the longer decode counts; what lacks then makes it partial.
3. A track longer than LONG_SECONDS by its estimated length is not decoded from its start but read
   near the places where the windows would be, the same ones every time. Only where they are behind
   its end is all of it decoded: once to count, once more up to the windows, so memory is bounded.
"""

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from math import ceil, gcd

import numpy as np
import soxr
from numpy.typing import NDArray

from tagstudio.audio.containers.audio_spans import is_chained_ogg, is_cut_off
from tagstudio.audio.containers.recognise import recognise
from tagstudio.audio.containers.row_length import find_row
from tagstudio.audio.decoding.blocks import BLOCK_VALUES, BrokenOff, Repair, Samples
from tagstudio.audio.decoding.duration_check import is_plausible_duration
from tagstudio.audio.decoding.resample import QUALITY, resampled
from tagstudio.audio.decoding.sources import Source, opened_in_turn
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import opened, regular_file_size, shown

LONG_SECONDS = 600.0
MARGIN_FRAMES = 4096  # native frames read beyond a window's ends, for the resampling filter
WINDOW_BLOCK_VALUES = 1 << 17  # fewer calls; with an error in any of them the window is given up
_LONGEST_SECONDS = 12 * 3600.0  # of a track that is decoded whole
_SECONDS_FOR_MORE_TIME = 200.0  # of audio decoded; they add the limit of time once more
_KEPT_SAMPLES = 1 << 24  # 64 MiB; more of a track are not held together
_MOST_DIFFERENCE = 0.02  # of two opinions of a length, as a share
_LEAST_SHARE = 0.5  # of what was promised; a decode of less has gone wrong, or the file is cut off
_END_SECONDS = 0.1  # of a track that states its samples, to be decoded at its end
_COUNTING = frozenset(["flac", "wv", "tta", "ape"])
_SLACK_SECONDS = 0.5  # that a decode may be shorter than declared: codecs trim and pad


@dataclass(frozen=True)
class Windows:
    """Windows cut from one track.

    `samples`: each 1-D mono, of the rate and length asked for; a track shorter than two of them
    gives one, a track shorter than one all of it. `partial`: the file broke off or its header lied,
    and the windows come from the readable part. `seconds`: the length of the track by the decoder
    that gave them, None where it is not known for sure.
    """

    samples: tuple[NDArray[np.float32], ...]
    partial: bool
    seconds: float | None


@dataclass(frozen=True)
class Limits:
    """The limits for one file: `seconds` of decoding, `bytes` of memory for its samples.

    The seconds are processor time, as the clock of a busy machine is no measure of a file, and a
    decoder that gets on gets more: the limit once more for every 200 seconds of audio.
    """

    seconds: float = 10.0
    bytes: int = 1 << 30


DEFAULT_LIMITS = Limits()


def read_windows(  # noqa: PLR0913, PLR0917 - what to read, and two things about how
    path: str,
    hz: int,
    length: int,
    count: int = 1,
    limits: Limits = DEFAULT_LIMITS,
    gets_on: Callable[[], None] = lambda: None,
    but_centre: bool = False,
) -> Windows:
    """Decode `count` windows of `length` samples at `hz`, evenly spaced; one is the centre.

    Window i starts at (total - length) * (i + 0.5) / count, so the middle one of an odd number is
    the centre; it is left out with `but_centre`. A track shorter than two windows has the centre
    only, in any case. Only what the windows need is decoded, unless the length is not known or
    proves wrong: then all of the file, from its start. `gets_on` is called again and again while
    decoding gets on.

    Raises UnreadableAudio when nothing can be decoded, or a limit is reached.
    """
    size = regular_file_size(path)
    left_out = count // 2 if but_centre and count > 1 and count % 2 else None
    reading = _Reading(path, hz, length, count, limits, time.thread_time(), gets_on, left_out)
    told = _told_by_bytes(path)
    row, is_short = told.row, told.is_short
    for source in opened_in_turn(path):
        is_doubtful = told.is_chained or (row and row.contradicts(source))
        total = 0 if is_doubtful else _total(source, size, hz)
        if total >= length:
            try:
                windows = tuple(reading.window(source, start) for start in reading.starts(total))
            except BrokenOff:
                continue
            known = source.frames if not row or row.is_declared else None
            seconds = known / source.hz if known else None
            is_short = is_short or (told.counts_samples and not _has_its_end(source))
            return Windows(windows, is_short, seconds)
    found = reading.from_the_start(size, told)
    return replace(found, partial=found.partial or is_short)


def _has_its_end(source: Source) -> bool:
    """Tell whether something can be decoded at the end that `source` declares."""
    try:
        source.seek(max(0, (source.frames or 0) - round(_END_SECONDS * source.hz)))
        return any(len(block) for block in source.blocks())
    except BrokenOff:
        return False


@dataclass(frozen=True)
class _Row:
    """What the bytes of MPEG audio, ADTS or AC-3 say: `seconds`, declared or estimated."""

    seconds: float
    is_declared: bool

    def contradicts(self, source: Source) -> bool:
        """Tell whether a decoder's length is far from that of the bytes.

        libsndfile guesses by the first frame where nothing is declared, and believes what is.
        """
        if not source.is_exact or not source.frames:
            return False
        difference = abs(source.frames / source.hz - self.seconds)
        return difference > _MOST_DIFFERENCE * self.seconds + _SLACK_SECONDS


@dataclass(frozen=True)
class _ToldByBytes:
    """What the bytes of a file say.

    `row` is its row of frames, None in other formats; `is_short` tells that some of its end lacks,
    `is_chained` that it is several Ogg streams one after the other, whose length no header states.
    A format `counts_samples` where its header states them, and `overstates` where the length
    in the header is not that of the sound, so that only lacking bytes show.
    """

    row: _Row | None = None
    is_short: bool = False
    is_chained: bool = False
    counts_samples: bool = False
    overstates: bool = False


def _told_by_bytes(path: str) -> _ToldByBytes:
    with opened(path) as (file, size):
        found = recognise(file, size, path)
        if found is None or not found.frames:
            return _ToldByBytes(
                None,
                bool(found and is_cut_off(file, size, found)),
                bool(found and found.ogg_packet and is_chained_ogg(file, size)),
                bool(found and found.name in _COUNTING),
                bool(found and found.name == "wma"),
            )
        row = find_row(file, size)
        seconds = row.seconds(file) if row else None
    if row is None or seconds is None:
        return _ToldByBytes()
    return _ToldByBytes(_Row(seconds, seconds == row.declared_seconds), row.is_cut_off)


def _total(source: Source, size: int, hz: int) -> int:
    """Return the length in samples at `hz` to cut windows by; 0 where none or an impossible one is.

    It is the declared one, or that of a long track by estimate.
    """
    frames = source.frames
    if not source.is_exact and source.estimated_frames > LONG_SECONDS * source.hz:
        frames = source.estimated_frames
    if not frames or not is_plausible_duration(frames / source.hz, size):
        return 0
    return frames * hz // source.hz


@dataclass(frozen=True)
class _Decoded:
    """All that one decoder gives: the `windows`, `seconds`, and whether it is `broken` off."""

    windows: tuple[Samples, ...]
    seconds: float
    broken: bool


@dataclass
class _Reading:
    """One file being decoded to `hz` within its limits; `started` is a time.thread_time().

    `gets_on` is called for each block. `left_out` is the number of a window that is not wanted.
    `heard` counts the seconds of audio, those decoded twice included.
    """

    path: str
    hz: int
    length: int
    count: int
    limits: Limits
    started: float
    gets_on: Callable[[], None]
    left_out: int | None = None
    heard: float = 0.0

    def starts(self, total: int) -> list[int]:
        """Return where the windows of a track of `total` samples begin."""
        spare = total - self.length
        if spare < self.length:
            return [round(max(0, spare) / 2)]
        wanted = (i for i in range(self.count) if i != self.left_out)
        return [round(spare * (i + 0.5) / self.count) for i in wanted]

    def window(self, source: Source, start: int) -> Samples:
        """Return the window that begins at sample `start`; raises BrokenOff.

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
        end = ceil((start + self.length) * source.hz / self.hz) + MARGIN_FRAMES
        native = self._span(source, steps * native_step, min(end, source.frames or end))
        skipped = start - steps * step
        window = resampled(native, source.hz, self.hz)[skipped : skipped + self.length].copy()
        if len(window) < self.length:
            raise BrokenOff("the window reaches beyond the end")
        return window

    def _span(self, source: Source, first: int, last: int) -> Samples:
        """Return the native frames [first, last); raises BrokenOff when some are missing."""
        source.seek(first)
        kept: list[Samples] = []
        frames = 0
        with closing(self.guarded(source, WINDOW_BLOCK_VALUES)) as blocks:
            while frames < last - first:
                block = next(blocks, None)
                if block is None:
                    raise BrokenOff("the track ends before its declared end")
                kept.append(block)
                frames += len(block)
                self._check_memory(frames)
        return np.concatenate(kept)[: last - first]

    def from_the_start(self, size: int, told: _ToldByBytes) -> Windows:
        """Return the windows of all that can be decoded."""
        row = told.row
        best = _Decoded((), 0.0, broken=True)
        promised = declared = row.seconds if row else 0.0
        for source in opened_in_turn(self.path):
            if not row:
                declared = max(declared, (source.frames or 0) / source.hz)
                promised = declared if is_plausible_duration(declared, size) else 0.0
            best = max(best, self._all_of(source), key=lambda one: (one.seconds, not one.broken))
            doubted = best.broken or (row and row.contradicts(source))
            if best.seconds > promised * _LEAST_SHARE and not doubted:
                break  # else the other decoder may know better
        if not best.seconds:
            raise UnreadableAudio(
                "no_samples",
                "audio.no-samples",
                "{path} decodes to nothing. Copy it again or replace it.",
                path=shown(self.path),
            )
        lacking = 0.0 if told.overstates else declared - best.seconds
        allowed = _SLACK_SECONDS if not row or row.is_declared else declared / 2
        is_short = lacking > (_END_SECONDS if told.counts_samples else allowed)
        return Windows(best.windows, best.broken or is_short, best.seconds)

    def _all_of(self, source: Source) -> _Decoded:
        chunks = _Resampled(self, source)
        kept: list[Samples] = []
        total = 0
        for chunk in chunks:
            total += len(chunk)
            kept.append(chunk)
            if total > _KEPT_SAMPLES:
                kept.clear()
        starts = self.starts(total)
        if total <= _KEPT_SAMPLES:
            windows = _cut(kept, starts, min(total, self.length))
        else:
            self._check_memory(len(starts) * self.length)
            with closing(source.reopened()) as again:
                windows = _cut(_Resampled(self, again), starts, self.length)
        seconds = chunks.frames / source.hz
        return _Decoded(windows, seconds, chunks.broken)

    def guarded(self, source: Source, values: int = BLOCK_VALUES) -> Generator[Samples, None, None]:
        """Yield the source's blocks, repaired, while there is time for more of them.

        Raises UnreadableAudio where there is none, and for a file of invalid samples.
        """
        repair = Repair(self.path, source.hz)
        frames = 0
        for block in source.blocks(values):
            self.gets_on()
            allowed = self.limits.seconds * (1 + self.heard / _SECONDS_FOR_MORE_TIME)
            if time.thread_time() - self.started > allowed:
                raise UnreadableAudio(
                    "too_slow",
                    "audio.too-slow",
                    "{path} took too long to decode. Convert it to FLAC.",
                    path=shown(self.path),
                )
            if frames > _LONGEST_SECONDS * source.hz:
                raise self._too_long()
            yield repair(block)
            frames += len(block)
            self.heard += len(block) / source.hz

    def _check_memory(self, frames: int) -> None:
        """Raise UnreadableAudio where so many float32 samples, and joining them, are too much."""
        if 2 * 4 * frames > self.limits.bytes:
            raise self._too_long()

    def _too_long(self) -> UnreadableAudio:
        return UnreadableAudio(
            "too_big",
            "audio.too-long",
            "{path} is too long to decode whole. Split it.",
            path=shown(self.path),
        )


class _Resampled:
    """The whole of a source at the rate of a reading, chunk by chunk; it is iterated once.

    `frames` counts the native frames up to here; `broken` tells that the decoder gave up.
    """

    def __init__(self, reading: _Reading, source: Source) -> None:
        self.frames = 0
        self.broken = False
        self._reading = reading
        self._source = source

    def __iter__(self) -> Iterator[Samples]:
        hz, native_hz = self._reading.hz, self._source.hz
        resampler = soxr.ResampleStream(native_hz, hz, 1, quality=QUALITY)
        try:
            for block in self._reading.guarded(self._source):
                yield resampler.resample_chunk(block)
                self.frames += len(block)
        except BrokenOff:
            self.broken = True
        yield resampler.resample_chunk(np.zeros(0, np.float32), last=True)


def _cut(chunks: Iterable[Samples], starts: list[int], length: int) -> tuple[Samples, ...]:
    """Cut windows of `length` samples out of a signal that comes in chunks."""
    windows = [np.zeros(length, np.float32) for _ in starts]
    first = 0  # of the chunk, in the signal
    for chunk in chunks:
        for start, window in zip(starts, windows, strict=True):
            low, high = max(start, first), min(start + length, first + len(chunk))
            if low < high:
                window[low - start : high - start] = chunk[low - first : high - first]
        first += len(chunk)
    return tuple(windows)
