"""Browse the library: the tracks a query finds, sorted, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tagstudio.core.messages import Message
from tagstudio.library.db.id_sets import both, id_array, ids_of, in_ids
from tagstudio.library.db.schema import measurements, suggestion_failures, suggestions, tracks
from tagstudio.library.models.models import Model
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import Query
from tagstudio.library.search.sorting import column_order, ordered
from tagstudio.library.tracks.track_state import TrackState, state_column, with_model

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids

FEW = 2000  # up to so many found tracks SQLite sorts faster than it lists all
MOST_READ = 0.25  # of all tracks, for a page of those found


@dataclass(frozen=True)
class TrackRow:
    """A track as it is shown: columns of `tracks` under their own names (None: unknown), and more.

    The failure is the scan's, or else the model's; `partial` tells that the model's prediction is
    of a damaged or cut-off file; `state` is that of `track_state`. A new column of `tracks` is
    shown when it has a field here.

    The measures are those of `measurements`: beats per minute (and its half or double, as the other
    way to count), the key, LUFS, LU, dBTP. What the user said is as sure as 1, and has no other.
    """

    id: int
    path: str
    title: str
    artist: str
    album: str
    albumartist: str
    year: int | None
    genre: str
    track_number: int | None
    seconds: float | None
    hz: int | None
    channels: int | None
    format: str
    added: int
    missing_since: int | None
    reviewed_at: int | None
    failure_code: str | None
    failure_message: Message | None
    partial: bool
    state: TrackState
    bpm: float | None
    other_bpm: float | None
    bpm_confidence: float | None
    key: str | None
    key_confidence: float | None
    loudness: float | None
    loudness_range: float | None
    true_peak: float | None

    @property
    def credit(self) -> str:
        """The artist, and in brackets the artist of the album where that is another one."""
        if not self.artist or not self.albumartist:
            return self.artist or self.albumartist
        is_same = self.artist.casefold() == self.albumartist.casefold()
        return self.artist if is_same else f"{self.artist} ({self.albumartist})"


def count(connection: sa.Connection, query: Query, model: Model | None) -> int:
    """Count the tracks that a query finds."""
    return _count(connection, matching_tracks(connection, query, model))


def first_ids(
    connection: sa.Connection, query: Query, model: Model | None, sort: str, limit: int | None
) -> tuple[int, list[int]]:
    """Return the number of tracks a query finds, and the ids of the first `limit` (None: all)."""
    found = matching_tracks(connection, query, model)
    return _count(connection, found), _in_order(connection, found, model, sort, slice(limit))


def page(  # noqa: PLR0913 - a page has a query, an order and a range
    connection: sa.Connection,
    query: Query,
    model: Model | None,
    sort: str = "path",
    *,
    limit: int = 200,
    offset: int = 0,
) -> list[TrackRow]:
    """Return up to `limit` of the tracks a query finds, from the `offset`-th in the order `sort`.

    The orders are those of `sorting.KEYS`. Raises QueryError for an unknown tag or order.
    """
    ids = track_ids(connection, query, model, sort, limit=limit, offset=offset)
    return rows_of(connection, model, ids)


def track_ids(  # noqa: PLR0913 - as for a page
    connection: sa.Connection,
    query: Query,
    model: Model | None,
    sort: str = "path",
    *,
    limit: int | None = None,
    offset: int = 0,
) -> list[int]:
    """Return the ids of the tracks a query finds, of all of them without a `limit`."""
    end = None if limit is None else offset + limit
    found = matching_tracks(connection, query, model)
    return _in_order(connection, found, model, sort, slice(offset, end))


def rows_of(
    connection: sa.Connection, model: Model | None, track_ids: Sequence[int]
) -> list[TrackRow]:
    """Return these tracks in the order of `track_ids`; unknown ids are left out."""
    rows = connection.execute(_track_rows(model).where(in_ids(tracks.c.id, track_ids)))
    found = {row.id: TrackRow(**row._mapping) for row in rows}
    return [found[id] for id in track_ids if id in found]


def _count(connection: sa.Connection, found: Ids | None) -> int:
    if found is not None:
        return len(found)
    return connection.scalar(sa.select(sa.func.count()).select_from(tracks)) or 0


def _in_order(
    connection: sa.Connection,
    found: Ids | None,
    model: Model | None,
    sort: str,
    part: slice,
) -> list[int]:
    """Return a part of the ids `found` (None: all) in the order `sort`."""
    start, stop = part.start or 0, part.stop
    by_column = column_order(sort)
    if by_column is not None and (found is None or len(found) <= FEW):
        id = by_column.selected_columns[0]
        narrowed = by_column if found is None else by_column.where(in_ids(id, found.tolist()))
        limit = None if stop is None else stop - start
        return ids_of(connection, narrowed.limit(limit).offset(start))
    if by_column is not None and found is not None and stop is not None:
        first = _first_of(connection, found, by_column, stop)
        if first is not None:
            return first[start:stop]
    ids = ordered(connection, sort, model)
    if found is not None:
        ids = both(ids, found)
    listed: list[int] = ids[start:stop].tolist()
    return listed


def _first_of(
    connection: sa.Connection, found: Ids, by_column: sa.Select[Any], stop: int
) -> list[int] | None:
    """Return the first `stop` of the ids `found` in an order, read from its beginning.

    None where that reads a large part of all tracks before so many come: all at once are then
    read in less time.
    """
    import numpy as np

    last = int(found.max())
    length = last * stop // len(found)  # before so many come, where they lie evenly
    wanted = np.zeros(last + 1, np.bool_)
    wanted[found] = True
    first: list[int] = []
    read = 0
    while len(first) < min(stop, len(found)):
        length = max(2 * length, FEW)
        if read + length > last * MOST_READ:
            return None
        ids = id_array(connection, by_column.limit(length).offset(read))
        ids = ids[ids <= last]
        first += ids[wanted[ids]].tolist()
        read += length
    return first[:stop]


def _track_rows(model: Model | None) -> sa.Select[Any]:
    """Return the SELECT of all tracks, with a column for each field of TrackRow."""
    failed = suggestion_failures
    columns = {column.name: column for column in tracks.c} | {
        "failure_code": sa.func.coalesce(tracks.c.failure_code, failed.c.code),
        "failure_message": sa.func.coalesce(tracks.c.failure_message, failed.c.message),
        "partial": sa.func.coalesce(suggestions.c.partial, sa.false()),
        "state": state_column(),
        **_measures(),
    }
    shown = [columns[field.name].label(field.name) for field in fields(TrackRow)]
    return sa.select(*shown).select_from(
        with_model(model.id if model else None).outerjoin(
            measurements, measurements.c.track_id == tracks.c.id
        )
    )


def _measures() -> dict[str, sa.ColumnElement[Any]]:
    found = measurements.c

    def measured(shown: str, column: str, otherwise: float | None) -> sa.ColumnElement[Any]:
        is_measured = found[shown].is_not_distinct_from(found[f"measured_{shown}"])
        return sa.case((is_measured, found[column]), else_=otherwise)

    names = ("bpm", "key", "loudness", "loudness_range", "true_peak")
    return {name: found[name] for name in names} | {
        "other_bpm": measured("bpm", "other_bpm", None),
        "bpm_confidence": measured("bpm", "bpm_confidence", 1.0),
        "key_confidence": measured("key", "key_confidence", 1.0),
    }
