"""Count the tracks by state and by tag."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.expressions import listed
from tagstudio.library.db.id_sets import array_of, either, id_array, no_ids, without
from tagstudio.library.db.schema import decisions
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.models.models import Model
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.thresholds import least_scores, reaches
from tagstudio.library.tags.implications import implying_tags
from tagstudio.library.tracks.folders import in_library, removed_array
from tagstudio.library.tracks.track_state import (
    ReviewedTracks,
    TrackState,
    reviewed_since,
    tracks_by_state,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tagstudio.library.db.id_sets import Ids

_WHEN_ADDED = sa.select(tag_table.c.id, tag_table.c.added)


def state_counts(connection: sa.Connection, model: Model | None) -> dict[TrackState, int]:
    """Count the tracks of the library in each state, 0 for a state without any."""
    removed = removed_array(connection)
    by_state = tracks_by_state(connection, model)
    return {state: len(without(ids, removed)) for state, ids in by_state}


def tag_counts(connection: sa.Connection, model: Model | None) -> dict[int, int]:
    """Count by tag id the tracks that have the tag: decided so, or suggested and not decided.

    What was left alone on a reviewed track is not suggested there (see `tag_states`).
    """
    decided_yes = sa.select(decisions.c.tag_id, sa.func.count()).where(
        decisions.c.state == "yes", in_library(decisions.c.track_id)
    )
    counts = {
        row[0]: row[1] for row in connection.execute(decided_yes.group_by(decisions.c.tag_id))
    }
    reviewed = ReviewedTracks(connection)
    for tag_id, others in implying_tags(connection).items():
        implied = _implied(connection, model, tag_id, others, reviewed)
        counts[tag_id] = counts.get(tag_id, 0) + implied
    if model is None:
        return counts
    for tag_id, suggested in _suggested_of_all(connection, model, reviewed).items():
        counts[tag_id] = counts.get(tag_id, 0) + suggested
    return counts


def _suggested_of_all(
    connection: sa.Connection, model: Model, reviewed: ReviewedTracks
) -> dict[int, int]:
    """Count by tag id the undecided tracks whose score reaches the tag's threshold."""
    import numpy as np

    ascending = np.argsort(reviewed.track_ids)
    reviewed_ids, times = reviewed.track_ids[ascending], reviewed.times[ascending]
    added = np.array([tag.added for tag in model.tags], np.int64)[:, None]
    least = least_scores([tag.threshold for tag in model.tags])[:, None]
    removed = np.sort(removed_array(connection))
    places = {tag.tag_id: place for place, tag in enumerate(model.tags)}
    decided = {places[id]: ids for id, ids in _decided(connection).items() if id in places}
    tracks = np.concatenate([no_ids(), *decided.values()])
    tags = np.repeat(np.array(list(decided), np.int64), [len(ids) for ids in decided.values()])
    order = np.argsort(tracks, kind="stable")
    tracks, tags = tracks[order], tags[order]
    found = np.zeros(len(model.tags), np.int64)
    for ids, scores in ScoreColumns(connection, model).cells():
        left_out = places_in(ids, removed[slice(*removed.searchsorted([ids[0], ids[-1] + 1]))])
        scores[:, left_out] = np.nan
        part = slice(*tracks.searchsorted([ids[0], ids[-1] + 1]))
        at = ids.searchsorted(tracks[part])
        known = ids[at] == tracks[part]
        scores[tags[part][known], at[known]] = np.nan
        part = slice(*reviewed_ids.searchsorted([ids[0], ids[-1] + 1]))
        at = ids.searchsorted(reviewed_ids[part])
        known = ids[at] == reviewed_ids[part]
        left_alone = times[part][known] >= added
        scores[:, at[known]] = np.where(left_alone, np.nan, scores[:, at[known]])
        found += np.count_nonzero(scores >= least, axis=1)
    return {tag.tag_id: int(found[places[tag.tag_id]]) for tag in model.offered_tags}


