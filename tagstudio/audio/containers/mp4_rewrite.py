"""Rewrite the `moov` atom of an MP4 file in place, so that every sample stays where it is read.

Three ways, the first that goes:

1. The new `moov` and its padding are as long as the old one: nothing else of the file changes.
2. The `free` atoms behind `moov` take up the difference: nothing else changes.
3. What follows moves, and with it every offset that leads there (`mp4_offsets`); or, where that
   cannot be done with certainty, Unmovable is raised and the file is as it was.

All is computed before the first byte is written.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import BinaryIO

from mutagen._util import resize_bytes

from tagstudio.audio.containers.chunks import MOST_CHUNKS, Chunk, mp4_atoms
from tagstudio.audio.containers.mp4_atoms import Atom, BadAtoms, read_atom
from tagstudio.audio.containers.mp4_offsets import (
    Patch,
    Unmovable,
    move_from,
    move_tracks,
    moved_fragments,
    refuse_other_places,
    refuse_samples_within,
)

PADDING = 1024  # bytes for the next writer, where the file has to grow anyway
MOST_MOOV_BYTES = 1 << 29
_FREE = (b"free", b"skip")
_HEADER_BYTES = 8

Edit = Callable[[Atom], Atom]  # changes `moov`; returns the atom in it whose last child is padding


@dataclass(frozen=True)
class _Layout:
    """The outermost atoms of a file, and the place of its `moov` among them."""

    top: Sequence[Chunk]
    index: int

    @property
    def moov(self) -> Chunk:
        return self.top[self.index]

    @property
    def free_end(self) -> int:
        """Where the `free` atoms directly behind `moov` end."""
        behind = takewhile(lambda one: one.name in _FREE, self.top[self.index + 1 :])
        return max((one.end for one in behind), default=self.moov.end)


def find_moov(file: BinaryIO, size: int) -> Chunk | None:
    """Return the first `moov` of a file, None where it has none."""
    return next((one for one in mp4_atoms(file, size) if one.name == b"moov"), None)


def rewrite_moov(file: BinaryIO, size: int, edit: Edit) -> None:
    """Apply `edit` to the `moov` of `file`, which is open for reading and writing.

    Raises BadAtoms, or Unmovable, before anything is written.
    """
    layout = _layout(file, size)
    old = layout.moov
    moov = read_atom(file, old.header, old.end)
    file.seek(old.start)
    if not moov.rendered().endswith(file.read(old.end - old.start)):
        raise BadAtoms("the atoms do not fit together")
    home = edit(moov)
    assert home.children is not None
    bare = len(moov.rendered())
    end, by, inner, outer = _room(bare, layout)
    if inner:
        home.children.append(_padding(inner))
    refuse_samples_within(moov, old.header, end)
    move = move_from(old.header, end, by)
    move_tracks(moov, move)
    patches = moved_fragments(file, layout.top, move)
    if by:
        refuse_other_places(moov, layout.top[: layout.index], layout.top)
    content = moov.rendered() + (_padding(outer).rendered() if outer else b"")
    assert len(content) == end - old.header + by
    _put(file, (old.header, end), content, patches)


def _layout(file: BinaryIO, size: int) -> _Layout:
    top = list(mp4_atoms(file, size))
    places = [index for index, one in enumerate(top) if one.name == b"moov"]
    if len(places) != 1:
        raise Unmovable(f"the file has {len(places)} indexes")
    if len(top) == MOST_CHUNKS:
        raise Unmovable("the file has too many atoms")
    layout = _Layout(top, places[0])
    if layout.moov.end - layout.moov.header > MOST_MOOV_BYTES:
        raise Unmovable("the index is too large")
    return layout


def _room(bare: int, layout: _Layout) -> tuple[int, int, int, int]:
    """Return how `bare` bytes of `moov` are placed: (end, by, inner, outer).

    The bytes up to `end` are rewritten, what follows moves `by` bytes; `inner` and `outer` are the
    sizes of the padding within `moov` and behind it. Padding has a header, so 1 to 7 bytes cannot
    be filled.
    """
    moov = layout.moov
    left = moov.end - moov.header - bare
    if not 0 < left < _HEADER_BYTES and left >= 0:
        return moov.end, 0, left, 0
    left = layout.free_end - moov.header - bare
    if not 0 < left < _HEADER_BYTES and left >= 0:
        return layout.free_end, 0, 0, left
    grown = bare + _HEADER_BYTES + PADDING
    return moov.end, grown - (moov.end - moov.header), _HEADER_BYTES + PADDING, 0


def _padding(size: int) -> Atom:
    return Atom(b"free", bytes(size - _HEADER_BYTES))


def _put(file: BinaryIO, region: tuple[int, int], content: bytes, patches: list[Patch]) -> None:
    """Put `content` in place of the region, and each patch where it is then."""
    start, end = region
    resize_bytes(file, end - start, len(content), start)
    file.seek(start)
    file.write(content)
    by = len(content) - (end - start)
    for at, changed in patches:
        file.seek(at + by if at >= end else at)
        file.write(changed)
