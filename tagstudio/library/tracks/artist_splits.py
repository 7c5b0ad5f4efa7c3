"""Split tracks by artist into training, validation and test set, for ever.

The split follows from a hash of the artist alone. So no artist is in two splits, no list has to be
kept, and a later training never contains a track on which an earlier version was tested.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from tagstudio.core.splits import Split, split_of_group
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import split_artists, track_texts, tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks.content_key import first_copies

TEST_FRACTION = 0.30
VALIDATION_FRACTION = 0.15


def split_of(key: str) -> Split:
    """Return the split of all tracks with this key (an artist, say)."""
    return split_of_group(key, TEST_FRACTION, VALIDATION_FRACTION)


def split_keys(connection: sa.Connection, track_ids: list[int]) -> dict[int, str]:
    """Return by track id the key that decides the split: artist, else album, else folder.

    The artist is the file's, else the one that an import named. A copy of a recording has the key
    of the copy that came to the library first, whatever its own tags say: one recording is never
    in two splits.
    """
    originals = first_copies(connection, track_ids)
    rows = connection.execute(
        sa.select(
            tracks.c.id,
            tracks.c.path,
            track_texts.c.albumartist,
            track_texts.c.artist,
            track_texts.c.album,
            split_artists.c.artist.label("named"),
        )
        .outerjoin(track_texts, track_texts.c.track_id == tracks.c.id)
        .outerjoin(split_artists, split_artists.c.track_id == tracks.c.id)
        .where(in_ids(tracks.c.id, set(originals.values())))
    )
    keys = {
        row.id: _key(row.artist or row.albumartist or row.named, row.album, row.path)
        for row in rows
    }
    return {track_id: keys[original] for track_id, original in originals.items()}


def name_artists(connection: sa.Connection, artists: Mapping[int, str]) -> None:
    """Store the artists, by track id, of files that name none; one stored before stays."""
    rows = [{"track_id": id, "artist": folded(artist)} for id, artist in artists.items() if artist]
    if rows:
        connection.execute(sqlite.insert(split_artists).on_conflict_do_nothing(), rows)


def _key(artist: str | None, album: str | None, path: str) -> str:
    if artist:
        return f"artist {artist}"
    if album:
        return f"album {album}"
    return f"folder {path.rpartition('/')[0]}"
