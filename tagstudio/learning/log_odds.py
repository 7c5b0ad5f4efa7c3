"""Scores in (0, 1) and their log-odds, the logits."""

from typing import Any, TypeVar, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Real = TypeVar("Real", np.float32, np.float64)

_EPSILON = 1e-6  # scores are clipped to this distance from 0 and 1
_LARGEST_SHARE = 0.98  # of the logarithm of the largest number: beyond it the exponential overflows


@overload
def logit(scores: ArrayLike) -> Floats: ...
@overload
def logit(scores: ArrayLike, dtype: type[Real]) -> NDArray[Real]: ...
def logit(scores: ArrayLike, dtype: Any = np.float64) -> Any:
    """Return the log-odds of scores, of any shape; computed in `dtype`."""
    bounded = np.clip(np.asarray(scores, dtype), _EPSILON, 1 - _EPSILON)
    return np.log(bounded / (1 - bounded))


@overload
def sigmoid(logits: ArrayLike) -> Floats: ...
@overload
def sigmoid(logits: ArrayLike, dtype: type[Real]) -> NDArray[Real]: ...
def sigmoid(logits: ArrayLike, dtype: Any = np.float64) -> Any:
    """Return the scores of log-odds, of any shape; computed in `dtype`."""
    most = _LARGEST_SHARE * float(np.log(np.finfo(dtype).max))
    bounded = np.clip(np.asarray(logits, dtype), -most, most)
    return 1 / (1 + np.exp(-bounded))
