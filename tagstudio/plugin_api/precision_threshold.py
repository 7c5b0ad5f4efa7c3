"""From which score on a tag counts as suggested, as a promise: 9 of 10 above the line are right.

Chosen on tracks the model did not learn from. Few answers prove little, so one more error is
counted than was seen: ten right ones of ten make a line (10 of 11), eight of eight make none.
"""

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.examples import NO, YES

TARGET_PRECISION = 0.9
MIN_POSITIVES = 10
MIN_NEGATIVES = 5


def threshold_at_precision(
    answers: NDArray[np.int8], scores: NDArray[np.floating], promise: float = TARGET_PRECISION
) -> float | None:
    """Return the lowest score that keeps the promise, in (0, 1]; None where no score does.

    `answers` is (n,) of YES, NO, UNSEEN and `scores` (n,); `promise` is the share that is right,
    below 1. None also where fewer than LEAST_YES or LEAST_NO were answered.
    """
    answered = answers >= NO
    right, scores = answers[answered] == YES, scores[answered]
    if right.sum() < MIN_POSITIVES or (~right).sum() < MIN_NEGATIVES:
        return None
    order = np.argsort(-scores, kind="stable")
    ranked, hits = scores[order], np.cumsum(right[order])
    precision = hits / (np.arange(len(hits)) + 2)  # of those above, and one more that is wrong
    last_of_its_score = np.append(ranked[:-1] > ranked[1:], True)
    keeps = np.flatnonzero((precision >= promise) & last_of_its_score & (ranked > 0))
    return float(ranked[keeps[-1]]) if len(keeps) else None
