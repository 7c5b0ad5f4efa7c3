"""The training set: from the librarian's answers to the examples that a plugin is trained on.

Rows are of three kinds (the splits of `Examples`): training rows, validation rows (early stopping,
model selection, thresholds), and rehearsal rows: tracks without answers, whose targets are the
parent's own scores, so that fine-tuning does not forget (rehearsal by pseudo-labels: Robins,
"Catastrophic forgetting, rehearsal and pseudorehearsal", Connection Science 7, 1995; Li and Hoiem,
"Learning without forgetting", ECCV 2016). The test set is never among them.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nsmallest

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.correcting.answers import Answers, answers
from tagstudio.engine.tagging.feature_batch import stacked_features
from tagstudio.library.db.id_sets import ids_of, in_ids
from tagstudio.library.db.schema import suggestions as suggestion_table
from tagstudio.library.db.schema import tracks
from tagstudio.library.models import suggestions
from tagstudio.library.models.models import Model
from tagstudio.library.tracks.artist_splits import split_keys, split_of
from tagstudio.library.tracks.folders import in_library
from tagstudio.plugin_api import ModelInfo
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples
from tagstudio.plugin_api.splits import REHEARSAL, SPLIT_NUMBERS

MAX_REHEARSAL_TRACKS = 500
MIN_ANSWERS_FOR_NEW_TAG = 20  # below this a version has no output for a tag of the user's own
WEAK_LABEL_WEIGHT = 0.2  # of an undecided tag of a reviewed track, where it counts as a no


@dataclass(frozen=True)
class GatheredTrainingSet:
    """The examples of one training, and how many answers they hold.

    `left_out` is the number of answered tracks without features.
    """

    examples: Examples
    answers: int
    left_out: int


def training_set(
    connection: sa.Connection, parent: Model, info: ModelInfo, reviewed_as_no: bool
) -> GatheredTrainingSet:
    """Gather the examples for fine-tuning `parent`; tracks of the test set are never among them.

    Raises TagStudioError when no track of the train split has answers and features.
    """
    given = answers(connection)
    answered = given.on("train") + given.on("validation")
    sample = _rehearsal_sample(connection, parent, given)
    features = suggestions.features_by_digest(
        connection, info.feature_digest, answered + sample, info.feature_shape
    )
    rows = [track_id for track_id in answered if track_id in features]
    if not any(given.split(track_id) == "train" for track_id in rows):
        raise TagStudioError(
            "training.no-examples",
            "There is nothing to train on yet: no corrected track of the training set has"
            " suggestions. Correct some tracks, by several artists, and run: tagstudio suggest",
        )
    rehearsal = [track_id for track_id in sample if track_id in features]
    columns = _columns(parent, given, rows)
    reviewed = _reviewed(connection, rows) if reviewed_as_no else set()
    targets, weights = _targets(given, columns, rows, len(rehearsal), reviewed)
    splits = [SPLIT_NUMBERS[given.split(track_id)] for track_id in rows] + [REHEARSAL] * len(
        rehearsal
    )
    examples = Examples(
        tags=tuple(given.tag_names[tag_id] for tag_id in columns),
        track_ids=np.array(rows + rehearsal, np.int64),
        paths=_paths(connection, rows + rehearsal),
        features=stacked_features(info, rows + rehearsal, features),
        targets=targets,
        weights=weights,
        parent_scores=_parent_scores(connection, parent, rows + rehearsal, len(columns)),
        splits=np.array(splits, np.uint8),
        groups=_groups(connection, rows + rehearsal),
    )
    count = int((examples.weights == 1).sum())
    return GatheredTrainingSet(examples, count, len(answered) - len(rows))


def _columns(parent: Model, given: Answers, rows: Sequence[int]) -> list[int]:
    """Return the tags of the outputs: the parent's, then the user's own with enough answers."""
    known = [tag.tag_id for tag in parent.tags]
    counts: dict[int, list[int]] = {}
    for track_id in rows:
        for tag_id, yes in given.by_track[track_id].items():
            counts.setdefault(tag_id, [0, 0])[yes] += 1
    new = [
        tag_id
        for tag_id, (negatives, positives) in sorted(counts.items())
        if tag_id not in known
        and negatives
        and positives
        and negatives + positives >= MIN_ANSWERS_FOR_NEW_TAG
    ]
    return known + new


def _targets(
    given: Answers, columns: list[int], rows: list[int], rehearsal: int, reviewed: set[int]
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return targets and weights, both (rows + rehearsal, columns).

    An answer has weight 1. With `reviewed` tracks, a tag that the librarian saw and left alone is
    a weak negative of weight WEAK_LABEL_WEIGHT; everything else is UNSEEN with weight 0.
    """
    place = {tag_id: column for column, tag_id in enumerate(columns)}
    targets = np.full((len(rows) + rehearsal, len(columns)), UNSEEN, np.int8)
    weights = np.zeros(targets.shape, np.float32)
    for row, track_id in enumerate(rows):
        if track_id in reviewed:
            targets[row], weights[row] = NO, WEAK_LABEL_WEIGHT
        for tag_id, yes in given.by_track[track_id].items():
            if tag_id in place:
                targets[row, place[tag_id]] = YES if yes else NO
                weights[row, place[tag_id]] = 1.0
    return targets, weights


def _parent_scores(
    connection: sa.Connection, parent: Model, rows: Sequence[int], columns: int
) -> NDArray[np.float32]:
    """Return the parent's own scores, (rows, columns), NaN where it has none."""
    found = suggestions.scores_of(connection, parent, rows)
    scores = np.full((len(rows), columns), np.nan, np.float32)
    for row, track_id in enumerate(rows):
        if track_id in found:
            scores[row, : len(parent.tags)] = found[track_id]
    return scores


def _rehearsal_sample(connection: sa.Connection, parent: Model, given: Answers) -> list[int]:
    """Return a sample of unanswered tracks that the parent has scored, outside of the test split.

    The tracks with the smallest hashes of their ids: the same sample at every call, and nearly the
    same one after tracks were added. Twice as many are drawn as are used, since the split of a
    track is costly to find and about a third is of the test split.
    """
    scored = ids_of(
        connection,
        sa.select(suggestion_table.c.track_id).where(
            suggestion_table.c.model_id == parent.id, in_library(suggestion_table.c.track_id)
        ),
    )
    unanswered = (track_id for track_id in scored if track_id not in given.by_track)
    sample = nsmallest(
        2 * MAX_REHEARSAL_TRACKS,
        unanswered,
        key=lambda track_id: hashlib.sha256(b"%d" % track_id).digest(),
    )
    keys = split_keys(connection, sample)
    rehearsal = [track_id for track_id in sample if split_of(keys[track_id]) != "test"]
    return rehearsal[:MAX_REHEARSAL_TRACKS]


def _groups(connection: sa.Connection, rows: Sequence[int]) -> NDArray[np.int64]:
    """Number the tracks by split key, (rows,): one number per artist."""
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
