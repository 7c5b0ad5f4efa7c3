"""A file read as if parts of it were cut out or replaced.

A SplicedFile is a list of pieces, each a span of the underlying file or bytes of its own. `_ends`
holds the running totals of their lengths, so piece i covers the positions [_ends[i - 1], _ends[i])
and a binary search finds the piece of a position. Empty pieces are dropped, or the search could
return one and a read would seem to be at the end. One read gives bytes of one piece only, as the
interface of raw files allows; `io.BufferedReader` on top puts reads together. The underlying file's
own position is set before each read and means nothing in between, so nobody else may rely on it.
"""

import io
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import BinaryIO

Span = tuple[int, int]  # offsets in the file: the first byte, and the one after the last
SplicedPart = Span | bytes


class SplicedFile(io.RawIOBase):
    """The `pieces` (spans of `file`, or bytes) one after the other, as one read-only file."""

    def __init__(self, file: BinaryIO, pieces: Sequence[SplicedPart], name: str = "") -> None:
        super().__init__()
        self.name = name
        self._file = file
        self._pieces = [piece for piece in pieces if _length(piece)]
        self._ends = list(accumulate(map(_length, self._pieces)))
        self._position = 0

    @property
    def size(self) -> int:
        """The length in bytes of all pieces together."""
        return self._ends[-1] if self._ends else 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to `offset` from the start, from here or from the end."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise OSError(f"seek to {base + offset}")
        self._position = base + offset
        return self._position

    def tell(self) -> int:
        """Return the position."""
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # always a memoryview
        """Read into `buffer` up to the end of the piece at this position."""
        index = bisect_right(self._ends, self._position)
        if index == len(self._pieces):
            return 0
        piece = self._pieces[index]
        at = self._position - (self._ends[index] - _length(piece))
        count = min(len(buffer), _length(piece) - at)
        found = self._piece_bytes(piece, at, count)
        buffer[: len(found)] = found
        self._position += len(found)
        return len(found)

    def part(self, start: int, end: int) -> bytes:
        """Return the bytes [start, end), fewer where the file ends before."""
        parts: list[bytes] = []
        first = 0  # of the piece, in this file
        for piece, last in zip(self._pieces, self._ends, strict=True):
            if first < end and start < last:
                at = max(0, start - first)
                parts.append(self._piece_bytes(piece, at, min(end, last) - first - at))
            first = last
        return b"".join(parts)

    def _piece_bytes(self, piece: SplicedPart, at: int, count: int) -> bytes:
        if isinstance(piece, bytes):
            return piece[at : at + count]
        self._file.seek(piece[0] + at)
        return self._file.read(count)


def _length(piece: SplicedPart) -> int:
    return len(piece) if isinstance(piece, bytes) else max(0, piece[1] - piece[0])
