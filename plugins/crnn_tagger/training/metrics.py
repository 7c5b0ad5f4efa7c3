"""Loss metrics and drift of a validation set; its ranking metrics are those of plugin_api."""

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_defined_tags as macro_auc
from tagstudio.plugin_api.ranking_metrics import mean_of_defined, roc_auc, tag_aucs
from tagstudio.plugin_api.ranking_metrics import tag_average_precisions as average_precisions

__all__ = [
    "average_precisions",
    "drift",
    "log_loss",
    "macro_auc",
    "mean_of_defined",
    "roc_auc",
    "row_losses",
    "tag_aucs",
    "tag_losses",
]

Answers = NDArray[np.int8]
Scores = NDArray[np.floating]

LEAST_SCORE = 1e-6  # a probability of 0 that was wrong would cost infinitely much


def row_losses(answers: Answers, weights: Scores, scores: Scores) -> NDArray[np.float64]:
    """Return each row's weighted log loss, summed over its answers: (n, k) thrice -> (n,)."""
    losses: NDArray[np.float64] = _losses(answers, weights, scores).sum(axis=1)
    return losses


def tag_losses(answers: Answers, weights: Scores, scores: Scores) -> NDArray[np.float64]:
    """Return each tag's weighted log loss, summed over its answers: (n, k) thrice -> (k,)."""
    losses: NDArray[np.float64] = _losses(answers, weights, scores).sum(axis=0)
    return losses


def _losses(answers: Answers, weights: Scores, scores: Scores) -> NDArray[np.float64]:
    likely = np.clip(scores.astype(np.float64), LEAST_SCORE, 1 - LEAST_SCORE)
    costs = -np.log(np.where(answers == YES, likely, 1 - likely))
    return np.where(answers >= NO, costs * weights, 0.0)


def log_loss(answers: Answers, weights: Scores, scores: Scores) -> float | None:
    """Return the weighted mean log loss of the answers; None where there is none that counts."""
    total = float(weights[answers >= NO].sum())
    return float(row_losses(answers, weights, scores).sum() / total) if total > 0 else None


def drift(parent: Scores, child: Scores, base_rates: Scores) -> float:
    """Return by how much rankings changed: (n, k), (n, k), (k,) -> mean of 1 - ROC-AUC.

    The ROC-AUC is that of the child's scores against the parent's own suggestions, the share
    `base_rates` of tracks it scores highest; 0 where the child suggests the same tracks.
    """
    count = np.rint(base_rates * len(parent)).astype(int).clip(1, max(len(parent) - 1, 1))
    aucs = [
        roc_auc(before >= np.sort(before)[-n], after)
        for before, after, n in zip(parent.T, child.T, count, strict=True)
    ]
    return float(1 - np.nanmean(aucs)) if np.isfinite(aucs).any() else 0.0
