"""The spread of a distilled network's logits over recordings that it was not trained on.

The best guess of a teacher's logit is nearer to the mean the less is known of the recording, so a
student's logits vary less than its teacher's on new recordings. A threshold half way to the base
rate is then hardly ever reached, though the order of the tracks is right. Widening the logits about
their middle gives them the teacher's spread; no tag's ranking of the tracks changes.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ..model.networks import Network

MAX_FACTOR = 2.0  # of a student that follows its teacher hardly at all
MIN_CLIPS = 20  # from which a deviation is estimated
MIN_DEVIATION = 1e-2  # of a tag's logits; one below it is constant
SMALLEST = 1e-6  # of scores in single precision, beside 0 and 1

Array = NDArray[np.float32]


def spread_factor(scores: Array, teacher: Array) -> float:
    """Return how many times wider the teacher's logits are: scores in (0, 1), (n, t) each.

    The mean over the tags of the ratio of both deviations, in [1, MAX_FACTOR]; 1 for few clips.
    """
    if len(scores) < MIN_CLIPS:
        return 1.0
    own, other = (_logits(one).std(axis=0) for one in (scores, teacher))
    varies = own > MIN_DEVIATION
    ratio = float((other[varies] / own[varies]).mean()) if varies.any() else 1.0
    return float(np.clip(ratio, 1.0, MAX_FACTOR))


@torch.no_grad()
def widen(network: Network, middle: Tensor, factor: float) -> None:
    """Scale the network's logits about `middle`, (t,), in the first t tags' rows of its output."""
    own = slice(len(middle))
    network.output.weight[own] *= factor
    network.output.bias[own] = middle + factor * (network.output.bias[own] - middle)


def _logits(scores: Array) -> NDArray[np.float64]:
    clipped = scores.astype(np.float64).clip(SMALLEST, 1 - SMALLEST)
    logits: NDArray[np.float64] = np.log(clipped) - np.log1p(-clipped)
    return logits
