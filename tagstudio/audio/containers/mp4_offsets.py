"""Where an MP4 file names places of itself: found, checked, and moved together.

An atom that grows pushes what follows it. Every place that is counted from the start of the file
must then grow too, or players read the sound from wrong places:

- `stco`, `co64`: the chunks of samples of a track, in `moov`;
- `saio` of such a track: the chunks of side information of its samples;
- `tfhd` with a base offset: the data of a fragment (ISO/IEC 14496-12, 8.8.7);
- `tfra`: the table of fragments at the end of the file.

Places counted from something that moves along need nothing: `trun`, `tfhd` without a base offset,
a `sidx` that does not stand before what moves. What else names places (`iloc`, a `sidx` in front, a
track whose sound is in another file) is refused: Unmovable.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, islice
from typing import BinaryIO

from tagstudio.audio.containers.chunks import Chunk, mp4_atoms
from tagstudio.audio.containers.mp4_atoms import Atom, BadAtoms

_STBL = (b"trak", b"mdia", b"minf", b"stbl")
_DREF = (b"trak", b"mdia", b"minf", b"dinf", b"dref")
_BASE_OFFSET = 1  # flag of tfhd
_SELF_CONTAINED = 1  # flag of an entry of dref
_TYPED = 1  # flag of saio

Patch = tuple[int, bytes]  # where in the file, and the bytes that go there
Move = Callable[[int], int]  # old offset -> new offset


class Unmovable(Exception):  # noqa: N818  reads as what it says
    """A file whose places cannot be moved with certainty."""


def move_from(start: int, end: int, by: int) -> Move:
    """Return where each offset goes when bytes [start, end) are rewritten and what follows moves.

    An offset into the rewritten bytes raises Unmovable.
    """

    def moved(offset: int) -> int:
        if start <= offset < end:
            raise Unmovable("sound lies among the tags")
        return offset + by if offset >= end else offset

    return moved


def move_tracks(moov: Atom, move: Move) -> None:
    """Move the offsets in `moov`; raises Unmovable, then `moov` may be changed in part."""
    for table in moov.named(*_STBL):
        for atom in table.children or ():
            if atom.name == b"stco":
                atom.content = _moved_table(atom.content, 4, 4, move)
            elif atom.name == b"co64":
                atom.content = _moved_table(atom.content, 4, 8, move)
            elif atom.name == b"saio":
                start = 12 if atom.content[3] & _TYPED else 4
                atom.content = _moved_table(atom.content, start, 8 if atom.content[0] else 4, move)


def refuse_samples_within(moov: Atom, start: int, end: int) -> None:
    """Raise Unmovable where a track of `moov` reads samples from the bytes [start, end).

    An index of that kind is wrong, but what players make of it must not change either.
    """
    for table in moov.named(*_STBL):
        tables = {one.name: one.content for one in table.children or ()}
        offsets = _numbers(tables.get(b"stco", b""), 4, 4) + _numbers(
            tables.get(b"co64", b""), 4, 8
        )
        for at, length in zip(offsets, _chunk_lengths(tables, len(offsets)), strict=True):
            if at < end and at + length > start:
                raise Unmovable("sound lies among the tags")


def _chunk_lengths(tables: Mapping[bytes, bytes], count: int) -> list[int]:
    """Return the length of each of `count` chunks, by `stsc` (samples a chunk) and their sizes."""
    size_of_all = _int(tables.get(b"stsz", b""), 4, 4)
    ends = list(accumulate(() if size_of_all else _sample_sizes(tables), initial=0))

    def end_of(sample: int) -> int:
        return sample * size_of_all if size_of_all else ends[min(sample, len(ends) - 1)]

    runs = _numbers(tables.get(b"stsc", b""), 4, 4, 3)
    nexts = [*runs[3::3], count + 1]
    lengths, sample, done = [0] * count, 0, 0
    for first, samples, following in zip(runs[::3], runs[1::3], nexts, strict=False):
        for chunk in range(max(first, done + 1), min(following, count + 1)):
            lengths[chunk - 1] = end_of(sample + samples) - end_of(sample)
            sample, done = sample + samples, chunk
    return lengths


def _sample_sizes(tables: Mapping[bytes, bytes]) -> list[int]:
    """Return the sizes of the samples of a track, where each has its own."""
    if b"stsz" in tables:
        return _numbers(tables[b"stsz"], 8, 4)
    compact = tables.get(b"stz2", b"")
    bits = compact[7] if len(compact) > 7 else 8
    return _numbers(compact, 8, bits // 8) if bits in {8, 16} else _halves(compact)


def _halves(compact: bytes) -> list[int]:
    """Return sizes of four bits each."""
    sizes = (size for byte in compact[12:] for size in (byte >> 4, byte & 15))
    return list(islice(sizes, _int(compact, 8, 4)))


def _numbers(content: bytes, start: int, width: int, each: int = 1) -> list[int]:
    """Return a table of a count at `start` and so many entries of `each` numbers."""
    if not content:
        return []
    first, count = start + 4, _int(content, start, 4) * each
    if first + count * width > len(content):
        raise BadAtoms("a table of the index is cut off")
    return [_int(content, first + n * width, width) for n in range(count)]


def moved_fragments(file: BinaryIO, top: Sequence[Chunk], move: Move) -> list[Patch]:
    """Return what changes outside of `moov`, at offsets of the file as it is."""
    patches: list[Patch] = []
    for atom in top:
        if atom.name == b"moof":
            for traf in _children(file, atom, b"traf"):
                for tfhd in _children(file, traf, b"tfhd"):
                    patches += _moved_base(file, tfhd, move)
        elif atom.name == b"mfra":
            for tfra in _children(file, atom, b"tfra"):
                patches += _moved_random_access(_content(file, tfra), tfra.start, move)
    return patches


def refuse_other_places(moov: Atom, before: Iterable[Chunk], top: Iterable[Chunk]) -> None:
    """Raise Unmovable where something names places that nobody moves.

    `before` are the outermost atoms in front of what moves, `top` all of them.
    """
    if any(atom.name == b"sidx" for atom in before):
        raise Unmovable("an index stands in front")
    if any(atom.name == b"meta" for atom in top):
        raise Unmovable("items stand beside the sound")
    metas = [*moov.named(b"meta"), *moov.named(b"trak", b"meta"), *moov.named(b"udta", b"meta")]
    if any(True for meta in metas for _ in meta.named(b"iloc")):
        raise Unmovable("items stand beside the sound")
    for dref in moov.named(*_DREF):
        if not all(_entry_flags(dref.content)):
            raise Unmovable("the sound is in another file")


def _entry_flags(dref: bytes) -> Iterator[int]:
    at = 8
    while at + 12 <= len(dref):
        yield dref[at + 11] & _SELF_CONTAINED
        at += max(12, int.from_bytes(dref[at : at + 4], "big"))


def _moved_table(content: bytes, start: int, width: int, move: Move) -> bytes:
    """Return a table of a count at `start`, and offsets of `width` bytes, with each one moved."""
    count = int.from_bytes(content[start : start + 4], "big")
    first = start + 4
    if first + count * width > len(content):
        raise BadAtoms("a table of offsets is cut off")
    table = bytearray(content)
    for at in range(first, first + count * width, width):
        table[at : at + width] = _number(move(_int(content, at, width)), width)
    return bytes(table)


def _moved_base(file: BinaryIO, tfhd: Chunk, move: Move) -> Iterator[Patch]:
    content = _content(file, tfhd)
    if len(content) >= 16 and content[3] & _BASE_OFFSET:
        yield tfhd.start + 8, _number(move(_int(content, 8, 8)), 8)


def _moved_random_access(content: bytes, start: int, move: Move) -> Iterator[Patch]:
    """Yield the changes of a `tfra`: entries of time, offset, and three numbers of 1 to 4 bytes."""
    width = 8 if content[0] else 4
    lengths = content[11]
    entry = 2 * width + sum((lengths >> shift & 3) + 1 for shift in (4, 2, 0))
    count = _int(content, 12, 4)
    if 16 + count * entry > len(content):
        raise BadAtoms("a table of fragments is cut off")
    for at in range(16 + width, 16 + count * entry, entry):
        yield start + at, _number(move(_int(content, at, width)), width)


def _children(file: BinaryIO, atom: Chunk, name: bytes) -> list[Chunk]:
    return [one for one in mp4_atoms(file, atom.end, atom.start) if one.name == name]


def _content(file: BinaryIO, atom: Chunk) -> bytes:
    file.seek(atom.start)
    found = file.read(atom.end - atom.start)
    if len(found) < 16:
        raise BadAtoms(f"{atom.name!r} is cut off")
    return found


def _int(content: bytes, at: int, width: int) -> int:
    return int.from_bytes(content[at : at + width], "big")


def _number(value: int, width: int) -> bytes:
    if value >> 8 * width:
        raise Unmovable("an offset is too large for its field")
    return value.to_bytes(width, "big")
