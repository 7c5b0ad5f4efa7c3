"""The thresholds of a new version: per tag the lowest score that reaches the target precision."""

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.precision_threshold import threshold_at_precision


def thresholds_at_precision(
    answers: NDArray[np.int8], scores: NDArray[np.floating]
) -> tuple[float | None, ...]:
    """Return the threshold of each tag: (n, k), (n, k) -> k thresholds, None where none is safe."""
    columns = zip(answers.T, scores.T, strict=True)
    return tuple(threshold_at_precision(answer, score) for answer, score in columns)
