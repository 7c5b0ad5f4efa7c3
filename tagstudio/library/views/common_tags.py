"""The tags of many tracks taken together: those common to all of them, and the mixed ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.expressions import listed
from tagstudio.library.db.id_sets import array_of, both, in_ids, without
from tagstudio.library.db.schema import decisions, suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.models.score_columns import ScoreColumns, are_scores, has_scores
from tagstudio.library.models.thresholds import reaches
from tagstudio.library.tags.tags import list_tags

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids

FEW = 5000  # up to so many tracks their rows are read sooner than the columns of all tracks


@dataclass(frozen=True)
class TagSpread:
    """On how many of `tracks` tracks a tag is decided yes or no, or suggested and undecided."""

    tag: str
    tracks: int
    yes: int
    no: int
    suggested: int

    @property
    def common(self) -> bool:
        """Whether all of the tracks have the tag, decided or suggested."""
        return self.yes + self.suggested == self.tracks


def common_tags(
    connection: sa.Connection, model: Model | None, track_ids: Sequence[int]
) -> list[TagSpread]:
    """Return the tags decided or suggested on any of these tracks, the most frequent first."""
    import numpy as np

    ids = np.unique(np.array(track_ids, np.int64))
    decided = _decided(connection, ids)
    suggested = _suggested(connection, model, ids) if model else {}
    names = {tag.id: tag.name for tag in list_tags(connection)}
    nothing = np.empty(0, np.int64)
    spreads = []
    for tag_id in names.keys() & ({tag_id for tag_id, _ in decided} | suggested.keys()):
        yes, no = (decided.get((tag_id, state), nothing) for state in ("yes", "no"))
        undecided = without(without(suggested.get(tag_id, nothing), yes), no)
        counts = len(yes), len(no), len(undecided)
        if any(counts):
            spreads.append(TagSpread(names[tag_id], len(ids), *counts))
    return sorted(spreads, key=lambda one: (-one.yes - one.suggested, -one.no, one.tag))


def _decided(connection: sa.Connection, ids: Ids) -> dict[tuple[int, str], Ids]:
    """Return by tag id and state those of the tracks on which the tag is decided so."""
    columns = decisions.c
    by_state = sa.select(columns.tag_id, columns.state, listed(columns.track_id)).group_by(
        columns.tag_id, columns.state
    )
    if len(ids) <= FEW:
        by_state = by_state.where(in_ids(columns.track_id, ids.tolist()))
    rows = connection.execute(by_state)
    return {(tag_id, state): both(array_of(text), ids) for tag_id, state, text in rows}


def _suggested(connection: sa.Connection, model: Model, ids: Ids) -> dict[int, Ids]:
    """Return by tag id those of the tracks whose score reaches the tag's threshold."""
    import numpy as np

    if len(ids) > FEW:
        columns = ScoreColumns(connection, model)
        chosen = np.isin(columns.track_ids, ids, assume_unique=True)
        return {
            tag.tag_id: columns.track_ids[chosen & reaches(columns.of(tag.tag_id), tag.threshold)]
            for tag in model.offered_tags
        }
    rows = connection.execute(
        sa.select(suggestions.c.track_id, suggestions.c.scores).where(
            suggestions.c.model_id == model.id,
            in_ids(suggestions.c.track_id, ids.tolist()),
            has_scores(len(model.tags)),
        )
    ).all()
    scores = np.frombuffer(b"".join(row.scores for row in rows), "<f4")
    matrix = scores.reshape(len(rows), len(model.tags))
    reached = (
        reaches(matrix, [tag.suggested_from for tag in model.tags]) & are_scores(matrix)[:, None]
    )
    scored = np.array([row.track_id for row in rows], np.int64)
    return {tag.tag_id: scored[reached[:, column]] for column, tag in enumerate(model.tags)}
