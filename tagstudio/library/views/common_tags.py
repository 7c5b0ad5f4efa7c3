"""The tags of many tracks taken together: those common to all of them, and the mixed ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import sqlalchemy as sa

from tagstudio.library.db.expressions import listed
from tagstudio.library.db.id_sets import array_of, in_ids
from tagstudio.library.db.schema import decisions, suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.models.score_columns import ScoreColumns, are_scores, has_scores
from tagstudio.library.models.thresholds import reaches
from tagstudio.library.tags.tags import list_tags
from tagstudio.library.tracks.track_state import ReviewedTracks
from tagstudio.library.views.counts import places_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tagstudio.library.db.id_sets import Ids

    _Reached: TypeAlias = tuple[Ids, Iterator[tuple[int, NDArray[np.bool_]]]]

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

    ids = np.sort(np.asarray(track_ids, np.int64))
    ids = ids[np.r_[True, ids[1:] != ids[:-1]][: len(ids)]]  # np.unique would hold up all threads
    decided = _decided(connection, ids)
    suggested = _suggested(connection, model, ids, decided) if model else {}
    names = {tag.id: tag.name for tag in list_tags(connection)}
    spreads = []
    for tag_id in names.keys() & ({tag_id for tag_id, _ in decided} | suggested.keys()):
        yes, no = (len(decided.get((tag_id, state), ())) for state in ("yes", "no"))
        counts = yes, no, suggested.get(tag_id, 0)
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
    by_tag = {(tag_id, state): array_of(text) for tag_id, state, text in rows}
    return {key: ids[places_in(ids, some)] for key, some in by_tag.items()}


def _suggested(
    connection: sa.Connection, model: Model, ids: Ids, decided: dict[tuple[int, str], Ids]
) -> dict[int, int]:
    """Count by tag id those of the tracks that are suggested the tag, not decided nor left alone.

    Counted, not gathered: fifty sets of a million tracks take a second and 100 MB.
    """
    of_all = len(ids) > FEW
    scored, reached = (_of_columns if of_all else _of_rows)(connection, model, ids)
    counts = {}
    reviewed = ReviewedTracks(connection, None if of_all else ids.tolist())
    added = {tag.tag_id: tag.added for tag in model.tags}
    for tag_id, suggested in reached:
        suggested[places_in(scored, reviewed.since(added[tag_id]))] = False
        answered = [decided[tag_id, one] for one in ("yes", "no") if (tag_id, one) in decided]
        taken = sum(int(suggested[places_in(scored, some)].sum()) for some in answered)
        counts[tag_id] = int(suggested.sum()) - taken
    return counts


def _of_columns(connection: sa.Connection, model: Model, ids: Ids) -> _Reached:
    """Return all tracks with scores, ascending, and by tag which of `ids` reach its threshold."""
    import numpy as np

    columns = ScoreColumns(connection, model)
    chosen = np.zeros(len(columns.track_ids), bool)
    chosen[places_in(columns.track_ids, ids)] = True
    reached = (
        (tag.tag_id, chosen & reaches(columns.of(tag.tag_id), tag.threshold))
        for tag in model.offered_tags
    )
    return columns.track_ids, reached


def _of_rows(connection: sa.Connection, model: Model, ids: Ids) -> _Reached:
    """Return those of `ids` that have scores, ascending, and by tag which reach its threshold."""
    import numpy as np

    rows = connection.execute(
        sa.select(suggestions.c.track_id, suggestions.c.scores)
        .where(
            suggestions.c.model_id == model.id,
            in_ids(suggestions.c.track_id, ids.tolist()),
            has_scores(len(model.tags)),
        )
        .order_by(suggestions.c.track_id)
    ).all()
    scores = np.frombuffer(b"".join(row.scores for row in rows), "<f4")
    matrix = scores.reshape(len(rows), len(model.tags))
    reached = (
        reaches(matrix, [tag.suggested_from for tag in model.tags]) & are_scores(matrix)[:, None]
    )
    scored = np.array([row.track_id for row in rows], np.int64)
    return scored, ((tag.tag_id, reached[:, column]) for column, tag in enumerate(model.tags))
