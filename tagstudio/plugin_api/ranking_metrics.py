"""Ranking metrics of multi-label scores: ROC-AUC and average precision per tag, and their means.

ROC-AUC as the Mann-Whitney U statistic (Hanley and McNeil, "The meaning and use of the area under
a receiver operating characteristic (ROC) curve", Radiology 143, 1982): with P positive and N
negative rows,

    AUC = U / (P N),    U = sum over the positives p of #{n: s_n < s_p} + 1/2 #{n: s_n = s_p},

the share of the pairs of a positive and a negative row in which the positive one has the higher
score; a tie counts half. Average precision as in scikit-learn, without interpolation:

    AP = sum over thresholds t of (recall_t - recall_t-1) precision_t,

which is the mean, over the positive rows, of the precision of all rows with at least its score.

The empty case: both are defined for a tag that has positive and negative rows. For every other tag
they are NaN, and a mean leaves it out; a mean over no tag is None.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE
from tagstudio.plugin_api.examples import NO, YES

Labels = NDArray[np.int8]
Scores = NDArray[np.floating]


def roc_auc(positive: NDArray[np.bool_], scores: Scores) -> float:
    """Return the ROC-AUC of one tag: (n,), (n,) -> in [0, 1], NaN where one class is missing."""
    positives, negatives = scores[positive], np.sort(scores[~positive])
    if not len(positives) or not len(negatives):
        return float("nan")
    below = np.searchsorted(negatives, positives, side="left")
    below_or_level = np.searchsorted(negatives, positives, side="right")
    return float((below + below_or_level).mean() / (2 * len(negatives)))


def average_precision(positive: NDArray[np.bool_], scores: Scores) -> float:
    """Return the average precision of one tag: (n,), (n,) -> in (0, 1], NaN as for ROC-AUC.

    Rows of the same score are one threshold: they all have the rank of the last one of them.
    """
    if positive.all() or not positive.any():
        return float("nan")
    positives, every = np.sort(scores[positive]), np.sort(scores)
    true_positives = len(positives) - np.searchsorted(positives, positives, side="left")
    ranks = len(every) - np.searchsorted(every, positives, side="left")
    return float((true_positives / ranks).mean())


class WeightedRocAuc:
    """The ROC-AUC of one tag as a function of row weights, for many bootstrap samples at once.

    A bootstrap sample is a vector of weights w, w_i = how often row i was drawn. With the weights
    in the formula above, AUC(w) = U(w) / (P(w) N(w)), where P(w) and N(w) are the sums of the
    weights of the positives and of the negatives, and

        U(w) = sum over p of w_p (W(< s_p) + W(<= s_p)) / 2,

    W(< s) being the weight of the negatives that score below s. The scores never change, so the
    negatives are sorted once; W is then a cumulative sum that is read at precomputed places, O(n)
    a sample instead of O(n log n).
    """

    def __init__(self, labels: Labels, scores: Scores) -> None:
        """Prepare for `labels` (n,) of YES, NO, UNSEEN and `scores` (n,)."""
        self._positives, negatives = np.flatnonzero(labels == YES), np.flatnonzero(labels == NO)
        self._negatives = negatives[np.argsort(scores[negatives])]
        self._below, self._below_or_level = (
            np.searchsorted(scores[self._negatives], scores[self._positives], side)
            for side in ("left", "right")
        )

    def __call__(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map weights (samples, n) to (samples,); NaN where a class has no weight."""
        positives = weights[:, self._positives]
        cumulative = np.cumsum(np.insert(weights[:, self._negatives], 0, 0, axis=1), axis=1)
        at_most = cumulative[:, self._below] + cumulative[:, self._below_or_level]
        pairs_won = (positives * at_most / 2).sum(axis=1)
        pairs = positives.sum(axis=1) * cumulative[:, -1]
        aucs = np.full(len(weights), np.nan)
        np.divide(pairs_won, pairs, out=aucs, where=pairs > 0)
        return aucs


def tag_aucs(labels: Labels, scores: Scores) -> NDArray[np.float64]:
    """Return each tag's ROC-AUC over its labelled rows: (n, k), (n, k) -> (k,), NaN undefined.

    `labels` are YES, NO, UNSEEN.
    """
    return _per_tag(roc_auc, labels, scores)


def tag_average_precisions(labels: Labels, scores: Scores) -> NDArray[np.float64]:
    """Return each tag's average precision, otherwise as `tag_aucs`."""
    return _per_tag(average_precision, labels, scores)


def _per_tag(
    metric: Callable[[NDArray[np.bool_], Scores], float], labels: Labels, scores: Scores
) -> NDArray[np.float64]:
    values = [
        metric(label[label >= NO] == YES, score[label >= NO])
        for label, score in zip(labels.T, scores.T, strict=True)
    ]
    return np.array(values, np.float64)


def measured_tags(labels: Labels, min_per_class: int = MIN_PER_CLASS_TO_MEASURE) -> list[int]:
    """Return the columns of `labels`, (n, k), with `min_per_class` of both YES and NO."""
    positives, negatives = ((labels == label).sum(axis=0) for label in (YES, NO))
    enough = (positives >= min_per_class) & (negatives >= min_per_class)
    return [int(column) for column in np.flatnonzero(enough)]


def mean_auc_of_measured_tags(
    labels: Labels, scores: Scores, min_per_class: int = MIN_PER_CLASS_TO_MEASURE
) -> float | None:
    """Return the macro ROC-AUC over the tags with at least `min_per_class` rows of each class.

    The figure of the gate and of every report: a tag with a handful of rows would add noise only.
    """
    columns = measured_tags(labels, min_per_class)
    return mean_of_defined(tag_aucs(labels[:, columns], scores[:, columns]))


def mean_auc_of_defined_tags(labels: Labels, scores: Scores) -> float | None:
    """Return the macro ROC-AUC over all tags that have both classes, be it one row of each.

    The figure of a plugin's validation set, which is small and watched from epoch to epoch.
    """
    return mean_of_defined(tag_aucs(labels, scores))


def mean_of_defined(values: NDArray[np.float64]) -> float | None:
    """Return the mean of the values that are not NaN; None where all are."""
    defined = values[~np.isnan(values)]
    return float(defined.mean()) if len(defined) else None
