"""Tracks -> their mels, decoded once and kept in one file for as long as a training lasts."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import remove_leftovers, replaced_atomically
from tagstudio.plugin_api import Failure, Notice, TrackRef

from .loading import LoadingConfig, load_all
from .mel import BANDS, FRAMES, MelRecipe

Mels = NDArray[np.float16]


@dataclass(frozen=True)
class CachedMels:
    """The tracks that were heard: `rows` (m,) of those asked for, and the file with their mels."""

    mels: Mels
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, rows: NDArray[np.int64]) -> Mels:
        """Read the mels of some of the heard tracks: (b,) -> (b, 96, 1366)."""
        return self.mels[self.rows[rows]]


def cached_mels(
    paths: Sequence[str], recipe: MelRecipe, cache: Path
) -> Generator[Notice, None, CachedMels]:
    """Listen to the tracks; keep their mels in the file `cache`, NaN where one cannot be heard.

    What is in `cache` already is not decoded again. Raises TagStudioError when it cannot be kept.
    """
    if not cache.exists():
        yield Notice(f"Listening to {len(paths)} tracks first.")
        remove_leftovers(cache)
        try:
            with replaced_atomically(cache) as temporary:
                yield from _hear(paths, recipe, temporary)
        except OSError as error:
            raise TagStudioError(
                f"What was heard cannot be kept in {cache.parent} ({error.strerror}). Training from"
                f" audio needs {_mebibytes(len(paths))} MiB there; make room and try again."
            ) from error
    mels: Mels = np.load(cache, mmap_mode="r")
    return CachedMels(mels, np.flatnonzero(~np.isnan(mels[:, 0, 0])))


def _hear(paths: Sequence[str], recipe: MelRecipe, path: Path) -> Generator[Notice, None, None]:
    mels = open_memmap(path, mode="w+", dtype=np.float16, shape=(len(paths), BANDS, FRAMES))
    tracks = [TrackRef(row, track) for row, track in enumerate(paths)]
    with closing(load_all(tracks, LoadingConfig(recipe))) as heard:
        for row, one in enumerate(heard):
            if isinstance(one, Failure):
                mels[row] = np.nan
                yield Notice(f"Left out: {one.message}")
            else:
                mels[row] = one.mels[0].numpy()
    mels.flush()


def _mebibytes(tracks: int) -> int:
    return tracks * BANDS * FRAMES * 2 // (1 << 20) + 1
