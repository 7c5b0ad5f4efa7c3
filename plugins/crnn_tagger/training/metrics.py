"""Metrics of scores against answers: ROC-AUC and average precision per tag, log loss, drift.

ROC-AUC as the Mann-Whitney statistic (Hanley and McNeil, Radiology 143, 1982): the fraction of
pairs of a positive and a negative in which the positive has the higher score; a tie counts half. It
is not defined for a tag that lacks one of the classes: NaN here, and left out of every mean.
"""

import numpy as np
from numpy.typing import NDArray

from tagstudio.plugin_api.examples import NO, YES

Answers = NDArray[np.int8]
Scores = NDArray[np.floating]

LEAST_SCORE = 1e-6  # the log loss of a probability of 0 for a positive would be infinite


def roc_auc(positive: NDArray[np.bool_], score: Scores) -> float:
    """Return the ROC-AUC of one tag: (n,), (n,) -> in [0, 1], NaN where one class is missing."""
    positives, negatives = score[positive], np.sort(score[~positive])
    if not len(positives) or not len(negatives):
        return float("nan")
    below = np.searchsorted(negatives, positives, side="left")
    not_above = np.searchsorted(negatives, positives, side="right")
    return float((below + not_above).mean() / (2 * len(negatives)))


def tag_aucs(answers: Answers, scores: Scores) -> NDArray[np.float64]:
    """Return each tag's ROC-AUC over its answered rows: (n, k), (n, k) -> (k,), NaN undefined."""
    aucs = [
        roc_auc(answer[answer >= NO] == YES, score[answer >= NO])
        for answer, score in zip(answers.T, scores.T, strict=True)
    ]
    return np.array(aucs, np.float64)


def macro_auc(answers: Answers, scores: Scores) -> float | None:
    """Return the macro ROC-AUC: the mean over the tags with both classes; None without any."""
    return mean_of_defined(tag_aucs(answers, scores))


def mean_of_defined(values: NDArray[np.float64]) -> float | None:
    """Return the mean of the values that are not NaN; None where all are."""
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else None


def average_precisions(answers: Answers, scores: Scores) -> NDArray[np.float64]:
    """Return each tag's average precision over its answered rows: (n, k), (n, k) -> (k,).

    The mean precision at the rank of each positive, ties at the last rank of the tie; NaN for a tag
    that lacks one of the classes.
    """
    precisions = [
        _average_precision(answer[answer >= NO] == YES, score[answer >= NO])
        for answer, score in zip(answers.T, scores.T, strict=True)
    ]
    return np.array(precisions, np.float64)


def _average_precision(positive: NDArray[np.bool_], score: Scores) -> float:
    if positive.all() or not positive.any():
        return float("nan")
    positives, every = np.sort(score[positive]), np.sort(score)
    hits = len(positives) - np.searchsorted(positives, positives, side="left")  # none below each
    ranks = len(every) - np.searchsorted(every, positives, side="left")
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
    probabilities = np.clip(scores.astype(np.float64), LEAST_SCORE, 1 - LEAST_SCORE)
    losses = -np.log(np.where(answers == YES, probabilities, 1 - probabilities))
    return np.where(answers >= NO, losses * weights, 0.0)


def log_loss(answers: Answers, weights: Scores, scores: Scores) -> float | None:
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
