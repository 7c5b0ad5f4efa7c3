"""Decibels as blocks that can be checked one by one, in shard files that only grow.

A block is 64 frames of 96 bands in half precision and a CRC-32, which covers the clip's id and the
block's number in it as well, so a block in the place of another one is detected. A clip's last
block ends in zeros.

Invariants. A shard is a sequence of whole blocks: what a kill leaves of the last one is cut off
when the shard is opened for appending. A written block is never changed or moved. A clip's blocks
follow each other in one shard. Only the shard that was written last may hold blocks that did not
reach the disk in a power failure, for each shard is synced before the next one is begun.
"""

import os
import zlib
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...audio.mel import BANDS
from .clip_audio import Decibels

FRAMES_PER_BLOCK = 64
BLOCK = np.dtype([("frames", "<f2", (FRAMES_PER_BLOCK, BANDS)), ("crc", "<u4")])
BLOCKS_PER_SHARD = (256 << 20) // BLOCK.itemsize  # exceeded by a clip, which is never divided

Blocks: TypeAlias = NDArray[Any]


def shard_path(folder: Path, shard: int) -> Path:
    """Return the file of the shard with this number."""
    return folder / f"shard-{shard:05}.bin"


def block_count(frames: int) -> int:
    """Return the number of blocks that hold so many frames."""
    return -(-frames // FRAMES_PER_BLOCK)


def to_blocks(clip_id: str, decibels: Decibels) -> Blocks:
    """Return a clip's decibels, (frames, 96), as blocks."""
    blocks = np.zeros(block_count(len(decibels)), BLOCK)
    padded = np.zeros((len(blocks) * FRAMES_PER_BLOCK, BANDS), np.float16)
    padded[: len(decibels)] = decibels
    blocks["frames"] = padded.reshape(blocks["frames"].shape)
    blocks["crc"] = _checksums(blocks, clip_id, 0)
    return blocks


def read_blocks(shard: Path, first: int, count: int) -> Blocks:
    """Read blocks of a shard; return fewer, or none, where the shard ends before."""
    try:
        return np.fromfile(shard, BLOCK, count, offset=first * BLOCK.itemsize)
    except FileNotFoundError:
        return np.zeros(0, BLOCK)


def are_intact(blocks: Blocks, clip_id: str, first: int) -> bool:
    """Tell whether these are the undamaged blocks of the clip from number `first` on."""
    return bool((blocks["crc"] == _checksums(blocks, clip_id, first)).all())


def _checksums(blocks: Blocks, clip_id: str, first: int) -> list[int]:
    seed = zlib.crc32(clip_id.encode("utf-8", "surrogatepass")) + first
    return [zlib.crc32(b, (seed + n) & 0xFFFFFFFF) for n, b in enumerate(blocks["frames"])]


class ShardWriter:
    """Appends to shards from the one numbered `shard` on; syncs each when it is full or closed."""

    def __init__(self, folder: Path, shard: int) -> None:
        self._folder = folder
        self._open(shard)

    def _open(self, shard: int) -> None:
        self.shard = shard
        self._file = shard_path(self._folder, shard).open("ab", buffering=0)
        self._blocks = self._file.tell() // BLOCK.itemsize
        self._file.truncate(self._blocks * BLOCK.itemsize)  # a block that a kill cut short

    def append(self, blocks: Blocks) -> tuple[int, int]:
        """Write a clip's blocks; return the shard, and the number of the first of them in it."""
        if self._blocks >= BLOCKS_PER_SHARD:
            self.close()
            self._open(self.shard + 1)
        first = self._blocks
        content = memoryview(blocks.tobytes())
        while content:
            content = content[self._file.write(content) :]
        self._blocks += len(blocks)
        return self.shard, first

    def close(self) -> None:
        """Sync the shard to the disk, and close it."""
        with self._file:
            os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()
