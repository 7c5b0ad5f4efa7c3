"""Looking at the library page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import sqlalchemy as sa

from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import suggestion_failures, suggestions, tracks
from tagstudio.library.models.models import Model
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import Query
from tagstudio.library.search.sorting import column_order, ordered

FEW = 2000  # found tracks that SQLite sorts faster than it lists all
State = Literal["missing", "failed", "reviewed", "suggested", "new"]


@dataclass(frozen=True)
class TrackRow:
    """A track as it is shown: its texts and figures (None: unknown), and where it stands.

    `state` is the first that fits of missing, failed, reviewed, suggested, new. The failure is the
    scan's, or else the model's; `partial` tells that the model heard a damaged or cut-off file.
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
    failure_message: str | None
    partial: bool
    state: State


def count(connection: sa.Connection, query: Query, model: Model | None) -> int:
    """Return how many tracks a query finds."""
    found = matching_tracks(connection, query, model)
    if found is not None:
        return len(found)
    return connection.scalar(sa.select(sa.func.count()).select_from(tracks)) or 0


def page(  # noqa: PLR0913 - a page is what, how sorted, and which part
    connection: sa.Connection,
    query: Query,
    model: Model | None,
    sort: str = "path",
    *,
    limit: int = 200,
    offset: int = 0,
) -> list[TrackRow]:
    """Return up to `limit` of the tracks a query finds, from the `offset`-th in the order `sort`.

    The orders are those of `order.KEYS`. Raises QueryError for an unknown tag or order.
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
    by_column = column_order(sort)
    if by_column is not None and (found is None or len(found) <= FEW):
        id = by_column.selected_columns[0]
        narrowed = by_column if found is None else by_column.where(in_ids(id, found))
        return ids_of(connection, narrowed.limit(limit).offset(offset))
    all_ids = ordered(connection, sort, model)
    if found is None:
        return all_ids[offset:end]
    return list(islice(filter(found.__contains__, all_ids), offset, end))


def rows_of(
    connection: sa.Connection, model: Model | None, track_ids: Sequence[int]
) -> list[TrackRow]:
    """Return these tracks, in the order in which they are named; unknown ids are left out."""
    rows = connection.execute(_track_rows(model).where(in_ids(tracks.c.id, track_ids)))
    found = {row.id: _track_row(row) for row in rows}
    return [found[id] for id in track_ids if id in found]


def _track_rows(model: Model | None) -> sa.Select[Any]:
    model_id = model.id if model else 0
    said, failed = suggestions, suggestion_failures
    return (
        sa.select(
            tracks,
            said.c.partial,
            said.c.track_id.is_not(None).label("suggested"),
            failed.c.code,
            failed.c.message,
        )
        .outerjoin(said, sa.and_(said.c.model_id == model_id, said.c.track_id == tracks.c.id))
        .outerjoin(failed, sa.and_(failed.c.model_id == model_id, failed.c.track_id == tracks.c.id))
    )


def _track_row(row: sa.Row[Any]) -> TrackRow:
    return TrackRow(
        id=row.id,
        path=row.path,
        title=row.title,
        artist=row.artist,
        album=row.album,
        albumartist=row.albumartist,
        year=row.year,
        genre=row.genre,
        track_number=row.track_number,
        seconds=row.seconds,
        hz=row.hz,
        channels=row.channels,
        format=row.format,
        added=row.added,
        missing_since=row.missing_since,
        reviewed_at=row.reviewed_at,
        failure_code=row.failure_code or row.code,
        failure_message=row.failure_message or row.message,
        partial=bool(row.partial),
        state=_state(row),
    )


def _state(row: sa.Row[Any]) -> State:
    if row.missing_since is not None:
        return "missing"
    if row.failure_code or row.code:
        return "failed"
    if row.reviewed_at is not None:
        return "reviewed"
    return "suggested" if row.suggested else "new"
