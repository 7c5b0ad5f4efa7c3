"""On which side a clip stands where a dataset has no split of its own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.hashing import point_of
from tagstudio.plugin_api.clips import LEARN, TEST, VALIDATE

TEST_FRACTION = 0.30
VALIDATION_FRACTION = 0.10


def split_of_groups(groups: Sequence[str]) -> NDArray[np.uint8]:
    """Return the side of each clip: (n,). It follows from the name of its group alone."""
    return np.array([_side(group) for group in groups], np.uint8)


def _side(group: str) -> int:
    point = point_of(group)
    if point < TEST_FRACTION:
        return TEST
    return VALIDATE if point < TEST_FRACTION + VALIDATION_FRACTION else LEARN
