"""The mel store: the decibels of a dataset's clips on disk, computed once, read window by window.

A folder with `store.json` (the recipe, and the number of clips of a complete store), the index of
`mel_index` and the shards of `mel_shards`. Index and shards only grow, so a kill leaves a store
that is valid up to the clip in flight. While it is filled, "clips" in `store.json` is null: a
reader takes only a store whose number is that of the index. Each block is checked when it is read,
and no file stays open, so threads and forked processes may read at once.
"""

import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import filelock
import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import from_text
from tagstudio.core.os_errors import reason_of
from tagstudio.core.progress import Progress
from tagstudio.plugin_api.clips import Clips

from ...audio.mel import BANDS, FFT_SAMPLES, FLOOR_POWER, FRAMES, HOP_SAMPLES, HZ, MelRecipe
from .mel_fill import damaged_clips, decode_missing, missing_rows
from .mel_index import failures, read_index
from .mel_shards import FRAMES_PER_BLOCK, are_intact, block_count, read_blocks, shard_path

FACTS, LOCK = "store.json", "lock"


@dataclass(frozen=True)
class MelStore:
    """A complete store: row r is the clip `ids[r]`, at `places[r]` (shard, first block, frames)."""

    folder: Path
    ids: tuple[str, ...]
    places: NDArray[np.int64]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open the store in `folder`; raise TagStudioError when it is not complete."""
        facts, index = _read_facts(folder), read_index(folder)
        decoded = index.only(index.decoded)
        if facts is None or facts["clips"] != len(decoded.ids):
            raise TagStudioError(
                "crnn.store-incomplete",
                "{folder} holds no complete mel store. Train with it again: only the missing clips"
                " are decoded.",
                folder=folder,
            )
        return cls(folder, decoded.ids, decoded.places)

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, clip_id: str) -> int:
        """Return the row of a clip; raises KeyError when it is not here."""
        return self._rows[clip_id]

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {clip_id: row for row, clip_id in enumerate(self.ids)}

    def frames(self, row: int) -> int:
        """Return the number of frames of a clip: 1366 at least."""
        return int(self.places[row, 2])

    def window(self, row: int, start: int, frames: int = FRAMES) -> NDArray[np.float16]:
        """Return frames [start, start + frames) of a clip as unclipped decibels: (frames, 96).

        Raises TagStudioError when the blocks that hold them are damaged.
        """
        shard, block, held = (int(number) for number in self.places[row])
        if not 0 <= start <= start + frames <= held:
            raise ValueError(f"frames {start} to {start + frames} of {held}")
        first, last = start // FRAMES_PER_BLOCK, block_count(start + frames)
        path = shard_path(self.folder, shard)
        blocks = read_blocks(path, block + first, last - first)
        if len(blocks) < last - first or not are_intact(blocks, self.ids[row], first):
            raise TagStudioError(
                "crnn.shard-damaged",
                "{path} is damaged. Remove it and train again: its clips are decoded again.",
                path=path,
            )
        skipped = start - first * FRAMES_PER_BLOCK
        return blocks["frames"].reshape(-1, BANDS)[skipped : skipped + frames]


def fill(
    folder: Path, clips: Clips, seconds: float | None = None
) -> Generator[Progress, None, MelStore]:
    """Make the store in `folder`, or complete it with the missing ones of `clips`.

    It keeps the middle `seconds` of each file, or all (None). A file that changed is decoded again;
    one that is gone keeps its place; one that could not be decoded is tried again when it changes.
    Raises TagStudioError when the store has another recipe, when another process fills it, when the
    disk is full, and when no clip at all can be decoded.
    """
    with _fill_lock(folder):
        facts, index = _checked_facts(folder, _recipe(seconds)), read_index(folder)
        # A store with its number of clips was closed in order and synced. Otherwise a run was cut
        # off, and the last shard may lack what its index records: it is read once to find out.
        complete = facts["clips"] == index.decoded.sum()
        damaged = frozenset() if complete else damaged_clips(folder, index)
        missing = missing_rows(index, clips, damaged)
        if missing or not complete:
            _write_facts(folder, facts | {"clips": None})
            yield from decode_missing(folder, index, missing, clips, seconds)
            index = read_index(folder)
            _write_facts(folder, facts | {"clips": int(index.decoded.sum())})
    store = MelStore.open(folder)
    if set(store.ids).isdisjoint(clips.ids):
        raise TagStudioError(
            "crnn.no-clip-decoded",
            "None of the {count} clips can be decoded. {reason}",
            count=len(clips.ids),
            reason=from_text(next(failures(folder), "")),
        )
    return store


@contextmanager
def _fill_lock(folder: Path) -> Iterator[None]:
    lock = filelock.FileLock(folder / LOCK, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise TagStudioError(
            "crnn.store-locked",
            "{folder} is being filled by another process. Wait for it, or choose another folder.",
            folder=folder,
        ) from None
    except OSError as error:
        raise TagStudioError(
            "crnn.store-not-writable",
            "{folder} cannot be written to ({reason}). Choose another folder.",
            folder=folder,
            reason=reason_of(error),
        ) from error
    try:
        yield
    finally:
        lock.release()


def _recipe(seconds: float | None) -> dict[str, Any]:
    """Return the recipe of a store; clips of another one must not be added to it."""
    return {
        "hz": HZ,
        "fft_samples": FFT_SAMPLES,
        "hop_samples": HOP_SAMPLES,
        "bands": BANDS,
        "power": MelRecipe.power,
        "floor_power": FLOOR_POWER,
        "seconds": seconds,
    }


def _checked_facts(folder: Path, recipe: dict[str, Any]) -> dict[str, Any]:
    """Return the facts of the store, or of a new one; raise when it has another recipe."""
    facts = _read_facts(folder) or {"recipe": recipe, "clips": None}
    different = [name for name in recipe if facts["recipe"].get(name) != recipe[name]]
    if different:
        raise TagStudioError(
            "crnn.other-recipe",
            "{folder} is a mel store of another recipe (it differs in {names}). Choose another"
            " folder, or remove this one.",
            folder=folder,
            names=", ".join(different),
        )
    return facts


def _read_facts(folder: Path) -> dict[str, Any] | None:
    try:
        facts: dict[str, Any] = json.loads((folder / FACTS).read_bytes())
        return facts if {"recipe", "clips"} <= facts.keys() else None
    except (OSError, ValueError, AttributeError):
        return None


def _write_facts(folder: Path, facts: Mapping[str, Any]) -> None:
    with replaced_atomically(folder / FACTS) as temporary:
        temporary.write_text(json.dumps(facts), encoding="ascii")
