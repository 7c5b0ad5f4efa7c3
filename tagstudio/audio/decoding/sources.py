"""An audio file as a stream of blocks, decoded by soundfile, or by PyAV where soundfile refuses it.

The rules that `windows` and `stream` rely on:

- A position is a frame of the file's own rate, counted from the first decoded frame.
- `seek` is exact or raises BrokenOff. Where time stamps are guesses (MP3 in FFmpeg, ADTS, Ogg) it
  always raises, and the caller decodes from the start and drops frames.
- A decoder error ends the stream with BrokenOff; all blocks before it are good. A few undecodable
  packets in the middle are skipped, for players skip them too.
- Neither the declared length nor the samples are trusted: `frames` may lie, and samples may be NaN
  or infinite. Checking them is up to the caller.
- A file object is handed to FFmpeg, never a name, and only demuxers that open no other file.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from typing import Any, BinaryIO, Protocol

import av
import numpy as np
import soundfile
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.error import FFmpegError
from numpy.typing import NDArray

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import open_binary, shown

Samples = NDArray[np.float32]

LOWEST_HZ, HIGHEST_HZ = 2_000, 768_000
BLOCK_VALUES = 1 << 15  # numbers per block over all channels; a block with an error in it is lost

# Demuxers that hold audio and open no other file. Without the list a text file can be a playlist
# that makes FFmpeg read another file, or an address in the network.
_DEMUXERS = (
    "aac,ac3,aiff,amr,ape,asf,caf,dsf,eac3,flac,loas,matroska,webm,mov,mp4,m4a,mp3,mpc,mpc8,ogg,"
    "tak,tta,wav,w64,wv,xwma"
)
# Time stamps are exact in MP4 and true to the millisecond in ASF; elsewhere they are guesses.
_SEEKABLE_DEMUXERS = ("mov,mp4,m4a,3gp,3g2,mj2", "asf")
_PREROLL_SECONDS = Fraction(1, 2)  # a codec with overlapping frames decodes correctly after that
_TOLERATED_PACKETS = 64  # undecodable packets before the file counts as broken off


class BrokenOff(Exception):  # noqa: N818  the end of a file, not always an error
    """The decoder gave up in the middle; the blocks before are good."""


class Source(Protocol):
    """An open audio file.

    `hz` is the sample rate; `frames` the length that the header declares (it may lie), or None.
    """

    hz: int
    channels: int
    frames: int | None

    def seek(self, frame: int) -> None:
        """Go to `frame` exactly; raises BrokenOff where that is impossible."""

    def blocks(self, values: int = BLOCK_VALUES) -> Iterator[Samples]:
        """Yield blocks from here to the end; raises BrokenOff when the decoder gives up.

        They are mono, (frames,), or (frames, 2) if the source was opened in stereo. `values` is the
        length of a block over all channels, where the decoder leaves the choice.
        """

    def close(self) -> None:
        """Close the file."""


def open_source(path: str, stereo: bool = False) -> Source:
    """Open the regular file at `path` with the first decoder that accepts it.

    Raises UnreadableAudio when none does.
    """
    try:
        return SoundFileSource(path, stereo)
    except (soundfile.SoundFileError, BrokenOff):
        return AvSource(path, stereo)


class SoundFileSource:
    """WAV, AIFF, FLAC, Ogg Vorbis, Opus and MP3 through libsndfile; seeks to the exact sample."""

    def __init__(self, path: str, stereo: bool = False) -> None:
        self._stereo = stereo
        # A str that is not UTF-8 cannot be encoded by soundfile; Windows has no bytes names.
        self._file = soundfile.SoundFile(path if os.name == "nt" else os.fsencode(path))
        self.hz: int = self._file.samplerate
        self.channels: int = self._file.channels
        self.frames: int | None = self._file.frames
        if not LOWEST_HZ <= self.hz <= HIGHEST_HZ:
            self._file.close()
            raise BrokenOff(f"{self.hz} Hz")

    def seek(self, frame: int) -> None:
        """Go to `frame`."""
        try:
            reached = self._file.seek(frame)
        except soundfile.SoundFileError as error:
            raise BrokenOff(str(error)) from error
        if reached != frame:
            raise BrokenOff(f"frame {reached} instead of {frame}")

    def blocks(self, values: int = BLOCK_VALUES) -> Iterator[Samples]:
        """Yield blocks from here to the end."""
        frames = max(1, values // self._file.channels)
        while True:
            try:
                block = self._file.read(frames, dtype="float32", always_2d=True)
            except (soundfile.SoundFileError, MemoryError) as error:
                raise BrokenOff(str(error)) from error
            if not len(block):
                return
            yield _mixed(block, self._stereo)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class AvSource:
    """M4A, AAC, ALAC, WMA and the rest through FFmpeg; seeks where time stamps are exact."""

    def __init__(self, path: str, stereo: bool = False) -> None:
        self._stereo = stereo
        with ExitStack() as opened:
            # A file object, because FFmpeg takes no name that is not UTF-8.
            file = opened.enter_context(open_binary(path))
            container = opened.enter_context(_open_container(path, file))
            if not container.streams.audio or not container.streams.audio[0].codec_context:
                raise _unsupported(path)  # no audio, or of a codec that FFmpeg does not know
            self._container = container
            self._stream = container.streams.audio[0]
            self.hz: int = self._stream.sample_rate or 0
            if not LOWEST_HZ <= self.hz <= HIGHEST_HZ:
                raise UnreadableAudio(
                    "damaged",
                    "audio.impossible-rate",
                    "{path} declares {hz} Hz.",
                    path=shown(path),
                    hz=self.hz,
                )
            self.channels: int = self._stream.channels
            self._exact = container.format.name in _SEEKABLE_DEMUXERS
            self.frames: int | None = self._declared_frames() if self._exact else None
            self._from_frame = 0
            self._zero: Fraction | None = None
            self._opened = opened.pop_all()

    def _declared_frames(self) -> int | None:
        seconds = self._seconds(self._stream.duration)
        return None if seconds is None else round(seconds * self.hz)

    def _seconds(self, ticks: int | None) -> Fraction | None:
        base = self._stream.time_base
        return None if ticks is None or base is None else ticks * base

    def seek(self, frame: int) -> None:
        """Go to `frame`."""
        if not self._exact or not self._stream.time_base:
            raise BrokenOff("this format has no exact time stamps")
        # Time stamps count from a zero that is not always that of the first sample, so positions
        # are relative to the first stamp. The seek aims half a second early: a codec with
        # overlapping frames (AAC, WMA) decodes its first frames after a seek wrongly. `blocks`
        # then drops the frames before the target by their stamps.
        if self._zero is None:
            self._zero = self._first_time()
        start = max(self._zero, self._zero + Fraction(frame, self.hz) - _PREROLL_SECONDS)
        try:
            self._container.seek(int(start / self._stream.time_base), stream=self._stream)
        except FFmpegError as error:
            raise BrokenOff(str(error)) from error
        self._from_frame = frame

    def blocks(self, values: int = BLOCK_VALUES) -> Iterator[Samples]:
        """Yield blocks from here to the end, of the lengths that the codec gives."""
        to_drop: int | None = None if self._from_frame else 0
        for frame in self._decoded():
            if frame.sample_rate != self.hz:
                raise BrokenOff(f"{self.hz} Hz became {frame.sample_rate} Hz")
            if to_drop is None:
                to_drop = self._from_frame - self._position(frame)
            block = _mixed(_as_float(frame).T, self._stereo)
            if to_drop < len(block):
                yield block[to_drop:]
            to_drop = max(0, to_drop - len(block))

    def _first_time(self) -> Fraction:
        """Return the time stamp of the first sample in seconds: 0.09 s in a WMA file."""
        first = next(self._decoded(), None)
        seconds = self._seconds(first.pts) if first else None
        if seconds is None:
            raise BrokenOff("the first block has no time stamp")
        return seconds

    def _position(self, frame: AudioFrame) -> int:
        seconds = self._seconds(frame.pts)
        if seconds is None or self._zero is None:
            raise BrokenOff("a block has no time stamp")
        position = round((seconds - self._zero) * self.hz)
        if position > self._from_frame:
            raise BrokenOff("the seek missed its target")
        return position

    def _decoded(self) -> Iterator[AudioFrame]:
        failed = 0
        try:
            for packet in self._container.demux(self._stream):
                try:
                    yield from packet.decode()
                except FFmpegError:
                    failed += 1
                    if failed > _TOLERATED_PACKETS:
                        raise
        except (FFmpegError, OSError, MemoryError) as error:
            raise BrokenOff(str(error)) from error

    def close(self) -> None:
        """Close the container, then the file under it."""
        self._opened.close()


def _open_container(path: str, file: BinaryIO) -> InputContainer:
    options = {"format_whitelist": _DEMUXERS}
    try:
        return av.open(file, mode="r", container_options=options, metadata_errors="ignore")
    except (FFmpegError, OSError) as error:  # OSError: a size field sent it before the file
        raise _unsupported(path) from error


def _unsupported(path: str) -> UnreadableAudio:
    return UnreadableAudio(
        "unsupported",
        "audio.unsupported",
        "{path} holds no audio that TagStudio can decode. Replace the file.",
        path=shown(path),
    )


def _as_float(frame: AudioFrame) -> Samples:
    """Return the frame's samples as (channels, frames) floats in -1 to 1."""
    values: NDArray[Any] = frame.to_ndarray()
    if not frame.format.is_planar:
        values = values.reshape(-1, frame.layout.nb_channels).T
    if values.dtype == np.uint8:
        return (values.astype(np.float32) - np.float32(128)) / np.float32(128)
    if np.issubdtype(values.dtype, np.integer):
        return values.astype(np.float32) / -float(np.iinfo(values.dtype).min)
    return values.astype(np.float32, copy=False)


def _mixed(block: Samples, stereo: bool) -> Samples:
    """Mix (frames, channels) down to (frames,), or in stereo to (frames, 2).

    The first two channels are left and right; further ones (centre, low, rear) are added to both.
    """
    channels = block.shape[1]
    with np.errstate(over="ignore", invalid="ignore"):  # the reader checks for finite samples
        if not stereo:
            # Channel by channel: numpy takes 20 times as long over the mean of an axis of two.
            mono: Samples = sum(block.T[1:], block[:, 0]) / np.float32(channels)
            return mono
        if channels <= 2:
            return np.ascontiguousarray(np.broadcast_to(block, (len(block), 2)))
        both = block[:, 2:].sum(axis=1, keepdims=True)
        mixed: Samples = (block[:, :2] + both) / np.float32(channels - 1)
        return mixed
