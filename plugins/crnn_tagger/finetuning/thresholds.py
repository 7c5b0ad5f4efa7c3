"""The lines of a new version: per tag the lowest score that keeps the promise."""

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.precision_threshold import promised_line


def promised_lines(
    answers: NDArray[np.int8], scores: NDArray[np.floating]
) -> tuple[float | None, ...]:
    """Return the line of each tag: (n, k), (n, k) -> k lines."""
    columns = zip(answers.T, scores.T, strict=True)
    return tuple(promised_line(answer, score) for answer, score in columns)
