"""The split of each clip of a dataset that has no split of its own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.splits import split_of_group
from tagstudio.plugin_api.splits import SPLIT_NUMBERS

DATASET_TEST_FRACTION = 0.30
DATASET_VALIDATION_FRACTION = 0.10


def split_of_groups(groups: Sequence[str]) -> NDArray[np.uint8]:
    """Return the split of each clip: (n,). It follows from the name of its group alone."""
    splits = [
        split_of_group(group, DATASET_TEST_FRACTION, DATASET_VALIDATION_FRACTION)
        for group in groups
    ]
    return np.array([SPLIT_NUMBERS[split] for split in splits], np.uint8)
