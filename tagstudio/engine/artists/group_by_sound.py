"""Bring the groups by sound up to date: re-encodings, and clusters of tracks of unknown makers.

Both are stored and stay: a new track joins a cluster that is there, or founds one with others.
"""

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.artists.re_encodings import originals_by_sound
from tagstudio.engine.artists.sound_clusters import MIN_SIZE, placed
from tagstudio.library.db.database import Library
from tagstudio.library.db.expressions import insert
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import sound_clusters, tracks
from tagstudio.library.similar.sounds import (
    Floats,
    Listener,
    Sounds,
    centre_maps,
    heard_tracks,
    main_listener,
    sounds_of,
    standardised,
)
from tagstudio.library.tracks import same_recordings
from tagstudio.library.tracks.content_key import content_keys_of, first_copies
from tagstudio.library.tracks.track_groups import grouped_by_sound


def sounds_wait(connection: sa.Connection) -> bool:
    """Tell whether there are tracks to be compared, or enough of them to be put into clusters."""
    listener = main_listener(connection)
    return listener is not None and _is_new(connection, _heard(connection, listener))


def group_by_sound(library: Library) -> Job[int]:
    """Compare the tracks that have features and were not compared; return how many there were.

    What is compared is the first copy of each recording.
    """
    with library.read() as connection:
        listener = main_listener(connection)
        heard = _heard(connection, listener) if listener else set()
        is_new = _is_new(connection, heard)
    if listener is None or not is_new:
        return 0
    yield Progress(message=message("artists.comparing", "comparing the sound of tracks"))
    with library.read() as connection:
        sounds = sounds_of(connection, listener, heard)
        found = _re_encodings(connection, listener, sounds)
    track_ids, means = sounds.track_ids, sounds.means
    del sounds  # of 100,000 tracks the other points take 100 MB
    with library.write() as connection:
        same_recordings.store(connection, found)
    yield Progress(message=message("artists.clustering", "grouping tracks by their sound"))
    with library.read() as connection:
        clusters = _clusters(connection, track_ids, means)
    with library.write() as connection:
        rows = [{"track_id": id, "cluster": cluster} for id, cluster in clusters.items()]
        if rows:
            connection.execute(insert(connection, sound_clusters).on_conflict_do_nothing(), rows)
    return len(found)


def _heard(connection: sa.Connection, listener: Listener) -> set[int]:
    """Return the tracks with features that are the first copies of their audio data."""
    heard = heard_tracks(connection, listener)
    known = heard & same_recordings.compared(connection).keys()
    copies = first_copies(connection, heard - known)
    return known | {track_id for track_id, first in copies.items() if track_id == first}


def _is_new(connection: sa.Connection, heard: set[int]) -> bool:
    if heard - same_recordings.compared(connection).keys():
        return True
    waiting = len(_without_cluster(connection) & heard)
    has_clusters = connection.scalar(sa.select(sa.exists().select_from(sound_clusters)))
    return waiting >= MIN_SIZE or bool(waiting and has_clusters)


def _re_encodings(connection: sa.Connection, listener: Listener, sounds: Sounds) -> dict[int, int]:
    columns = tracks.c
    rows = connection.execute(
        sa.select(columns.id, columns.seconds).where(in_ids(columns.id, sounds.track_ids.tolist()))
    )
    lengths = {row.id: row.seconds for row in rows}
    # Unknown lengths are like none: NaN is near nothing.
    seconds = np.array([lengths.get(int(id)) or np.nan for id in sounds.track_ids], np.float64)
    known = same_recordings.compared(connection)
    return originals_by_sound(
        sounds.track_ids,
        sounds.centres,
        seconds,
        known,
        lambda ids: centre_maps(connection, listener, ids),
    )


def _without_cluster(connection: sa.Connection) -> set[int]:
    """Return the tracks that are grouped by sound and have no cluster."""
    clustered = set(connection.scalars(sa.select(sound_clusters.c.track_id)))
    return grouped_by_sound(connection) - clustered


def _clusters(
    connection: sa.Connection, track_ids: NDArray[np.int64], means: Floats
) -> dict[int, bytes]:
    """Return the clusters of the tracks that need one; the name is the content key of a founder."""
    rows_of = {int(id): row for row, id in enumerate(track_ids)}
    keys = content_keys_of(connection, _without_cluster(connection) & rows_of.keys())
    if not keys:
        return {}
    former = {
        row.track_id: row.cluster
        for row in connection.execute(sa.select(sound_clusters))
        if row.track_id in rows_of
    }
    # In the order of the content keys, which no order of adding changes.
    new = sorted(keys, key=keys.__getitem__)
    new_points, former_points = (
        standardised(means, [rows_of[id] for id in ids]) for ids in (new, list(former))
    )
    found = placed(new_points, [keys[id] for id in new], former_points, list(former.values()))
    return {id: cluster for id, cluster in zip(new, found, strict=True) if cluster is not None}
