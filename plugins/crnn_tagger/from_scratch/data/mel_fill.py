"""Clips that a mel store lacks: which they are, heard ahead in threads, and appended to it."""

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
from tagstudio.core.progress import Progress
from tagstudio.plugin_api.clips import Clips

from ...audio.loading import THREADS, in_threads
from .clip_audio import load_clip
from .mel_index import NAME, Entry, Index, Stamp, entry_line
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


def lacking_rows(index: Index, clips: Clips, damaged: frozenset[str]) -> list[int]:
    """Return the rows of `clips` that are still to be heard."""
    rows = {clip_id: row for row, clip_id in enumerate(index.ids) if clip_id not in damaged}
    return [
        number
        for number, (clip_id, path) in enumerate(zip(clips.ids, clips.paths, strict=True))
        if clip_id not in rows or _changed(path, Stamp(*index.stamps[rows[clip_id]]))
    ]


def _changed(path: str, heard: Stamp) -> bool:
    return Stamp.of(path) not in {heard, Stamp()}


def damaged_clips(folder: Path, index: Index) -> frozenset[str]:
    """Return the clips of the last shard that are not as written: only it may be unsynced."""
    rows = np.flatnonzero((index.places[:, 0] == index.shard) & index.heard)
    return frozenset(index.ids[row] for row in rows.tolist() if not _is_whole(folder, index, row))


def _is_whole(folder: Path, index: Index, row: int) -> bool:
    shard, block, frames = (int(number) for number in index.places[row])
    blocks = read_blocks(shard_path(folder, shard), block, block_count(frames))
    return are_intact(blocks, index.ids[row], 0)


def listen(
    folder: Path, index: Index, lacking: Sequence[int], clips: Clips, seconds: float | None
) -> Iterator[Progress]:
    """Hear what lacks and append it, each clip as soon as it and those before it are heard."""
    before = len(clips.ids) - len(lacking)
    asked = ((clips.ids[number], clips.paths[number]) for number in lacking)
    with (
        _room_for(folder),
        (folder / NAME).open("ab", buffering=0) as lines,
        ShardWriter(folder, _shard_to_go_on(folder, index)) as shards,
        closing(_hear_ahead(asked, seconds)) as heard,
    ):
        lines.write(b"\n")  # behind a line that was cut short
        for done, (entry, blocks) in enumerate(heard, start=before + 1):
            shard, first = (-1, 0) if blocks is None else shards.append(blocks)
            lines.write(entry_line(replace(entry, shard=shard, block=first)))
            yield Progress(done, len(clips.ids), entry.failure)
        os.fsync(lines.fileno())


@contextmanager
def _room_for(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise TagStudioError(
            f"What is heard cannot be kept in {folder} ({error.strerror}). A clip of 29 s takes"
            " 270 kB there; make room and go on with the same command."
        ) from error


def _shard_to_go_on(folder: Path, index: Index) -> int:
    """Return the last shard; a new one where it has gone, for old lines still speak of it."""
    there = [int(path.stem.removeprefix("shard-")) for path in folder.glob("shard-*.bin")]
    last = max([index.shard, *there], default=-1)
    return last if last in there else last + 1


_Heard: TypeAlias = tuple[Entry, Blocks | None]


def _hear_ahead(
    asked: Iterable[tuple[str, str]], seconds: float | None
) -> Generator[_Heard, None, None]:
    return in_threads(partial(_hear, seconds=seconds), asked, THREADS, AHEAD)


def _hear(clip: tuple[str, str], seconds: float | None) -> _Heard:
    clip_id, path = clip
    stamp = Stamp.of(path)
    try:
        decibels = load_clip(path, seconds)
    except UnreadableAudio as error:
        return Entry(clip_id, *stamp, failure=str(error)), None
    return Entry(clip_id, *stamp, frames=len(decibels)), to_blocks(clip_id, decibels)
