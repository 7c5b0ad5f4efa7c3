"""The parts of an audio file: RIFF and IFF chunks, MP4 atoms, ASF objects, FLAC blocks.

Each iterator ends without an error where the file stops making sense, keeps within the file
whatever a size field claims, and yields at most MOST_CHUNKS, so that garbage costs neither time nor
memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

MOST_CHUNKS = 1 << 16


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part named `name`, with its header at `header` and its content in bytes [start, end)."""

    name: bytes
    header: int
    start: int
    end: int


_Layout = tuple[bytes, int, int, int]  # name, bytes of header, bytes in all, bytes of padding


def riff_chunks(file: BinaryIO, size: int) -> Iterator[Chunk]:
    """Yield the chunks of a RIFF file (WAV)."""
    return _walk(file, size, 12, 8, lambda header: _iff_layout(header, "little"))


def iff_chunks(file: BinaryIO, size: int) -> Iterator[Chunk]:
    """Yield the chunks of an IFF file (AIFF)."""
    return _walk(file, size, 12, 8, lambda header: _iff_layout(header, "big"))


def mp4_atoms(file: BinaryIO, end: int, start: int = 0) -> Iterator[Chunk]:
    """Yield the atoms in bytes [start, end) of an MP4 file: the outermost, or those within one."""
    return _walk(file, end, start, 16, lambda header: _mp4_layout(header, end))


def asf_objects(file: BinaryIO, size: int) -> Iterator[Chunk]:
    """Yield the outermost objects of an ASF file (WMA), named by their GUIDs."""
    return _walk(file, size, 0, 24, _asf_layout)


def flac_blocks(file: BinaryIO, start: int, size: int) -> Iterator[Chunk]:
    """Yield the metadata blocks of the FLAC stream that begins at `start`.

    The name is the first byte of the header: the type, plus 0x80 in the last block.
    """
    for block in _walk(file, size, start + 4, 4, _flac_layout):
        yield block
        if block.name[0] & 0x80:
            return


def _walk(
    file: BinaryIO, size: int, at: int, longest_header: int, layout: Callable[[bytes], _Layout]
) -> Iterator[Chunk]:
    # `length` counts from the header on and is at least `header_length`, so every step moves on by
    # four bytes or more: a size field of zero or of garbage cannot make an endless loop.
    for _ in range(MOST_CHUNKS):
        file.seek(at)
        name, header_length, length, padding = layout(file.read(longest_header))
        if length < header_length or at + header_length > size:
            return
        yield Chunk(name, at, at + header_length, min(at + length, size))
        at += length + padding
        if at >= size:
            return


def _iff_layout(header: bytes, order: Literal["big", "little"]) -> _Layout:
    length = int.from_bytes(header[4:8], order)
    return header[:4], 8, 8 + length, length % 2


def _mp4_layout(header: bytes, size: int) -> _Layout:
    length = int.from_bytes(header[:4], "big")
    if length == 1:
        return header[4:8], 16, int.from_bytes(header[8:16], "big"), 0
    return header[4:8], 8, length or size, 0  # 0: to the end of the file


def _asf_layout(header: bytes) -> _Layout:
    return header[:16], 24, int.from_bytes(header[16:24], "little"), 0


def _flac_layout(header: bytes) -> _Layout:
    return header[:1], 4, 4 + int.from_bytes(header[1:], "big"), 0
