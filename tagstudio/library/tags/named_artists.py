"""The artists that the user named for tracks: an append-only journal, which undo goes by.

The newest entry of a track is what holds.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import named_artists
from tagstudio.library.tags.change_journal import ChangeJournal
from tagstudio.library.tags.decisions import next_undo_group


class Naming(NamedTuple):
    """The artist that the user named for a track, before an action and after it; None: no word."""

    track_id: int
    before: str | None
    after: str | None


ARTISTS = ChangeJournal(named_artists, Naming, ("track_id",))
put, of_group = ARTISTS.put, ARTISTS.of_group


def named_by_user(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, str]:
    """Return by track id the artists that the user named."""
    columns = named_artists.c
    newest = (
        sa.select(sa.func.max(columns.id))
        .where(in_ids(columns.track_id, track_ids))
        .group_by(columns.track_id)
    )
    rows = connection.execute(
        sa.select(columns.track_id, columns.after).where(
            columns.id.in_(newest), columns.after.is_not(None)
        )
    )
    return {row.track_id: row.after for row in rows}


def name(
    connection: sa.Connection, wanted: Mapping[int, str | None], at: float | None = None
) -> tuple[Naming, ...]:
    """Name the artists of tracks by id, None taking a word back, as one action.

    Return what changed. Open the library's `write(durable=True)` for it.
    """
    known = named_by_user(connection, wanted)
    namings = tuple(
        Naming(track_id, known.get(track_id), artist)
        for track_id, artist in wanted.items()
        if known.get(track_id) != artist
    )
    if namings:
        put(connection, namings, next_undo_group(connection), at=at)
    return namings
