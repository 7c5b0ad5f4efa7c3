"""Sort the tracks of the library, the usual orders read from an index of their key.

Tracks without the key come last, ascending or descending. Equal keys are sorted by id, so that
pages are stable.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from tagstudio.library.db.id_sets import id_array, no_ids, without
from tagstudio.library.db.schema import measurements, track_texts, tracks
from tagstudio.library.db.unchanged import kept_while_unchanged
from tagstudio.library.models.disagreement import Committee
from tagstudio.library.models.models import Model
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.search.execute import QueryTests, tag_called
from tagstudio.library.search.like import by_likeness
from tagstudio.library.search.query import QueryError
from tagstudio.library.tracks.track_state import every_track, tracks_by_state

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids

IdsOrList = TypeVar("IdsOrList", "Ids", list[int])

COLUMNS: dict[str, sa.Column[Any]] = {
    "path": tracks.c.path,
    "title": track_texts.c.shown_title,
    "artist": track_texts.c.shown_artist,
    "album": track_texts.c.album,
    "year": tracks.c.year,
    "seconds": tracks.c.seconds,
    "added": tracks.c.added,
    "albumartist": track_texts.c.albumartist,
    "genre": track_texts.c.genre,
    "number": tracks.c.track_number,
    "format": tracks.c.format,
    "hz": tracks.c.hz,
    "channels": tracks.c.channels,
    "reviewed": tracks.c.reviewed_at,
}
MEASURES: dict[str, sa.Column[Any]] = {
    "bpm": measurements.c.bpm,
    "key": measurements.c.key,
    "loudness": measurements.c.loudness,
}
_ORDER = "the order that was asked for last"
KEYS = (*COLUMNS, *MEASURES, "state", "disagreement", "tag:NAME", "like:PATH")


def ordered(connection: sa.Connection, sort: str, model: Model | None) -> Ids:
    """Return the ids of all tracks in the order called `sort`.

    That is one of KEYS, with a `-` at the end for descending. What no column has, the last of such
    orders, is kept while nobody changes the library. Raises QueryError for an unknown key or tag.
    """
    by_column = column_order(sort)
    if by_column is not None:
        return id_array(connection, by_column)
    if sort.startswith("like:"):  # by vectors beside the library, which may be newer than it
        return _in_order(connection, sort, model)
    kept, asked = kept_while_unchanged(connection), (sort, model and model.id)
    then, ids = kept.get(_ORDER, (None, None))
    if ids is None or then != asked:
        ids = _in_order(connection, sort, model)
        ids.flags.writeable = False
        kept[_ORDER] = (asked, ids)
    found: Ids = ids
    return found


def _in_order(connection: sa.Connection, sort: str, model: Model | None) -> Ids:
    """Return the ids of all tracks in an order that no column has."""
    key, down = _key(sort)
    if key == "state":
        return _by_state(connection, model, down)
    if key in MEASURES:
        return _scored_first(connection, _by_measure(connection, MEASURES[key]), down)
    if key == "disagreement":
        return _scored_first(connection, _by_disagreement(connection, model), down)
    if key.startswith("tag:"):
        scored = _by_score(connection, tag_called(connection, key[4:]).id, model)
        return _scored_first(connection, scored, down)
    if key.startswith("like:"):  # the most alike first, for who asks for it wants these
        return _scored_first(connection, by_likeness(connection, key[5:])[::-1], not down)
    raise QueryError(
        "query.unknown-sort-key",
        "Tracks cannot be sorted by {key!r}; the keys are {keys},"
        " with a - at the end for descending.",
        key=key,
        keys=", ".join(KEYS),
    )


def first_by_score(tests: QueryTests, sort: str, found: Ids | None, count: int) -> Ids | None:
    """Return the first `count` of the tracks `found` (None: all) in the order of a tag's score.

    Only these are sorted. None for another order.
    """
    import numpy as np

    connection, (key, down) = tests.connection, _key(sort)
    if not key.startswith("tag:") or tests.model is None:
        return None
    tag_id = tag_called(connection, key[4:]).id
    if tag_id not in tests.model.thresholds:
        return None
    scored, scores = tests.scores_of(tag_id)
    ids = scored
    if found is not None:
        is_found = np.isin(ids, found, assume_unique=True)
        ids, scores = ids[is_found], scores[is_found]
    if down:  # of equal scores the highest id comes first
        ids, scores = ids[::-1], -scores[::-1]
    if 0 < count < len(ids):
        low = scores <= np.partition(scores, count - 1)[count - 1]
        ids, scores = ids[low], scores[low]
    first: Ids = ids[scores.argsort(kind="stable")][:count]
    if len(first) < count:  # those without a score come after them
        every = every_track(connection) if found is None else np.sort(found)
        first = np.concatenate([first, without(every, scored)])[:count]
    return first


def front(tests: QueryTests, sort: str, count: int) -> Ids:
    """Return the first `count` of all tracks in the order `sort`."""
    if column_order(sort) is not None:
        return first_by_column(tests.connection, sort, count, id_array)
    first = first_by_score(tests, sort, None, count)
    return ordered(tests.connection, sort, tests.model)[:count] if first is None else first


def first_by_column(
    connection: sa.Connection,
    sort: str,
    count: int,
    read: Callable[[sa.Connection, sa.Select[Any]], IdsOrList],
) -> IdsOrList:
    """Return the first `count` of all tracks in the order of a column, as `read` reads ids.

    PostgreSQL keeps what is NULL at the end that a falling order begins with.
    """
    by_column, (key, down) = column_order(sort), _key(sort)
    assert by_column is not None
    column = COLUMNS[key]
    if down and column.nullable:
        id = by_column.selected_columns[0]
        known = sa.select(id).where(column.is_not(None)).order_by(column.desc(), id.desc())
        ids = read(connection, known.limit(count))
        if len(ids) == count:
            return ids
    return read(connection, by_column.limit(count))


def column_order(sort: str) -> sa.Select[Any] | None:
    """Return the SELECT of all ids in the order `sort`, or None if that takes more than one."""
    key, down = _key(sort)
    if key not in COLUMNS:
        return None
    column = COLUMNS[key]
    id = tracks.c.id if column.table is tracks else track_texts.c.track_id
    if not column.nullable:
        keys = (column,) if column.unique else (column, id)
        return sa.select(id).order_by(*(key.desc() if down else key for key in keys))
    if down:
        return sa.select(id).order_by(column.desc().nulls_last(), id.desc())
    return sa.select(id).order_by(column.asc().nulls_last(), id.asc())


def _key(sort: str) -> tuple[str, bool]:
    key = sort[:-1] if sort.endswith(("+", "-")) else sort
    return key.replace('"', ""), sort.endswith("-")


def _scored_first(connection: sa.Connection, scored: Ids, down: bool) -> Ids:
    """Return all tracks, those `scored` from the lowest, `down` from the highest, in front."""
    import numpy as np

    every = every_track(connection)
    return np.concatenate([scored[::-1] if down else scored, without(every, scored)])


def _by_disagreement(connection: sa.Connection, model: Model | None) -> Ids:
    """Return the tracks with a disagreement, the lowest first."""
    if model is None:
        return no_ids()
    committee = Committee(connection, model)
    return committee.track_ids[committee.largest().argsort(kind="stable")]


def _by_score(connection: sa.Connection, tag_id: int, model: Model | None) -> Ids:
    """Return the tracks with a score for a tag, the lowest first."""
    if model is None or tag_id not in model.thresholds:
        return no_ids()
    columns = ScoreColumns(connection, model, tag_id)
    return columns.track_ids[columns.of(tag_id).argsort(kind="stable")]


def _by_measure(connection: sa.Connection, column: sa.Column[Any]) -> Ids:
    """Return the tracks with a measure, the lowest first; keys by their names."""
    id = measurements.c.track_id
    return id_array(connection, sa.select(id).where(column.is_not(None)).order_by(column, id))


def _by_state(connection: sa.Connection, model: Model | None, down: bool) -> Ids:
    import numpy as np

    states = [np.sort(ids) for _, ids in tracks_by_state(connection, model)]
    return np.concatenate(states if down else states[::-1])
