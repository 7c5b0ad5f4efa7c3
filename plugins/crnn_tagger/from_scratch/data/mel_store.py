"""The decibels of a dataset's clips on disk: made once, then read window by window.

A folder with `store.json` (the recipe, and whether all is there), `mel_index`'s list and shards of
`mel_blocks`. Files only grow, so what a kill leaves is whole up to the clip in flight. Each block
is checked as it is read, and no file stays open, so threads and forks may read at once.
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
from tagstudio.core.progress import Progress
from tagstudio.plugin_api.clips import Clips

from ...audio.mel import BANDS, FFT_SAMPLES, FLOOR_POWER, FRAMES, HOP_SAMPLES, HZ, MelRecipe
from .mel_fill import damaged_clips, lacking_rows, listen
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
        heard = index.only(index.heard)
        if facts is None or facts["clips"] != len(heard.ids):
            raise TagStudioError(
                f"{folder} holds no complete store of sound. Train with it again: what is there is"
                " kept, and what lacks is heard."
            )
        return cls(folder, heard.ids, heard.places)

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, clip_id: str) -> int:
        """Return the row of a clip; raises KeyError when it is not here."""
        return self._rows[clip_id]

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {clip_id: row for row, clip_id in enumerate(self.ids)}

    def frames(self, row: int) -> int:
        """Return how many frames a clip has: 1366 at least."""
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
                f"{path} is damaged. Remove it and train again: its clips are heard anew."
            )
        skipped = start - first * FRAMES_PER_BLOCK
        return blocks["frames"].reshape(-1, BANDS)[skipped : skipped + frames]


def fill(
    folder: Path, clips: Clips, seconds: float | None = None
) -> Generator[Progress, None, MelStore]:
    """Make the store in `folder`, or complete it with those of the clips that it lacks.

    It keeps the middle `seconds` of each file, or all (None). A file that changed is heard again;
    one that has gone is not missed; one that could not be heard is tried again when it changes.
    Raises TagStudioError when the store was made otherwise, when another process fills it, when the
    disk is full, and when no clip at all can be heard.
    """
    with _filling_alone(folder):
        facts, index = _checked_facts(folder, _recipe(seconds)), read_index(folder)
        whole = facts["clips"] == index.heard.sum()
        lacking = lacking_rows(index, clips, frozenset() if whole else damaged_clips(folder, index))
        if lacking or not whole:
            _write_facts(folder, facts | {"clips": None})
            yield from listen(folder, index, lacking, clips, seconds)
            index = read_index(folder)
            _write_facts(folder, facts | {"clips": int(index.heard.sum())})
    store = MelStore.open(folder)
    if set(store.ids).isdisjoint(clips.ids):
        reason = next(failures(folder), "")
        raise TagStudioError(f"None of the {len(clips.ids)} clips can be heard. {reason}")
    return store


@contextmanager
def _filling_alone(folder: Path) -> Iterator[None]:
    lock = filelock.FileLock(folder / LOCK, thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except filelock.Timeout:
        raise TagStudioError(
            f"{folder} is being filled by another process. Wait for it, or choose another folder."
        ) from None
    except OSError as error:
        raise TagStudioError(
            f"{folder} cannot be written to ({error.strerror}). Choose another folder."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _recipe(seconds: float | None) -> dict[str, Any]:
    """Return what the sound of two stores must have in common for them to be one."""
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
    """Return what the store says of itself, or of a new one; raises when it was made otherwise."""
    facts = _read_facts(folder) or {"recipe": recipe, "clips": None}
    different = [name for name in recipe if facts["recipe"].get(name) != recipe[name]]
    if different:
        raise TagStudioError(
            f"{folder} holds sound that was heard otherwise (it differs in {', '.join(different)})."
            " Choose another folder, or remove this one."
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
