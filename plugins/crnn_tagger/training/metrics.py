"""Loss metrics and drift of a validation set; its ranking metrics are those of plugin_api."""

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.ranking_metrics import roc_auc

AnswerMatrix = NDArray[np.int8]
Scores = NDArray[np.floating]

MIN_SCORE = 1e-6  # the log loss of a probability of 0 for a positive would be infinite


def row_losses(answers: AnswerMatrix, weights: Scores, scores: Scores) -> NDArray[np.float64]:
    """Return each row's weighted log loss, summed over its answers: (n, k) thrice -> (n,)."""
    losses: NDArray[np.float64] = _losses(answers, weights, scores).sum(axis=1)
    return losses


def tag_losses(answers: AnswerMatrix, weights: Scores, scores: Scores) -> NDArray[np.float64]:
    """Return each tag's weighted log loss, summed over its answers: (n, k) thrice -> (k,)."""
    losses: NDArray[np.float64] = _losses(answers, weights, scores).sum(axis=0)
    return losses


def _losses(answers: AnswerMatrix, weights: Scores, scores: Scores) -> NDArray[np.float64]:
    losses = cross_entropies((answers == YES).astype(np.float64), scores)
    return np.where(answers >= NO, losses * weights, 0.0)


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


def drift(parent: Scores, child: Scores, base_rates: Scores) -> float:
    """Return the drift of the rankings: (n, k), (n, k), (k,) -> mean of 1 - ROC-AUC over the tags.

    The positives of a tag are the parent's suggestions, the fraction `base_rates` of tracks that it
    scores highest, ranked by the child; 0 where the child ranks the same tracks highest.
    """
    count = np.rint(base_rates * len(parent)).astype(int).clip(1, max(len(parent) - 1, 1))
    aucs = [
        roc_auc(before >= np.sort(before)[-n], after)
        for before, after, n in zip(parent.T, child.T, count, strict=True)
    ]
    return float(1 - np.nanmean(aucs)) if np.isfinite(aucs).any() else 0.0
