"""The title and artist by which lists show a track, folded, for sorting: columns of `track_texts`.

They follow from the texts that the file names, from its own name, from `track_artists` and from the
user's word, so whoever writes one of these renews them: `search_texts.write_texts` with the other
texts of a track, `track_artists` by `renew`.
"""

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import track_artists, track_texts, tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks.artist_names import is_artist
from tagstudio.library.tracks.name_parts import stem_of, title_beside

SHOWN = ("shown_title", "shown_artist")
_TOLD_BY = ("title", "artist", "albumartist", "path")


def title_of(title: str, path: str, artist: str) -> str:
    """Return the title by which lists show a track: without one, what its file's name tells."""
    return title or title_beside(stem_of(path), artist)


def named_artist(artist: str, albumartist: str, told: str) -> str:
    """Return the artist beside whom a file's name tells the title; `told` as in `shown_columns`."""
    return next(filter(is_artist, (artist, albumartist)), told or artist)


def shown_columns(texts: Mapping[str, str], told: str) -> dict[str, str | None]:
    """Return the columns SHOWN of a track from its texts as they are written.

    `told` is the artist that names or an import tell, "" for nothing. None where there is none. The
    artist of the album stands for a missing one.
    """
    artist, albumartist = texts["artist"], texts["albumartist"]
    by_file = is_artist(artist) or is_artist(albumartist)
    shown = artist or albumartist if by_file or not told else told
    title = title_of(texts["title"], texts["path"], named_artist(artist, albumartist, told))
    return {"shown_title": folded(title) or None, "shown_artist": folded(shown) or None}


def told_artists(
    connection: sa.Connection, track_ids: Collection[int] | None = None
) -> dict[int, str]:
    """Return by id what imports and names tell of tracks of which the user says nothing.

    `track_ids` restricts them; None: all.
    """
    told = track_artists.c
    query = (
        sa.select(told.track_id, told.artist)
        .join(tracks, tracks.c.id == told.track_id)
        .where(told.artist != "", tracks.c.file_artist.is_(None))
        .order_by(told.origin)  # "import" is the last and stays
    )
    if track_ids is not None:
        query = query.where(in_ids(told.track_id, track_ids))
    return {track_id: str(name) for track_id, name in connection.execute(query)}


def renew(connection: sa.Connection, track_ids: Iterable[int]) -> None:
    """Write the shown names of tracks anew."""
    ids = list(track_ids)
    if not ids:
        return
    told = told_artists(connection, ids)
    named = sa.select(tracks.c.id, *(tracks.c[one] for one in _TOLD_BY)).where(
        in_ids(tracks.c.id, ids)
    )
    rows = []
    for id, *texts in connection.execute(named):
        named_by = dict(zip(_TOLD_BY, texts, strict=True))
        rows.append({"track": id, **shown_columns(named_by, told.get(id, ""))})
    if rows:
        of_track = sa.update(track_texts).where(track_texts.c.track_id == sa.bindparam("track"))
        connection.execute(of_track, rows)


def of_texts(
    connection: sa.Connection, texts: Iterable[tuple[int, Mapping[str, str]]]
) -> dict[int, dict[str, str | None]]:
    """Return the columns SHOWN of tracks, by id, from their texts as they are written."""
    found = dict(texts)
    told = told_artists(connection, found.keys())
    return {id: shown_columns(fields, told.get(id, "")) for id, fields in found.items()}
