"""The tracks that wait for the user's answers, with all that the queue looks at."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.schema import decisions, models, suggestions, tracks
from tagstudio.library.models.models import Model
from tagstudio.library.search.execute import in_state, matching_tracks
from tagstudio.library.search.query import Query


@dataclass(frozen=True)
class ReviewCandidates:
    """Present, readable, unreviewed tracks with suggestions of a model; entry by entry one track.

    `scores` is one little-endian float32 array (tracks, tags of the model). `sounds` are the
    content hashes, or where unknown the bytes of the path. `decided` are the decisions that stand,
    as (place among these tracks, tag id); `by_hand` are the places of those the user answered
    track by track.
    """

    track_ids: list[int]
    scores: bytes
    artists: list[str]
    genres: list[str]
    sounds: list[bytes]
    decided: list[tuple[int, int]]
    by_hand: set[int]


def review_candidates(connection: sa.Connection, model: Model, query: Query) -> ReviewCandidates:
    """Return the tracks of `query` that wait for answers to what `model` suggests."""
    asked = in_state(connection, "suggested", model)
    found = matching_tracks(connection, query, model)
    asked = asked if found is None else asked & found
    rows = [row for row in connection.execute(_rows(model)) if row[0] in asked]
    places = {row[0]: place for place, row in enumerate(rows)}
    columns = decisions.c
    decided = [
        (places[track_id], tag_id, source)
        for track_id, tag_id, source in connection.execute(
            sa.select(columns.track_id, columns.tag_id, columns.source)
        )
        if track_id in places
    ]
    return ReviewCandidates(
        track_ids=list(places),
        scores=b"".join(row[1] for row in rows),
        artists=[row[2] for row in rows],
        genres=[row[3] for row in rows],
        sounds=[row[4] for row in rows],
        decided=[(place, tag_id) for place, tag_id, _ in decided],
        by_hand={place for place, _, source in decided if source == "user"},
    )


def answered_by_hand(connection: sa.Connection) -> int:
    """Return how many tracks the user answered by hand."""
    columns = decisions.c
    query = sa.select(sa.func.count(columns.track_id.distinct())).where(columns.source == "user")
    return connection.scalar(query) or 0


def answered_latest(connection: sa.Connection, limit: int) -> list[int]:
    """Return the tracks with the newest decisions."""
    columns = decisions.c
    newest = sa.func.max(columns.at)
    query = sa.select(columns.track_id).group_by(columns.track_id).order_by(newest.desc())
    return list(connection.scalars(query.limit(limit)))


def feature_shape(connection: sa.Connection, model: Model) -> tuple[int, ...]:
    """Return the shape of a track's features, the steps in time first; empty where unknown."""
    info = connection.scalar(sa.select(models.c.info).where(models.c.id == model.id))
    return tuple(json.loads(info or "{}").get("feature_shape") or ())


def _rows(model: Model) -> sa.Select[Any]:
    columns = tracks.c
    path = sa.type_coerce(columns.path, sa.LargeBinary)
    sound = sa.func.coalesce(columns.content_hash, path)
    return (
        sa.select(columns.id, suggestions.c.scores, columns.artist, columns.genre, sound)
        .join(suggestions, suggestions.c.track_id == columns.id)
        .where(suggestions.c.model_id == model.id)
    )
