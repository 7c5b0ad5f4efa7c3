"""The candidates for review: tracks with suggestions that the user has not reviewed."""

import sys
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.id_sets import both, without
from tagstudio.library.db.schema import decisions, models, suggestions, tracks
from tagstudio.library.models.models import Model, facts_of
from tagstudio.library.models.score_columns import are_scores, has_scores
from tagstudio.library.search.execute import in_state, matching_tracks
from tagstudio.library.search.query import Query
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.tracks.content_key import content_keys_of
from tagstudio.library.tracks.leases import of_others

_FETCHED = 10_000  # rows at a time


@dataclass(frozen=True)
class ReviewCandidates:
    """The tracks in state "suggested" as parallel lists, one entry per track.

    `scores` is one little-endian float32 array (n tracks, k tags of the model). `decided` are the
    current decisions as (index of the track, tag id), without what only the file says: where the
    model says otherwise, a person's word is worth most; `by_hand` are the indexes of the tracks
    that the user answered one by one.
    """

    track_ids: list[int]
    scores: bytearray
    artists: list[str]
    genres: list[str]
    content_keys: list[bytes]
    decided: list[tuple[int, int]]
    by_hand: set[int]


def review_candidates(connection: sa.Connection, model: Model, query: Query) -> ReviewCandidates:
    """Return the tracks that `query` finds, that have suggestions of `model` and are unreviewed.

    Those that somebody else has before them are left out.
    """
    import numpy as np

    candidates = in_state(connection, "suggested", model)
    found = matching_tracks(connection, query, model)
    wanted = candidates if found is None else both(candidates, found)
    theirs = np.array([lease.track_id for lease in of_others(connection)], np.int64)
    wanted = without(wanted, theirs)
    is_wanted = bytearray(1 + int(wanted.max(initial=0)))  # by id: a byte, where a set takes 70
    np.frombuffer(is_wanted, np.uint8)[wanted] = 1
    chosen = ReviewCandidates([], bytearray(), [], [], [], [], set())
    without_hash = []
    for rows in connection.execute(_rows(model)).partitions(_FETCHED):
        matrix = np.frombuffer(b"".join(row.scores for row in rows), "<f4")
        sound = are_scores(matrix.reshape(len(rows), len(model.tags))).tolist()
        for (track_id, scores, artist, genre, content_hash), is_sound in zip(
            rows, sound, strict=True
        ):
            if is_sound and track_id < len(is_wanted) and is_wanted[track_id]:
                chosen.track_ids.append(track_id)
                chosen.scores.extend(scores)
                # One object for equal texts, of which a library has many.
                chosen.artists.append(sys.intern(artist))
                chosen.genres.append(sys.intern(genre))
                chosen.content_keys.append(content_hash or b"")
                if content_hash is None:
                    without_hash.append(len(chosen.track_ids) - 1)
    # Few: to read the paths of all tracks would take longer than the rest.
    keys = content_keys_of(connection, [chosen.track_ids[place] for place in without_hash])
    for place in without_hash:
        chosen.content_keys[place] = keys[chosen.track_ids[place]]
    _add_decisions(connection, chosen)
    return chosen


def _add_decisions(connection: sa.Connection, chosen: ReviewCandidates) -> None:
    columns = decisions.c
    query = sa.select(columns.track_id, columns.tag_id, columns.source)
    decided = connection.execute(query.where(columns.source != FILE_TAG)).all()
    ids = {row.track_id for row in decided}
    places = {id: place for place, id in enumerate(chosen.track_ids) if id in ids}
    for track_id, tag_id, source in decided:
        if track_id in places:
            chosen.decided.append((places[track_id], tag_id))
            if source == "user":
                chosen.by_hand.add(places[track_id])


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


def _rows(model: Model) -> sa.Select[Any]:
    columns = tracks.c
    return (
        sa.select(
            columns.id,
            suggestions.c.scores,
            columns.artist,
            columns.genre,
            columns.content_hash,
        )
        .join(suggestions, suggestions.c.track_id == columns.id)
        .where(suggestions.c.model_id == model.id, has_scores(len(model.tags)))
    )
