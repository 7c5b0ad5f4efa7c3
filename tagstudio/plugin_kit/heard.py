"""Parts of what a model says of windows: some rows, several joined, and their means."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api import Heard
from tagstudio.plugin_api.examples import mean_per_track

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class TrackMeans:
    """Means over the windows of each of n tracks: of logits (n, tags), embeddings (n, units).

    `opinions` has those of the logits of each member of a joint model.
    """

    logits: Floats
    embeddings: Floats
    opinions: tuple[Floats, ...] = ()

    @classmethod
    def of(cls, heard: Heard, windows: NDArray[np.int64]) -> "TrackMeans":
        """Average what was heard of tracks of so many `windows` each; NaN for a track of none."""
        return cls(
            mean_per_track(heard.logits, windows),
            mean_per_track(heard.embeddings, windows),
            tuple(mean_per_track(one, windows) for one in heard.opinions),
        )


def check_heard(heard: Heard, tags: int, feature_shape: Sequence[int], windows: int) -> Heard:
    """Return what was heard of so many windows; raise ValueError where its shapes are others."""
    found = (heard.logits.shape, heard.embeddings.shape[:1], heard.features.shape)
    wanted = ((windows, tags), (windows,), (windows, *feature_shape))
    if found != wanted or heard.embeddings.ndim != 2:
        raise ValueError(
            f"of {windows} windows the tagger gave logits {heard.logits.shape}, embeddings"
            f" {heard.embeddings.shape} and features {heard.features.shape}; its model has"
            f" {tags} tags and features of {tuple(feature_shape)}"
        )
    return heard


def is_finite(heard: Heard) -> bool:
    """Tell whether all numbers are finite."""
    floats = (heard.logits, heard.embeddings, *heard.opinions)
    return bool(np.isfinite(heard.features).all()) and all(np.isfinite(f).all() for f in floats)


def some_of(heard: Heard, rows: slice) -> Heard:
    """Return what was heard of some of the windows."""
    return Heard(
        heard.logits[rows],
        heard.embeddings[rows],
        heard.features[rows],
        tuple(one[rows] for one in heard.opinions),
    )


def joined(parts: Sequence[Heard]) -> Heard:
    """Return what was heard of the windows of all parts, one after the other."""
    members = range(len(parts[0].opinions))
    return Heard(
        np.concatenate([part.logits for part in parts]),
        np.concatenate([part.embeddings for part in parts]),
        np.concatenate([part.features for part in parts]),
        tuple(np.concatenate([part.opinions[member] for part in parts]) for member in members),
    )


def with_centre(others: Heard, centre: Heard) -> Heard:
    """Return an even number of windows with that of the centre amid them."""
    half = len(others.logits) // 2
    return joined([some_of(others, slice(half)), centre, some_of(others, slice(half, None))])
