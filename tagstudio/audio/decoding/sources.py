"""An audio file as a stream of blocks, by the decoder that its format calls for.

The rules that `windows` and `stream` rely on:

- The format is recognised by content (`containers.recognise`), and says which decoder is asked
  first. libsndfile is asked for its own formats only: it takes anything with a sync word in it for
  MP3, and decodes noise from it. FFmpeg is the second decoder of those formats, and the first of
  several Ogg streams one after the other, of which libsndfile hears one.
- A position is a frame of the file's own rate, counted from the first decoded frame.
- `seek` is exact or raises BrokenOff. Where time stamps are guesses (MP3 in FFmpeg, ADTS, AC-3) it
  always raises, and the caller decodes from the start and drops frames, or is content with `near`.
- A decoder error ends the stream with BrokenOff; all blocks before it are good. A few undecodable
  packets in the middle are skipped, for players skip them too.
- Neither the declared length nor the samples are trusted: `frames` may lie, and samples may be NaN
  or infinite. Checking them is up to the caller.
- A file object is handed to FFmpeg, never a name, and only demuxers that open no other file.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Protocol

import soundfile

from tagstudio.audio.containers.audio_spans import is_chained_ogg
from tagstudio.audio.containers.recognise import recognise
from tagstudio.audio.decoding.blocks import BLOCK_VALUES, BrokenOff, Samples
from tagstudio.audio.decoding.libsndfile_source import SoundFileSource
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import opened

__all__ = ["BrokenOff", "Samples", "SoundFileSource", "Source", "open_source"]


class Source(Protocol):
    """An open audio file.

    `hz` is the sample rate; `frames` the length that the header declares (it may lie), or None.
    `is_exact` tells whether `seek` can be exact; `estimated_frames` is a guess of the length where
    it cannot, 0 for none.
    """

    hz: int
    channels: int
    frames: int | None
    is_exact: bool
    estimated_frames: int

    def seek(self, frame: int) -> None:
        """Go to `frame` exactly, or near it where `is_exact` is false; raises BrokenOff."""

    def blocks(self, values: int = BLOCK_VALUES) -> Iterator[Samples]:
        """Yield blocks from here to the end; raises BrokenOff when the decoder gives up.

        They are mono, (frames,), or (frames, 2) if the source was opened in stereo. `values` is the
        length of a block over all channels, where the decoder leaves the choice.
        """

    def reopened(self) -> "Source":
        """Return the same file, opened once more at its start by the same decoder."""

    def close(self) -> None:
        """Close the file."""


Decoder = Callable[[str, bool], Source]


def decoders_of(path: str) -> tuple[Decoder, ...]:
    """Return the decoders for the regular file at `path`, the best first.

    Raises UnreadableAudio for a file that cannot be read.
    """
    with opened(path) as (file, size):
        found = recognise(file, size, path)
        is_chained = bool(found and found.ogg_packet and is_chained_ogg(file, size))
    if not (found and found.libsndfile):
        return (_ffmpeg_source,)
    return (_ffmpeg_source, SoundFileSource) if is_chained else (SoundFileSource, _ffmpeg_source)


def _ffmpeg_source(path: str, stereo: bool) -> Source:
    """Open a file by FFmpeg, which is loaded for the first file that needs it: it takes 16 MB."""
    from tagstudio.audio.decoding.ffmpeg_source import AvSource

    return AvSource(path, stereo)


def open_source(path: str, stereo: bool = False) -> Source:
    """Open the regular file at `path` with the first decoder that accepts it.

    Raises UnreadableAudio when none does.
    """
    return next(_opened(path, stereo))


def opened_in_turn(path: str, stereo: bool = False) -> Iterator[Source]:
    """Open the file at `path` with each decoder that accepts it; each is closed before the next.

    Raises UnreadableAudio when none does.
    """
    found = False
    try:
        for source in _opened(path, stereo):
            found = True
            with closing(source):
                yield source
    except UnreadableAudio:
        if not found:
            raise


def _opened(path: str, stereo: bool) -> Iterator[Source]:
    for decoder in decoders_of(path):
        try:
            source = decoder(path, stereo)
        except (soundfile.SoundFileError, BrokenOff):  # of libsndfile; FFmpeg is the last
            continue
        yield source
