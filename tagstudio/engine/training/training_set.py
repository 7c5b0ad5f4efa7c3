"""From the librarian's decisions to what a plugin learns from."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.core.splits import Split
from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import decisions, tags, tracks
from tagstudio.library.db.schema import suggestions as suggestion_table
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.tracks.artist_splits import split_keys, split_of
from tagstudio.library.tracks.folders import in_library
from tagstudio.plugin_api import ModelInfo, TrackRef
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.splits import REHEARSAL, SPLIT_NUMBERS

MAX_REHEARSAL_TRACKS = 500  # uncorrected tracks that keep a version from forgetting
MIN_ANSWERS_FOR_NEW_TAG = 20  # below this a tag of the user's own is not learned yet
WEAK_LABEL_WEIGHT = (
    0.2  # how much an untouched tag of a reviewed track counts as a no, if it is to count
)


@dataclass(frozen=True)
class Answers:
    """The decisions of a library: track -> tag -> is it a yes; and the side of each track."""

    by_track: dict[int, dict[int, bool]]
    keys: dict[int, str]
    tag_names: dict[int, str]

    def on(self, side: Split) -> list[int]:
        """Return the tracks of one side."""
        return [track_id for track_id in self.by_track if split_of(self.keys[track_id]) == side]


def answers(connection: sa.Connection) -> Answers:
    """Return all yes and no of the library, with what decides the side of each track.

    Those on tracks of removed folders wait until these are back.
    """
    found: dict[int, dict[int, bool]] = {}
    columns = decisions.c
    decided = sa.select(columns.track_id, columns.tag_id, columns.state)
    for row in connection.execute(decided.where(in_library(columns.track_id))):
        found.setdefault(row.track_id, {})[row.tag_id] = row.state == "yes"
    names = {row.id: row.name for row in connection.execute(sa.select(tags.c.id, tags.c.name))}
    return Answers(found, split_keys(connection, list(found)), names)


@dataclass(frozen=True)
class TrainingSet:
    """What one training learns from; `left_out` are corrected tracks without features."""

    examples: Examples
    answers: int
    left_out: int


def training_set(
    connection: sa.Connection, parent: Model, info: ModelInfo, reviewed_as_no: bool
) -> TrainingSet:
    """Gather what a version of `parent` learns from; held-out tracks are never in it.

    Raises TagStudioError when nothing on the train side is corrected.
    """
    given = answers(connection)
    corrected = given.on("train") + given.on("validation")
    replayed = _replayed(connection, parent, given)
    features = suggestions.features_heard_alike(
        connection, info.feature_digest, corrected + replayed
    )
    rows = [track_id for track_id in corrected if track_id in features]
    if not any(split_of(given.keys[track_id]) == "train" for track_id in rows):
        raise TagStudioError(
            "There is nothing to learn from yet: no corrected track on the training side has been"
            " listened to. Correct some tracks, by several artists, and run: tagstudio suggest"
        )
    replayed = [track_id for track_id in replayed if track_id in features]
    columns = _columns(parent, given, rows)
    reviewed = _reviewed(connection, rows) if reviewed_as_no else set()
    targets, weights = _targets(given, columns, rows, len(replayed), reviewed)
    examples = Examples(
        tags=tuple(given.tag_names[tag_id] for tag_id in columns),
        track_ids=np.array(rows + replayed, np.int64),
        paths=_paths(connection, rows + replayed),
        features=_stacked(info, rows + replayed, features),
        targets=targets,
        weights=weights,
        parent_scores=_scores(connection, parent, rows + replayed, len(columns)),
        splits=np.array(
            [SPLIT_NUMBERS[split_of(given.keys[t])] for t in rows] + [REHEARSAL] * len(replayed),
            np.uint8,
        ),
        groups=_groups(connection, rows + replayed),
    )
    count = int((examples.weights == 1).sum())
    return TrainingSet(examples, count, len(corrected) - len(rows))


def unanswered_examples(
    info: ModelInfo, request: Sequence[TrackRef], features: Mapping[int, bytes]
) -> Examples:
    """Return tracks that are only to be scored, with their features."""
    rows, tag_names = [track.id for track in request], tuple(tag.name for tag in info.tags)
    table = (len(rows), len(tag_names))
    return Examples(
        tags=tag_names,
        track_ids=np.array(rows, np.int64),
        paths=tuple(track.path for track in request),
        features=_stacked(info, rows, features),
        targets=np.full(table, UNSEEN, np.int8),
        weights=np.zeros(table, np.float32),
        parent_scores=np.full(table, np.nan, np.float32),
        splits=np.full(len(rows), REHEARSAL, np.uint8),
        groups=np.arange(len(rows)),
    )


def _stacked(
    info: ModelInfo, rows: Sequence[int], features: Mapping[int, bytes]
) -> NDArray[np.float16]:
    """Return the feature maps as one array, (rows, *feature_shape)."""
    flat = np.frombuffer(b"".join(features[track_id] for track_id in rows), "<f2")
    return flat.astype(np.float16).reshape(len(rows), *info.feature_shape)


def _columns(parent: Model, given: Answers, rows: Sequence[int]) -> list[int]:
    """Return the tags to learn: the parent's, then the user's own that have enough answers."""
    known = [tag.tag_id for tag in parent.tags]
    counts: dict[int, list[int]] = {}
    for track_id in rows:
        for tag_id, yes in given.by_track[track_id].items():
            counts.setdefault(tag_id, [0, 0])[yes] += 1
    own = [
        tag_id
        for tag_id, (no, yes) in sorted(counts.items())
        if tag_id not in known and no and yes and no + yes >= MIN_ANSWERS_FOR_NEW_TAG
    ]
    return known + own


def _targets(
    given: Answers, columns: list[int], rows: list[int], replayed: int, reviewed: set[int]
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return targets and weights, both (rows + replayed, columns)."""
    place = {tag_id: column for column, tag_id in enumerate(columns)}
    targets = np.full((len(rows) + replayed, len(columns)), UNSEEN, np.int8)
    weights = np.zeros(targets.shape, np.float32)
    for row, track_id in enumerate(rows):
        if track_id in reviewed:
            targets[row], weights[row] = NO, WEAK_LABEL_WEIGHT
        for tag_id, yes in given.by_track[track_id].items():
            if tag_id in place:
                targets[row, place[tag_id]] = YES if yes else NO
                weights[row, place[tag_id]] = 1.0
    return targets, weights


