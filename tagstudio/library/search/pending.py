"""The tracks that a model has yet to predict tags for, and those that are yet to be measured."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import (
    measurement_failures,
    measurements,
    suggestion_failures,
    suggestions,
    tracks,
)
from tagstudio.library.models.models import Model, model, tag_count
from tagstudio.library.models.score_columns import has_scores
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import Query
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.track_state import readable

TWO_WINDOWS_SECONDS = 2 * 29.12  # of the CRNNs; a tagger gives one window of a shorter track
MAX_ATTEMPTS = 2  # a track on which a model failed so often is skipped until the user asks for it


class PendingTrack(NamedTuple):
    """A track to predict tags for; `seconds` is the duration that its header claims.

    `content_hash` is that of the recording which the library knows; `windows` the number of windows
    that are to be heard at least.
    """

    track_id: int
    path: str
    seconds: float | None
    content_hash: bytes | None
    windows: int = 1


def pending_tracks(
    connection: sa.Connection,
    model_id: int,
    where: Query | Collection[int] | None = None,
    again: bool = False,
    retry: bool = False,
) -> list[PendingTrack]:
    """Return the readable tracks of the library without suggestions of a model, by path.

    `where`, a query or track ids, restricts them; `again` adds those that have suggestions, `retry`
    those on which the model failed MAX_ATTEMPTS times.
    """
    query = _tracks_among(connection, model(connection, model_id), where)
    if not again:
        width = tag_count(connection, model_id)
        query = query.where(tracks.c.id.not_in(_suggested(model_id, width)))
    if not retry:
        query = query.where(tracks.c.id.not_in(_given_up(model_id)))
    return [PendingTrack(*row) for row in connection.execute(query.order_by(tracks.c.path))]


def unmeasured_tracks(  # noqa: PLR0913 - who measures, which tracks, and which of these again
    connection: sa.Connection,
    plugin: str,
    version: str,
    where: Query | Collection[int] | None = None,
    by_model: Model | None = None,
    *,
    again: bool = False,
    retry: bool = False,
) -> list[PendingTrack]:
    """Return the readable tracks of the library that a version of a plugin has not measured.

    The rest as for `pending_tracks`; tags in a query are those that `by_model` suggests.
    """
    query = _tracks_among(connection, by_model, where)
    for table, attempts, wanted in (
        (measurements, sa.true(), again),
        (measurement_failures, measurement_failures.c.attempts >= MAX_ATTEMPTS, retry),
    ):
        if not wanted:
            is_of = sa.and_(table.c.plugin == plugin, table.c.version == version, attempts)
            query = query.where(tracks.c.id.not_in(sa.select(table.c.track_id).where(is_of)))
    return [PendingTrack(*row) for row in connection.execute(query.order_by(tracks.c.path))]


def never_heard(connection: sa.Connection) -> set[int]:
    """Return the tracks that no model hears any more: unreadable, or tried in vain before."""
    unreadable = sa.select(tracks.c.id).where(tracks.c.failure_code.is_not(None))
    return set(connection.scalars(sa.union(unreadable, given_up())))


def given_up() -> sa.Select[tuple[int]]:
    """Return the SELECT of the tracks on which a model failed as often as it tries."""
    failures = suggestion_failures.c
    return sa.select(failures.track_id).where(failures.attempts >= MAX_ATTEMPTS)


def is_replaced(connection: sa.Connection, old_id: int, new_id: int) -> bool:
    """Tell whether one model's suggestions are all replaced by another one's.

    They are not while a track with suggestions of the old model is pending for the new one.
    """
    counts = dict.fromkeys((old_id, new_id), 0)
    of_both = suggestions.c.model_id.in_(counts)
    per_model = sa.select(suggestions.c.model_id, sa.func.count()).where(of_both)
    rows = connection.execute(per_model.group_by(suggestions.c.model_id))
    counts |= {row[0]: row[1] for row in rows}
    if counts[new_id] >= counts[old_id]:  # the usual case, and quick to tell
        return True
    new = suggestions.alias("new")
    suggested = sa.exists().where(
        new.c.model_id == new_id, new.c.track_id == suggestions.c.track_id
    )
    given_up = suggestions.c.track_id.in_(_given_up(new_id))
    left = (
        sa.select(tracks.c.id)
        .join(suggestions, suggestions.c.track_id == tracks.c.id)
        .where(suggestions.c.model_id == old_id, ~suggested, ~given_up, *_predictable())
    )
    return connection.scalar(left.limit(1)) is None


def closer_tracks(
    connection: sa.Connection, model_id: int, windows: int, where: Query | None = None
) -> list[PendingTrack]:
    """Return the tracks whose suggestions by a model are of fewer `windows`, the newest first.

    Without those that are known to be too short for two windows: one is all of them.
    """
    newest = _closer(connection, model_id, windows, where).order_by(
        tracks.c.added.desc(), tracks.c.id.desc()
    )
    found = [PendingTrack(*row) for row in connection.execute(newest)]
    return [track._replace(windows=windows) for track in found]


def closer_count(connection: sa.Connection, model_id: int, windows: int) -> int:
    """Count the tracks that `closer_tracks` returns, without reading them."""
    closer = _closer(connection, model_id, windows, None).subquery()
    return connection.scalar(sa.select(sa.func.count()).select_from(closer)) or 0


def _closer(
    connection: sa.Connection, model_id: int, windows: int, where: Query | None
) -> sa.Select[Any]:
    fewer = sa.select(suggestions.c.track_id).where(
        suggestions.c.model_id == model_id,
        has_scores(tag_count(connection, model_id)),
        suggestions.c.windows < windows,
    )
    is_long = sa.func.coalesce(tracks.c.seconds, TWO_WINDOWS_SECONDS) >= TWO_WINDOWS_SECONDS
    of_model = model(connection, model_id)
    return _tracks_among(connection, of_model, where).where(tracks.c.id.in_(fewer), is_long)


def _tracks_among(
    connection: sa.Connection, by_model: Model | None, where: Query | Collection[int] | None
) -> sa.Select[Any]:
    """Return the SELECT of the readable tracks of the library that a query or ids restrict."""
    query = sa.select(tracks.c.id, tracks.c.path, tracks.c.seconds, tracks.c.content_hash).where(
        *_predictable()
    )
    if isinstance(where, Query):
        found = matching_tracks(connection, where, by_model)
        where = None if found is None else found.tolist()
    return query if where is None else query.where(in_ids(tracks.c.id, where))


def still_the_same(
    connection: sa.Connection, asked: Mapping[int, bytes | None], track_ids: Collection[int]
) -> set[int]:
    """Return those of `track_ids` whose recording is the one that was `asked` about, by hash."""
    query = sa.select(tracks.c.id, tracks.c.content_hash).where(in_ids(tracks.c.id, track_ids))
    return {id for id, content_hash in connection.execute(query) if asked[id] == content_hash}


def _predictable() -> tuple[sa.ColumnElement[bool], ...]:
    return readable(), in_library(tracks.c.id)


def _suggested(model_id: int, width: int) -> sa.Select[int]:
    return sa.select(suggestions.c.track_id).where(
        suggestions.c.model_id == model_id, has_scores(width)
    )


def _given_up(model_id: int) -> sa.Select[int]:
    return sa.select(suggestion_failures.c.track_id).where(
        suggestion_failures.c.model_id == model_id, suggestion_failures.c.attempts >= MAX_ATTEMPTS
    )
