"""What tracks sound like, as points: read from the feature maps that the library keeps."""

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tagstudio.library.db.expressions import is_stored_as
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import models, suggestion_features
from tagstudio.library.models.models import facts_of

Floats: TypeAlias = NDArray[np.float32]

CHUNK = 2000  # tracks whose feature maps are held at a time
COLUMNS = 16  # whose deviation is computed at a time


@dataclass(frozen=True)
class Listener:
    """The registered models, by id, that compute the same features, each map of a shape.

    The first axis of the shape is time. `key` is the same for such models in every library.
    """

    model_ids: Sequence[int]
    shape: tuple[int, ...]
    key: str = ""

    def has_map(self) -> sa.ColumnElement[bool]:
        """Return the condition that a row of `suggestion_features` has maps of these models."""
        columns = suggestion_features.c
        length = sa.func.length(columns.features)
        whole = length % (2 * math.prod(self.shape)) == 0  # bytes: float16
        is_blob = is_stored_as(columns.features, "blob")
        return sa.and_(columns.model_id.in_(self.model_ids), is_blob, length > 0, whole)


@dataclass(frozen=True)
class Sounds:
    """Tracks as points, row by row in the order of `track_ids`, ascending.

    `means` (n, d) are means over all time and windows; `centres` (n, d) those over the window in
    the middle of a track, which is the same however many windows were heard.
    """

    track_ids: NDArray[np.int64]
    means: Floats
    centres: Floats


def main_listener(connection: sa.Connection) -> Listener | None:
    """Return the models whose features most tracks have, of equals the newest; None: none has."""
    columns = suggestion_features.c
    counts = connection.execute(
        sa.select(columns.model_id, sa.func.count()).group_by(columns.model_id)
    )
    tracks_of = {row[0]: row[1] for row in counts}
    return max(
        _listeners(connection, tracks_of),
        key=lambda one: (sum(tracks_of[id] for id in one.model_ids), max(one.model_ids)),
        default=None,
    )


def listener_called(connection: sa.Connection, key: str) -> Listener | None:
    """Return the models with a key, None where the library has none such."""
    every = connection.scalars(sa.select(models.c.id)).all()
    return next((one for one in _listeners(connection, every) if one.key == key), None)


def key_of(digest: str, shape: Sequence[int]) -> str:
    """Return the key of what hears with a digest of its features, and features of a shape."""
    return f"{digest} {'x'.join(map(str, shape))}"


def _listeners(connection: sa.Connection, model_ids: Collection[int]) -> list[Listener]:
    """Return the listeners that are made of these models."""
    listeners: dict[str, Listener] = {}
    for model_id, sha256, info in connection.execute(
        sa.select(models.c.id, models.c.sha256, models.c.info).order_by(models.c.id)
    ):
        facts = facts_of(info)
        shape = tuple(facts.get("feature_shape") or ())
        if model_id in model_ids and shape and all(isinstance(one, int) for one in shape):
            key = key_of(facts.get("feature_digest") or sha256, shape)
            known = listeners.get(key)
            ids = [*known.model_ids, model_id] if known else [model_id]
            listeners[key] = Listener(ids, shape, key)
    return list(listeners.values())


def heard_tracks(connection: sa.Connection, listener: Listener) -> set[int]:
    """Return the tracks of which there are features."""
    query = sa.select(suggestion_features.c.track_id).where(listener.has_map()).distinct()
    return set(connection.scalars(query))


def sounds_of(connection: sa.Connection, listener: Listener, track_ids: Collection[int]) -> Sounds:
    """Return the points of those of the tracks that have features."""
    ids: list[int] = []
    wanted = sorted(track_ids)
    # Whole from the start: of 100,000 tracks the points take 100 MB each time they are copied.
    means = np.empty((len(wanted), math.prod(listener.shape[1:])), np.float32)
    centres = np.empty_like(means)
    for start in range(0, len(wanted), CHUNK):
        for track_id, maps in _maps(connection, listener, wanted[start : start + CHUNK]):
            means[len(ids)] = maps.mean(axis=(0, 1))
            centres[len(ids)] = maps[len(maps) // 2].mean(axis=0)
            ids.append(track_id)
    return Sounds(np.array(ids, np.int64), means[: len(ids)], centres[: len(ids)])


def means_of_files(features: Sequence[bytes], shape: Sequence[int]) -> Floats:
    """Return the means (n, d) over time and windows of maps that were not stored."""
    size = math.prod(shape[1:])
    means = [_floats(one).reshape(-1, size).mean(axis=0) for one in features]
    return np.array(means, np.float32).reshape(len(features), size)


def centre_maps(
    connection: sa.Connection, listener: Listener, track_ids: Collection[int]
) -> dict[int, Floats]:
    """Return by track id the feature map of the window in the middle, (time, d)."""
    found = _maps(connection, listener, sorted(track_ids))
    return {track_id: maps[len(maps) // 2] for track_id, maps in found}


def standardised(points: Floats, rows: "Sequence[int] | NDArray[np.intp]") -> Floats:
    """Return the `rows` (m,) of points (n, d) standardised by all of them, as (m, d).

    Each is scaled so that d does not matter: the root mean square distance of two points is the
    square root of two.
    """
    scaled = points[rows]  # a copy, and the only one: 100,000 points take 100 MB
    scaled -= points.mean(axis=0)
    scaled /= deviations(points) + 1e-6
    scaled /= math.sqrt(points.shape[1])
    return scaled


def deviations(points: Floats) -> Floats:
    """Return the standard deviation of each column (d,) of points (n, d).

    The same numbers as those of NumPy, which makes a copy of all it is given.
    """
    starts = range(0, points.shape[1], COLUMNS)
    parts = [points[:, start : start + COLUMNS].std(axis=0) for start in starts]
    return np.concatenate(parts) if parts else np.empty(0, np.float32)


def _maps(
    connection: sa.Connection, listener: Listener, track_ids: Sequence[int]
) -> Iterator[tuple[int, Floats]]:
    """Yield the feature maps (windows, time, d) of tracks by id; of several the newest model's."""
    columns = suggestion_features.c
    rows = connection.execute(
        sa.select(columns.track_id, columns.features)
        .where(in_ids(columns.track_id, track_ids), listener.has_map())
        .order_by(columns.model_id)
    )
    newest = {row.track_id: row.features for row in rows}
    for track_id in sorted(newest):
        maps = _floats(newest[track_id])
        yield track_id, maps.reshape(-1, listener.shape[0], math.prod(listener.shape[1:]))


def _floats(features: bytes) -> Floats:
    finite: Floats = np.nan_to_num(
        np.frombuffer(features, "<f2").astype(np.float32), posinf=0, neginf=0
    )
    return finite