def _implied(
    connection: sa.Connection,
    model: Model | None,
    tag_id: int,
    others: Collection[int],
    reviewed: ReviewedTracks,
) -> int:
    """Count the undecided tracks that have a tag because of others, and are not suggested it."""
    columns = decisions.c
    yes = sa.select(columns.track_id).where(columns.tag_id.in_(others), columns.state == "yes")
    found = id_array(connection, yes.where(in_library(columns.track_id)).distinct())
    for decided in _decided(connection, columns.tag_id == tag_id).values():
        found = without(found, decided)
    tag = next((one for one in model.offered_tags if one.tag_id == tag_id), None) if model else None
    if model is None or tag is None:
        return len(found)
    scores = ScoreColumns(connection, model)
    suggested = scores.track_ids[reaches(scores.of(tag_id), tag.threshold)]
    suggested = without(suggested, reviewed.since(tag.added))
    return len(without(found, suggested))


class TagCounter:
    """Counts the tracks that have a tag by given scores, as `tag_counts` does by those in use.

    `track_ids` (n,) are the tracks that were scored, ascending.
    """

    def __init__(self, connection: sa.Connection, track_ids: Ids) -> None:
        self._track_ids = track_ids
        self._decided = _decided(connection)
        is_yes = sa.and_(decisions.c.state == "yes", in_library(decisions.c.track_id))
        self._yes = _decided(connection, is_yes)
        self._implying = implying_tags(connection)
        self._reviewed = ReviewedTracks(connection)
        self._added = {row.id: row.added for row in connection.execute(_WHEN_ADDED)}

    def count(self, tag_id: int, reached: NDArray[np.bool_]) -> int:
        """Count the tracks on which a tag stands; see `tracks`."""
        return len(self.tracks(tag_id, reached))

    def tracks(self, tag_id: int, reached: NDArray[np.bool_]) -> Ids:
        """Return the tracks with a yes, and the undecided ones that `reached` (n,) the threshold.

        What follows from a yes to another tag counts, too.
        """
        import numpy as np

        decided = self._decided.get(tag_id, no_ids())
        suggested = self._track_ids[reached]
        suggested = without(suggested, self._reviewed.since(self._added.get(tag_id, 0)))
        for other in self._implying.get(tag_id, ()):
            suggested = np.union1d(suggested, self._yes.get(other, no_ids()))
        return np.union1d(self._yes.get(tag_id, no_ids()), without(suggested, decided))


def suggested_count(
    connection: sa.Connection,
    model: Model,
    tag_id: int,
    threshold: float,
    reviewed: ReviewedTracks | None = None,
) -> int:
    """Count the undecided tracks whose score of a tag reaches a threshold.

    `reviewed` are those of the library, for who counts several tags.
    """
    added = {tag.tag_id: tag.added for tag in model.tags}[tag_id]
    since = reviewed_since(connection, added) if reviewed is None else reviewed.since(added)
    left_out = either(removed_array(connection), since)
    for decided in _decided(connection, decisions.c.tag_id == tag_id).values():
        left_out = either(left_out, decided)
    return _suggested(ScoreColumns(connection, model, tag_id), tag_id, threshold, left_out)


def _suggested(columns: ScoreColumns, tag_id: int, threshold: float, left_out: Ids) -> int:
    """Count the tracks that reach a threshold, without the few that are left out, each once."""
    suggested = reaches(columns.of(tag_id), threshold)
    return int(suggested.sum() - suggested[places_in(columns.track_ids, left_out)].sum())


def places_in(ids: Ids, some: Ids) -> Ids:
    """Return where in ascending `ids` those of `some` stand that are among them."""
    if not len(ids):
        return no_ids()
    places: Ids = ids.searchsorted(some).clip(max=len(ids) - 1)
    found: Ids = places[ids[places] == some]
    return found


def _decided(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> dict[int, Ids]:
    """Return by tag id the tracks on which the tag is decided."""
    columns = decisions.c
    ids = listed(columns.track_id)
    by_tag = sa.select(columns.tag_id, ids).where(*where).group_by(columns.tag_id)
    return {tag_id: array_of(ids) for tag_id, ids in connection.execute(by_tag)}
