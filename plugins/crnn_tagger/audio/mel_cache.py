"""Tracks -> their mels, decoded once and kept in one file for the duration of a training."""

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.lib.format import open_memmap
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import remove_leftovers, replaced_atomically
from tagstudio.core.messages import message
from tagstudio.core.os_errors import reason_of
from tagstudio.plugin_api import Failure, Notice, TrackRef

from .loading import LoadingConfig, load_all
from .mel import BANDS, FRAMES, MelRecipe

Mels = NDArray[np.float16]


@dataclass(frozen=True)
class CachedMels:
    """The tracks that could be decoded: `rows` (m,) of those asked for, and the file's mels."""

    mels: Mels
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    def of(self, rows: NDArray[np.int64]) -> Mels:
        """Read the mels of some of the decoded tracks: (b,) -> (b, 96, 1366)."""
        return self.mels[self.rows[rows]]


def cached_mels(
    paths: Sequence[str], recipe: MelRecipe, cache: Path
) -> Generator[Notice, None, CachedMels]:
    """Decode the tracks into the file `cache`, NaN where one cannot be decoded, and open it.

    An existing `cache` is opened as it is. Raises TagStudioError when the file cannot be written.
    """
    if not cache.exists():
        yield Notice(message("crnn.decoding", "Decoding {count} tracks first.", count=len(paths)))
        remove_leftovers(cache)
        try:
            with replaced_atomically(cache) as temporary:
                yield from _write_mels(paths, recipe, temporary)
        except OSError as error:
            raise TagStudioError(
                "crnn.mels-not-kept",
                "The decoded tracks cannot be kept in {folder} ({reason}). Training from audio"
                " needs {size} MiB there; make room and try again.",
                folder=cache.parent,
                reason=reason_of(error),
                size=_mebibytes(len(paths)),
            ) from error
    mels: Mels = np.load(cache, mmap_mode="r")
    return CachedMels(mels, np.flatnonzero(~np.isnan(mels[:, 0, 0])))


def _write_mels(
    paths: Sequence[str], recipe: MelRecipe, path: Path
) -> Generator[Notice, None, None]:
    mels = open_memmap(path, mode="w+", dtype=np.float16, shape=(len(paths), BANDS, FRAMES))
    tracks = [TrackRef(row, track) for row, track in enumerate(paths)]
    with closing(load_all(tracks, LoadingConfig(recipe))) as loaded:
        for row, one in enumerate(loaded):
            if isinstance(one, Failure):
                mels[row] = np.nan
                yield Notice(message("crnn.left-out", "Left out: {reason}", reason=one.message))
            else:
                mels[row] = one.mels[0].numpy()
    mels.flush()


def _mebibytes(tracks: int) -> int:
    return tracks * BANDS * FRAMES * 2 // (1 << 20) + 1
