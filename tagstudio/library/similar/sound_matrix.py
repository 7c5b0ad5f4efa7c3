"""The tracks of a library as vectors, as a transaction sees them, and the nearest ones.

Most vectors come from the file beside the library (`vector_file`); `stale_sounds` names the tracks
of which it says what no longer holds, and whose vectors are made of their features. What was mapped
and made stays in the process: the next question reads the token and the newest change, no more.
Where there is no file that fits, all vectors are made of the features, and kept likewise.

The nearest are exact: all vectors are compared in float32, whose error is below ERROR; those that
could be among the nearest within it are compared again in float64. Of equals the lower id is first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tagstudio.library.db.database import beside_of
from tagstudio.library.db.schema import sound_matrix, stale_sounds
from tagstudio.library.similar.embedding import DIMENSIONS, Embedding, fitted
from tagstudio.library.similar.sounds import (
    Floats,
    Listener,
    heard_tracks,
    listener_called,
    main_listener,
    sounds_of,
)
from tagstudio.library.similar.vector_file import Vectors, file_called, read_vectors

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids

ERROR = 2 * DIMENSIONS * float(np.finfo(np.float32).eps)  # of a product of two vectors
PART = 1024  # rows of which only the best is looked at, to find out which can be among the nearest


@dataclass(frozen=True)
class Near:
    """The tracks nearest to a sound, nearest first: ids (k,) and similarities (k,), -1 to 1."""

    track_ids: Ids
    similarities: NDArray[np.float64]


@dataclass
class SoundMatrix:
    """Vectors of tracks: those of `vectors`, but for `stale` tracks, whose own are in `fresh`.

    A stale track without features has none.
    """

    listener: Listener
    vectors: Vectors
    stale: set[int] = field(default_factory=set)
    fresh: dict[int, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rows = np.zeros(0, np.int64)  # of stale tracks among the vectors
        self._ids = np.zeros(0, np.int64)  # of fresh vectors
        self._columns = np.zeros((self.vectors.columns.shape[0], 0), np.float32)

    def put(self, stale: set[int], fresh: dict[int, Floats]) -> None:
        """Take in tracks that changed, and the vectors of those of them that have features."""
        self.stale |= stale
        for id in stale:
            self.fresh.pop(id, None)
        self.fresh |= fresh
        ids = self.vectors.track_ids
        changed = np.array(sorted(self.stale), np.int64)
        rows = np.searchsorted(ids, changed)
        rows = rows[rows < len(ids)]
        self._rows = rows[np.isin(ids[rows], changed)]
        self._ids = np.array(sorted(self.fresh), np.int64)
        if self.fresh:
            self._columns = np.stack([self.fresh[int(id)] for id in self._ids], axis=1)
        else:
            self._columns = np.zeros((self.vectors.columns.shape[0], 0), np.float32)

    @property
    def count(self) -> int:
        """The number of tracks that have a vector."""
        return len(self.vectors.track_ids) - len(self._rows) + len(self._ids)

    def vector(self, track_id: int) -> Floats | None:
        """Return the vector (d,) of a track, None where it has no features."""
        if track_id in self.stale:
            return self.fresh.get(track_id)
        row = int(np.searchsorted(self.vectors.track_ids, track_id))
        if row == len(self.vectors.track_ids) or self.vectors.track_ids[row] != track_id:
            return None
        return np.ascontiguousarray(self.vectors.columns[:, row])

    def nearest(
        self,
        vector: Floats,
        count: int,
        among: Ids | None = None,
        besides: Ids | None = None,
    ) -> Near:
        """Return the `count` tracks nearest to a vector (d,), of `among`, without `besides`."""
        every = self._every_id()
        scores = self._scores(vector)
        if among is not None or (besides is not None and len(besides)):
            left = np.full(len(scores), -np.inf, np.float32)
            rows = self._rows_of(every, among) if among is not None else np.arange(len(every))
            if besides is not None and len(besides):
                rows = np.setdiff1d(rows, self._rows_of(every, besides), assume_unique=True)
            left[rows] = scores[rows]
            scores = left
        rows = candidates(scores, count)
        products = self._columns_at(rows).astype(np.float64).T @ vector.astype(np.float64)
        order = np.lexsort((every[rows], -products))[:count]
        return Near(every[rows][order], products[order])

    def ordered(self, vector: Floats) -> Near:
        """Return all tracks that have a vector, the nearest first."""
        every, scores = self._every_id(), self._scores(vector)
        order = np.lexsort((every, -scores))
        order = order[np.isfinite(scores[order])]
        return Near(every[order], scores[order].astype(np.float64))

    def similarities(self, vector: Floats, track_ids: Iterable[int]) -> dict[int, float]:
        """Return by id the similarities of those of the tracks that have a vector."""
        others = {int(id): self.vector(int(id)) for id in track_ids}
        return {id: float(vector @ other) for id, other in others.items() if other is not None}

    def whole(self) -> Vectors:
        """Return all vectors as one matrix, for a file."""
        every = self._every_id()
        left = np.setdiff1d(np.arange(len(every)), self._rows, assume_unique=True)
        left = left[np.argsort(every[left], kind="stable")]
        return Vectors(
            self.vectors.listener, self.vectors.embedding, every[left], self._columns_at(left)
        )

    def _every_id(self) -> Ids:
        """Return the ids of all columns: of the vectors, stale ones too, then of the fresh ones."""
        if not len(self._ids):
            return self.vectors.track_ids
        return np.concatenate([self.vectors.track_ids, self._ids])

    def _scores(self, vector: Floats) -> Floats:
        """Return the products of a vector with all columns, minus infinity for stale ones."""
        scores: Floats = vector @ self.vectors.columns
        if len(self._rows):
            scores[self._rows] = -np.inf
        return np.concatenate([scores, vector @ self._columns]) if len(self._ids) else scores

    def _columns_at(self, rows: NDArray[np.int64]) -> Floats:
        size = len(self.vectors.track_ids)
        if not len(self._ids) or not len(rows) or rows.max() < size:
            return self.vectors.columns[:, rows]
        old = rows < size
        columns = np.empty((len(self._columns), len(rows)), np.float32)
        columns[:, old] = self.vectors.columns[:, rows[old]]
        columns[:, ~old] = self._columns[:, rows[~old] - size]
        return columns

    def _rows_of(self, every: Ids, track_ids: Ids) -> NDArray[np.int64]:
        """Return the rows of tracks that are not stale."""
        found = np.flatnonzero(np.isin(every, track_ids))
        return np.setdiff1d(found, self._rows, assume_unique=True) if len(self._rows) else found


def candidates(scores: Floats, count: int) -> NDArray[np.int64]:
    """Return the rows that can be among the `count` of the highest scores, within ERROR.

    As many parts of the rows have a best score of at least the lowest of the highest such bests, so
    at least `count` rows reach that: what is below it is not among them.
    """
    if count <= 0 or not len(scores):
        return np.zeros(0, np.int64)
    whole = len(scores) // PART
    if whole > count:
        bests = scores[: whole * PART].reshape(whole, PART).max(axis=1)
        least = np.partition(bests, whole - count)[whole - count]
        rows = np.flatnonzero(scores >= least - 2 * ERROR)
    else:
        rows = np.arange(len(scores))
    if len(rows) > count:
        found = scores[rows]
        least = np.partition(found, len(rows) - count)[len(rows) - count]
        rows = rows[found >= least - 2 * ERROR]
    return rows[np.isfinite(scores[rows])]


@dataclass
class _Kept:
    """What a process keeps of a library: the matrix of a token, up to a change."""

    token: str
    matrix: SoundMatrix
    change: int


_kept: dict[Path | None, _Kept] = {}
_lock = Lock()


def token_of(connection: sa.Connection) -> str:
    """Return the token of the library's file of vectors, "" where it has none."""
    return connection.scalar(sa.select(sound_matrix.c.token)) or ""


