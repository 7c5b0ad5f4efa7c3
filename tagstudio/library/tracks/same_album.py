"""Find the tracks of the same albums or by the same artists."""

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TypeAlias

import sqlalchemy as sa

from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import track_texts
from tagstudio.library.tracks.folders import in_library

_Album: TypeAlias = tuple[str, str, str]


def of_same_artists(connection: sa.Connection, track_ids: Iterable[int]) -> set[int]:
    """Return the ids of these tracks and of all others by their artists."""
    chosen, texts = set(track_ids), track_texts.c
    artists = sa.select(texts.artist).where(in_ids(texts.track_id, chosen))
    return chosen | set(
        ids_of(
            connection,
            sa.select(texts.track_id).where(texts.artist.in_(artists), in_library(texts.track_id)),
        )
    )


def of_same_albums(connection: sa.Connection, track_ids: Iterable[int]) -> set[int]:
    """Return the ids of these tracks and of all others of their albums.

    Albums of one name are the same album if they have the same album artist or, where neither
    names one, the same artist or folder.
    """
    chosen, texts = set(track_ids), track_texts.c
    names = sa.select(texts.album).where(in_ids(texts.track_id, chosen))
    rows = connection.execute(
        sa.select(texts.track_id, texts.album, texts.albumartist, texts.artist, texts.path).where(
            texts.album.in_(names), in_library(texts.track_id)
        )
    )
    albums = {track_id: set(_albums(*names)) for track_id, *names in rows}
    wanted = {album for track_id in chosen & albums.keys() for album in albums[track_id]}
    return chosen | {track_id for track_id, found in albums.items() if found & wanted}


def _albums(album: str, albumartist: str | None, artist: str | None, path: str) -> Iterator[_Album]:
    """Yield the keys of the albums that a track belongs to; tracks of one album share a key."""
    if albumartist:
        yield album, "album artist", albumartist
        return
    yield album, "folder", str(PurePath(path).parent)
    if artist:
        yield album, "artist", artist
