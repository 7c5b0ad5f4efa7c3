"""Which tracks hold the same recording: copies by their content hash, and re-encodings by sound.

A re-encoding has other audio data, and so another content hash; `engine.artists.same_recordings`
finds it by duration and features and stores it here, once for each track. The track that came first
stands for the recording.
"""

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa

from tagstudio.library.db.expressions import insert
from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import same_recordings, sound_clusters, tracks
from tagstudio.library.tracks.content_key import first_copies


def originals(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, int]:
    """Return for each track the one that stands for its recording, itself where it is alone."""
    copies = first_copies(connection, track_ids)
    columns = same_recordings.c
    rows = connection.execute(
        sa.select(columns.track_id, columns.original_id).where(
            in_ids(columns.track_id, set(copies.values())),
            columns.track_id != columns.original_id,
        )
    )
    known = {row.track_id: row.original_id for row in rows}
    return {track_id: known.get(copy, copy) for track_id, copy in copies.items()}


def with_same_recording(connection: sa.Connection, track_ids: Collection[int]) -> set[int]:
    """Return the tracks, and all others that hold the recording of one of them."""
    firsts = set(originals(connection, track_ids).values())
    columns = same_recordings.c
    again = ids_of(
        connection, sa.select(columns.track_id).where(in_ids(columns.original_id, firsts))
    )
    hashes = sa.select(tracks.c.content_hash).where(in_ids(tracks.c.id, firsts | set(again)))
    copies = ids_of(connection, sa.select(tracks.c.id).where(tracks.c.content_hash.in_(hashes)))
    return {*track_ids, *firsts, *again, *copies}


def compared(connection: sa.Connection) -> dict[int, int]:
    """Return by track id, of the tracks that were compared, the one that stands for the recording.

    That is the track itself for most.
    """
    columns = same_recordings.c
    rows = connection.execute(sa.select(columns.track_id, columns.original_id))
    return {row.track_id: row.original_id for row in rows}


def store(connection: sa.Connection, found: Mapping[int, int]) -> None:
    """Store for tracks that were compared the ones that stand for their recordings."""
    rows = [{"track_id": id, "original_id": original} for id, original in found.items()]
    if rows:
        connection.execute(insert(connection, same_recordings).on_conflict_do_nothing(), rows)


def forget(connection: sa.Connection, track_ids: Collection[int]) -> None:
    """Forget what was found by the sound of these tracks, for they hold other recordings now."""
    columns = same_recordings.c
    for found in (columns.track_id, columns.original_id):
        connection.execute(sa.delete(same_recordings).where(in_ids(found, track_ids)))
    connection.execute(
        sa.delete(sound_clusters).where(in_ids(sound_clusters.c.track_id, track_ids))
    )
