"""The three splits of labelled data, and the rule that gives a group to one of them.

A group (an artist, an album, a recording) hashes to a point in [0, 1). The test split is the start
of that interval, the validation split comes next and the training split is the rest. So the split
of a group never changes, needs no list, and a group is never in two splits.
"""

from typing import Literal

from tagstudio.core.hashing import point_of

Split = Literal["train", "validation", "test"]


def split_of_group(group: str, test_fraction: float, validation_fraction: float) -> Split:
    """Return the split of a group when these fractions of all groups are test and validation."""
    point = point_of(group)
    if point < test_fraction:
        return "test"
    return "validation" if point < test_fraction + validation_fraction else "train"
