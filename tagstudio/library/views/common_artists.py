"""The artists of a selection of tracks, as the program takes them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks
from tagstudio.library.tracks.name_parts import folder_of, last_name
from tagstudio.library.tracks.track_artists import ArtistOrigin
from tagstudio.library.tracks.track_groups import GroupKind, grouped_tracks


@dataclass(frozen=True)
class CommonArtists:
    """The artists of tracks, those of most tracks first; `unknown` counts tracks without one.

    `origin` is what tells them, and `kind` what groups the tracks, None where these differ. `album`
    is the album by which all are grouped, "" for none; `folder` the one in which all tracks without
    an artist lie, "" for several, and where a title says what they are.
    """

    names: tuple[str, ...]
    unknown: int
    origin: ArtistOrigin | None
    kind: GroupKind | None
    album: str
    folder: str = ""


def common_artists(connection: sa.Connection, track_ids: Sequence[int]) -> CommonArtists:
    """Return the artists of these tracks together."""
    grouped = grouped_tracks(connection, track_ids)
    known = [one.artist for one in grouped.values() if one.artist]
    origins = {artist.origin for artist in known}
    kinds = {one.group.kind for one in grouped.values()}
    albums = {one.name if one.group.kind == "album" else "" for one in grouped.values()}
    return CommonArtists(
        tuple(name for name, _ in Counter(artist.name for artist in known).most_common()),
        len(grouped) - len(known),
        origins.pop() if len(origins) == 1 else None,
        kinds.pop() if len(kinds) == 1 else None,
        albums.pop() if len(albums) == 1 else "",
        _folder(connection, [id for id, one in grouped.items() if not one.artist]),
    )


def _folder(connection: sa.Connection, track_ids: Sequence[int]) -> str:
    """Return the name of the one folder in which tracks without titles lie, "" for no such."""
    columns = tracks.c
    rows = connection.execute(
        sa.select(columns.path, columns.title).where(in_ids(columns.id, track_ids))
    )
    found = ""
    for path, title in rows:  # of many tracks the first ones tell that there is no such folder
        folder = folder_of(path)
        if title or found not in {"", folder}:
            return ""
        found = folder
    return last_name(found)
