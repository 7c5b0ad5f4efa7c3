"""How many tracks stand in each state and have each tag, counted by SQLite alone."""

from typing import cast, get_args

import sqlalchemy as sa

from tagstudio.library.db.schema import (
    decisions,
    suggestion_failures,
    suggestion_scores,
    suggestions,
    tracks,
)
from tagstudio.library.models.models import Model
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.views.browse import State


def state_counts(connection: sa.Connection, model: Model | None) -> dict[State, int]:
    """Return how many tracks are in each state; a track is in the first that fits, as shown."""
    model_id = model.id if model else 0
    said, failed = suggestions, suggestion_failures
    state = sa.case(
        (tracks.c.missing_since.is_not(None), "missing"),
        (sa.or_(tracks.c.failure_code.is_not(None), failed.c.track_id.is_not(None)), "failed"),
        (tracks.c.reviewed_at.is_not(None), "reviewed"),
        (said.c.track_id.is_not(None), "suggested"),
        else_="new",
    ).label("state")
    found = (
        sa.select(state, sa.func.count())
        .select_from(tracks)
        .outerjoin(said, sa.and_(said.c.model_id == model_id, said.c.track_id == tracks.c.id))
        .outerjoin(failed, sa.and_(failed.c.model_id == model_id, failed.c.track_id == tracks.c.id))
        .where(in_library(tracks.c.id))
        .group_by(state)
    )
    counts = dict.fromkeys(cast(tuple[State, ...], get_args(State)), 0)
    return counts | {row[0]: row[1] for row in connection.execute(found)}


def tag_counts(connection: sa.Connection, model: Model | None) -> dict[int, int]:
    """Return how many tracks have each tag, by tag id: decided so, or suggested and not decided."""
    said_yes = sa.select(decisions.c.tag_id, sa.func.count()).where(
        decisions.c.state == "yes", in_library(decisions.c.track_id)
    )
    counts = {row[0]: row[1] for row in connection.execute(said_yes.group_by(decisions.c.tag_id))}
    if model is None:
        return counts
    for tag in model.tags:
        suggested = suggested_count(connection, model, tag.tag_id, tag.threshold)
        counts[tag.tag_id] = counts.get(tag.tag_id, 0) + suggested
    return counts


def suggested_count(connection: sa.Connection, model: Model, tag_id: int, line: float) -> int:
    """Count the undecided tracks whose score of a tag reaches a threshold.

    Asked tag by tag: what is decided of the tag is then read once, not for each track.
    """
    scored = suggestion_scores.c
    decided = sa.select(decisions.c.track_id).where(decisions.c.tag_id == tag_id)
    query = (
        sa.select(sa.func.count())
        .select_from(suggestion_scores)
        .where(
            scored.model_id == model.id,
            scored.tag_id == tag_id,
            scored.score >= line,
            scored.track_id.not_in(decided),
            in_library(scored.track_id),
        )
    )
    return connection.scalar(query) or 0
