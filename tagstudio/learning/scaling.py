"""The scaling of embeddings: their principal components, half whitened.

With the z-scored embedding x of a track and the principal components of the library, of standard
deviation s_i, the scaled embedding is

    z_i = c x_i / sqrt(s_i),    c such that the mean of |z|^2 over the library is 1.

Unscaled, the first components would drown the rest; wholly whitened, the last ones, which are
noise, would weigh as much as the first. It is fitted on tracks regardless of answers.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

COMPONENTS = 64
MIN_SPREAD = 1e-3  # of a dimension, or of a component, that hardly varies


@dataclass(frozen=True)
class Scaling:
    """z = (x - mean) @ projection; `mean` is (d,), `projection` (d, components)."""

    mean: Floats
    projection: Floats

    @classmethod
    def fit(cls, embeddings: NDArray[np.floating], components: int = COMPONENTS) -> Self:
        """Fit the scaling on the embeddings of the library, (m, d) with m of 1 or more."""
        x = embeddings.astype(np.float64)
        mean, spread = x.mean(axis=0), np.maximum(x.std(axis=0), MIN_SPREAD)
        _, singular, axes = np.linalg.svd((x - mean) / spread, full_matrices=False)
        deviations = singular / np.sqrt(len(x))
        kept = min(components, int((deviations > MIN_SPREAD).sum()))
        deviations, axes = deviations[:kept], _with_fixed_signs(axes[:kept])
        # The mean of |z|^2 is c^2 times the sum of s_i^2 / s_i.
        scale = 1 / np.sqrt(deviations.sum()) if kept else 1.0
        projection = axes.T * (scale / np.sqrt(deviations)) / spread[:, None]
        return cls(mean, projection)

    def __call__(self, embeddings: NDArray[np.floating]) -> Floats:
        """Scale embeddings: (n, d) -> (n, components)."""
        scaled: Floats = (embeddings.astype(np.float64) - self.mean) @ self.projection
        return scaled


def _with_fixed_signs(axes: Floats) -> Floats:
    """Turn each axis so that its largest entry is positive: the sign of a component is chance."""
    if not len(axes):
        return axes
    largest = np.abs(axes).argmax(axis=1)
    signs = np.sign(axes[np.arange(len(axes)), largest])
    turned: Floats = axes * signs[:, None]
    return turned