def last_change(connection: sa.Connection) -> int:
    """Return the newest change in `stale_sounds`, 0 for none."""
    return connection.scalar(sa.select(sa.func.max(stale_sounds.c.change))) or 0


def sounds_in(connection: sa.Connection) -> SoundMatrix | None:
    """Return the vectors of a library's tracks; None where no track has features."""
    path, token = beside_of(connection), token_of(connection)
    with _lock:
        kept = _kept.get(path)
        if kept is None or kept.token != token or not _still_listens(connection, kept):
            kept = _opened(connection, path, token)
            if kept is None:
                _kept.pop(path, None)
                return None
            _kept[path] = kept
        newest = last_change(connection)
        if newest > kept.change:
            stale = set(
                connection.scalars(
                    sa.select(stale_sounds.c.track_id).where(stale_sounds.c.change > kept.change)
                )
            )
            matrix = kept.matrix
            # Another version may have heard them, that computes the same features.
            matrix.listener = listener_called(connection, matrix.listener.key) or matrix.listener
            matrix.put(stale, _fresh(connection, matrix.listener, matrix.vectors.embedding, stale))
            kept.change = newest
        return kept.matrix if kept.matrix.count else None


def forget_kept(path: Path) -> None:
    """Forget what the process keeps of a library, as after its file of vectors was replaced."""
    with _lock:
        _kept.pop(path, None)


def made_of_features(connection: sa.Connection, listener: Listener) -> SoundMatrix:
    """Return the vectors of all tracks that a listener heard, by an embedding fitted to them."""
    sounds = sounds_of(connection, listener, heard_tracks(connection, listener))
    embedding = fitted(sounds.means)
    columns = np.ascontiguousarray(embedding.vectors(sounds.means).T)
    return SoundMatrix(listener, Vectors(listener.key, embedding, sounds.track_ids, columns))


def _still_listens(connection: sa.Connection, kept: _Kept) -> bool:
    """Tell whether the models that the vectors are of are the same ones."""
    if kept.token:
        return True
    # Without a file all changes count from none: what is kept holds as long as no track is new.
    return last_change(connection) == kept.change


def _opened(connection: sa.Connection, path: Path | None, token: str) -> _Kept | None:
    vectors = read_vectors(file_called(path, token)) if path and token else None
    listener = listener_called(connection, vectors.listener) if vectors else None
    if vectors is not None and listener is not None:
        return _Kept(token, SoundMatrix(listener, vectors), 0)
    listener = main_listener(connection)
    if listener is None:
        return None
    return _Kept(token, made_of_features(connection, listener), last_change(connection))


def _fresh(
    connection: sa.Connection, listener: Listener, embedding: Embedding, track_ids: set[int]
) -> dict[int, Floats]:
    if not track_ids:
        return {}
    sounds = sounds_of(connection, listener, track_ids)
    vectors = embedding.vectors(sounds.means)
    return {int(id): vector for id, vector in zip(sounds.track_ids, vectors, strict=True)}
