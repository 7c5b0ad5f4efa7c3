"""Browse the library: the tracks a query finds, sorted, a page at a time."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tagstudio.core.messages import Message
from tagstudio.library.db.id_sets import both, few_to_sort, id_array, ids_of, in_ids
from tagstudio.library.db.schema import measurements, suggestion_failures, suggestions, tracks
from tagstudio.library.models.models import Model
from tagstudio.library.search.execute import QueryTests, matching, matching_tracks
from tagstudio.library.search.first_found import first_found
from tagstudio.library.search.query import ALL_TRACKS, Query
from tagstudio.library.search.sorting import (
    column_order,
    first_by_column,
    first_by_score,
    ordered,
)
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.track_state import TrackState, state_column, with_model

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids

FIRST = 200  # tracks of a listing that is read in parts: more than any screen shows
_MORE = 2000  # tracks
_LUCK = 3  # found tracks may stand closer together than evenly in an order
_FARTHER = 8


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


@dataclass(frozen=True)
class Listing:
    """The tracks that a query finds, in an order: how many, and the ids of all or of the first.

    Of a million tracks the first are known long before all are; with common words also before it is
    known how many there are, and `count` is None. `found` are all of them in any order, None for
    all tracks of the library: `rest_of` goes by it where they are counted, else by the `query`.
    """

    count: int | None
    ids: array[int]  # of 64 bits
    found: Ids | None
    query: Query = ALL_TRACKS

    @property
    def is_whole(self) -> bool:
        """Whether `ids` are all of them."""
        return len(self.ids) == self.count


def listing(connection: sa.Connection, query: Query, model: Model | None, sort: str) -> Listing:
    """Return the tracks that a query finds in the order `sort`, of many of them the first only.

    Raises QueryError for an unknown tag or order.
    """
    tests = QueryTests(connection, model)
    first = first_found(tests, query, sort, FIRST)
    if first is not None:
        return Listing(None, _of_ids(first), None, query)
    found = matching(tests, query)
    count = _count(connection, found)
    part = slice(0, FIRST if count > few_to_sort(connection) else None)
    return Listing(count, _in_order(tests, found, sort, part), found)


def rest_of(
    connection: sa.Connection, listed: Listing, model: Model | None, sort: str
) -> array[int]:
    """Return the ids of all tracks of a listing, in the order `sort`."""
    tests, found = QueryTests(connection, model), listed.found
    if listed.count is None:
        found = matching(tests, listed.query)
    return _in_order(tests, found, sort, slice(None))


def whole_listing(
    connection: sa.Connection, query: Query, model: Model | None, sort: str
) -> Listing:
    """Return all tracks that a query finds in the order `sort`, at once."""
    tests = QueryTests(connection, model)
    found = matching(tests, query)
    ids = _in_order(tests, found, sort, slice(None))
    return Listing(len(ids), ids, found)


def count(connection: sa.Connection, query: Query, model: Model | None) -> int:
    """Count the tracks that a query finds."""
    return _count(connection, matching_tracks(connection, query, model))


def first_ids(
    connection: sa.Connection, query: Query, model: Model | None, sort: str, limit: int | None
) -> tuple[int, list[int]]:
    """Return the number of tracks a query finds, and the ids of the first `limit` (None: all)."""
    tests = QueryTests(connection, model)
    found = matching(tests, query)
    ids = _in_order(tests, found, sort, slice(limit))
    return _count(connection, found), ids.tolist()


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
    tests = QueryTests(connection, model)
    if end is not None:
        first = first_found(tests, query, sort, end)
        if first is not None:
            return [int(id) for id in first[offset:]]
    found = matching(tests, query)
    return _in_order(tests, found, sort, slice(offset, end)).tolist()


def path_after(connection: sa.Connection, path: str) -> TrackRow | None:
    """Return the track of the library whose path comes next behind `path`, None behind the last."""
    later = sa.select(tracks.c.id).where(tracks.c.path > path, in_library(tracks.c.id))
    found = connection.scalar(later.order_by(tracks.c.path).limit(1))
    return None if found is None else next(iter(rows_of(connection, None, [found])), None)


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


def _in_order(tests: QueryTests, found: Ids | None, sort: str, part: slice) -> array[int]:
    """Return a part of the ids `found` (None: all) in the order `sort`.

    As an array of Python's own, for the first rows come before numpy is loaded.
    """
    connection, start, stop = tests.connection, part.start or 0, part.stop
    by_column = column_order(sort)
    if by_column is not None:
        if found is None and stop is not None and not start:
            return array("q", first_by_column(connection, sort, stop, ids_of))
        if (found is None and stop is not None) or _count(connection, found) <= few_to_sort(
            connection
        ):
            id = by_column.selected_columns[0]
            narrowed = by_column if found is None else by_column.where(in_ids(id, found.tolist()))
            limit = None if stop is None else stop - start
            return array("q", ids_of(connection, narrowed.limit(limit).offset(start)))
        if found is not None and stop is not None:
            walked = _walked(connection, sort, found, stop)
            if len(walked) >= stop:
                return _of_ids(walked[start:stop])
    wanted = stop if found is None else len(found) if stop is None else stop
    if wanted is not None:
        first = first_by_score(tests, sort, found, wanted)
        if first is not None:
            return _of_ids(first[start:])
    ids = ordered(connection, sort, tests.model)
    if found is not None:
        ids = both(ids, found)
    return _of_ids(ids[start:stop])


def _walked(connection: sa.Connection, sort: str, found: Ids, wanted: int) -> Ids:
    """Return those of `found` that are met in the part of an order that should have `wanted`.

    Where it has not, as all of an artist stand together, in one that is _FARTHER.
    """
    tracks_at_most = connection.scalar(sa.select(sa.func.max(tracks.c.id))) or 0  # is told at once
    steps = _LUCK * wanted * tracks_at_most // len(found) + _MORE
    met = both(first_by_column(connection, sort, steps, id_array), found)
    if len(met) < wanted and steps * _FARTHER * _LUCK < tracks_at_most:
        met = both(first_by_column(connection, sort, steps * _FARTHER, id_array), found)
    return met


def _of_ids(ids: Ids) -> array[int]:
    made = array("q")
    made.frombytes(ids.tobytes())
    return made


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
