"""Clusters of about six tracks that sound alike, as groups of tracks of unknown makers.

Tracks by one artist mostly lie near each other, so such a cluster keeps much of what they share on
one side of a fold. Agglomerative clustering with a limit of size: the nearest pairs are joined
first, as long as no cluster becomes larger than SIZE. Many tracks are first parted along their
principal components into blocks.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tagstudio.library.similar.sounds import Floats

SIZE = 6  # tracks that are joined at most
MIN_SIZE = 3  # a smaller cluster is added to its nearest
MAX_SIZE = 12  # that a cluster grows to by what comes later
BLOCK = 2000  # tracks whose distances are all compared
NEIGHBOURS = 24  # of a track that it is joined with, the nearest ones
NEAR = 0.9  # quantile of the distances from centroids, up to which a new track belongs to a cluster
CHUNK = 2048  # rows compared with all centroids at a time

Labels = NDArray[np.intp]


def clusters_of(points: Floats, rows: Labels) -> Labels:
    """Return the number of the cluster of each of the rows of points: clusters of about SIZE."""
    labels = np.zeros(len(points), np.intp)
    count = 0
    for block in _blocks(points, rows):
        found = _joined(points[block])
        labels[block] = found + count
        count += int(found.max(initial=-1)) + 1
    return labels[rows]


def placed(
    points: Floats, keys: Sequence[bytes], members: Floats, clusters: Sequence[bytes]
) -> list[bytes | None]:
    """Return the cluster of each new point (n, d), called by `keys` (n,): an old or a new one.

    `members` (m, d) are the points in clusters, `clusters` (m,) their names. A point joins the
    nearest cluster, unless that is full or farther away than its members mostly are. The rest found
    clusters, each called by the first of its keys; too few of them join the nearest anyway. None:
    there are too few for any cluster yet.
    """
    found = _nearest(points, members, clusters, anyway=False)
    rest = [row for row, cluster in enumerate(found) if cluster is None]
    labels = clusters_of(points, np.array(rest, np.intp))
    sizes = np.bincount(labels) if rest else np.zeros(0, np.intp)
    founders: dict[int, bytes] = {}
    for row, label in zip(rest, labels, strict=True):
        if sizes[label] >= MIN_SIZE:
            found[row] = founders.setdefault(int(label), keys[row])
    left = [row for row, cluster in enumerate(found) if cluster is None]
    inside = [row for row, cluster in enumerate(found) if cluster is not None]
    if not left:
        return found
    everyone = np.concatenate([members, points[inside]])
    names = [*clusters, *(cluster for cluster in found if cluster is not None)]
    for row, cluster in zip(
        left, _nearest(points[left], everyone, names, anyway=True), strict=True
    ):
        found[row] = cluster
    return found


def _nearest(
    points: Floats, members: Floats, clusters: Sequence[bytes], *, anyway: bool
) -> list[bytes | None]:
    """Return for each point the nearest cluster, None where it is full or, unless `anyway`, far.

    Where all are full, the nearest one counts in any case with `anyway`.
    """
    if not len(members):
        return [None] * len(points)
    names, numbers = np.unique(np.array(clusters, object), return_inverse=True)
    sizes = np.bincount(numbers)
    centroids = np.zeros((len(names), members.shape[1]), np.float32)
    np.add.at(centroids, numbers, members)
    centroids /= sizes[:, None]
    radii = np.linalg.norm(members - centroids[numbers], axis=1)
    limit = np.inf if anyway else float(np.quantile(radii, NEAR))
    found: list[bytes | None] = []
    for start in range(0, len(points), CHUNK):
        distances = _distances(points[start : start + CHUNK], centroids)
        for row, number in zip(distances, distances.argmin(axis=1), strict=True):
            joins = anyway or (row[number] <= limit and sizes[number] < MAX_SIZE)
            sizes[number] += joins
            found.append(names[number] if joins else None)
    return found


def _blocks(points: Floats, rows: Labels) -> list[Labels]:
    """Part points, given by rows, along their principal components into blocks of neighbours."""
    if len(rows) <= BLOCK:
        return [rows]
    here = points[rows]  # a copy
    here -= here.mean(axis=0)
    axis = np.linalg.eigh((here.T @ here).astype(np.float64))[1][:, -1]
    axis *= np.sign(axis[np.abs(axis).argmax()])  # else the sign is the library's choice
    order = rows[np.argsort(here @ axis.astype(np.float32), kind="stable")]
    half = len(order) // 2
    del here  # before the halves take as much again
    return [*_blocks(points, order[:half]), *_blocks(points, order[half:])]


def _joined(points: Floats) -> Labels:
    """Return the clusters of the points of a block, numbered from 0."""
    count = len(points)
    distances = _distances(points, points)
    np.fill_diagonal(distances, np.inf)
    clusters = _Clusters(count)
    near = np.argpartition(distances, min(NEIGHBOURS, count - 1), axis=1)[:, :NEIGHBOURS]
    left, right = np.repeat(np.arange(count), near.shape[1]), near.ravel()
    for pair in np.argsort(distances[left, right], kind="stable"):
        clusters.join(int(left[pair]), int(right[pair]), SIZE)
    for row in range(count):
        if clusters.size(row) < MIN_SIZE:
            nearest_first = np.argsort(distances[row], kind="stable")[:-1]
            any(clusters.join(row, int(other), SIZE + MIN_SIZE) for other in nearest_first)
    return clusters.numbers()


class _Clusters:
    """Clusters of rows, as trees of parents (union-find)."""

    def __init__(self, count: int) -> None:
        self._parents = list(range(count))
        self._sizes = [1] * count

    def join(self, row: int, other: int, most: int) -> bool:
        """Join the clusters of two rows, unless they are one or would have more than `most`."""
        one, two = self._root(row), self._root(other)
        if one == two or self._sizes[one] + self._sizes[two] > most:
            return False
        self._parents[two] = one
        self._sizes[one] += self._sizes[two]
        return True

    def size(self, row: int) -> int:
        """Return the size of a row's cluster."""
        return self._sizes[self._root(row)]

    def numbers(self) -> Labels:
        """Return the number of each row's cluster, from 0."""
        roots = [self._root(row) for row in range(len(self._parents))]
        numbers = {root: number for number, root in enumerate(dict.fromkeys(roots))}
        return np.array([numbers[root] for root in roots], np.intp)

    def _root(self, row: int) -> int:
        while self._parents[row] != row:
            self._parents[row] = self._parents[self._parents[row]]
            row = self._parents[row]
        return row


def _distances(points: Floats, others: Floats) -> Floats:
    """Return the Euclidean distances (n, m) of points (n, d) from others (m, d)."""
    squares = (points**2).sum(axis=1)[:, None] + (others**2).sum(axis=1) - 2 * points @ others.T
    distances: Floats = np.sqrt(np.maximum(squares, 0))
    return distances
