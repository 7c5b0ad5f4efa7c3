"""The acquisition functions on cases small enough to check by hand."""

import numpy as np
import pytest

from tagstudio.engine.active_learning import acquisition


def test_a_score_at_its_threshold_is_the_most_uncertain_whatever_the_threshold():
    thresholds = np.array([0.5, 0.1], np.float32)
    scores = np.array([[0.5, 0.1], [0.9, 0.5], [0.1, 0.1 / 9 / (0.9 + 0.1 / 9)]], np.float32)
    uncertainty = acquisition.uncertainty(acquisition.margins(scores, thresholds))
    assert uncertainty[0] == pytest.approx([1, 1])
    assert uncertainty[1] == pytest.approx(
        [0.36, 0.36], abs=1e-3
    )  # odds of 9 above either threshold
    assert uncertainty[2] == pytest.approx([0.36, 0.36], abs=1e-3)  # and of 9 below


def test_scores_of_zero_and_one_are_certain_and_finite():
    margin = acquisition.margins(np.array([[0.0, 1.0]], np.float32), np.full(2, 0.5, np.float32))
    assert np.isfinite(margin).all()
    assert (acquisition.uncertainty(margin) < 1e-4).all()


def test_disagreement_needs_a_named_tag_below_its_threshold():
    margin = np.array([[-2, 3, 1], [1, 3, 0], [-2, -1, -1], [-2, 3, 1]], np.float32)
    named = np.array([[1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 0, 0]], bool)
    assert acquisition.disagreement(margin, named, ~named).tolist() == [5, 0, 2, 0]


def test_an_artist_s_later_tracks_count_less():
    values = np.array([9, 8, 7, 5, 3], np.float32)
    assert acquisition.discount_per_artist(values, np.array([1, 1, 1, 2, 3]), 5).tolist() == [
        0,
        3,
        1,
        4,
        2,
    ]
    unknown = np.full(5, -1)
    assert acquisition.discount_per_artist(values, unknown, 9).tolist() == [0, 1, 2, 3, 4]


def test_the_rank_within_an_artist_counts_earlier_tracks():
    assert acquisition.rank_within_artist(np.array([2, 1, 2, 2, -1, 1, -1])).tolist() == [
        0,
        0,
        1,
        2,
        0,
        1,
        0,
    ]
    assert acquisition.rank_within_artist(np.array([], int)).tolist() == []


def test_k_center_greedy_goes_to_the_corners_first():
    points = np.array([[0, 0], [0.1, 0], [10, 0], [0, 7], [5, 3]], np.float32)
    nothing = points[:0]
    assert acquisition.k_center_greedy(points, nothing, 3) == [0, 2, 3]
    assert acquisition.k_center_greedy(points, points[2:3], 2) == [3, 1]
    assert sorted(acquisition.k_center_greedy(points, nothing, 9)) == [0, 1, 2, 3, 4]


def test_k_center_greedy_finds_what_plain_search_finds():
    points = np.random.default_rng(1).normal(size=(60, 5)).astype(np.float32)
    chosen = acquisition.k_center_greedy(points, points[:0], 10)
    for number in range(1, 10):
        before = points[chosen[:number]]
        nearest = np.linalg.norm(points[:, None] - before[None], axis=2).min(axis=1)
        assert chosen[number] == nearest.argmax()


def test_the_first_rows_are_those_of_a_whole_sort():
    chance = np.random.default_rng(3)
    for count in (0, 1, 7, 60, 61):
        values = chance.integers(0, 9, 60).astype(np.float32)
        whole = np.argsort(values, kind="stable")
        assert acquisition.first(values, count).tolist() == whole[:count].tolist()


@pytest.mark.parametrize("artists", [1, 3, 400])
def test_the_first_of_each_artist_are_those_of_a_whole_sort(artists):
    chance = np.random.default_rng(artists)
    values = chance.integers(0, 30, 2000).astype(np.float32)
    by = chance.integers(-1, artists, 2000)
    whole = acquisition.discount_per_artist(values, by, 2000).tolist()
    order = np.argsort(-values, kind="stable")
    discounted = values[order] / (1 + acquisition.rank_within_artist(by[order]))
    assert whole == order[np.argsort(-discounted, kind="stable")].tolist()
    for count in (1, 20, 240):
        assert acquisition.discount_per_artist(values, by, count).tolist() == whole[:count]


def test_embeddings_are_means_over_time():
    features = np.arange(12, dtype="<f2").reshape(3, 4)
    assert acquisition.embeddings([features.tobytes()], (3, 4)).tolist() == [[4, 5, 6, 7]]
    broken = np.full(4, np.nan, "<f2")
    assert np.isfinite(acquisition.embeddings([broken.tobytes()], (2, 2))).all()


def test_embeddings_of_tracks_of_several_windows_are_means_over_these_too():
    one = np.arange(12, dtype="<f2").reshape(3, 4)
    three = np.stack([one, one + 1, one + 5])
    found = acquisition.embeddings([one.tobytes(), three.tobytes()], (3, 4))
    assert found.tolist() == [[4, 5, 6, 7], [6, 7, 8, 9]]
