"""Acquisition functions: how informative the answers to a track would be, for n tracks and k tags.

Scores are compared with each tag's own threshold in log-odds, for base rates differ a hundredfold:
the margin of score s over threshold t is m = logit(s) - logit(t).

- Uncertainty sampling (Lewis and Gale, "A sequential algorithm for training text classifiers",
  SIGIR 1994): `uncertainty` is 4 p (1 - p) with p = sigmoid(m), 1 at the threshold.
- Disagreement of the model with a second view, the genre that the file itself names
  (`disagreement`).
- Disagreement of the members of a joint model: query by committee (Seung, Opper and Sompolinsky,
  COLT 1992), as `library.models.disagreement` measures it.
- Diversity sampling by the k-center greedy algorithm (core-set: Sener and Savarese, "Active
  learning for convolutional neural networks: a core-set approach", ICLR 2018): `k_center_greedy`.
- Random sampling, which is the unbiased part of all answers: by a hash of the content key
  (`library.tracks.track_columns`), so that the order is always the same.

For all of them see Settles, "Active learning literature survey", 2009.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.log_odds import logit, sigmoid

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Rows = NDArray[np.intp]  # row numbers, in an order

_FRONT = 4  # times as many of the highest values are looked at as are wanted, and again


def margins(scores: Floats, thresholds: Floats) -> Floats:
    """Return the margins over the thresholds in log-odds: (n, k), (k,) -> (n, k)."""
    return logit(scores, np.float32) - logit(thresholds, np.float32)


def uncertainty(margin: Floats) -> Floats:
    """Return the uncertainty of each score, (n, k): 1 at the threshold, 0 far from it."""
    probability = sigmoid(margin, np.float32)
    return 4 * probability * (1 - probability)


def disagreement(margin: Floats, named: Bools, rivals: Bools) -> Floats:
    """Return how strongly the scores contradict the tags that a file names for itself, (n,).

    The largest shortfall of a named tag below its threshold, plus the largest excess of a rival tag
    above its own; 0 where every named tag reaches its threshold.
    """
    shortfall = np.where(named, -margin, 0).max(axis=1, initial=0)
    excess = np.where(rivals, margin, 0).max(axis=1, initial=0)
    against: Floats = np.where(shortfall > 0, shortfall + excess, np.float32(0))
    return against


def discount_per_artist(values: Floats, artists: NDArray[np.intp], count: int) -> Rows:
    """Return the first `count` rows by falling value, discounted per artist: the j-th counts 1/j.

    `values` (n,) are not negative; `artists` (n,) has a number per artist; negative ones are
    unknown and all different. Only the highest values are sorted: where as many discounted ones
    reach the lowest of them, no other row can be among the first.
    """
    most = _FRONT * count
    while True:
        rows = first(-values, most)
        discounted = values[rows] / (1 + rank_within_artist(artists[rows]))
        spread_order = np.argsort(-discounted, kind="stable")[:count]
        if len(rows) == len(values) or discounted[spread_order[-1]] >= values[rows[-1]]:
            found: Rows = rows[spread_order]
            return found
        most *= _FRONT


def first(values: NDArray[Any], count: int) -> Rows:
    """Return the rows of the `count` lowest values, rising; of equal ones the first rows."""
    if count <= 0:
        return np.zeros(0, np.intp)
    if count >= len(values):
        return np.argsort(values, kind="stable")
    rows = np.flatnonzero(values <= np.partition(values, count - 1)[count - 1])
    lowest: Rows = rows[np.argsort(values[rows], kind="stable")][:count]
    return lowest


def rank_within_artist(artists: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the number of tracks of the same artist before each one, (n,)."""
    by_artist = np.argsort(artists, kind="stable")
    grouped = artists[by_artist]
    rows = np.arange(len(artists))
    starts = np.r_[True, grouped[1:] != grouped[:-1]][: len(artists)]
    first = np.maximum.accumulate(np.where(starts, rows, 0))
    counts = np.empty(len(artists), np.intp)
    counts[by_artist] = rows - first
    counts[artists < 0] = 0
    return counts


def k_center_greedy(points: Floats, covered: Floats, count: int) -> list[int]:
    """Return rows of `points` (n, d), each the farthest from `covered` and those before it.

    K-center greedy, or farthest-first traversal: Gonzalez 1985, "Clustering to minimize the maximum
    intercluster distance". Each step takes argmax over i of min over centers c of |x_i - c|^2; the
    minimum is kept in `distances` and lowered by each new center, so `count` steps cost
    O(count n d). |x - c|^2 is expanded as |x|^2 - 2 x c + |c|^2, one matrix product a step.
    """
    lengths = (points**2).sum(axis=1)
    distances = np.full(len(points), np.inf, np.float32)

    def add_center(point: Floats) -> None:
        np.minimum(distances, lengths - 2 * (points @ point) + point @ point, out=distances)

    for point in covered:
        add_center(point)
    chosen: list[int] = []
    while len(chosen) < min(count, len(points)):
        chosen.append(int(distances.argmax()))
        add_center(points[chosen[-1]])
        distances[chosen[-1]] = -np.inf
    return chosen


def embeddings(features: Sequence[bytes], shape: Sequence[int]) -> Floats:
    """Return the feature maps of n tracks as their means over time and windows, (n, d).

    Those of a track are float16, one after another, each of `shape`, whose first axis is time.
    """
    width = math.prod(shape[1:])
    return np.stack([_mean_over_time(np.frombuffer(one, "<f2"), width) for one in features])


def _mean_over_time(maps: NDArray[np.float16], width: int) -> Floats:
    finite = np.nan_to_num(maps.astype(np.float32), posinf=0, neginf=0)
    mean: Floats = finite.reshape(-1, width).mean(axis=0)
    return mean


def standardised(points: Floats, by: Floats) -> Floats:
    """Return `points` (n, d) standardised by the mean and standard deviation of `by` (m, d)."""
    scaled: Floats = (points - by.mean(axis=0)) / (by.std(axis=0) + 1e-6)
    return scaled
