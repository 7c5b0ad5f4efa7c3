"""Decode a track block by block, from its start or from a given second; memory stays flat."""

from collections.abc import Generator, Iterator
from contextlib import suppress

import soxr

from tagstudio.audio.decoding.blocks import BrokenOff, Repair, Samples
from tagstudio.audio.decoding.resample import QUALITY
from tagstudio.audio.decoding.sources import Source, opened_in_turn
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import regular_file_size, shown

FAR_SECONDS = 60.0  # from the start: where a seek cannot be exact, it has to do from here on


def stream(
    path: str, hz: int, seconds: float = 0.0, stereo: bool = False
) -> Generator[Samples, None, None]:
    """Yield the track's samples at `hz` from `seconds` on: (frames,), in stereo (frames, 2).

    The stream of a file that breaks off ends there, unless the file's other decoder gets on; a file
    shorter than `seconds` yields nothing. Memory stays that of a block, whatever the length of the
    track.

    Raises UnreadableAudio when the file cannot be read, decodes to nothing or to invalid samples.
    """
    regular_file_size(path)
    at = seconds
    for source in opened_in_turn(path, stereo):
        frames = yield from _from(source, path, hz, at)
        at += frames / source.hz
        declared = source.frames
        if at > seconds and (not declared or at * source.hz > declared - source.hz / 2):
            break
    if not at:
        raise UnreadableAudio(
            "no_samples",
            "audio.no-samples",
            "{path} decodes to nothing. Copy it again or replace it.",
            path=shown(path),
        )


def _from(source: Source, path: str, hz: int, seconds: float) -> Generator[Samples, None, int]:
    """Yield the resampled blocks of one decoder; return how many frames they were made of."""
    frames = 0
    resampler = None
    for block in _native(source, path, round(seconds * source.hz)):
        if resampler is None and source.hz != hz:
            channels = block.shape[1] if block.ndim == 2 else 1
            resampler = soxr.ResampleStream(source.hz, hz, channels, quality=QUALITY)
        frames += len(block)
        yield resampler.resample_chunk(block) if resampler else block
    if resampler:
        yield resampler.resample_chunk(block[:0], last=True)
    return frames


def _native(source: Source, path: str, first: int) -> Iterator[Samples]:
    """Yield the source's own blocks from frame `first` to its end, or to where it breaks off."""
    to_skip = 0
    try:
        if first and not source.is_exact and first < FAR_SECONDS * source.hz:
            raise BrokenOff("this format has no exact time stamps")
        if first:
            source.seek(first)
    except BrokenOff:  # count from the start
        to_skip = first
        with suppress(BrokenOff):
            source.seek(0)
    repair = Repair(path, source.hz)
    try:
        for block in source.blocks():
            if to_skip < len(block):
                yield repair(block[to_skip:])
            to_skip = max(0, to_skip - len(block))
    except BrokenOff:
        return
