"""Which tracks teach, which choose, and which measure: for ever, and never two for one artist.

The side follows from a hash of the artist alone, so a later round of training cannot learn from
what an earlier one was measured on, and no list has to be kept.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from tagstudio.core.splits import Split, split_of_group
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import split_artists, track_texts, tracks
from tagstudio.library.db.text_folding import folded

TEST_FRACTION = 0.30
VALIDATION_FRACTION = 0.15


def split_of(key: str) -> Split:
    """Return the side of all tracks with this key (an artist, say)."""
    return split_of_group(key, TEST_FRACTION, VALIDATION_FRACTION)


def split_keys(connection: sa.Connection, track_ids: list[int]) -> dict[int, str]:
    """Return for each track what decides its side: its artist, else album, else folder.

    The artist is the file's, else the one that an import named.

    A copy of a recording (the same sound in another file) has the key of the copy that came to the
    library first, whatever its own tags say.
    """
    first = tracks.alias()
    original = (
        sa.select(sa.func.min(first.c.id))
        .where(first.c.content_hash == tracks.c.content_hash)
        .scalar_subquery()
    )
    copies = connection.execute(
        sa.select(tracks.c.id, sa.func.coalesce(original, tracks.c.id).label("original")).where(
            in_ids(tracks.c.id, track_ids)
        )
    )
    originals = {row.id: row.original for row in copies}
    rows = connection.execute(
        sa.select(
            tracks.c.id,
            tracks.c.path,
            track_texts.c.albumartist,
            track_texts.c.artist,
            track_texts.c.album,
            split_artists.c.artist.label("named"),
        )
        .join(track_texts, track_texts.c.track_id == tracks.c.id)
        .outerjoin(split_artists, split_artists.c.track_id == tracks.c.id)
        .where(in_ids(tracks.c.id, set(originals.values())))
    )
    keys = {
        row.id: _key(row.artist or row.albumartist or row.named, row.album, row.path)
        for row in rows
    }
    return {track_id: keys[original] for track_id, original in originals.items()}


def name_artists(connection: sa.Connection, artists: Mapping[int, str]) -> None:
    """Remember by whom tracks are whose files name no artist; what is known already stays."""
    rows = [{"track_id": id, "artist": folded(artist)} for id, artist in artists.items() if artist]
    if rows:
        connection.execute(sqlite.insert(split_artists).on_conflict_do_nothing(), rows)


def _key(artist: str | None, album: str | None, path: str) -> str:
    if artist:
        return f"artist {artist}"
    if album:
        return f"album {album}"
    return f"folder {path.rpartition('/')[0]}"
