"""The numbers that stand for splits in the `Clips` files that host and plugin share."""

from collections.abc import Mapping

from tagstudio.core.splits import Split

TRAIN, VALIDATION, TEST = 0, 1, 2

SPLIT_NUMBERS: Mapping[Split, int] = {"train": TRAIN, "validation": VALIDATION, "test": TEST}
