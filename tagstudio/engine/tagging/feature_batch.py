"""Batches of stored features as arrays: for training, and for scoring without decoding audio."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api import ModelInfo, TrackRef
from tagstudio.plugin_api.examples import UNSEEN, Examples
from tagstudio.plugin_api.splits import REHEARSAL


def unanswered_examples(
    info: ModelInfo, request: Sequence[TrackRef], features: Mapping[int, bytes]
) -> Examples:
    """Return the tracks of `request` as examples without targets, to be scored from features."""
    track_ids, tag_names = [track.id for track in request], tuple(tag.name for tag in info.tags)
    shape = (len(track_ids), len(tag_names))
    return Examples(
        tags=tag_names,
        track_ids=np.array(track_ids, np.int64),
        paths=tuple(track.path for track in request),
        features=stacked_features(info, track_ids, features),
        targets=np.full(shape, UNSEEN, np.int8),
        weights=np.zeros(shape, np.float32),
        parent_scores=np.full(shape, np.nan, np.float32),
        splits=np.full(len(track_ids), REHEARSAL, np.uint8),
        groups=np.arange(len(track_ids)),
    )


def stacked_features(
    info: ModelInfo, track_ids: Sequence[int], features: Mapping[int, bytes]
) -> NDArray[np.float16]:
    """Return the tracks' features as one array, (tracks, *feature_shape)."""
    flat = np.frombuffer(b"".join(features[track_id] for track_id in track_ids), "<f2")
    return flat.astype(np.float16).reshape(len(track_ids), *info.feature_shape)
