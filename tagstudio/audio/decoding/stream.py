"""Decode a track block by block, from its start or from a given second; memory stays flat."""

from collections.abc import Generator, Iterator
from contextlib import closing, suppress

import numpy as np
import soxr

from tagstudio.audio.decoding.sources import AvSource, BrokenOff, Samples, Source, open_source
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import regular_file_size, shown

_QUALITY = "HQ"


def stream(
    path: str, hz: int, seconds: float = 0.0, stereo: bool = False
) -> Generator[Samples, None, None]:
    """Yield the track's samples at `hz` from `seconds` on: (frames,), in stereo (frames, 2).

    The stream of a file that breaks off ends there; a file shorter than `seconds` yields nothing.
    Memory stays that of a block, whatever the length of the track.

    Raises UnreadableAudio when the file cannot be read, decodes to nothing or to invalid samples.
    """
    regular_file_size(path)
    decoded = yield from _from(open_source(path, stereo), path, hz, seconds)
    if not decoded:  # soundfile opens some files that it then cannot decode
        decoded = yield from _from(AvSource(path, stereo), path, hz, seconds)
    if not decoded and not seconds:
        raise UnreadableAudio(
            "no_samples",
            "audio.no-samples",
            "{path} decodes to nothing. Copy it again or replace it.",
            path=shown(path),
        )


def _from(source: Source, path: str, hz: int, seconds: float) -> Generator[Samples, None, bool]:
    """Yield the resampled blocks of one decoder; return whether there were any."""
    decoded = False
    with closing(source):
        resampler = None
        for block in _native(source, path, round(seconds * source.hz)):
            if resampler is None and source.hz != hz:
                channels = block.shape[1] if block.ndim == 2 else 1
                resampler = soxr.ResampleStream(source.hz, hz, channels, quality=_QUALITY)
            decoded = True
            yield resampler.resample_chunk(block) if resampler else block
        if resampler:
            yield resampler.resample_chunk(block[:0], last=True)
    return decoded


def _native(source: Source, path: str, first: int) -> Iterator[Samples]:
    """Yield the source's own blocks from frame `first` to its end, or to where it breaks off."""
    to_skip = 0
    if first:
        try:
            source.seek(first)
        except BrokenOff:  # no exact time stamps, so count from the start
            to_skip = first
            with suppress(BrokenOff):
                source.seek(0)
    try:
        for block in source.blocks():
            if not np.isfinite(block).all():
                raise UnreadableAudio(
                    "not_finite",
                    "audio.not-finite",
                    "{path} decodes to invalid samples. Replace it.",
                    path=shown(path),
                )
            if to_skip < len(block):
                yield block[to_skip:]
            to_skip = max(0, to_skip - len(block))
    except BrokenOff:
        return
