import numpy as np

from tagstudio.datasets.splits import split_of_groups
from tagstudio.plugin_api.splits import TEST, TRAIN, VALIDATION


def test_the_splits_of_these_tracks_never_change() -> None:
    """Pinned: a change here would train on clips that other models were tested on."""
    groups = ["track 0", "track 1", "track 2", "track 3", "track 21"]
    assert split_of_groups(groups).tolist() == [TRAIN, TEST, TRAIN, TEST, VALIDATION]


def test_the_shares_are_as_documented() -> None:
    splits = split_of_groups([f"track {number}" for number in range(20_000)])
    shares = np.bincount(splits) / 20_000
    assert np.abs(shares[[TRAIN, VALIDATION, TEST]] - [0.6, 0.1, 0.3]).max() < 0.01
