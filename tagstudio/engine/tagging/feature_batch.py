"""Batches of stored features as arrays: for training, and for scoring without decoding audio."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api import ModelInfo, TrackRef
from tagstudio.plugin_api.examples import UNSEEN, Examples


def unanswered_examples(
    info: ModelInfo, request: Sequence[TrackRef], features: Mapping[int, bytes]
) -> Examples:
    """Return the tracks of `request` as examples without targets, to be scored from features."""
    track_ids, tag_names = [track.id for track in request], tuple(tag.name for tag in info.tags)
    shape = (len(track_ids), len(tag_names))
    stacked, windows = stacked_features(info, track_ids, features)
    return Examples(
        tags=tag_names,
        track_ids=np.array(track_ids, np.int64),
        paths=tuple(track.path for track in request),
        features=stacked,
        windows=windows,
        targets=np.full(shape, UNSEEN, np.int8),
        weights=np.zeros(shape, np.float32),
        folds=np.zeros(len(track_ids), np.int8),
        sample=np.ones(len(track_ids), np.bool_),
    )


def stacked_features(
    info: ModelInfo, track_ids: Sequence[int], features: Mapping[int, bytes]
) -> tuple[NDArray[np.float16], NDArray[np.int64]]:
    """Return the tracks' features, (windows of all, *feature_shape), and each one's windows."""
    bytes_of_window = 2 * math.prod(info.feature_shape)
    stored = [features[track_id] for track_id in track_ids]
    windows = np.array([len(one) // max(1, bytes_of_window) for one in stored], np.int64)
    flat = np.frombuffer(b"".join(stored), "<f2").astype(np.float16)
    return flat.reshape(int(windows.sum()), *info.feature_shape), windows
