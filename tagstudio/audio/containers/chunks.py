"""The parts of an audio file: chunks, atoms, objects, elements, FLAC blocks.

Each iterator ends without an error where the file stops making sense, keeps within the file
whatever a size field claims, and yields at most MOST_CHUNKS, so that garbage costs neither time nor
memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from tagstudio.audio.files.formats import ChunkStructure

MOST_CHUNKS = 1 << 16

_SEGMENT = b"\x18\x53\x80\x67"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part named `name`, with its header at `header` and its content in bytes [start, end).

    `lacking` are the bytes that it claims beyond the end of the file.
    """

    name: bytes
    header: int
    start: int
    end: int
    lacking: int = 0


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


def asf_objects(file: BinaryIO, end: int, start: int = 0) -> Iterator[Chunk]:
    """Yield the objects in bytes [start, end) of an ASF file (WMA), named by their GUIDs."""
    return _walk(file, end, start, 24, _asf_layout)


def dsf_chunks(file: BinaryIO, size: int) -> Iterator[Chunk]:
    """Yield the chunks of a DSF file behind its first one."""
    return _walk(file, size, 28, 12, _dsf_layout)


def dff_chunks(file: BinaryIO, size: int) -> Iterator[Chunk]:
    """Yield the chunks of a DSDIFF file."""
    return _walk(file, size, 16, 12, _dff_layout)


def caf_chunks(file: BinaryIO, size: int) -> Iterator[Chunk]:
    """Yield the chunks of a Core Audio file."""
    return _walk(file, size, 8, 12, lambda header: _caf_layout(header, size))


def w64_chunks(file: BinaryIO, size: int) -> Iterator[Chunk]:
    """Yield the chunks of a Wave64 file, named by their GUIDs."""
    return _walk(file, size, 40, 24, _w64_layout)


def matroska_elements(file: BinaryIO, size: int) -> Iterator[Chunk]:
    """Yield the elements of a Matroska file's segment; a cluster of unknown size as its blocks."""
    segment = next((one for one in ebml_elements(file, size, 0) if one.name == _SEGMENT), None)
    return ebml_elements(file, size, segment.start) if segment else iter(())


def ebml_elements(file: BinaryIO, end: int, start: int) -> Iterator[Chunk]:
    """Yield the EBML elements in bytes [start, end); one of unknown size as header and content."""
    return _walk(file, end, start, 12, _ebml_layout)


WALKS: dict[ChunkStructure, Callable[[BinaryIO, int], Iterator[Chunk]]] = {
    "riff": riff_chunks,
    "iff": iff_chunks,
    "mp4": mp4_atoms,
    "asf": asf_objects,
    "dsf": dsf_chunks,
    "dff": dff_chunks,
    "caf": caf_chunks,
    "w64": w64_chunks,
    "matroska": matroska_elements,
}


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
        end = min(at + length, size)
        lacking = at + length - end if length != size else 0  # a layout's word for "to the end"
        yield Chunk(name, at, at + header_length, end, lacking)
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


def _dsf_layout(header: bytes) -> _Layout:
    return header[:4], 12, int.from_bytes(header[4:12], "little"), 0


def _dff_layout(header: bytes) -> _Layout:
    length = int.from_bytes(header[4:12], "big")
    return header[:4], 12, 12 + length, length % 2


def _caf_layout(header: bytes, size: int) -> _Layout:
    length = int.from_bytes(header[4:12], "big", signed=True)
    return header[:4], 12, 12 + length if length >= 0 else size, 0  # -1: to the end of the file


def _w64_layout(header: bytes) -> _Layout:
    length = int.from_bytes(header[16:24], "little")
    return header[:16], 24, length, -length % 8


def _ebml_layout(header: bytes) -> _Layout:
    # The number of leading zero bits in the first byte is the number of bytes that follow it.
    name_bytes = 9 - header[0].bit_length() if header else 9
    size_bytes = 9 - header[name_bytes].bit_length() if len(header) > name_bytes else 9
    if name_bytes > 4 or size_bytes > 8:
        return b"", 1, 0, 0
    header_length = name_bytes + size_bytes
    marked = int.from_bytes(header[name_bytes:header_length], "big")
    length = marked & (1 << 7 * size_bytes) - 1
    if length == (1 << 7 * size_bytes) - 1:
        length = 0
    return header[:name_bytes], header_length, header_length + length, 0
