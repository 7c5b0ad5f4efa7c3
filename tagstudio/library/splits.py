"""Which tracks teach, which choose, and which measure: for ever, and never two for one artist.

The side follows from a hash of the artist alone, so a later round of training cannot learn from
what an earlier one was measured on, and no list has to be kept.
"""

import hashlib
from typing import Literal

import sqlalchemy as sa

from tagstudio.library.among import among
from tagstudio.library.schema import track_texts, tracks

Side = Literal["train", "calibrate", "held out"]

HELD_OUT_SHARE = 0.30
CALIBRATE_SHARE = 0.15


def side_of(key: str) -> Side:
    """Return the side of all tracks with this key (an artist, say)."""
    digest = hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()
    point = int.from_bytes(digest[:8]) / 2**64
    if point < HELD_OUT_SHARE:
        return "held out"
    return "calibrate" if point < HELD_OUT_SHARE + CALIBRATE_SHARE else "train"


def split_keys(connection: sa.Connection, track_ids: list[int]) -> dict[int, str]:
    """Return for each track what decides its side: its artist, else album, else folder.

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
            among(tracks.c.id, track_ids)
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
        )
        .join(track_texts, track_texts.c.track_id == tracks.c.id)
        .where(among(tracks.c.id, set(originals.values())))
    )
    keys = {row.id: _key(row.artist, row.albumartist, row.album, row.path) for row in rows}
    return {track_id: keys[original] for track_id, original in originals.items()}


def _key(artist: str | None, albumartist: str | None, album: str | None, path: str) -> str:
    if artist or albumartist:
        return f"artist {artist or albumartist}"
    if album:
        return f"album {album}"
    return f"folder {path.rpartition('/')[0]}"
