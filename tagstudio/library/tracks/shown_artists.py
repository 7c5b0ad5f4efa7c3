"""The artist by which lists show a track, folded, for sorting: `track_texts.shown_artist`.

It follows from the artists that the file names, from `track_artists` and from the user's word, so
whoever writes one of these renews it: `search_texts.write_texts` with the other texts of a track,
`track_artists` by `renew`.
"""

from collections.abc import Collection, Iterable, Mapping

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import track_artists, track_texts, tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tracks.artist_names import is_artist


def shown_artist(artist: str, albumartist: str, told: str) -> str | None:
    """Return the folded artist of a track; `told` is what names or an import tell, "" for nothing.

    None where there is none. The artist of the album stands for a missing one.
    """
    by_file = is_artist(artist) or is_artist(albumartist)
    return folded(artist or albumartist if by_file or not told else told) or None


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
    """Write the shown artists of tracks anew."""
    ids = list(track_ids)
    if not ids:
        return
    told = told_artists(connection, ids)
    named = sa.select(tracks.c.id, tracks.c.artist, tracks.c.albumartist)
    rows = [
        {"track": row.id, "shown": shown_artist(row.artist, row.albumartist, told.get(row.id, ""))}
        for row in connection.execute(named.where(in_ids(tracks.c.id, ids)))
    ]
    if rows:
        update = sa.update(track_texts).where(track_texts.c.track_id == sa.bindparam("track"))
        connection.execute(update.values(shown_artist=sa.bindparam("shown")), rows)


def of_texts(
    connection: sa.Connection, texts: Iterable[tuple[int, Mapping[str, str]]]
) -> dict[int, str | None]:
    """Return the shown artists of tracks, by id, from their unfolded texts."""
    found = dict(texts)
    told = told_artists(connection, found.keys())
    return {
        id: shown_artist(fields["artist"], fields["albumartist"], told.get(id, ""))
        for id, fields in found.items()
    }
