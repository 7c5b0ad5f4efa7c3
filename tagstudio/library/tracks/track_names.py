"""The names of tracks, for finding the tracks that files of other programs mention."""

import os
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.library.db.expressions import begins_with
from tagstudio.library.db.schema import tracks
from tagstudio.library.tracks.folders import in_library


@dataclass(frozen=True)
class KnownTrack:
    """A track's names, its content hash (None: unknown), and whether its file is missing."""

    id: int
    path: str
    title: str
    artist: str
    content_hash: bytes | None
    missing: bool


def known_tracks(connection: sa.Connection) -> list[KnownTrack]:
    """Return the tracks of the library."""
    columns = tracks.c
    missing = columns.missing_since.is_not(None)
    rows = connection.execute(
        sa.select(
            columns.id, columns.path, columns.title, columns.artist, columns.content_hash, missing
        ).where(in_library(columns.id))
    )
    return [KnownTrack(*row) for row in rows]


def tracks_at(connection: sa.Connection, path: str, separator: str) -> list[int]:
    """Return the ids of the track at `path`, or of those in the folder that it is."""
    inside = path.rstrip(separator) + separator
    begins = begins_with(tracks.c.path, inside, len(os.fsencode(inside)))
    here = sa.or_(tracks.c.path == path, begins)
    found = sa.select(tracks.c.id).where(here, in_library(tracks.c.id)).order_by(tracks.c.path)
    return list(connection.scalars(found))
