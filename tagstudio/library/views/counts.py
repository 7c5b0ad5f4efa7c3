"""Count the tracks by state and by tag, in SQLite alone."""

import sqlalchemy as sa

from tagstudio.library.db.schema import (
    decisions,
    suggestion_scores,
    tracks,
)
from tagstudio.library.models.models import Model
from tagstudio.library.models.thresholds import reaches
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.track_state import (
    TRACK_STATES,
    TrackState,
    state_column,
    with_model,
)


def state_counts(connection: sa.Connection, model: Model | None) -> dict[TrackState, int]:
    """Count the tracks of the library in each state, 0 for a state without any."""
    state = state_column()
    counted = (
        sa.select(state, sa.func.count())
        .select_from(with_model(model.id if model else None))
        .where(in_library(tracks.c.id))
        .group_by(state)
    )
    counts = dict.fromkeys(TRACK_STATES, 0)
    return counts | {row[0]: row[1] for row in connection.execute(counted)}


def tag_counts(connection: sa.Connection, model: Model | None) -> dict[int, int]:
    """Count by tag id the tracks that have the tag: decided so, or suggested and not decided."""
    decided_yes = sa.select(decisions.c.tag_id, sa.func.count()).where(
        decisions.c.state == "yes", in_library(decisions.c.track_id)
    )
    counts = {
        row[0]: row[1] for row in connection.execute(decided_yes.group_by(decisions.c.tag_id))
    }
    if model is None:
        return counts
    for tag in model.tags:
        suggested = suggested_count(connection, model, tag.tag_id, tag.threshold)
        counts[tag.tag_id] = counts.get(tag.tag_id, 0) + suggested
    return counts


def suggested_count(connection: sa.Connection, model: Model, tag_id: int, threshold: float) -> int:
    """Count the undecided tracks whose score of a tag reaches a threshold.

    One query per tag: the decisions on the tag are then read once, not once per track.
    """
    scored = suggestion_scores.c
    decided = sa.select(decisions.c.track_id).where(decisions.c.tag_id == tag_id)
    query = (
        sa.select(sa.func.count())
        .select_from(suggestion_scores)
        .where(
            scored.model_id == model.id,
            scored.tag_id == tag_id,
            reaches(scored.score, threshold),
            scored.track_id.not_in(decided),
            in_library(scored.track_id),
        )
    )
    return connection.scalar(query) or 0
