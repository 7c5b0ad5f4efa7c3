"""The files as of the last scan, to distinguish new, changed and moved ones."""

import os
from collections.abc import Collection, Iterable
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.expressions import is_one_of
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks
from tagstudio.library.tracks.folders import lies_in

_PATHS = 500  # in one statement
_IDS = 20_000  # read at a time


class KnownFile(NamedTuple):
    """A track's file as of the last scan; `ctime_ns` is None where it is not known."""

    id: int
    size: int
    mtime_ns: int
    content_hash: bytes | None
    missing: bool
    ctime_ns: int | None = None

    def has_changed(self, size: int, mtime_ns: int, ctime_ns: int | None) -> bool:
        """Tell whether a file of these numbers may hold something else than the last scan read.

        Where a time of change is not known, on either side, size and modification time decide.
        """
        return (size, mtime_ns) != (self.size, self.mtime_ns) or (
            ctime_ns != self.ctime_ns and None not in {ctime_ns, self.ctime_ns}
        )


def known_files(connection: sa.Connection, paths: Collection[str]) -> dict[str, KnownFile]:
    """Return by path the files that the library has at these paths."""
    path_of = {os.fsencode(path): path for path in paths}  # each is spelled as bytes but once
    wanted = list(path_of)
    stored = sa.type_coerce(tracks.c.path, sa.LargeBinary)
    found: dict[str, KnownFile] = {}
    for start in range(0, len(wanted), _PATHS):
        rows = connection.execute(
            sa.select(
                stored,
                tracks.c.id,
                tracks.c.size,
                tracks.c.mtime_ns,
                tracks.c.content_hash,
                tracks.c.missing_since.is_not(None),
                tracks.c.ctime_ns,
            ).where(is_one_of(connection, stored, wanted[start : start + _PATHS]))
        ).all()
        found |= {path_of[bytes(row[0])]: KnownFile(*row[1:]) for row in rows}
    return found


def last_id(connection: sa.Connection) -> int:
    """Return the largest id of a track, 0 where there is none."""
    return connection.scalar(sa.select(sa.func.max(tracks.c.id))) or 0


def ids_under(connection: sa.Connection, place: str, behind: bytes) -> tuple[list[int], bytes]:
    """Return some of the tracks at and under `place`, by path, and the last one's path, b"": none.

    Those behind a path: b"" for the first of them, then the path that was returned. A million
    tracks are read in parts, so that a scan can be stopped between two of them.
    """
    path = sa.type_coerce(tracks.c.path, sa.LargeBinary)
    rows = connection.execute(
        sa.select(tracks.c.id, path)
        .where(lies_in(tracks.c.path, place), path > behind)
        .order_by(path)
        .limit(_IDS)
    ).all()
    return [row[0] for row in rows], bytes(rows[-1][1]) if rows else b""


def present_paths(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, str]:
    """Return by id the paths of those of the tracks that are not missing."""
    query = sa.select(tracks.c.id, tracks.c.path).where(
        in_ids(tracks.c.id, track_ids), tracks.c.missing_since.is_(None)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def files_of(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, KnownFile]:
    """Return the files of these tracks by track id."""
    columns = tracks.c
    rows = connection.execute(
        sa.select(
            columns.id,
            columns.size,
            columns.mtime_ns,
            columns.content_hash,
            columns.missing_since.is_not(None),
            columns.ctime_ns,
        ).where(in_ids(columns.id, track_ids))
    )
    return {row[0]: KnownFile(*row) for row in rows}


def paths_by_content_key(
    connection: sa.Connection, content_hashes: Iterable[bytes]
) -> dict[bytes, dict[str, int]]:
    """Return the tracks with one of these (few) content hashes: hash -> path -> track id."""
    rows = connection.execute(
        sa.select(tracks.c.content_hash, tracks.c.path, tracks.c.id)
        .where(is_one_of(connection, tracks.c.content_hash, list(content_hashes)))
        .order_by(tracks.c.id)
    )
    found: dict[bytes, dict[str, int]] = {}
    for content_hash, path, track_id in rows:
        found.setdefault(content_hash, {})[path] = track_id
    return found


def unread_paths(
    connection: sa.Connection, files: Collection[tuple[int, int]]
) -> dict[tuple[int, int], dict[str, int]]:
    """Return the tracks that could not be read, of these (few) sizes and times of modification.

    (bytes, ns) -> path -> track id.
    """
    columns = tracks.c
    rows = connection.execute(
        sa.select(columns.size, columns.mtime_ns, columns.path, columns.id)
        .where(columns.content_hash.is_(None), in_ids(columns.size, {size for size, _ in files}))
        .order_by(columns.id)
    )
    found: dict[tuple[int, int], dict[str, int]] = {}
    for size, mtime_ns, path, track_id in rows:
        if (size, mtime_ns) in files:
            found.setdefault((size, mtime_ns), {})[path] = track_id
    return found
