"""The missing clips of a mel store: they are found, decoded in threads, and appended to it.

Decoding is parallel, appending is not: `in_threads` gives the clips in their order, and the caller
alone writes, first a clip's blocks, then its row of the index. A kill therefore loses the clips in
work and may leave the start of one block and of one row at the ends of the files. The next run cuts
the block off (`ShardWriter`) and begins with a newline, which ends the row: its checksum is wrong,
so it is ignored. Blocks without a row stay as dead space.
"""

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

import numpy as np

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, from_text, to_text
from tagstudio.core.os_errors import reason_of
from tagstudio.core.progress import Progress
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_kit.reader_threads import THREADS, in_threads

from ...audio.loading import readers
from .clip_audio import load_clip
from .mel_index import NAME, Index, IndexEntry, Stamp, entry_row
from .mel_shards import (
    Blocks,
    ShardWriter,
    are_intact,
    block_count,
    read_blocks,
    shard_path,
    to_blocks,
)

AHEAD = 2 * THREADS  # clips that may be in memory


def missing_rows(index: Index, clips: Clips, damaged: frozenset[str]) -> list[int]:
    """Return the rows of `clips` that are not in the store, damaged or changed since."""
    rows = {clip_id: row for row, clip_id in enumerate(index.ids) if clip_id not in damaged}
    return [
        number
        for number, (clip_id, path) in enumerate(zip(clips.ids, clips.paths, strict=True))
        if clip_id not in rows or _changed(path, Stamp(*index.stamps[rows[clip_id]]))
    ]


def _changed(path: str, decoded: Stamp) -> bool:
    return Stamp.of(path) not in {decoded, Stamp()}


def damaged_clips(folder: Path, index: Index) -> frozenset[str]:
    """Return the damaged clips of the last shard, the only one that may not be synced."""
    rows = np.flatnonzero((index.places[:, 0] == index.shard) & index.decoded)
    return frozenset(index.ids[row] for row in rows.tolist() if not _is_intact(folder, index, row))


def _is_intact(folder: Path, index: Index, row: int) -> bool:
    shard, block, frames = (int(number) for number in index.places[row])
    blocks = read_blocks(shard_path(folder, shard), block, block_count(frames))
    return are_intact(blocks, index.ids[row], 0)


def decode_missing(
    folder: Path, index: Index, missing: Sequence[int], clips: Clips, seconds: float | None
) -> Iterator[Progress]:
    """Decode the missing clips and append each as soon as it and those before it are decoded."""
    before = len(clips.ids) - len(missing)
    asked = ((clips.ids[number], clips.paths[number]) for number in missing)
    with (
        _disk_errors(folder),
        (folder / NAME).open("ab", buffering=0) as rows,
        ShardWriter(folder, _shard_to_append_to(folder, index)) as shards,
        closing(_load_ahead(asked, seconds)) as loaded,
    ):
        rows.write(b"\n")  # behind a row that a kill cut short
        for done, (entry, blocks) in enumerate(loaded, start=before + 1):
            shard, first = (-1, 0) if blocks is None else shards.append(blocks)
            rows.write(entry_row(replace(entry, shard=shard, block=first)))
            yield Progress(done, len(clips.ids), _reason(entry))
        os.fsync(rows.fileno())


def _reason(entry: IndexEntry) -> Message | str:
    return from_text(entry.failure) if entry.failure else ""


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TagStudioError(
            "crnn.store-disk",
            "The mel store {folder} cannot be written ({reason}). A clip of 29 s takes 270 kB"
            " there; make room and go on with the same command.",
            folder=folder,
            reason=reason_of(error),
        ) from error


def _shard_to_append_to(folder: Path, index: Index) -> int:
    """Return the last shard; a new one where its file is gone, for old rows still point to it."""
    there = [int(path.stem.removeprefix("shard-")) for path in folder.glob("shard-*.bin")]
    last = max([index.shard, *there], default=-1)
    return last if last in there else last + 1


_Loaded: TypeAlias = tuple[IndexEntry, Blocks | None]


def _load_ahead(
    asked: Iterable[tuple[str, str]], seconds: float | None
) -> Generator[_Loaded, None, None]:
    return in_threads(partial(_load, seconds=seconds), asked, readers(THREADS, AHEAD))


def _load(clip: tuple[str, str], seconds: float | None) -> _Loaded:
    clip_id, path = clip
    stamp = Stamp.of(path)
    try:
        decibels = load_clip(path, seconds)
    except UnreadableAudio as error:
        return IndexEntry(clip_id, *stamp, failure=to_text(error.message)), None
    return IndexEntry(clip_id, *stamp, frames=len(decibels)), to_blocks(clip_id, decibels)
