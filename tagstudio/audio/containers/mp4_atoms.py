"""MP4 atoms as a tree: read from a file, changed in memory, and rendered again.

Source: ISO/IEC 14496-12 (boxes), and Apple's QuickTime File Format, in which `meta` has no version
and `udta` may end with four zeros. What is not changed renders to the bytes that were read.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import BinaryIO

# The atoms on the way from `moov` to its tags, and to its tables of offsets.
TAG_CONTAINERS = frozenset([b"moov", b"udta", b"meta", b"ilst"])
ALL_CONTAINERS = TAG_CONTAINERS | {b"trak", b"mdia", b"minf", b"stbl", b"dinf"}

_LONGEST_32 = (1 << 32) - 1
_MOST_ATOMS = 1 << 17
_DEEPEST = 12


class BadAtoms(ValueError):  # noqa: N818  reads as what it says
    """Atoms that contradict each other, such as one that is longer than the one around it."""


@dataclass
class Atom:
    """An atom: its name, and its content or children.

    `content` of an atom with children is what stands before them (the version of `meta`), and
    `rest` what follows the last one. `wide` tells that the size is written in 64 bits. `cut` tells
    that the content was too large to be read.
    """

    name: bytes
    content: bytes = b""
    children: list["Atom"] | None = None
    rest: bytes = b""
    wide: bool = False
    cut: bool = False

    def named(self, *names: bytes) -> Iterator["Atom"]:
        """Yield the atoms at the path `names` below this one."""
        for child in self.children or ():
            if child.name == names[0]:
                if len(names) == 1:
                    yield child
                else:
                    yield from child.named(*names[1:])

    def rendered(self) -> bytes:
        """Return the bytes of the atom; raises BadAtoms where its content was not read."""
        if self.cut:
            raise BadAtoms(f"{self.name!r} was not read")
        inner = b"".join((self.content, *(one.rendered() for one in self.children or ())))
        inner += self.rest
        size = len(inner) + 8
        if self.wide or size > _LONGEST_32:
            return (1).to_bytes(4, "big") + self.name + (size + 8).to_bytes(8, "big") + inner
        return size.to_bytes(4, "big") + self.name + inner


def read_atom(
    file: BinaryIO,
    start: int,
    end: int,
    containers: AbstractSet[bytes] = ALL_CONTAINERS,
    most_content: int | None = None,
) -> Atom:
    """Return the atom in bytes [start, end) of `file`, with its tree below.

    Only `containers` and the items of a list of tags have children; content of more than
    `most_content` bytes is left out. Raises BadAtoms, also for a file that is cut off.
    """
    reader = _Reader(file, containers, most_content)
    atom, behind = reader.atom(start, end, b"", 0)
    if behind != end:
        raise BadAtoms(f"{atom.name!r} ends at {behind}, not at {end}")
    return atom


class _Reader:
    def __init__(
        self, file: BinaryIO, containers: AbstractSet[bytes], most_content: int | None
    ) -> None:
        self._file = file
        self._containers = containers
        self._most_content = most_content
        self._count = 0

    def atom(self, at: int, end: int, parent: bytes, depth: int) -> tuple[Atom, int]:
        """Return the atom at `at`, and the offset behind it; it lies within `end`."""
        self._count += 1
        if self._count > _MOST_ATOMS or depth > _DEEPEST:
            raise BadAtoms("there are too many atoms")
        header = self._bytes(at, min(at + 16, end))
        size, name, wide = int.from_bytes(header[:4], "big"), header[4:8], False
        start = at + 8
        if size == 1:
            size, wide, start = int.from_bytes(header[8:16], "big"), True, at + 16
        behind = at + size if size else end  # 0: to the end
        if len(name) < 4 or behind < start or behind > end:
            raise BadAtoms(f"{name!r} at {at} has the size {size}")
        found = self._leaf_or_tree(name, start, behind, parent, depth)
        found.wide = wide
        return found, behind

    def _leaf_or_tree(self, name: bytes, start: int, end: int, parent: bytes, depth: int) -> Atom:
        if name in self._containers:
            return self._tree(name, start, end, depth)
        if parent == b"ilst":
            try:
                return self._tree(name, start, end, depth)
            except BadAtoms:  # an item of another make
                return self._leaf(name, start, end)
        return self._leaf(name, start, end)

    def _tree(self, name: bytes, start: int, end: int, depth: int) -> Atom:
        first = start + (self._version_bytes(start, end) if name == b"meta" else 0)
        atom = Atom(name, self._bytes(start, first), [])
        at = first
        while at + 8 <= end:
            if name == b"udta" and self._bytes(at, at + 4) == bytes(4):
                break
            child, at = self.atom(at, end, name, depth + 1)
            atom.children.append(child)  # type: ignore[union-attr]
        atom.rest = self._bytes(at, end)
        return atom

    def _version_bytes(self, start: int, end: int) -> int:
        """Return the length of the version of a `meta`: 4, or 0 in QuickTime's way of writing."""
        head = self._bytes(start, min(start + 8, end))
        return 0 if head[4:8] in {b"hdlr", b"keys", b"ilst", b"free"} else min(4, end - start)

    def _leaf(self, name: bytes, start: int, end: int) -> Atom:
        if self._most_content is not None and end - start > self._most_content:
            return Atom(name, cut=True)
        return Atom(name, self._bytes(start, end))

    def _bytes(self, start: int, end: int) -> bytes:
        self._file.seek(start)
        found = self._file.read(end - start)
        if len(found) < end - start:
            raise BadAtoms("the file ends within an atom")
        return found
