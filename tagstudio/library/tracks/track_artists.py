"""The artists of tracks, by all that tells them: the user, the file, an import, names.

The user's word goes before the file's tags, these before what an import named, and that before what
the names of files and folders tell. A name that stands for no artist ("Various Artists") counts as
none.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.expressions import insert
from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import track_artists, track_texts, tracks
from tagstudio.library.db.text_folding import clean
from tagstudio.library.tags import named_artists
from tagstudio.library.tags.named_artists import Naming
from tagstudio.library.tracks import shown_names
from tagstudio.library.tracks.artist_names import is_artist
from tagstudio.library.tracks.facts_by_user import hold
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.same_recordings import with_same_recording

NameOrigin = Literal["file name", "folder"]
ArtistOrigin = Literal["user", "file", "import", "file name", "folder"]


class TrackArtist(NamedTuple):
    """The artist of a track as it is written, and what tells it."""

    name: str
    origin: ArtistOrigin


class InferredArtist(NamedTuple):
    """What the names of a track's file and folders tell; "" for nothing."""

    name: str
    origin: NameOrigin


def artists_of(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, TrackArtist]:
    """Return by id the artists of those of the tracks whose artist is known."""
    ids = list(track_ids)
    found: dict[int, TrackArtist] = {}
    columns = track_artists.c
    told = connection.execute(
        sa.select(columns.track_id, columns.origin, columns.artist)
        .where(in_ids(columns.track_id, ids), columns.artist != "")
        .order_by(columns.origin)  # "import" is the last and stays
    )
    for row in told:
        found[row.track_id] = TrackArtist(row.artist, row.origin)
    tagged = connection.execute(
        sa.select(tracks.c.id, tracks.c.artist, tracks.c.albumartist).where(
            in_ids(tracks.c.id, ids), sa.or_(tracks.c.artist != "", tracks.c.albumartist != "")
        )
    )
    for row in tagged:
        if name := next(filter(is_artist, (row.artist, row.albumartist)), ""):
            found[row.id] = TrackArtist(name, "file")
    for track_id, name in named_artists.named_by_user(connection, ids).items():
        found[track_id] = TrackArtist(name, "user")
    return found


def name_artists(connection: sa.Connection, artists: Mapping[int, str]) -> None:
    """Store the artists, by track id, that an import names; one stored before stays."""
    _insert(connection, [(id, "import", name) for id, name in artists.items() if is_artist(name)])


def store_inferred(connection: sa.Connection, inferred: Mapping[int, InferredArtist]) -> None:
    """Store what the names of files and folders tell of tracks; what was stored before stays."""
    _insert(connection, [(id, one.origin, one.name) for id, one in inferred.items()])


def set_artist(
    connection: sa.Connection, track_ids: Collection[int], name: str | None
) -> tuple[Naming, ...]:
    """Take the user's word, `name`, for the artist of tracks, or with None take it back.

    It holds for all tracks with the same recordings. Return what changed, which is one action that
    undo takes back. Open the library's `write(durable=True)` for it.
    """
    ids = sorted(with_same_recording(connection, track_ids))
    namings = named_artists.name(connection, dict.fromkeys(ids, name and clean(name).strip()))
    hold(connection, {one.track_id for one in namings})
    return namings


def forget_inferred(connection: sa.Connection, track_ids: Collection[int]) -> None:
    """Forget what names told of tracks, so that they are looked at anew."""
    columns = track_artists.c
    by_names = sa.delete(track_artists).where(columns.origin != "import")
    connection.execute(by_names.where(in_ids(columns.track_id, track_ids)))
    shown_names.renew(connection, track_ids)


def not_looked_at(connection: sa.Connection) -> set[int]:
    """Return the tracks whose file names no artist, and whose names were not looked at."""
    texts = track_texts.c
    named = connection.scalars(sa.select(texts.artist).where(texts.artist.is_not(None)).distinct())
    none = [name for name in named if not is_artist(name)]
    looked_at = sa.select(track_artists.c.track_id)
    waiting = sa.select(texts.track_id).where(
        sa.or_(texts.artist.is_(None), texts.artist.in_(none)),
        texts.track_id.not_in(looked_at),
        in_library(texts.track_id),
    )
    return set(ids_of(connection, waiting))


def _insert(connection: sa.Connection, rows: Collection[tuple[int, ArtistOrigin, str]]) -> None:
    if rows:
        values = [
            {"track_id": id, "origin": origin, "artist": clean(name).strip()}
            for id, origin, name in rows
        ]
        connection.execute(insert(connection, track_artists).on_conflict_do_nothing(), values)
        shown_names.renew(connection, {id for id, _, name in rows if name})
