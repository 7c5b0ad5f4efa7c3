"""The parts of a file that hold neither tags nor audio: cue points, loops, seek tables, indexes.

A part is named by its path in the file and compared by the hash of its bytes. Left out are parts
with tags, padding, and those that count bytes of the file (offsets, sizes), which a tag moves; that
these are right is proved by reading the packets (`streams`).
"""

from collections.abc import Callable, Iterator
from hashlib import blake2b
from typing import BinaryIO

from tagstudio.audio.containers.chunks import (
    Chunk,
    flac_blocks,
    iff_chunks,
    mp4_atoms,
    riff_chunks,
)
from tagstudio.audio.containers.id3v2 import id3v2_at

_BLOCK = 1 << 20
_DEEPEST = 8  # atoms in atoms

Part = tuple[str, str]  # its name, and the hash of its bytes: "" for the place of a tag

_FLAC_PADDING, _FLAC_COMMENT = 1, 4
_RIFF_LEFT_OUT = {b"id3 ", b"junk", b"pad ", b"fllr", b"data", b"ssnd"}
_MP4_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta", b"dinf", b"mvex"}
_MP4_LEFT_OUT = {
    *(b"free", b"skip", b"wide", b"mdat"),  # padding, audio
    *(b"stco", b"co64", b"sidx", b"mfra", b"moof", b"saio"),  # offsets in the file
    *(b"\xa9gen", b"gnre"),  # tags without a list
}


def parts_of(file: BinaryIO, size: int) -> list[Part]:
    """Return the names and hashes of the parts of a file of `size` bytes, in their order."""
    file.seek(0)
    head = file.read(12)
    tag = id3v2_at(file, 0, size)
    start = tag.end if tag else 0
    file.seek(start)
    if file.read(4) == b"fLaC":
        return list(_flac(file, start, size))
    if head[:4] == b"RIFF":
        return list(_chunks(file, size, riff_chunks))
    if head[:4] == b"FORM":
        return list(_chunks(file, size, iff_chunks))
    if head[4:8] == b"ftyp":
        return list(_atoms(file, mp4_atoms(file, size), "", 0))
    return []


def _flac(file: BinaryIO, start: int, size: int) -> Iterator[Part]:
    for block in flac_blocks(file, start, size):
        kind = block.name[0] & 0x7F
        if kind not in {_FLAC_PADDING, _FLAC_COMMENT}:
            yield f"block {kind}", _digest(file, block)


def _chunks(
    file: BinaryIO, size: int, walk: Callable[[BinaryIO, int], Iterator[Chunk]]
) -> Iterator[Part]:
    for chunk in walk(file, size):
        if chunk.name.lower() in _RIFF_LEFT_OUT:
            continue
        file.seek(chunk.start)
        if chunk.name == b"LIST" and file.read(4) == b"INFO":
            continue
        yield _shown(chunk.name), _digest(file, chunk)


def _atoms(file: BinaryIO, atoms: Iterator[Chunk], path: str, depth: int) -> Iterator[Part]:
    for atom in list(atoms):
        if atom.name in _MP4_LEFT_OUT:
            continue
        name = f"{path}/{_shown(atom.name)}"
        if atom.name == b"meta":
            yield name, ""
        elif atom.name in _MP4_CONTAINERS and depth < _DEEPEST:
            yield from _atoms(file, _inner(file, atom), name, depth + 1)
        else:
            yield name, _digest(file, atom)


def _inner(file: BinaryIO, atom: Chunk) -> Iterator[Chunk]:
    """Yield the atoms in an atom."""
    at = atom.start
    while at + 8 <= atom.end:
        file.seek(at)
        header = file.read(8)
        length = int.from_bytes(header[:4], "big")
        if length < 8:  # zeros that end the list, or nothing known
            return
        yield Chunk(header[4:], at, at + 8, min(at + length, atom.end))
        at += length


def _digest(file: BinaryIO, chunk: Chunk) -> str:
    digest = blake2b(digest_size=16)
    file.seek(chunk.start)
    left = chunk.end - chunk.start
    while left > 0 and (block := file.read(min(left, _BLOCK))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest()


def _shown(name: bytes) -> str:
    return name.decode("latin-1").strip()
