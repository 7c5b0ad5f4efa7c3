"""Remove folders from the library, and put them back.

A track is in the library while any of the library's folders contains it. One that none contains is
left out of lists, counts, review, prediction and training; its row, its decisions and its
suggestions stay, so that putting the folder back restores it as it was.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.expressions import insert
from tagstudio.library.db.id_sets import id_array, ids_of, in_ids
from tagstudio.library.db.schema import decisions, folders, removed_tracks, tracks
from tagstudio.library.tags.tags import gone_tags

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids


@dataclass(frozen=True)
class FolderState:
    """A folder with the numbers of its tracks and of the answers on them.

    `removed_at` is when it was removed, in seconds since 1970, None for one in the library. Of a
    removed one, those tracks count that were removed with it.
    """

    path: str
    removed_at: int | None
    tracks: int
    answers: int


@dataclass(frozen=True)
class Removal:
    """The numbers of tracks that a removal takes out of the library, and of answers on them.

    `kept` counts the tracks of the folder that stay, for another folder contains them.
    """

    path: str
    tracks: int
    answers: int
    kept: int


def folder_states(connection: sa.Connection) -> list[FolderState]:
    """Return the folders by path; after them the removed ones with which tracks were removed."""
    in_order = (folders.c.removed_at.is_not(None), folders.c.path)
    rows = connection.execute(sa.select(folders).order_by(*in_order)).all()
    states = [FolderState(row.path, row.removed_at, *_contained(connection, row)) for row in rows]
    return [state for state in states if state.removed_at is None or state.tracks]


def removed_folders(connection: sa.Connection) -> list[str]:
    """Return the paths of the removed folders."""
    gone = sa.select(folders.c.path).where(folders.c.removed_at.is_not(None))
    return list(connection.scalars(gone))


def removal(connection: sa.Connection, path: str) -> Removal:
    """Return the effect that removing the folder at `path` would have.

    Raises TagStudioError when it is no folder of the library.
    """
    return _removal(connection, path)[0]


def remove(connection: sa.Connection, path: str, at: float | None = None) -> Removal:
    """Remove the folder at `path`, and those of its tracks that no other folder contains.

    Raises TagStudioError when it is no folder of the library.
    """
    found, leaving = _removal(connection, path)
    now = int(time.time() if at is None else at)
    connection.execute(sa.update(folders).where(folders.c.path == path).values(removed_at=now))
    ids = sa.select(tracks.c.id).where(in_ids(tracks.c.id, leaving))
    connection.execute(sa.insert(removed_tracks).from_select(["track_id"], ids))
    return found


def put_back(connection: sa.Connection, path: str) -> set[int]:
    """Put a folder back into the library with the tracks it contains; return their ids.

    A folder within a removed one becomes a folder of the library. Where nothing was removed,
    nothing changes.
    """
    contained = (
        sa.select(removed_tracks.c.track_id).join(tracks).where(lies_in(tracks.c.path, path))
    )
    back = set(ids_of(connection, contained))
    removed = sa.select(folders.c.id).where(
        folders.c.path == path, folders.c.removed_at.is_not(None)
    )
    if back or connection.scalar(removed) is not None:
        new = insert(connection, folders).values(path=path, removed_at=None)
        connection.execute(
            new.on_conflict_do_update(index_elements=["path"], set_={"removed_at": None})
        )
        put_tracks_back(connection, back)
    return back


def put_tracks_back(connection: sa.Connection, track_ids: set[int]) -> None:
    """Put tracks back into the library, one of whose folders must contain them."""
    column = removed_tracks.c.track_id
    connection.execute(sa.delete(removed_tracks).where(in_ids(column, track_ids)))


def removed_ids(connection: sa.Connection) -> set[int]:
    """Return the ids of the removed tracks."""
    return set(ids_of(connection, sa.select(removed_tracks.c.track_id)))


def is_removed(connection: sa.Connection, track_id: int) -> bool:
    """Tell whether a track is removed."""
    found = sa.select(removed_tracks.c.track_id).where(removed_tracks.c.track_id == track_id)
    return connection.scalar(found) is not None


def removed_array(connection: sa.Connection) -> Ids:
    """Return the ids of the removed tracks as an array."""
    return id_array(connection, sa.select(removed_tracks.c.track_id))


def in_library(track_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Return the condition that a track is not removed."""
    return track_id.not_in(sa.select(removed_tracks.c.track_id))


def has_tracks(connection: sa.Connection) -> bool:
    """Tell whether the library has any track."""
    return (
        connection.scalar(sa.select(tracks.c.id).where(in_library(tracks.c.id)).limit(1))
        is not None
    )


def lies_in(path: sa.ColumnElement[str], place: str) -> sa.ColumnElement[bool]:
    """Return the condition that `path` is `place`, a folder or a file, or lies under it."""
    top = _top(place)
    behind = top[:-1] + chr(ord(top[-1]) + 1)  # paths are compared byte by byte
    return sa.or_(path == place, sa.and_(path > top, path < behind))


def is_in(path: str, place: str) -> bool:
    """Tell whether `path` is `place`, a folder or a file, or lies under it."""
    return path == place or path.startswith(_top(place))


def _top(place: str) -> str:
    return place if place.endswith(os.sep) else place + os.sep


def _removal(connection: sa.Connection, path: str) -> tuple[Removal, set[int]]:
    """Return the effect of removing a folder, with the ids of the tracks that it removes."""
    present = sa.select(folders.c.path).where(folders.c.removed_at.is_(None))
    known = list(connection.scalars(present.order_by(folders.c.path)))
    if path not in known:
        raise _unknown(path, known)
    contained = _tracks_in(connection, path)
    leaving = set() if any(path.startswith(_top(other)) for other in known) else set(contained)
    for inner in (other for other in known if other.startswith(_top(path))):
        leaving -= _tracks_in(connection, inner)
    answers = _answers(connection, in_ids(decisions.c.track_id, leaving))
    return Removal(path, len(leaving), answers, len(contained) - len(leaving)), leaving


def _tracks_in(connection: sa.Connection, path: str) -> set[int]:
    """Return the tracks of the library in a folder."""
    where = lies_in(tracks.c.path, path), in_library(tracks.c.id)
    return set(ids_of(connection, sa.select(tracks.c.id).where(*where)))


def _contained(connection: sa.Connection, folder: sa.Row[tuple[int, str, int | None]]) -> list[int]:
    here = in_library(tracks.c.id)
    counted = lies_in(tracks.c.path, folder.path)
    return _counts(connection, sa.and_(counted, here if folder.removed_at is None else ~here))


def _counts(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[int]:
    """Return how many tracks there are, and how many answers on them."""
    found = sa.select(tracks.c.id).where(where)
    count = sa.select(sa.func.count()).select_from(found.subquery())
    answers = _answers(connection, decisions.c.track_id.in_(found))
    return [connection.scalar(count) or 0, answers]


def _answers(connection: sa.Connection, where: sa.ColumnElement[bool]) -> int:
    """Count answers; what was said of a merged tag counts once, with the tag that it is now."""
    there = decisions.c.tag_id.not_in(gone_tags(connection))
    return connection.scalar(sa.select(sa.func.count()).where(where, there)) or 0


def _unknown(path: str, known: Sequence[str]) -> TagStudioError:
    if not known:
        return TagStudioError(
            "folders.none", "{path} is no folder of the library; it has none.", path=path
        )
    return TagStudioError(
        "folders.unknown",
        "{path} is no folder of the library; its folders are {folders}.",
        path=path,
        folders=", ".join(known),
    )
