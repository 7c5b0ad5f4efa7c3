"""The candidates for review: tracks with suggestions that the user has not reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.expressions import listed
from tagstudio.library.db.id_sets import array_of, both, id_array, in_ids, without
from tagstudio.library.db.schema import decisions, models, tracks
from tagstudio.library.models.models import Model, facts_of
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import Query
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.tracks import track_columns
from tagstudio.library.tracks.leases import of_others
from tagstudio.library.tracks.track_columns import TrackFacts
from tagstudio.library.tracks.track_state import TRACK_STATES, tracks_by_state

if TYPE_CHECKING:  # numpy is loaded when a queue is made, not with the command line
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray

    from tagstudio.library.db.id_sets import Ids


@dataclass(frozen=True)
class ReviewCandidates:
    """The tracks in state "suggested" as parallel arrays (n,), their ids ascending.

    `scores` are those of all tracks, `facts` the numbers of these. `decided` are the places of
    tracks with a current decision (m,), ascending, and the ids of their tags, without what only the
    file says: where the model says otherwise, a person's word is worth most; `by_hand` tells which
    tracks the user answered one by one.
    """

    track_ids: Ids
    scores: ScoreColumns
    facts: TrackFacts
    decided: tuple[NDArray[np.intp], Ids]
    by_hand: NDArray[np.bool_]


def review_candidates(connection: sa.Connection, model: Model, query: Query) -> ReviewCandidates:
    """Return the tracks that `query` finds, that have suggestions of `model` and are unreviewed.

    Those that somebody else has before them are left out.
    """
    import numpy as np

    scores = ScoreColumns(connection, model)
    states = islice(tracks_by_state(connection, model), TRACK_STATES.index("suggested"))
    wanted = reduce(without, (ids for _, ids in states), scores.track_ids)
    found = matching_tracks(connection, query, model)
    wanted = wanted if found is None else both(wanted, found)
    theirs = np.array([lease.track_id for lease in of_others(connection)], np.int64)
    wanted = without(wanted, theirs)
    facts = track_columns.facts_of(connection, wanted)
    by_hand = np.isin(wanted, _by_hand(connection))
    return ReviewCandidates(wanted, scores, facts, _decided(connection, wanted), by_hand)


def _by_hand(connection: sa.Connection) -> Ids:
    columns = decisions.c
    return id_array(
        connection, sa.select(columns.track_id).where(columns.source == "user").distinct()
    )


def _decided(connection: sa.Connection, wanted: Ids) -> tuple[NDArray[np.intp], Ids]:
    """Return the places of decided tracks among those wanted, ascending, and the tags."""
    import numpy as np

    columns = decisions.c
    both_lists = sa.select(listed(columns.track_id), listed(columns.tag_id))
    found_lists = connection.execute(both_lists.where(columns.source != FILE_TAG)).one()
    track_ids, tags = (array_of(text or "[]") for text in found_lists)
    places = np.searchsorted(wanted, track_ids)
    found = np.r_[wanted, -1][places] == track_ids
    places, tags = places[found], tags[found]
    order = np.lexsort((tags, places))
    return places[order], tags[order]


def genres_of(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, str]:
    """Return by id the genres of tracks as their files say them, joined."""
    query = sa.select(tracks.c.id, tracks.c.genre).where(in_ids(tracks.c.id, track_ids))
    return {row.id: row.genre for row in connection.execute(query)}


def answered_by_hand(connection: sa.Connection) -> int:
    """Count the tracks that the user answered one by one."""
    columns = decisions.c
    query = sa.select(sa.func.count(columns.track_id.distinct())).where(columns.source == "user")
    return connection.scalar(query) or 0


def answered_latest(connection: sa.Connection, limit: int) -> list[int]:
    """Return the ids of up to `limit` tracks that persons decided on last, the newest first."""
    columns = decisions.c
    newest = sa.func.max(columns.at)
    by_hand = sa.select(columns.track_id).where(columns.source != FILE_TAG)
    query = by_hand.group_by(columns.track_id).order_by(newest.desc())
    return list(connection.scalars(query.limit(limit)))


def feature_shape(connection: sa.Connection, model: Model) -> tuple[int, ...]:
    """Return the shape of a track's feature map, time steps first; empty where unknown."""
    info = connection.scalar(sa.select(models.c.info).where(models.c.id == model.id))
    return tuple(facts_of(info).get("feature_shape") or ())
