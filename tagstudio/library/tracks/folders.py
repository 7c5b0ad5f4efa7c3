"""Folders that are taken out of the library, and put back.

A track is in the library while any of the library's folders holds it. One that none holds is
listed, counted, asked about, listened to and learned from nowhere; its row, its decisions and its
suggestions stay, so that it comes back as it was.
"""

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import decisions, folders, removed_tracks, tracks


@dataclass(frozen=True)
class FolderState:
    """A folder with how many tracks it holds, and answers on them.

    `removed_at` is when it was removed, in seconds since 1970, None for one in the library. Of a
    removed one those tracks count that went with it.
    """

    path: str
    removed_at: int | None
    tracks: int
    answers: int


@dataclass(frozen=True)
class Removal:
    """What leaves the library with a folder, and how many of its tracks other folders keep in it.

    `answers` are the yes and no on the tracks that leave.
    """

    path: str
    tracks: int
    answers: int
    kept: int


def folder_states(connection: sa.Connection) -> list[FolderState]:
    """Return the folders by path, the removed ones last; of these, those that tracks went with."""
    in_order = (folders.c.removed_at.is_not(None), folders.c.path)
    rows = connection.execute(sa.select(folders).order_by(*in_order)).all()
    states = [FolderState(row.path, row.removed_at, *_held(connection, row)) for row in rows]
    return [state for state in states if state.removed_at is None or state.tracks]


def removed_folders(connection: sa.Connection) -> list[str]:
    """Return the folders that are out of the library."""
    gone = sa.select(folders.c.path).where(folders.c.removed_at.is_not(None))
    return list(connection.scalars(gone))


def removal(connection: sa.Connection, path: str) -> Removal:
    """Tell what removing the folder at `path` would take out of the library.

    Raises TagStudioError when it is no folder of the library.
    """
    return _removal(connection, path)[0]


def remove(connection: sa.Connection, path: str, at: float | None = None) -> Removal:
    """Take the folder at `path` out of the library, and what no other folder of it holds.

    Raises TagStudioError when it is no folder of the library.
    """
    found, leaving = _removal(connection, path)
    now = int(time.time() if at is None else at)
    connection.execute(sa.update(folders).where(folders.c.path == path).values(removed_at=now))
    ids = sa.select(tracks.c.id).where(in_ids(tracks.c.id, leaving))
    connection.execute(sa.insert(removed_tracks).from_select(["track_id"], ids))
    return found


def put_back(connection: sa.Connection, path: str) -> set[int]:
    """Take `path`, and with it the tracks it holds, into the library again; return the tracks.

    A folder in a removed one becomes a folder of the library. Where nothing was removed, nothing
    happens.
    """
    held = sa.select(removed_tracks.c.track_id).join(tracks).where(lies_in(tracks.c.path, path))
    back = set(ids_of(connection, held))
    removed = sa.select(folders.c.id).where(
        folders.c.path == path, folders.c.removed_at.is_not(None)
    )
    if back or connection.scalar(removed) is not None:
        new = sqlite.insert(folders).values(path=path, removed_at=None)
        connection.execute(
            new.on_conflict_do_update(index_elements=["path"], set_={"removed_at": None})
        )
        put_tracks_back(connection, back)
    return back


def put_tracks_back(connection: sa.Connection, track_ids: set[int]) -> None:
    """Take tracks into the library again, which one of its folders must hold."""
    column = removed_tracks.c.track_id
    connection.execute(sa.delete(removed_tracks).where(in_ids(column, track_ids)))


def removed_ids(connection: sa.Connection) -> set[int]:
    """Return the tracks that are out of the library."""
    return set(ids_of(connection, sa.select(removed_tracks.c.track_id)))


def in_library(track_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Return the condition that a track is not out of the library."""
    return track_id.not_in(sa.select(removed_tracks.c.track_id))


def lies_in(path: sa.ColumnElement[str], place: str) -> sa.ColumnElement[bool]:
    """Return the condition that `path` is `place`, a folder or a file, or lies under it."""
    top = _top(place)
    behind = top[:-1] + chr(ord(top[-1]) + 1)  # paths are compared byte by byte
    return sa.or_(path == place, sa.and_(path > top, path < behind))


def _top(place: str) -> str:
    return place if place.endswith(os.sep) else place + os.sep


def _removal(connection: sa.Connection, path: str) -> tuple[Removal, set[int]]:
    """Return what removing a folder takes out of the library, with the tracks that leave."""
    present = sa.select(folders.c.path).where(folders.c.removed_at.is_(None))
    known = list(connection.scalars(present.order_by(folders.c.path)))
    if path not in known:
        raise TagStudioError(_unknown(path, known))
    held = _tracks_in(connection, path)
    leaving = set() if any(path.startswith(_top(other)) for other in known) else set(held)
    for inner in (other for other in known if other.startswith(_top(path))):
        leaving -= _tracks_in(connection, inner)
    answered = sa.select(sa.func.count()).where(in_ids(decisions.c.track_id, leaving))
    answers = connection.scalar(answered) or 0
    return Removal(path, len(leaving), answers, len(held) - len(leaving)), leaving


def _tracks_in(connection: sa.Connection, path: str) -> set[int]:
    """Return the tracks of the library in a folder."""
    where = lies_in(tracks.c.path, path), in_library(tracks.c.id)
    return set(ids_of(connection, sa.select(tracks.c.id).where(*where)))


def _held(connection: sa.Connection, folder: sa.Row[tuple[int, str, int | None]]) -> list[int]:
    here = in_library(tracks.c.id)
    counted = lies_in(tracks.c.path, folder.path)
    return _counts(connection, sa.and_(counted, here if folder.removed_at is None else ~here))


def _counts(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[int]:
    """Return how many tracks there are, and how many answers on them."""
    found = sa.select(tracks.c.id).where(where)
    answered = sa.select(sa.func.count()).where(decisions.c.track_id.in_(found))
    count = sa.select(sa.func.count()).select_from(found.subquery())
    return [connection.scalar(query) or 0 for query in (count, answered)]


def _unknown(path: str, known: Sequence[str]) -> str:
    there = f"its folders are {', '.join(known)}" if known else "it has none"
    return f"{path} is no folder of the library; {there}."
