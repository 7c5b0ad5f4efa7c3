"""The folds of the tracks, for ever: a hash of who made a track.

Nothing is held out. Each version comes with FOLDS shadow copies; copy k never sees an answer of
fold k, so what it says of that fold's tracks is honest.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.hashing import point_of

FOLDS = 5


def fold_of(group: str) -> int:
    """Return the fold of all tracks of a group, an artist say: 0 to FOLDS - 1."""
    return int(FOLDS * point_of(f"fold of {group}"))


def folds_of(groups: Sequence[str]) -> NDArray[np.int8]:
    """Return the folds of tracks by their groups, (n,)."""
    return np.array([fold_of(group) for group in groups], np.int8)
