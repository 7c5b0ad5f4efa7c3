"""A tag's threshold at a target precision: of the tracks above it 9 of 10 have the tag.

It is chosen on validation tracks. With few answers the measured precision is uncertain, so one more
false positive is counted than was seen: ten true positives without a false one give a threshold
(10 of 11), eight do not (8 of 9).
"""

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.examples import NO, YES

TARGET_PRECISION = 0.9
MIN_POSITIVES = 10
MIN_NEGATIVES = 5


def threshold_at_precision(
    answers: NDArray[np.int8], scores: NDArray[np.floating], target: float = TARGET_PRECISION
) -> float | None:
    """Return the lowest threshold with precision >= `target`, in (0, 1]; None where there is none.

    `answers` is (n,) of YES, NO, UNSEEN and `scores` (n,); `target` is below 1. None also where
    there are fewer positives than MIN_POSITIVES or fewer negatives than MIN_NEGATIVES.
    """
    answered = answers >= NO
    positive, scores = answers[answered] == YES, scores[answered]
    if positive.sum() < MIN_POSITIVES or (~positive).sum() < MIN_NEGATIVES:
        return None
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(positive[order])
    precision = hits / (np.arange(len(hits)) + 2)  # (true positives) / (all above it + 1)
    last_of_its_score = np.append(ranked[:-1] > ranked[1:], True)
    keeps = np.flatnonzero((precision >= target) & last_of_its_score & (ranked > 0))
    return float(ranked[keeps[-1]]) if len(keeps) else None
