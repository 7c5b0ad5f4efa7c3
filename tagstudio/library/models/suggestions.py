"""What models say of tracks: scores, feature maps, and failures to listen."""

import math
import struct
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import (
    model_tags,
    models,
    suggestion_failures,
    suggestion_features,
    suggestions,
    tracks,
)
from tagstudio.library.db.text_folding import clean
from tagstudio.library.models.models import Model, model
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import Query
from tagstudio.library.tracks.folders import in_library

ATTEMPTS = 2  # a track that failed so often is left alone until the user asks for it


class Pending(NamedTuple):
    """A track that a model has yet to listen to; `seconds` is what its header claims."""

    track_id: int
    path: str
    seconds: float | None


@dataclass(frozen=True)
class Scored:
    """What a model says of one track: a score in [0, 1] per tag, in the model's order.

    `features` is the flat little-endian float16 array of the model's feature map, empty for none.
    """

    track_id: int
    scores: tuple[float, ...]
    features: bytes = b""
    windows: int = 1
    partial: bool = False


@dataclass(frozen=True)
class Counts:
    """How many tracks a model suggested tags for, failed on, and has yet to listen to."""

    suggested: int
    failed: int
    pending: int


def pending(
    connection: sa.Connection,
    model_id: int,
    where: Query | Collection[int] | None = None,
    again: bool = False,
    retry: bool = False,
) -> list[Pending]:
    """Return the tracks to listen to, by path: present, readable, without a suggestion yet.

    `where`, a query or ids, narrows them down; `again` adds those that have a suggestion, `retry`
    those that failed ATTEMPTS times.
    """
    query = sa.select(tracks.c.id, tracks.c.path, tracks.c.seconds).where(*_audible())
    found = (
        matching_tracks(connection, where, model(connection, model_id))
        if isinstance(where, Query)
        else where
    )
    if found is not None:
        query = query.where(in_ids(tracks.c.id, found))
    if not again:
        query = query.where(tracks.c.id.not_in(_suggested(model_id)))
    if not retry:
        query = query.where(tracks.c.id.not_in(_given_up(model_id)))
    return [Pending(*row) for row in connection.execute(query.order_by(tracks.c.path))]


def store(
    connection: sa.Connection, model_id: int, scored: Sequence[Scored], at: float | None = None
) -> None:
    """Store what a model says of some tracks, in the place of what it said before.

    Raises ValueError for a number of scores that is not the model's, and for one that is no number.
    """
    tag_ids = _tag_ids(connection, model_id)
    for one in scored:
        if len(one.scores) != len(tag_ids) or not all(map(math.isfinite, one.scores)):
            raise ValueError(f"track {one.track_id}: {len(tag_ids)} scores expected: {one.scores}")
    _forget(connection, model_id, [one.track_id for one in scored])
    if not scored:
        return
    now = int(time.time() if at is None else at)
    packed = [(one, _pack(one.scores)) for one in scored]
    connection.execute(
        sa.insert(suggestions),
        [
            {
                "model_id": model_id,
                "track_id": one.track_id,
                "scores": scores,
                "windows": one.windows,
                "partial": one.partial,
                "made_at": now,
            }
            for one, scores in packed
        ],
    )
    _insert_features(connection, model_id, scored)
    connection.exec_driver_sql(
        "INSERT INTO suggestion_scores (model_id, tag_id, score, track_id) VALUES (?, ?, ?, ?)",
        [
            (model_id, tag_id, score, one.track_id)
            for one, scores in packed
            for tag_id, score in zip(tag_ids, _unpack(scores), strict=True)
        ],
    )


def store_failures(
    connection: sa.Connection,
    model_id: int,
    failures: Iterable[tuple[int, str, str]],
    at: float | None = None,
) -> None:
    """Store that a model could not listen to tracks: (track id, code, message) each."""
    now = int(time.time() if at is None else at)
    rows = [
        {
            "model_id": model_id,
            "track_id": track_id,
            "code": code,
            "message": clean(message),
            "attempts": 1,
            "at": now,
        }
        for track_id, code, message in failures
    ]
    new = insert(suggestion_failures)
    if rows:
        connection.execute(
            new.on_conflict_do_update(
                index_elements=["model_id", "track_id"],
                set_={
                    "code": new.excluded.code,
                    "message": new.excluded.message,
                    "attempts": suggestion_failures.c.attempts + 1,
                    "at": new.excluded.at,
                },
            ),
            rows,
        )


def scores_of(
    connection: sa.Connection, model: Model, track_ids: Iterable[int]
) -> dict[int, tuple[float, ...]]:
    """Return the scores of those tracks that `model` listened to, in the order of its tags."""
    rows = connection.execute(
        sa.select(suggestions.c.track_id, suggestions.c.scores).where(
            suggestions.c.model_id == model.id, in_ids(suggestions.c.track_id, track_ids)
        )
    )
    return {track_id: _unpack(scores) for track_id, scores in rows}


