"""The answered tracks of a library as arrays: the answers, who made the tracks, their folds."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tagstudio.engine.correcting.answers import Answers, file_answers
from tagstudio.learning.answers import SAID_BY_FILE, weight_of_seconds
from tagstudio.learning.folds import folds_of
from tagstudio.learning.witnesses import Answered
from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import suggestions as suggestion_table
from tagstudio.library.db.schema import tracks
from tagstudio.library.models.models import Model
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.track_groups import groups_of
from tagstudio.plugin_api.examples import NO, UNSEEN, YES

SAMPLE = 2000  # tracks that stand for the library


@dataclass(frozen=True)
class AnsweredTracks:
    """The answers to n tracks and k tags; `groups` are their artists' keys.

    `known` tells whether the artist is known, not only guessed by sound.
    """

    track_ids: tuple[int, ...]
    tag_names: tuple[str, ...]
    answered: Answered
    groups: tuple[str, ...]
    folds: NDArray[np.int8]
    known: NDArray[np.bool_]

    def of_tracks(self, rows: NDArray[np.bool_]) -> "AnsweredTracks":
        """Return some of the tracks."""
        kept = np.flatnonzero(rows)
        return AnsweredTracks(
            tuple(self.track_ids[row] for row in kept),
            self.tag_names,
            self.answered.of(rows),
            tuple(self.groups[row] for row in kept),
            self.folds[rows],
            self.known[rows],
        )

    def of_tags(self, names: Sequence[str]) -> Answered:
        """Return the answers to some tags, in their order."""
        columns = [self.tag_names.index(name) for name in names]
        one = self.answered
        return Answered(one.targets[:, columns], one.reviewed, one.groups)


def answered_tracks(
    connection: sa.Connection,
    given: Answers,
    columns: Sequence[int],
    among: Collection[int] | None = None,
) -> AnsweredTracks:
    """Gather the answers to the tags `columns`, and the tracks `among` (None: all) reviewed.

    What only the file says of them is marked as that: a yes that stood there when a track was
    finished was not left alone, and is no no.
    """
    reviewed = reviewed_tracks(connection)
    if among is not None:
        reviewed.intersection_update(among)
    rows = sorted({*given.by_track, *reviewed})
    groups = groups_of(connection, rows)
    keys = tuple(groups[track_id].key for track_id in rows)
    numbers = {key: number for number, key in enumerate(sorted(set(keys)))}
    return AnsweredTracks(
        tuple(rows),
        tuple(given.tag_names[tag_id] for tag_id in columns),
        Answered(
            _with_file_answers(connection, explicit_answers(given, columns, rows), columns, rows),
            np.array([track_id in reviewed for track_id in rows], np.bool_),
            np.array([numbers[key] for key in keys], np.int64),
        ),
        keys,
        folds_of(keys),
        np.array([groups[track_id].is_known for track_id in rows], np.bool_),
    )


def explicit_answers(
    given: Answers, columns: Sequence[int], rows: Sequence[int]
) -> NDArray[np.int8]:
    """Return the answers as YES, NO and UNSEEN, (rows, columns)."""
    place = {tag_id: column for column, tag_id in enumerate(columns)}
    targets = np.full((len(rows), len(columns)), UNSEEN, np.int8)
    for row, track_id in enumerate(rows):
        for tag_id, yes in given.by_track.get(track_id, {}).items():
            if tag_id in place:
                targets[row, place[tag_id]] = YES if yes else NO
    return targets


def _with_file_answers(
    connection: sa.Connection,
    targets: NDArray[np.int8],
    columns: Sequence[int],
    rows: Sequence[int],
) -> NDArray[np.int8]:
    """Mark what only the files say in a table of answers."""
    of_files = explicit_answers(file_answers(connection), columns, rows) != UNSEEN
    return np.where(of_files, SAID_BY_FILE, targets).astype(np.int8)


def tags_to_learn(root: Model, given: Sequence[Answers], rows: Collection[int]) -> list[int]:
    """Return the ids of the root's tags, then of the librarian's own that have a yes."""
    known = [tag.tag_id for tag in root.tags]
    own = {
        tag_id
        for answers in given
        for track_id in rows
        for tag_id, yes in answers.by_track.get(track_id, {}).items()
        if yes
    }
    return known + sorted(own.difference(known))


def reviewed_tracks(connection: sa.Connection) -> set[int]:
    """Return the tracks of the library that are marked as reviewed."""
    marked = sa.select(tracks.c.id).where(
        tracks.c.reviewed_at.is_not(None), in_library(tracks.c.id)
    )
    return set(connection.scalars(marked))


def weights_by_length(connection: sa.Connection, track_ids: Sequence[int]) -> NDArray[np.float32]:
    """Return how much the length of each track lets its answers count, (n,)."""
    found = connection.execute(
        sa.select(tracks.c.id, tracks.c.seconds).where(in_ids(tracks.c.id, track_ids))
    )
    seconds = {row.id: row.seconds for row in found}
    return np.array([weight_of_seconds(seconds[track_id]) for track_id in track_ids], np.float32)


def library_sample(connection: sa.Connection, model: Model) -> list[int]:
    """Return the tracks that stand for the library: the SAMPLE smallest hashes of those scored.

    The same sample at every call, and nearly the same one after tracks were added.
    """
    scored = ids_of(
        connection,
        sa.select(suggestion_table.c.track_id).where(
            suggestion_table.c.model_id == model.id, in_library(suggestion_table.c.track_id)
        ),
    )
    return nsmallest(SAMPLE, scored, key=hash_of_track)


def hash_of_track(track_id: int) -> bytes:
    """Return what tracks are drawn by: the same ones each time, whatever was added."""
    return hashlib.sha256(b"%d" % track_id).digest()
