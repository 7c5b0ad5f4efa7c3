"""A slice of held-out answers as arrays."""

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


def tracks_of(held_out: FrozenTestSet) -> list[int]:
    """Return the tracks of a slice."""
    return sorted({label.track_id for label in held_out.labels})


def label_matrix(
    held_out: FrozenTestSet, models: Sequence[Model], heard: Collection[int]
) -> LabelMatrix:
    """Return the answers on tags that all `models` score, of the tracks that were `heard`."""
    shared = set.intersection(*({tag.tag_id for tag in model.tags} for model in models))
    labels = [x for x in held_out.labels if x.tag_id in shared and x.track_id in heard]
    track_ids = sorted({label.track_id for label in labels})
    tag_ids = sorted({label.tag_id for label in labels})
    row = {track_id: place for place, track_id in enumerate(track_ids)}
    column = {tag_id: place for place, tag_id in enumerate(tag_ids)}
    table = np.full((len(track_ids), len(tag_ids)), UNSEEN, np.int8)
    for label in labels:
        answer = YES if label.yes else NO
        table[row[label.track_id], column[label.tag_id]] = answer
    keys = {label.track_id: label.split_key for label in labels}
    names = [held_out.tag_names[tag_id] for tag_id in tag_ids]
    return LabelMatrix(track_ids, tag_ids, names, table, [keys[track_id] for track_id in track_ids])


def score_matrix(
    model: Model, sheet: LabelMatrix, scores: Mapping[int, tuple[float, ...]]
) -> NDArray[np.float32]:
    """Return the scores of a sheet's tracks and tags, (tracks, tags)."""
    place = {tag.tag_id: column for column, tag in enumerate(model.tags)}
    columns = [place[tag_id] for tag_id in sheet.tag_ids]
    table = np.zeros((len(sheet.track_ids), len(columns)), np.float32)
    for row, track_id in enumerate(sheet.track_ids):
        table[row] = [scores[track_id][column] for column in columns]
    return table
