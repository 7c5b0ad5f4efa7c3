"""Count the tracks by state and by tag."""

import json

import sqlalchemy as sa

from tagstudio.library.db.schema import decisions, tracks
from tagstudio.library.models.models import Model
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.thresholds import reaches
from tagstudio.library.tracks.folders import in_library, removed_ids
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
    columns, removed = ScoreColumns(connection, model), removed_ids(connection)
    decided = _decided(connection)
    for tag in model.offered_tags:
        left_out = removed.union(decided.get(tag.tag_id, ()))
        suggested = _suggested(columns, tag.tag_id, tag.threshold, left_out)
        counts[tag.tag_id] = counts.get(tag.tag_id, 0) + suggested
    return counts


def suggested_count(connection: sa.Connection, model: Model, tag_id: int, threshold: float) -> int:
    """Count the undecided tracks whose score of a tag reaches a threshold."""
    decided = _decided(connection, decisions.c.tag_id == tag_id)
    left_out = removed_ids(connection).union(decided.get(tag_id, ()))
    return _suggested(ScoreColumns(connection, model), tag_id, threshold, left_out)


def _suggested(columns: ScoreColumns, tag_id: int, threshold: float, left_out: set[int]) -> int:
    suggested = columns.track_ids[reaches(columns.of(tag_id), threshold)]
    return len(suggested) - len(left_out.intersection(suggested.tolist()))


def _decided(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> dict[int, list[int]]:
    """Return by tag id the tracks on which the tag is decided."""
    columns = decisions.c
    ids = sa.func.json_group_array(columns.track_id)
    by_tag = sa.select(columns.tag_id, ids).where(*where).group_by(columns.tag_id)
    return {tag_id: json.loads(ids) for tag_id, ids in connection.execute(by_tag)}
