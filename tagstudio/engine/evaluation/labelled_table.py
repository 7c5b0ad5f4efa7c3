"""A frozen test set as arrays: the label matrix, and the score matrix that goes with it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.library.models.evaluations import FrozenTestSet
from tagstudio.library.models.models import Model
from tagstudio.plugin_api.examples import NO, UNSEEN, YES


@dataclass(frozen=True)
class LabelMatrix:
    """Answers of tracks on tags: `labels` is int8 (tracks, tags) of YES, NO, UNSEEN.

    `names` are the tags', and `keys` has the split key of each track, its artist say.
    """

    track_ids: list[int]
    tag_ids: list[int]
    names: list[str]
    labels: NDArray[np.int8]
    keys: list[str]


def tracks_of(test_set: FrozenTestSet) -> list[int]:
    """Return the ids of a test set's tracks, ascending."""
    return sorted({label.track_id for label in test_set.labels})


def label_matrix(
    test_set: FrozenTestSet, models: Sequence[Model], scored: Collection[int]
) -> LabelMatrix:
    """Return the answers on tags that all `models` have, of the tracks that are `scored`."""
    shared = set.intersection(*({tag.tag_id for tag in model.tags} for model in models))
    labels = [x for x in test_set.labels if x.tag_id in shared and x.track_id in scored]
    track_ids = sorted({label.track_id for label in labels})
    tag_ids = sorted({label.tag_id for label in labels})
    row = {track_id: place for place, track_id in enumerate(track_ids)}
    column = {tag_id: place for place, tag_id in enumerate(tag_ids)}
    matrix = np.full((len(track_ids), len(tag_ids)), UNSEEN, np.int8)
    for label in labels:
        matrix[row[label.track_id], column[label.tag_id]] = YES if label.yes else NO
    keys = {label.track_id: label.split_key for label in labels}
    names = [test_set.tag_names[tag_id] for tag_id in tag_ids]
    return LabelMatrix(
        track_ids, tag_ids, names, matrix, [keys[track_id] for track_id in track_ids]
    )


def score_matrix(
    model: Model, labels: LabelMatrix, scores: Mapping[int, tuple[float, ...]]
) -> NDArray[np.float32]:
    """Return a model's scores for a label matrix, (tracks, tags); `scores` are by track id."""
    place = {tag.tag_id: column for column, tag in enumerate(model.tags)}
    columns = [place[tag_id] for tag_id in labels.tag_ids]
    matrix = np.zeros((len(labels.track_ids), len(columns)), np.float32)
    for row, track_id in enumerate(labels.track_ids):
        matrix[row] = [scores[track_id][column] for column in columns]
    return matrix
