"""Replace, remove and add chunks of a WAV or AIFF file, with all sizes right afterwards.

A chunk of odd length is followed by a zero byte that its size does not count; some writers leave it
out behind the last one, so it is added before anything is put there. A program that writes into a
pipe cannot know the sizes yet and leaves the largest number in their place: they are filled in.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

from mutagen._util import resize_bytes

from tagstudio.audio.containers.chunks import Chunk, iff_chunks, riff_chunks

LARGEST_SIZE = 0xFFFFFFFF
TAG_CHUNK: dict[bytes, bytes] = {b"RIFF": b"id3 ", b"FORM": b"ID3 "}

_AUDIO = frozenset([b"data", b"SSND"])
_HEADER = 12  # bytes of the file's own header
_CHUNK_HEADER = 8


@dataclass(frozen=True)
class ChunkEdit:
    """The chunk whose content begins at `start` gets this `content`; without any it goes."""

    start: int
    content: bytes


class UneditableChunks(ValueError):  # noqa: N818  reads as what it says
    """A file whose sizes are such that its chunks cannot be edited; `reason` says why."""

    def __init__(self, reason: Literal["cut_off", "no_size", "too_long"]) -> None:
        super().__init__(reason)
        self.reason = reason


def is_chunked(file: BinaryIO) -> bool:
    """Tell whether `file` is WAV or AIFF."""
    file.seek(0)
    return file.read(4) in TAG_CHUNK


def check_chunks(file: BinaryIO, size: int) -> None:
    """Raise UneditableChunks for a WAV or AIFF file of `size` bytes that `edit_chunks` refuses."""
    _Form(file, size)


def edit_chunks(file: BinaryIO, size: int, edits: Sequence[ChunkEdit], tag: bytes = b"") -> None:
    """Make these changes to a `file` of `size` bytes, and add a chunk for an ID3v2 `tag`.

    Raises UneditableChunks, before anything is written.
    """
    form = _Form(file, size)
    grown = sum(len(one.content) for one in edits) + len(tag) + _CHUNK_HEADER + 2
    if form.end + grown > LARGEST_SIZE:
        raise UneditableChunks("too_long")
    by_start = {one.start: one for one in form.chunks}
    if any(one.start not in by_start for one in edits):  # behind the end that the file declares
        raise UneditableChunks("cut_off")
    if tag:
        form.append(TAG_CHUNK[form.magic], tag)
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        form.replace(by_start[edit.start], edit.content)
    form.finish()


class _Form:
    """A WAV or AIFF file: its chunks, up to `end`."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        file.seek(0)
        header = file.read(_HEADER)
        self.magic = header[:4]
        self._order: Literal["little", "big"] = "little" if self.magic == b"RIFF" else "big"
        declared = _CHUNK_HEADER + int.from_bytes(header[4:8], self._order)
        is_open = _is_unknown(declared - _CHUNK_HEADER) or declared == _CHUNK_HEADER
        self.end = size if is_open else min(declared, size)
        walk = riff_chunks if self.magic == b"RIFF" else iff_chunks
        self.chunks = [*walk(file, self.end)]
        self._open: Chunk | None = None
        self._check()

    def append(self, name: bytes, content: bytes) -> None:
        """Add a chunk behind the last one."""
        last = self.chunks[-1]
        odd = (last.end - last.start) % 2
        lacks_padding = odd and last.end >= self.end
        start = last.end if lacks_padding else last.end + odd
        new = self._header(name, len(content)) + content + bytes(len(content) % 2)
        self._splice(start, start, b"\0" + new if lacks_padding else new)

    def replace(self, chunk: Chunk, content: bytes) -> None:
        """Give `chunk` another content; without any it goes."""
        end = min(chunk.end + (chunk.end - chunk.start) % 2, self.end)
        new = b""
        if content:
            new = self._header(chunk.name, len(content)) + content + bytes(len(content) % 2)
        self._splice(chunk.header, end, new)

    def finish(self) -> None:
        """Write the sizes that the file and its open chunk have now."""
        if self._open:
            self._write_size(self._open.header + 4, self._open.end - self._open.start)
        self._write_size(4, self.end - _CHUNK_HEADER)

    def _check(self) -> None:
        if not self.chunks:
            raise UneditableChunks("cut_off")
        for chunk in self.chunks[:-1]:
            if chunk.name in _AUDIO and chunk.start == chunk.end:
                raise UneditableChunks("no_size")
        last = self.chunks[-1]
        declared = self._size_at(last.header + 4)
        if last.start + declared <= self.end:
            return
        if not _is_unknown(declared):
            raise UneditableChunks("cut_off")
        self._open = last

    def _splice(self, start: int, end: int, content: bytes) -> None:
        resize_bytes(self._file, end - start, len(content), start)
        self._file.seek(start)
        self._file.write(content)
        self.end += len(content) - (end - start)
        if self._open and start < self._open.start:
            moved = len(content) - (end - start)
            one = self._open
            self._open = Chunk(one.name, one.header + moved, one.start + moved, one.end + moved)

    def _header(self, name: bytes, length: int) -> bytes:
        return name + length.to_bytes(4, self._order)

    def _size_at(self, at: int) -> int:
        self._file.seek(at)
        return int.from_bytes(self._file.read(4), self._order)

    def _write_size(self, at: int, length: int) -> None:
        self._file.seek(at)
        self._file.write(length.to_bytes(4, self._order))


def _is_unknown(length: int) -> bool:
    """Tell whether a size stands for one that its writer did not know, less the headers before it.

    FFmpeg writes the largest number, SoX the largest with a sign.
    """
    margin = 1 << 16
    return any(most - margin <= length <= most for most in (LARGEST_SIZE, LARGEST_SIZE >> 1))
