"""How much an answer to a track would teach: plain functions of arrays, n tracks by k tags.

Scores are compared with each tag's own line in log-odds, for base rates differ a hundredfold.
"""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]

_SURE = 1e-6  # a score is not taken for surer than this


def margins(scores: Floats, lines: Floats) -> Floats:
    """Return how far each score is above its tag's line, in log-odds."""
    return _log_odds(scores) - _log_odds(lines)


def _log_odds(probabilities: Floats) -> Floats:
    bounded = np.clip(probabilities, _SURE, 1 - _SURE)
    odds: Floats = np.log(bounded / (1 - bounded)).astype(np.float32)
    return odds


def uncertainty(margin: Floats) -> Floats:
    """Return how near to its line a score is: 1 on it, 0 far away on either side."""
    yes = 1 / (1 + np.exp(-margin))
    near: Floats = (4 * yes * (1 - yes)).astype(np.float32)
    return near


def disagreement(margin: Floats, named: Bools, rivals: Bools) -> Floats:
    """Return how strongly scores speak against the tags that a file names for itself (n,).

    The worst shortfall of a named tag below its line, and with it how far the best of its rivals
    is above its own; 0 where every named tag reaches its line.
    """
    shortfall = np.where(named, -margin, 0).max(axis=1, initial=0)
    excess = np.where(rivals, margin, 0).max(axis=1, initial=0)
    against: Floats = np.where(shortfall > 0, shortfall + excess, np.float32(0))
    return against


def spread(values: Floats, artists: NDArray[np.intp]) -> Places:
    """Return the places by falling value, where an artist's second counts half, the third a third.

    `artists` holds a number per artist, negative for unknown ones, who are all different.
    """
    order = np.argsort(-values, kind="stable")
    discounted = values[order] / (1 + earlier(artists[order]))
    again: Places = order[np.argsort(-discounted, kind="stable")]
    return again


def earlier(artists: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return how many tracks of the same artist stand in front of each."""
    by_artist = np.argsort(artists, kind="stable")
    grouped = artists[by_artist]
    places = np.arange(len(artists))
    starts = np.r_[True, grouped[1:] != grouped[:-1]][: len(artists)]
    first = np.maximum.accumulate(np.where(starts, places, 0))
    counts = np.empty(len(artists), np.intp)
    counts[by_artist] = places - first
    counts[artists < 0] = 0
    return counts


def by_hash(sounds: Sequence[bytes]) -> Places:
    """Return the places in an order that is random, and for ever the same for the same sounds."""
    hashes = [blake2b(sound, digest_size=8, key=b"queue").digest() for sound in sounds]
    order: Places = np.argsort(np.array(hashes, "S8"), kind="stable")
    return order


def far_apart(points: Floats, covered: Floats, count: int) -> list[int]:
    """Return places of `points` (n, d), each the farthest from `covered` and those before it.

    Farthest-first traversal: Gonzalez 1985, "Clustering to minimize the maximum intercluster
    distance".
    """
    lengths = (points**2).sum(axis=1)
    distances = np.full(len(points), np.inf, np.float32)

    def leave(point: Floats) -> None:
        np.minimum(distances, lengths - 2 * (points @ point) + point @ point, out=distances)

    for point in covered:
        leave(point)
    chosen: list[int] = []
    while len(chosen) < min(count, len(points)):
        chosen.append(int(distances.argmax()))
        leave(points[chosen[-1]])
        distances[chosen[-1]] = -np.inf
    return chosen


def embeddings(features: Sequence[bytes], steps: int) -> Floats:
    """Return features, float16 of `steps` steps in time each, as their means over time (n, d)."""
    rows = np.stack([np.frombuffer(one, "<f2") for one in features]).astype(np.float32)
    finite = np.nan_to_num(rows, posinf=0, neginf=0)
    means: Floats = finite.reshape(len(rows), steps, -1).mean(axis=1)
    return means


def standardised(points: Floats, by: Floats) -> Floats:
    """Return `points` with each dimension brought to mean 0 and deviation 1 of those in `by`."""
    scaled: Floats = (points - by.mean(axis=0)) / (by.std(axis=0) + 1e-6)
    return scaled
