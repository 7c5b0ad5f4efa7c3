"""The index of a mel store: one row of text per clip in a file that only grows.

Each row has a checksum of its own and the place of its clip in the shards. So a row that a crash or
a bad disk has damaged costs its clip and no other: it is read as if it were not there, and the clip
is decoded again. A later row about a clip replaces an earlier one.

Invariant: a row is written after the blocks that it points to. After a kill of the process every
row is true. After a power failure a row may have reached the disk before its blocks; a place beyond
the end of its shard is therefore ignored here, and `mel_fill` checks the blocks of the last shard.
"""

import json
import os
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from .mel_shards import BLOCK, FRAMES_PER_BLOCK, shard_path

NAME = "index.jsonl"
_NUMBERS = 5  # per clip: those of Entry, in its order


class Stamp(NamedTuple):
    """The identity of a file: its size in bytes, its modification time in seconds."""

    size: int = 0
    time: int = 0

    @classmethod
    def of(cls, path: str) -> "Stamp":
        """Return the stamp of a file; zeros when there is no file."""
        try:
            status = os.stat(path)  # noqa: PTH116  pathlib would only wrap it
        except OSError:
            return cls()
        return cls(status.st_size, int(status.st_mtime))


@dataclass(frozen=True)
class IndexEntry:
    """A clip: the `size` and `time` of its file, and its `frames` from `block` of `shard` on.

    A clip that could not be decoded has no frames, and `failure` is the reason.
    """

    id: str
    size: int
    time: int
    shard: int = -1
    block: int = 0
    frames: int = 0
    failure: str = ""


@dataclass(frozen=True)
class Index:
    """The rows as a table: `ids`, `stamps` (n, 2), `places` (n, 3).

    A place is shard, first block and frames: 0 frames where the clip could not be decoded. `shard`
    is the highest one that any row names, -1 for none.
    """

    ids: tuple[str, ...]
    stamps: NDArray[np.int64]
    places: NDArray[np.int64]
    shard: int

    @property
    def decoded(self) -> NDArray[np.bool_]:
        """A mask of the clips that are in the store, (n,)."""
        found: NDArray[np.bool_] = self.places[:, 2] > 0
        return found

    def only(self, rows: NDArray[np.bool_]) -> "Index":
        """Return the index of those rows."""
        ids = tuple(clip_id for clip_id, kept in zip(self.ids, rows, strict=True) if kept)
        return Index(ids, self.stamps[rows], self.places[rows], self.shard)


def entry_row(entry: IndexEntry) -> bytes:
    """Return an entry as a row of the index file."""
    content = json.dumps(asdict(entry)).encode("ascii")
    return b"%08x %b\n" % (zlib.crc32(content), content)


def read_index(folder: Path) -> Index:
    """Read the index of the store in `folder`, without the clips whose shard is too short."""
    rows: dict[str, int] = {}
    numbers = array("q")
    for entry in _entries(folder / NAME):
        at = _NUMBERS * rows.setdefault(entry.id, len(rows))
        place = (entry.size, entry.time, entry.shard, entry.block, entry.frames)
        numbers[at : at + _NUMBERS] = array("q", place)
    table = np.array(numbers, np.int64).reshape(-1, _NUMBERS)
    index = Index(tuple(rows), table[:, :2], table[:, 2:], int(table[:, 2].max(initial=-1)))
    return index.only(_is_there(folder, index.places))


def failures(folder: Path) -> Iterator[str]:
    """Yield the reasons why clips could not be decoded, in the order in which they were tried."""
    return (entry.failure for entry in _entries(folder / NAME) if entry.failure)


def _entries(file: Path) -> Iterator[IndexEntry]:
    if not file.exists():
        return
    with file.open("rb") as rows:
        for row in rows:
            content = row[9:].rstrip(b"\n")
            if row[:9] == b"%08x " % zlib.crc32(content):
                yield IndexEntry(**json.loads(content))


def _is_there(folder: Path, places: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return a mask of the places that end within their shards; one without frames always does."""
    shards, inverse = np.unique(places[:, 0], return_inverse=True)
    sizes = [Stamp.of(str(shard_path(folder, shard))).size for shard in shards]
    blocks = np.array(sizes, np.int64)[inverse] // BLOCK.itemsize
    ends = places[:, 1] + -(-places[:, 2] // FRAMES_PER_BLOCK)
    there: NDArray[np.bool_] = (ends <= blocks) | (places[:, 2] == 0)
    return there
