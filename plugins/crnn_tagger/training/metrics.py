"""How well scores agree with answers: ROC-AUC per tag, its mean over defined tags, log loss.

ROC-AUC as the Mann-Whitney statistic (Hanley and McNeil, Radiology 143, 1982): the share of pairs
of a yes and a no in which the yes has the higher score; a tie counts half. It is not defined for a
tag that lacks one of the two, which is NaN here and left out of every mean.
"""

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.examples import NO, YES

Answers = NDArray[np.int8]
Scores = NDArray[np.floating]

LEAST_SCORE = 1e-6  # a probability of 0 that was wrong would cost infinitely much


def roc_auc(positive: NDArray[np.bool_], score: Scores) -> float:
    """Return the ROC-AUC of one tag: (n,), (n,) -> in [0, 1], NaN where one class is missing."""
    chosen, others = score[positive], np.sort(score[~positive])
    if not len(chosen) or not len(others):
        return float("nan")
    below = np.searchsorted(others, chosen, side="left")
    not_above = np.searchsorted(others, chosen, side="right")
    return float((below + not_above).mean() / (2 * len(others)))


def tag_aucs(answers: Answers, scores: Scores) -> NDArray[np.float64]:
    """Return each tag's ROC-AUC over its answered rows: (n, k), (n, k) -> (k,), NaN undefined."""
    aucs = [
        roc_auc(answer[answer >= NO] == YES, score[answer >= NO])
        for answer, score in zip(answers.T, scores.T, strict=True)
    ]
    return np.array(aucs, np.float64)


def macro_auc(answers: Answers, scores: Scores) -> float | None:
    """Return the mean ROC-AUC over the tags that have both answers; None where no tag has."""
    return mean_of_defined(tag_aucs(answers, scores))


def mean_of_defined(figures: NDArray[np.float64]) -> float | None:
    """Return the mean of the figures that are not NaN; None where all are."""
    defined = figures[~np.isnan(figures)]
    return float(defined.mean()) if len(defined) else None


def average_precisions(answers: Answers, scores: Scores) -> NDArray[np.float64]:
    """Return each tag's average precision over its answered rows: (n, k), (n, k) -> (k,).

    The mean precision at the rank of each yes, ties at the last rank of the tie; NaN for a tag
    that lacks yes or no.
    """
    found = [
        _average_precision(answer[answer >= NO] == YES, score[answer >= NO])
        for answer, score in zip(answers.T, scores.T, strict=True)
    ]
    return np.array(found, np.float64)


def _average_precision(positive: NDArray[np.bool_], score: Scores) -> float:
    if positive.all() or not positive.any():
        return float("nan")
    chosen, every = np.sort(score[positive]), np.sort(score)
    hits = len(chosen) - np.searchsorted(chosen, chosen, side="left")  # not below each yes
    ranks = len(every) - np.searchsorted(every, chosen, side="left")
    return float((hits / ranks).mean())


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
