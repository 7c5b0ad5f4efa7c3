"""Loss metrics of a validation set; its ranking metrics are those of plugin_api."""

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.examples import NO, YES

AnswerMatrix = NDArray[np.int8]
Scores = NDArray[np.floating]

MIN_SCORE = 1e-6  # the log loss of a probability of 0 for a positive would be infinite


def row_losses(answers: AnswerMatrix, weights: Scores, scores: Scores) -> NDArray[np.float64]:
    """Return each row's weighted log loss, summed over its answers: (n, k) thrice -> (n,)."""
    losses = cross_entropies((answers == YES).astype(np.float64), scores)
    found: NDArray[np.float64] = np.where(answers >= NO, losses * weights, 0.0).sum(axis=1)
    return found


def cross_entropies(targets: NDArray[np.float64], scores: Scores) -> NDArray[np.float64]:
    """Return the cross-entropy of each score with its target probability: (n, k) twice -> (n, k).

    For a target of 0 or 1 it is the log loss, to the last bit: the other term is a zero.
    """
    probabilities = np.clip(scores.astype(np.float64), MIN_SCORE, 1 - MIN_SCORE)
    return -(targets * np.log(probabilities) + (1 - targets) * np.log(1 - probabilities))


def log_loss(answers: AnswerMatrix, weights: Scores, scores: Scores) -> float | None:
    """Return the weighted mean log loss of the answers; None where no weight is positive."""
    total = float(weights[answers >= NO].sum())
    return float(row_losses(answers, weights, scores).sum() / total) if total > 0 else None
