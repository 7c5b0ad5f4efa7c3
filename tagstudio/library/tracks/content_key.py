"""The content key of a track: the same for every file that holds the same recording.

It is the content hash, a hash of the audio data alone, so that neither another name nor other tags
of a file change it. A file that could not be read has no content hash; its key is a hash of its
path, so it is like no other track. Two tracks are copies of one recording if their keys are equal.
"""

import os
from collections.abc import Iterable
from hashlib import blake2b

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks


def content_key(content_hash: bytes | None, path: str) -> bytes:
    """Return the content key of the file at `path`: 16 bytes."""
    return content_hash or blake2b(os.fsencode(path), digest_size=16).digest()


def content_keys_of(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, bytes]:
    """Return the content keys of tracks by id."""
    columns = tracks.c
    query = sa.select(columns.id, columns.content_hash, columns.path)
    rows = connection.execute(query.where(in_ids(columns.id, track_ids)))
    return {row.id: content_key(row.content_hash, row.path) for row in rows}


def same_recording(content_hash: bytes | None, other: bytes | None) -> bool:
    """Tell whether two different files with these content hashes hold the same recording."""
    return content_hash is not None and content_hash == other


def first_copies(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, int]:
    """Return for each track the copy of its recording that came to the library first.

    That is the track itself where there is no other. SQL compares content hashes, not keys: where
    the hash is NULL the key is the path's, which no other track has.
    """
    first = tracks.alias()
    same_hash = first.c.content_hash == tracks.c.content_hash
    first_id = sa.select(sa.func.min(first.c.id)).where(same_hash).scalar_subquery()
    rows = connection.execute(
        sa.select(tracks.c.id, sa.func.coalesce(first_id, tracks.c.id).label("first_copy")).where(
            in_ids(tracks.c.id, track_ids)
        )
    )
    return {row.id: row.first_copy for row in rows}
