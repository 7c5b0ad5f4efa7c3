"""Tracks like another one: which track is meant, and what sounds like it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.expressions import contains
from tagstudio.library.db.id_sets import ids_of, no_ids
from tagstudio.library.db.schema import suggestion_failures, track_texts, tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.search.query import Like, QueryError
from tagstudio.library.tracks.folders import removed_array

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids
    from tagstudio.library.similar.sound_matrix import SoundMatrix
    from tagstudio.library.similar.sounds import Floats

ALIKE = 100  # tracks at most that `like:PATH` finds, itself among them
NAMED = 3  # of the tracks that a part of a path can mean


def track_at(connection: sa.Connection, path: str) -> int:
    """Return the track at a path, or the only one with `path` in its own.

    Of several the one whose file is called so. Raises QueryError where there is none, or where
    there are several.
    """
    exact = {path, str(Path(path).expanduser().absolute())}
    found = ids_of(connection, sa.select(tracks.c.id).where(tracks.c.path.in_(exact)))
    if not found:
        inside = contains(track_texts.c.path, folded(path))
        found = ids_of(connection, sa.select(track_texts.c.track_id).where(inside))
    removed = set(removed_array(connection).tolist())
    found = [id for id in found if id not in removed]
    if len(found) > 1:
        rows = connection.execute(
            sa.select(tracks.c.id, tracks.c.path).where(tracks.c.id.in_(found[:1000]))
        ).all()
        called = [row.id for row in rows if Path(row.path).name == path]
        if len(called) != 1:
            raise QueryError(
                "like.several-tracks",
                "{count} tracks have {path!r} in their path, such as {others}. Write more of it.",
                count=len(found),
                path=path,
                others=", ".join(_shown(row.path) for row in rows[:NAMED]),
            )
        found = called
    if not found:
        raise QueryError(
            "like.no-track",
            "No track of the library is at {path!r} or has that in its path.",
            path=path,
        )
    return found[0]


def sound_of(connection: sa.Connection, track_id: int, path: str) -> tuple[SoundMatrix, Floats]:
    """Return the vectors of the library's tracks, and that of one of them, called `path`.

    Raises QueryError where it was not heard yet, or could not be.
    """
    from tagstudio.library.similar.sound_matrix import sounds_in

    matrix = sounds_in(connection)
    vector = None if matrix is None else matrix.vector(track_id)
    if matrix is None or vector is None:
        if _has_failed(connection, track_id):
            raise QueryError(
                "like.failed",
                "No sound could be read from {path!r}, so nothing can be compared with it.",
                path=path,
            )
        raise QueryError(
            "like.not-heard",
            "What {path!r} sounds like is not known yet; 'tagstudio suggest' listens to it.",
            path=path,
        )
    return matrix, vector


def _has_failed(connection: sa.Connection, track_id: int) -> bool:
    """Tell whether a track is one that is not listened to again by itself."""
    unread = sa.select(tracks.c.id).where(
        tracks.c.id == track_id, tracks.c.failure_code.is_not(None)
    )
    unheard = sa.select(suggestion_failures.c.track_id).where(
        suggestion_failures.c.track_id == track_id
    )
    return connection.execute(sa.union(unread, unheard)).first() is not None


def alike(connection: sa.Connection, test: Like) -> Ids:
    """Return the tracks that a test finds: the ALIKE nearest, or those of a similarity.

    Of the nearest those are left out that are not alike at all: whose similarity is not above 0.
    """
    matrix, vector = sound_of(connection, track_at(connection, test.path), test.path)
    if test.limit is None:
        nearest = matrix.nearest(vector, ALIKE, besides=removed_array(connection))
        return nearest.track_ids[nearest.similarities > 0]
    near = matrix.ordered(vector)
    return near.track_ids[near.similarities >= test.limit]


def by_likeness(connection: sa.Connection, path: str) -> Ids:
    """Return the tracks whose sound is known, those most like the one at `path` first."""
    if not path:
        return no_ids()
    matrix, vector = sound_of(connection, track_at(connection, path), path)
    return matrix.ordered(vector).track_ids


def similarities(
    connection: sa.Connection, path: str, track_ids: Iterable[int]
) -> dict[int, float]:
    """Return by id how similar tracks are to the one at `path`; nothing where that is not known."""
    try:
        matrix, vector = sound_of(connection, track_at(connection, path), path)
    except QueryError:
        return {}
    return matrix.similarities(vector, track_ids)


def _shown(path: str) -> str:
    return path.encode("utf-8", "backslashreplace").decode("utf-8")