def _scores(
    connection: sa.Connection, parent: Model, rows: Sequence[int], columns: int
) -> NDArray[np.float32]:
    """Return the parent's own scores, (rows, columns), NaN where it has none."""
    found = suggestions.scores_of(connection, parent, rows)
    scores = np.full((len(rows), columns), np.nan, np.float32)
    for row, track_id in enumerate(rows):
        if track_id in found:
            scores[row, : len(parent.tags)] = found[track_id]
    return scores


def _replayed(connection: sa.Connection, parent: Model, given: Answers) -> list[int]:
    """Return a sample of uncorrected tracks that the parent heard, the same one every time."""
    heard = ids_of(
        connection,
        sa.select(suggestion_table.c.track_id).where(
            suggestion_table.c.model_id == parent.id, in_library(suggestion_table.c.track_id)
        ),
    )
    free = (track_id for track_id in heard if track_id not in given.by_track)
    sample = nsmallest(
        2 * MAX_REHEARSAL_TRACKS,
        free,
        key=lambda track_id: hashlib.sha256(b"%d" % track_id).digest(),
    )
    keys = split_keys(connection, sample)
    return [track_id for track_id in sample if split_of(keys[track_id]) != "test"][
        :MAX_REHEARSAL_TRACKS
    ]


def _groups(connection: sa.Connection, rows: Sequence[int]) -> NDArray[np.int64]:
    """Number the tracks by what decides their side, (rows,)."""
    keys = split_keys(connection, list(rows))
    numbers: NDArray[np.int64] = np.unique([keys[t] for t in rows], return_inverse=True)[1]
    return numbers.astype(np.int64)


def _paths(connection: sa.Connection, rows: Sequence[int]) -> tuple[str, ...]:
    found = connection.execute(
        sa.select(tracks.c.id, tracks.c.path).where(in_ids(tracks.c.id, rows))
    )
    paths = {row.id: row.path for row in found}
    return tuple(paths[track_id] for track_id in rows)


def _reviewed(connection: sa.Connection, rows: Sequence[int]) -> set[int]:
    marked = sa.select(tracks.c.id).where(
        in_ids(tracks.c.id, rows), tracks.c.reviewed_at.is_not(None)
    )
    return set(connection.scalars(marked))
