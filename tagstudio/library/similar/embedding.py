"""The similarity of two tracks: the cosine of their vectors of DIMENSIONS numbers.

A vector is the mean of a track's feature maps over time and windows, less the mean of the library,
each feature over its deviation in the library, turned onto the principal components of the library
and cut off behind DIMENSIONS of them, divided by the root of each one's deviation, and scaled to
length one. What follows from the library is fixed when it is fitted; docs/decisions/0039 has the
figures by which all this was chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.library.similar.sounds import Floats

DIMENSIONS = 32
POWER = 0.25  # of the components' deviations, by which they are divided: 0 leaves them, 1 whitens
FITTED = 20_000  # tracks: of more, these are enough
_LEAST = 1e-3  # of the largest deviation: a component below it is noise


@dataclass(frozen=True)
class Embedding:
    """From means of features (n, m) to vectors (n, d) of length one: fitted to `count` tracks."""

    mean: Floats  # (m,)
    axes: Floats  # (m, d)
    count: int

    def vectors(self, means: Floats) -> Floats:
        """Return the vectors (n, d) of tracks whose features have these means (n, m)."""
        turned = ((means - self.mean) @ self.axes).astype(np.float32)
        lengths = np.linalg.norm(turned, axis=1, keepdims=True)
        scaled: Floats = np.divide(turned, lengths, out=np.zeros_like(turned), where=lengths > 0)
        return scaled

    @property
    def is_to_fit_again(self) -> bool:
        """Whether more tracks than it was fitted to would change it."""
        return self.count < FITTED


def fitted(means: Floats) -> Embedding:
    """Fit the embedding to tracks whose features have these means (n, m).

    A feature that is the same everywhere says nothing, nor do components beyond the rank.
    """
    chosen = means
    if len(means) > FITTED:
        chosen = means[np.random.default_rng(0).permutation(len(means))[:FITTED]]
    mean = chosen.mean(axis=0, dtype=np.float64)
    deviation = chosen.std(axis=0, dtype=np.float64)
    scale = np.divide(1, deviation, out=np.zeros_like(deviation), where=deviation > 1e-6)
    centred = (chosen - mean) * scale
    covariance: NDArray[np.float64] = centred.T @ centred / max(1, len(centred))
    variances, axes = np.linalg.eigh(covariance)
    variances, axes = variances[::-1][:DIMENSIONS], axes[:, ::-1][:, :DIMENSIONS]
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])])
    spread = np.sqrt(np.maximum(variances, 0))
    kept = spread > _LEAST * max(float(spread.max(initial=0)), 1e-9)
    weights = np.zeros_like(spread)
    weights[kept] = spread[kept] ** -POWER
    width = min(DIMENSIONS, means.shape[1])
    turned = scale[:, None] * axes * weights
    return Embedding(mean.astype(np.float32), turned[:, :width].astype(np.float32), len(means))
