import numpy as np
import pytest

from tagstudio.engine.artists import sound_clusters
from tagstudio.engine.artists.sound_clusters import (
    MAX_SIZE,
    MIN_SIZE,
    SIZE,
    clusters_of,
    placed,
)


@pytest.fixture
def draw():
    return np.random.default_rng(3)


def points(draw, count):
    return draw.normal(size=(count, 12)).astype(np.float32)


def all_of(some):
    """The clusters of all points."""
    return clusters_of(some, np.arange(len(some)))


def keys(first, count):
    return [b"%016d" % number for number in range(first, first + count)]


@pytest.mark.parametrize("count", [3, 6, 7, 40, 500])
def test_clusters_are_of_about_six(draw, count):
    sizes = np.bincount(all_of(points(draw, count)))
    assert sizes.sum() == count
    assert sizes.min() >= MIN_SIZE
    assert sizes.max() <= SIZE + MIN_SIZE
    assert count < 40 or 4.5 <= sizes.mean() <= 7


def test_neighbours_are_in_one_cluster_also_in_many_blocks(draw, monkeypatch):
    monkeypatch.setattr(sound_clusters, "BLOCK", 60)
    centres = 10 * points(draw, 50)
    labels = all_of(np.repeat(centres, 6, axis=0) + 0.1 * points(draw, 300)).reshape(50, 6)
    together = (labels == labels[:, :1]).all(axis=1)
    assert together.mean() >= 0.8  # the border of a block may part a few


def test_clusters_are_the_same_each_time_and_none_of_nothing(draw):
    some = points(draw, 90)
    assert (all_of(some) == all_of(some.copy())).all()
    assert len(all_of(some[:0])) == 0


def test_rows_are_clustered_as_if_they_were_all_there_are(draw, monkeypatch):
    monkeypatch.setattr(sound_clusters, "BLOCK", 60)
    some, rows = points(draw, 300), np.arange(7, 300, 2)
    assert np.array_equal(clusters_of(some, rows), all_of(some[rows]))


def test_few_wait_until_there_is_a_cluster(draw):
    none = np.empty((0, 12), np.float32)
    assert placed(points(draw, 2), keys(0, 2), none, []) == [None, None]
    assert placed(none, [], none, []) == []
    assert placed(points(draw, 3), keys(5, 3), none, []) == [keys(5, 1)[0]] * 3


def test_a_full_cluster_is_left_to_found_another(draw):
    old = 0.1 * points(draw, MAX_SIZE)
    far = 10 + 0.1 * points(draw, 6)
    names = [b"full"] * MAX_SIZE + [b"far"] * 6
    new = placed(0.1 * points(draw, 6), keys(0, 6), np.concatenate([old, far]), names)
    assert set(new) == {keys(0, 1)[0]}
    one = placed(0.1 * points(draw, 1), keys(9, 1), np.concatenate([old, far]), names)
    assert one == [b"full"]  # alone it is no group
