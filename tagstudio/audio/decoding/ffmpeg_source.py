"""An audio file through FFmpeg: M4A, AAC, WMA, Matroska, WavPack and whatever else it reads."""

import io
import os
from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from typing import BinaryIO, cast

import av
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.error import FFmpegError

from tagstudio.audio.containers.recognise import start_of_content
from tagstudio.audio.containers.row_length import find_row
from tagstudio.audio.containers.spliced_file import SplicedFile
from tagstudio.audio.decoding.blocks import (
    BLOCK_VALUES,
    HIGHEST_HZ,
    LOWEST_HZ,
    BrokenOff,
    Samples,
    mixed,
)
from tagstudio.audio.decoding.demuxers import DEMUXERS
from tagstudio.audio.decoding.ffmpeg_frames import as_float, decoded
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import open_binary, opened, shown

# Time stamps are exact in these, but true to the millisecond in ASF and Matroska; elsewhere they
# are guesses.
_EXACT_DEMUXERS = frozenset(
    [
        *("mov,mp4,m4a,3gp,3g2,mj2", "asf", "matroska,webm"),
        *("wv", "tta", "ape", "caf", "w64", "dsf", "iff"),
    ]
)
_ROWS_OF_FRAMES = frozenset(["aac", "ac3", "eac3", "mp3"])
_PREROLL_SECONDS = Fraction(1, 2)  # a codec with overlapping frames decodes correctly after that
_TOLERATED_PACKETS = 64  # undecodable packets before the file counts as broken off


class AvSource:
    """A Source of what FFmpeg reads; seeks exactly where time stamps are exact."""

    def __init__(self, path: str, stereo: bool = False) -> None:
        self._path, self._stereo = path, stereo
        with ExitStack() as opened:
            # A file object, because FFmpeg takes no name that is not UTF-8.
            file = opened.enter_context(open_binary(path))
            container = opened.enter_context(_open_container(path, _behind_tags(file, path)))
            if not container.streams.audio or not container.streams.audio[0].codec_context:
                raise _unsupported(path)  # no audio, or of a codec that FFmpeg does not know
            self._container = container
            self._stream = container.streams.audio[0]
            self.hz: int = self._stream.sample_rate or 0
            if not LOWEST_HZ <= self.hz <= HIGHEST_HZ:
                if not self.hz:
                    raise _unsupported(path)
                raise UnreadableAudio(
                    "damaged",
                    "audio.impossible-rate",
                    "{path} declares {hz} Hz.",
                    path=shown(path),
                    hz=self.hz,
                )
            self.channels: int = self._stream.channels
            self.is_exact = container.format.name in _EXACT_DEMUXERS
            self.frames: int | None = self._declared_frames() if self.is_exact else None
            self.estimated_frames = 0 if self.is_exact else self._estimated_frames(path)
            self._from_frame = 0
            self._zero: Fraction | None = None
            self._opened = opened.pop_all()

    def _declared_frames(self) -> int | None:
        seconds = self._seconds(self._stream.duration)
        if seconds is None and self._container.duration:  # of Matroska
            seconds = Fraction(self._container.duration, av.time_base)
        return None if seconds is None else round(seconds * self.hz)

    def _estimated_frames(self, path: str) -> int:
        if self._container.format.name in _ROWS_OF_FRAMES:
            with opened(path) as (file, size):
                row = find_row(file, size)
                if row and (seconds := row.seconds(file)):
                    return round(seconds * self.hz)
        return round(Fraction(self._container.duration or 0, av.time_base) * self.hz)

    def _seconds(self, ticks: int | None) -> Fraction | None:
        base = self._stream.time_base
        return None if ticks is None or base is None else ticks * base

    def seek(self, frame: int) -> None:
        """Go to `frame`, or near it where time stamps are guesses."""
        if not self._stream.time_base:
            raise BrokenOff("this file has no time stamps")
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
            block = mixed(as_float(frame).T, self._stereo)
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
        if position > self._from_frame and self.is_exact:
            raise BrokenOff("the seek missed its target")
        return min(position, self._from_frame)

    def _decoded(self) -> Iterator[AudioFrame]:
        failed = 0
        try:
            for packet in self._container.demux(self._stream):
                try:
                    yield from decoded(packet, self.channels)
                except FFmpegError:
                    failed += 1
                    if failed > _TOLERATED_PACKETS:
                        raise
        except (FFmpegError, OSError, MemoryError) as error:
            raise BrokenOff(str(error)) from error

    def reopened(self) -> "AvSource":
        """Return the same file, opened once more at its start."""
        return AvSource(self._path, self._stereo)

    def close(self) -> None:
        """Close the container, then the file under it."""
        self._opened.close()


def _behind_tags(file: BinaryIO, path: str) -> BinaryIO:
    """Return `file` without ID3v2 tags in front of a container that begins with a signature.

    FFmpeg itself skips them in front of frames, but finds no MP4 or Matroska behind them.
    """
    size = file.seek(0, os.SEEK_END)
    start, found = start_of_content(file, size)
    file.seek(0)
    if not start or found is None or found.frames:
        return file
    return cast(BinaryIO, io.BufferedReader(SplicedFile(file, [(start, size)], path)))


def _open_container(path: str, file: BinaryIO) -> InputContainer:
    options = {"format_whitelist": DEMUXERS}
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
