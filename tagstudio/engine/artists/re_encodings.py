"""Find re-encodings: tracks of other audio data that hold the recording of another track.

Two tracks hold the same recording if they are of nearly equal length and their features in the
middle window are nearly equal, first on average and then at each step of time. The limits are
measured in docs/decisions/0025-who-made-it.md.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tagstudio.library.similar.sounds import Floats, deviations, standardised

MOST_SECONDS = 0.5  # of difference in length: encoders pad, and cut at whole frames
MOST_DISTANCE = 0.25  # between the means; two tracks of a library are 1.4 apart
MOST_OVER_TIME = 0.45  # between the maps, scaled as the means
CHUNK = 512  # rows compared at a time,
AROUND = 8192  # with so many others

Maps = Callable[[Sequence[int]], Mapping[int, Floats]]


def originals_by_sound(
    track_ids: NDArray[np.int64],
    centres: Floats,
    seconds: NDArray[np.float64],
    known: Mapping[int, int],
    maps: Maps,
) -> dict[int, int]:
    """Return for each new track the one that stands for its recording, itself for most.

    `track_ids` (n,) ascend, `centres` (n, d) and `seconds` (n,) belong to them. `known` has those
    that were compared before, with what stands for them, which stays. `maps` gives the maps
    (time, d) of the middle windows of tracks.
    """
    originals = dict(known)
    if not len(track_ids):
        return {}
    order = np.argsort(seconds, kind="stable")
    order = order[: np.count_nonzero(~np.isnan(seconds))]
    points = standardised(centres, order)
    pairs = _near_pairs(track_ids[order], points, seconds[order], known)
    scale = (deviations(centres) + 1e-6) * np.sqrt(centres.shape[1])
    for track_id in map(int, track_ids):
        if track_id in known:
            continue
        originals[track_id] = track_id
        if track_id in pairs:
            near = [one for one in pairs[track_id] if one in known or one < track_id]
            found = maps([track_id, *near]) if near else {}
            distances = {one: _over_time(found[track_id], found[one], scale) for one in near}
            nearest = min(near, key=distances.__getitem__, default=track_id)
            if near and distances[nearest] <= MOST_OVER_TIME:
                originals[track_id] = originals[nearest]
    return {id: original for id, original in originals.items() if id not in known}


def _near_pairs(
    ids: NDArray[np.int64],
    points: Floats,
    lengths: NDArray[np.float64],
    known: Mapping[int, int],
) -> dict[int, list[int]]:
    """Return by new track the other tracks that are near in sound and length.

    Tracks come in the order of their lengths, so each block of rows is compared only with those
    around it.
    """
    squares = np.empty(len(ids), np.float32)
    for start in range(0, len(ids), AROUND):
        squares[start : start + AROUND] = (points[start : start + AROUND] ** 2).sum(axis=1)
    is_new = np.array([int(id) not in known for id in ids], np.bool_)
    found: dict[int, list[int]] = {}
    for start in range(0, len(ids), CHUNK):
        rows = start + np.flatnonzero(is_new[start : start + CHUNK])
        if not len(rows):
            continue
        first = int(np.searchsorted(lengths, lengths[rows[0]] - MOST_SECONDS))
        last = int(np.searchsorted(lengths, lengths[rows[-1]] + MOST_SECONDS, side="right"))
        for left in range(first, last, AROUND):
            around = np.arange(left, min(left + AROUND, last))
            products = points[rows] @ points[around].T
            distances = squares[rows][:, None] + squares[around] - 2 * products
            near = distances <= MOST_DISTANCE**2
            near &= np.abs(lengths[rows][:, None] - lengths[around]) <= MOST_SECONDS
            for row, other in zip(*np.nonzero(near), strict=True):
                if rows[row] != around[other]:
                    found.setdefault(int(ids[rows[row]]), []).append(int(ids[around[other]]))
    return found


def _over_time(one: Floats, other: Floats, scale: Floats) -> float:
    """Return the distance of two maps (time, d): the root of its mean square over time."""
    return float(np.sqrt((((one - other) / scale) ** 2).sum(axis=1).mean()))
