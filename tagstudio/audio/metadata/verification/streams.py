"""What FFmpeg sees in a file: streams with all their packets, chapters, metadata.

A copy with another index or broken offsets gives other packets, or none, although each byte of the
audio may still be in it; so the packets are read as a player reads them, and not the bytes.
"""

import os
import zlib
from array import array
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.container import InputContainer
from av.error import FFmpegError

from tagstudio.audio.decoding.demuxers import DEMUXERS

# Demuxers of a stream without a header, which are not recognised behind junk at its start.
_FORCED = {".mp3": "mp3", ".aac": "aac"}
_UNKNOWN_TIME = -(1 << 63)
_TIMES_AT_ONCE = 3 << 12


@dataclass
class StreamView:
    """One stream. `header` is what must be equal and is no number of packets.

    `crc` is over the bytes of all packets, `times` over their time stamps and durations, both in
    their order; `seconds` is how long they last.
    """

    kind: str
    header: tuple[Any, ...]
    metadata: Mapping[str, str]
    packets: int = 0
    bytes: int = 0
    crc: int = 0
    times: str = ""
    seconds: float = 0.0


@dataclass
class ContainerView:
    """A file as FFmpeg reads it; `error` is why it ends early.

    `chapters` are (start, end, title) in seconds.
    """

    format: str
    metadata: Mapping[str, str]
    chapters: tuple[tuple[float, float, str], ...]
    streams: list[StreamView] = field(default_factory=list)
    error: str = ""


def container_view(file: BinaryIO, name: str, end: int | None = None) -> ContainerView | None:
    """Read all packets of a file that is called `name`; None where FFmpeg does not know it.

    With an `end` it is read as if it had so many bytes only.
    """
    with ExitStack() as stack:
        container = open_container(file, name, stack, end)
        if container is None:
            return None
        view = ContainerView(
            container.format.name,
            _texts(container.metadata),
            tuple(_chapter(one) for one in container.chapters()),
            [_stream_view(stream) for stream in container.streams],
        )
        _read_packets(container, view)
        return view


def open_container(
    file: BinaryIO, name: str, stack: ExitStack, end: int | None = None
) -> InputContainer | None:
    """Open `file` until `stack` ends; None where FFmpeg does not know it. `end` as above."""
    forced = _FORCED.get(Path(name).suffix.lower())
    named = _Named(file, name) if end is None else _Cut(file, name, end)
    container = _opened(named, None) or (_opened(named, forced) if forced else None)
    if container is not None:
        stack.callback(container.close)
    return container


def _opened(named: Any, demuxer: str | None) -> InputContainer | None:
    options = {"format_whitelist": DEMUXERS}
    odd: Any = {"metadata_errors": "surrogateescape"}
    named.seek(0)
    try:
        container: InputContainer = av.open(named, "r", demuxer, options, **odd)
    except (FFmpegError, OSError, ValueError):  # OSError: a size field sent it before the file
        return None
    return container


class _Named:
    """An open file under another name, by which FFmpeg recognises some formats."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self.name = "audio" + Path(name).suffix.encode("ascii", "ignore").decode()
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


class _Cut(_Named):
    """The same with its end cut off."""

    def __init__(self, file: BinaryIO, name: str, end: int) -> None:
        super().__init__(file, name)
        self._file, self._end = file, end
        self.read, self.seek = self._read, self._seek

    def _read(self, size: int = -1) -> bytes:
        left = max(0, self._end - self._file.tell())
        return self._file.read(left if size < 0 else min(size, left))

    def _seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_END:
            offset, whence = self._end + offset, os.SEEK_SET
        return self._file.seek(offset, whence)


def _texts(metadata: Mapping[str, str]) -> dict[str, str]:
    """Return metadata with texts that are no UTF-8, as in ID3v1, read as Latin-1."""
    return {key: _as_text(value) for key, value in metadata.items()}


def _as_text(value: str) -> str:
    content = value.encode("utf-8", "surrogateescape")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _chapter(found: Any) -> tuple[float, float, str]:
    base = found["time_base"]
    title = _texts(found["metadata"]).get("title", "")
    return float(found["start"] * base), float(found["end"] * base), title


def _stream_view(stream: Any) -> StreamView:
    codec = stream.codec_context
    header: tuple[Any, ...] = (stream.time_base, stream.start_time, int(stream.disposition))
    if codec:
        header = (*header, codec.name, _identity(codec.name, codec.extradata or b""))
    if codec and stream.type == "audio":
        header = (*header, codec.sample_rate, codec.channels, codec.layout.name)
    return StreamView(stream.type, header, _texts(stream.metadata))


def _identity(codec: str, extradata: bytes) -> bytes:
    """Return a codec's parameters; of Vorbis without the comments, which lie between them."""
    if codec != "vorbis" or extradata[:1] != b"\x02":
        return extradata
    sizes, at = [], 1
    for _ in range(2):
        size = 0
        while at < len(extradata):
            size += extradata[at]
            at += 1
            if extradata[at - 1] < 255:
                break
        sizes.append(size)
    return extradata[at : at + sizes[0]] + extradata[at + sum(sizes) :]


def _read_packets(container: InputContainer, view: ContainerView) -> None:
    tallies = [_Tally() for _ in view.streams]
    try:
        for packet in container.demux():
            if packet.size and packet.stream_index < len(tallies):
                tallies[packet.stream_index].add(packet)
    except (FFmpegError, OSError, ValueError) as error:
        view.error = type(error).__name__
    for stream, found, tally in zip(container.streams, view.streams, tallies, strict=True):
        found.packets, found.bytes, found.crc = tally.packets, tally.bytes, tally.crc
        found.times = tally.times()
        found.seconds = float(tally.ticks * (stream.time_base or 0))


class _Tally:
    """The running sums of one stream."""

    def __init__(self) -> None:
        self.packets = self.bytes = self.crc = self.ticks = 0
        self._digest = blake2b(digest_size=16)
        self._waiting = array("q")

    def add(self, packet: Any) -> None:
        self.packets += 1
        self.bytes += packet.size
        self.crc = zlib.crc32(packet, self.crc)
        pts, dts, duration = packet.pts, packet.dts, packet.duration or 0
        self.ticks += duration
        waiting = self._waiting
        waiting.append(_UNKNOWN_TIME if pts is None else pts)
        waiting.append(_UNKNOWN_TIME if dts is None else dts)
        waiting.append(duration)
        if len(waiting) >= _TIMES_AT_ONCE:
            self._flush()

    def times(self) -> str:
        self._flush()
        return self._digest.hexdigest()

    def _flush(self) -> None:
        self._digest.update(self._waiting.tobytes())
        del self._waiting[:]
