"""Scores in (0, 1) and their log-odds, the logits."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_EPSILON = 1e-6  # scores are clipped to this distance from 0 and 1
_MAX_LOGIT = 700.0  # beyond it the exponential overflows


def logit(scores: ArrayLike) -> Floats:
    """Return the log-odds of scores, of any shape."""
    bounded = np.clip(np.asarray(scores, np.float64), _EPSILON, 1 - _EPSILON)
    odds: Floats = np.log(bounded / (1 - bounded))
    return odds


def sigmoid(logits: ArrayLike) -> Floats:
    """Return the scores of log-odds, of any shape."""
    bounded = np.clip(np.asarray(logits, np.float64), -_MAX_LOGIT, _MAX_LOGIT)
    scores: Floats = 1 / (1 + np.exp(-bounded))
    return scores
