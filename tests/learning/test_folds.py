import numpy as np

from tagstudio.learning.folds import FOLDS, fold_of, folds_of


def test_a_fold_never_changes():
    """Versions keep shadows by fold: another fold for an artist would show them its answers."""
    groups = ["artist:Miles Davis", "artist:Björk", "album:Kind of Blue", "", "odd \udcff"]
    assert folds_of(groups).tolist() == [3, 4, 4, 0, 2]


def test_all_folds_are_used_about_equally():
    counts = np.bincount(folds_of([str(number) for number in range(5000)]))
    assert len(counts) == FOLDS
    assert abs(counts - 1000).max() < 120  # over four standard deviations


def test_the_fold_of_a_track_is_that_of_its_group():
    groups = ["a", "b", "a", "c", "b"]
    assert folds_of(groups).tolist() == [fold_of(group) for group in groups]