def made_at(connection: sa.Connection, model: Model, track_ids: Iterable[int]) -> dict[int, int]:
    """Return when `model` listened to those tracks, in seconds since 1970."""
    rows = connection.execute(
        sa.select(suggestions.c.track_id, suggestions.c.made_at).where(
            suggestions.c.model_id == model.id, in_ids(suggestions.c.track_id, track_ids)
        )
    )
    return {row.track_id: row.made_at for row in rows}


def features_of(
    connection: sa.Connection, model_id: int, track_ids: Iterable[int]
) -> dict[int, bytes]:
    """Return the feature maps kept for those tracks; a restored copy has none."""
    rows = connection.execute(
        sa.select(suggestion_features.c.track_id, suggestion_features.c.features).where(
            suggestion_features.c.model_id == model_id,
            in_ids(suggestion_features.c.track_id, track_ids),
        )
    )
    return {row.track_id: row.features for row in rows}


def features_heard_alike(
    connection: sa.Connection, feature_digest: str, track_ids: Iterable[int]
) -> dict[int, bytes]:
    """Return the feature maps that any model with this digest gave for those tracks."""
    alike = connection.scalars(
        sa.select(models.c.id)
        .where(sa.func.json_extract(models.c.info, "$.feature_digest") == feature_digest)
        .order_by(models.c.id)
    ).all()
    ids = list(track_ids)
    found: dict[int, bytes] = {}
    for model_id in alike if feature_digest else ():
        found |= features_of(connection, model_id, ids)
    return found


def counts(connection: sa.Connection, model_id: int) -> Counts:
    """Return how far a model got with the library."""
    suggested = sa.select(sa.func.count()).where(
        suggestions.c.model_id == model_id, in_library(suggestions.c.track_id)
    )
    failed = sa.select(sa.func.count()).where(
        suggestion_failures.c.model_id == model_id, in_library(suggestion_failures.c.track_id)
    )
    waiting = sa.select(sa.func.count()).where(
        *_audible(),
        tracks.c.id.not_in(_suggested(model_id)),
        tracks.c.id.not_in(_given_up(model_id)),
    )
    return Counts(*(connection.scalar(query) or 0 for query in (suggested, failed, waiting)))


def forget(connection: sa.Connection, track_ids: Sequence[int]) -> None:
    """Delete what all models said of these tracks, failures included."""
    for model_id in connection.scalars(sa.select(models.c.id)).all():
        _forget(connection, model_id, track_ids)


def _forget(connection: sa.Connection, model_id: int, track_ids: Sequence[int]) -> None:
    old = connection.execute(
        sa.select(suggestions.c.track_id, suggestions.c.scores).where(
            suggestions.c.model_id == model_id, in_ids(suggestions.c.track_id, track_ids)
        )
    ).all()
    if old:
        tag_ids = _tag_ids(connection, model_id)
        connection.exec_driver_sql(
            "DELETE FROM suggestion_scores"
            " WHERE model_id = ? AND tag_id = ? AND score = ? AND track_id = ?",
            [
                (model_id, tag_id, score, track_id)
                for track_id, scores in old
                for tag_id, score in zip(tag_ids, _unpack(scores), strict=True)
            ],
        )
    for table in (suggestion_failures, suggestion_features, suggestions):
        connection.execute(
            sa.delete(table).where(
                table.c.model_id == model_id, in_ids(table.c.track_id, track_ids)
            )
        )


def _insert_features(connection: sa.Connection, model_id: int, scored: Sequence[Scored]) -> None:
    rows = [
        {"model_id": model_id, "track_id": one.track_id, "features": one.features}
        for one in scored
        if one.features
    ]
    if rows:
        connection.execute(sa.insert(suggestion_features), rows)


def _audible() -> tuple[sa.ColumnElement[bool], ...]:
    return (
        tracks.c.missing_since.is_(None),
        tracks.c.failure_code.is_(None),
        in_library(tracks.c.id),
    )


def _suggested(model_id: int) -> sa.Select[int]:
    return sa.select(suggestions.c.track_id).where(suggestions.c.model_id == model_id)


def _given_up(model_id: int) -> sa.Select[int]:
    return sa.select(suggestion_failures.c.track_id).where(
        suggestion_failures.c.model_id == model_id, suggestion_failures.c.attempts >= ATTEMPTS
    )


def _tag_ids(connection: sa.Connection, model_id: int) -> list[int]:
    query = sa.select(model_tags.c.tag_id).where(model_tags.c.model_id == model_id)
    return list(connection.scalars(query.order_by(model_tags.c.position)))


def _pack(scores: tuple[float, ...]) -> bytes:
    return struct.pack(f"<{len(scores)}f", *scores)


def _unpack(scores: bytes) -> tuple[float, ...]:
    return struct.unpack(f"<{len(scores) // 4}f", scores)
