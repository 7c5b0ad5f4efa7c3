"""The tags of many tracks taken together: those common to all of them, and the mixed ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import decisions, suggestions
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.models.models import Model
from tagstudio.library.models.score_columns import are_scores, has_scores
from tagstudio.library.models.thresholds import reaches


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
    decided: dict[tuple[int, str], set[int]] = {}
    columns = decisions.c
    for track_id, tag_id, state in connection.execute(
        sa.select(columns.track_id, columns.tag_id, columns.state).where(
            in_ids(columns.track_id, track_ids)
        )
    ):
        decided.setdefault((tag_id, state), set()).add(track_id)
    suggested = _suggested(connection, model, track_ids) if model else {}
    names = {row.id: row.name for row in connection.execute(sa.select(tag_table))}
    spreads = []
    for tag_id in {tag_id for tag_id, _ in decided} | suggested.keys():
        yes, no = (decided.get((tag_id, state), set()) for state in ("yes", "no"))
        undecided = suggested.get(tag_id, set()) - yes - no
        spreads.append(TagSpread(names[tag_id], len(track_ids), len(yes), len(no), len(undecided)))
    return sorted(spreads, key=lambda one: (-one.yes - one.suggested, -one.no, one.tag))


def _suggested(
    connection: sa.Connection, model: Model, track_ids: Sequence[int]
) -> dict[int, set[int]]:
    """Return by tag id the tracks whose score reaches the tag's threshold."""
    import numpy as np

    rows = connection.execute(
        sa.select(suggestions.c.track_id, suggestions.c.scores).where(
            suggestions.c.model_id == model.id,
            in_ids(suggestions.c.track_id, track_ids),
            has_scores(len(model.tags)),
        )
    ).all()
    scores = np.frombuffer(b"".join(row.scores for row in rows), "<f4")
    thresholds = [tag.suggested_from for tag in model.tags]
    matrix = scores.reshape(len(rows), len(model.tags))
    reached = reaches(matrix, thresholds) & are_scores(matrix)[:, None]
    ids = np.array([row.track_id for row in rows], np.int64)
    return {
        tag.tag_id: set(ids[reached[:, column]].tolist())
        for column, tag in enumerate(model.tags)
        if reached[:, column].any()
    }
