"""Bootstrap over artists: intervals of a ROC-AUC, and of the AUC difference of two versions.

Whole groups are drawn, an artist's tracks together (the cluster bootstrap: Davison and
Hinkley, Bootstrap Methods and their Application, 1997, section 3.8; Efron and Tibshirani, An
Introduction to the Bootstrap, 1993). Tracks of one artist share voice, band and studio, so their
scores go wrong together. Drawn one by one they would count as so many independent observations,
and the interval would be too narrow by about the root of the tracks per artist: the gate would
then let versions pass by chance far oftener than LEVEL says. With G groups of tracks, one sample is

    g_1 ... g_G drawn with replacement,    w_i = #{j: g_j = group of track i},

and the metric is taken with the weights w (see `WeightedRocAuc`), so no rows are ever copied.

The comparison is paired: both versions are measured with the same w in each sample, and the
difference of their macro ROC-AUCs is one number d a sample. A sample of easy artists is easy
for both versions, so that cancels in d. `low` is the LEVEL quantile of the d (percentile
method), and the difference counts as proven when even that is above 0: a one-sided test at LEVEL.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.learning.answers import MIN_PER_CLASS_TO_MEASURE
from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.ranking_metrics import (
    Labels,
    Scores,
    WeightedRocAuc,
    mean_auc_of_measured_tags,
    measured_tags,
)

BOOTSTRAP_SAMPLES = 1000
BLOCK = 50  # samples that are weighed at once: 12 MB for the 28,540 clips of a test set
LEVEL = 0.05  # of false promotions at most; intervals hold 1 - LEVEL
CERTAINTY = round(100 * (1 - LEVEL))  # of the intervals, in per cent


@dataclass(frozen=True)
class AucDifference:
    """A candidate against its parent on the same tracks: difference of the macro ROC-AUC.

    `low` and `high` bound it with probability 1 - LEVEL each (one-sided); it is proven when `low`
    is above 0.
    """

    parent: float
    candidate: float
    low: float
    high: float

    @property
    def proven(self) -> bool:
        """Tell whether chance alone would hardly give this difference."""
        return self.low > 0


def auc_difference(
    labels: Labels, parent: Scores, candidate: Scores, groups: list[str], seed: int = 0
) -> AucDifference:
    """Compare two versions on the same tracks by a paired bootstrap over `groups` (artists).

    `labels` and both scores are (tracks, tags), `groups` has a name per track. Raises
    TagStudioError when no tag has enough data.
    """
    parent_auc = mean_auc_of_measured_tags(labels, parent)
    candidate_auc = mean_auc_of_measured_tags(labels, candidate)
    if parent_auc is None or candidate_auc is None:
        raise TagStudioError(
            "evaluation.too-few-answers",
            "No tag has {count} yes and {count} no yet. Correct more tracks, of other artists too.",
            count=MIN_PER_CLASS_TO_MEASURE,
        )
    samples = [bootstrap_aucs(labels, scores, groups, seed) for scores in (parent, candidate)]
    low, high = np.nanquantile(mean_over_tags(samples[1] - samples[0]), [LEVEL, 1 - LEVEL])
    return AucDifference(parent_auc, candidate_auc, float(low), float(high))


def bootstrap_aucs(
    labels: Labels, scores: Scores, groups: Sequence[str], seed: int = 0
) -> NDArray[np.float64]:
    """Return the ROC-AUC of each measured tag in each sample: (BOOTSTRAP_SAMPLES, measured tags).

    The same `groups` and `seed` give the same samples, so those of two versions can be subtracted.
    NaN where a sample holds no positive or no negative of a tag.
    """
    tags = [WeightedRocAuc(labels[:, tag], scores[:, tag]) for tag in measured_tags(labels)]
    blocks = [
        np.column_stack([weighted_auc(weights) for weighted_auc in tags])
        for weights in _group_weights(groups, seed)
    ]
    return np.concatenate(blocks)


def mean_over_tags(aucs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the tags that are defined: (samples, tags) -> (samples,), NaN: none."""
    counts = (~np.isnan(aucs)).sum(axis=1)
    return np.where(counts, np.nansum(aucs, axis=1) / np.maximum(counts, 1), np.nan)


def interval(samples: NDArray[np.float64]) -> tuple[float, float]:
    """Return the two-sided percentile interval of samples (n,) that holds 1 - LEVEL of them."""
    low, high = np.nanquantile(samples, [LEVEL / 2, 1 - LEVEL / 2])
    return float(low), float(high)


def tag_auc_interval(
    labels: Labels, scores: Scores, random: np.random.Generator
) -> tuple[float, float]:
    """Return the interval of one tag's ROC-AUC; `labels` (n,) are YES and NO, `scores` (n,).

    Positives and negatives are drawn separately (a stratified bootstrap), so that no sample of a
    rare tag lacks its positives.
    """
    weighted_auc = WeightedRocAuc(labels, scores)
    classes = [np.flatnonzero(labels == label) for label in (YES, NO)]
    aucs = []
    for samples in _block_sizes():
        weights = np.zeros((samples, len(labels)))
        for rows in classes:
            drawn = random.integers(len(rows), size=(samples, len(rows)))
            weights[:, rows] = _times_drawn(drawn, len(rows))
        aucs.append(weighted_auc(weights))
    return interval(np.concatenate(aucs))


def _group_weights(groups: Sequence[str], seed: int) -> Iterator[NDArray[np.float64]]:
    """Yield how often each track is drawn, (samples, tracks), BLOCK samples at a time."""
    names, group_of_track = np.unique(np.array(groups), return_inverse=True)
    random = np.random.default_rng(seed)
    for samples in _block_sizes():
        drawn = random.integers(len(names), size=(samples, len(names)))
        yield _times_drawn(drawn, len(names))[:, group_of_track].astype(np.float64)


def _block_sizes() -> Iterator[int]:
    for start in range(0, BOOTSTRAP_SAMPLES, BLOCK):
        yield min(BLOCK, BOOTSTRAP_SAMPLES - start)


def _times_drawn(drawn: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Count how often each of `count` items is in each sample: (samples, n) -> (samples, count)."""
    return np.stack([np.bincount(row, minlength=count) for row in drawn])
