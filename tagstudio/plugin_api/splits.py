"""The numbers that stand for splits in the files that host and plugin share.

`Clips` files hold TRAIN, VALIDATION and TEST. `Examples` files hold TRAIN and VALIDATION, for the
host keeps the test split to itself, and REHEARSAL, which has the number of TEST.
"""

from collections.abc import Mapping

from tagstudio.core.splits import Split

TRAIN, VALIDATION, TEST = 0, 1, 2
REHEARSAL = 2

SPLIT_NUMBERS: Mapping[Split, int] = {"train": TRAIN, "validation": VALIDATION, "test": TEST}
