"""How well scores rank tracks by a tag: ROC-AUC, average precision, and whether a gain is proven.

scikit-learn's functions, with the empty case defined: a tag is measured from TEN positives and as
many negatives on, and a macro average is taken over the measured tags only, the same ones for both
versions that are compared. Bootstrap: Efron and Tibshirani, An Introduction to the Bootstrap, 1993.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api.examples import NO, UNSEEN, YES

MIN_PER_CLASS = 10  # positives, and negatives, below which a tag has "not enough data yet"
BOOTSTRAP_SAMPLES = 1000  # bootstrap samples
BLOCK = 50  # samples that are weighed at once: 12 MB for the 28,540 clips of a test side
LEVEL = 0.05  # of false promotions at most; intervals hold 1 - LEVEL

Labels = NDArray[np.int8]
Scores = NDArray[np.float32]


@dataclass(frozen=True)
class TagFigures:
    """One tag on one slice; `roc_auc` and the rest are None where there is not enough data."""

    tag: str
    positives: int
    negatives: int
    roc_auc: float | None = None
    average_precision: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class AucDifference:
    """A candidate against its parent on the same tracks: difference of the macro ROC-AUC.

    `low` and `high` bound it with probability 1 - LEVEL each (one-sided); the gain is proven when
    `low` is above 0.
    """

    parent: float
    candidate: float
    low: float
    high: float

    @property
    def proven(self) -> bool:
        """Tell whether chance alone would hardly give this gain."""
        return self.low > 0


@dataclass(frozen=True)
class Measures:
    """The figures of every tag, and their means over the measured tags (None: there is none)."""

    figures: tuple[TagFigures, ...]
    macro_auc: float | None
    macro_average_precision: float | None


@dataclass(frozen=True)
class PairedComparison:
    """Two versions on the same tracks; `auc_difference` is None where `obstacle` says why."""

    before: Measures
    after: Measures
    auc_difference: AucDifference | None
    obstacle: str


def measure(names: list[str], labels: Labels, scores: Scores) -> Measures:
    """Measure a version: `labels` and `scores` are (tracks, tags)."""
    figures = per_tag(names, labels, scores)
    return Measures(
        tuple(figures),
        _mean([one.roc_auc for one in figures]),
        _mean([one.average_precision for one in figures]),
    )


def compare_paired(
    names: list[str], labels: Labels, before: Scores, after: Scores, groups: list[str]
) -> PairedComparison:
    """Measure two versions as `measure` does, and their difference as `auc_difference` does."""
    measures = measure(names, labels, before), measure(names, labels, after)
    try:
        return PairedComparison(*measures, auc_difference(labels, before, after, groups), "")
    except TagStudioError as error:
        return PairedComparison(*measures, None, str(error))


def _mean(figures: Sequence[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return float(np.mean(known)) if known else None


def measured_tags(labels: Labels) -> list[int]:
    """Return the columns of `labels`, (tracks, tags) of YES, NO, UNSEEN, with enough of both."""
    enough = [((labels == answer).sum(axis=0) >= MIN_PER_CLASS) for answer in (YES, NO)]
    return [int(column) for column in np.flatnonzero(enough[0] & enough[1])]


def per_tag(
    names: list[str], labels: Labels, scores: Scores, seed: int = 0, *, intervals: bool = True
) -> list[TagFigures]:
    """Measure each tag: `labels` and `scores` are (tracks, tags). The intervals take most time."""
    from sklearn.metrics import average_precision_score, roc_auc_score

    measured = set(measured_tags(labels))
    chance = np.random.default_rng(seed)
    figures = []
    for column, name in enumerate(names):
        answered = labels[:, column] != UNSEEN
        truth, score = labels[answered, column], scores[answered, column]
        counts = (int((truth == YES).sum()), int((truth == NO).sum()))
        if column not in measured:
            figures.append(TagFigures(name, *counts))
            continue
        low, high = _interval(truth, score, chance) if intervals else (None, None)
        auc, precision = roc_auc_score(truth, score), average_precision_score(truth, score)
        figures.append(TagFigures(name, *counts, float(auc), float(precision), low, high))
    return figures


def _interval(
    truth: NDArray[np.int8], score: Scores, chance: np.random.Generator
) -> tuple[float, float]:
    """Return the bootstrap interval of one tag's ROC-AUC, positives and negatives drawn apart."""
    ranking, sides = _Ranking(truth, score), [np.flatnonzero(truth == one) for one in (YES, NO)]
    drawn = []
    for draws in _blocks():
        weights = np.zeros((draws, len(truth)))
        for rows in sides:
            picked = chance.integers(len(rows), size=(draws, len(rows)))
            weights[:, rows] = _times_drawn(picked, len(rows))
        drawn.append(ranking(weights))
    low, high = np.quantile(np.concatenate(drawn), [LEVEL / 2, 1 - LEVEL / 2])
    return float(low), float(high)


def macro_auc(labels: Labels, scores: Scores) -> float | None:
    """Return the mean ROC-AUC over the measured tags, None when there is none."""
    aucs = [_auc(labels[:, column], scores[:, column]) for column in measured_tags(labels)]
    return float(np.mean(aucs)) if aucs else None


def _auc(truth: NDArray[np.int8], score: Scores) -> float:
    from sklearn.metrics import roc_auc_score

    answered = truth != UNSEEN
    return float(roc_auc_score(truth[answered], score[answered]))


def auc_difference(
    labels: Labels, parent: Scores, candidate: Scores, groups: list[str], seed: int = 0
) -> AucDifference:
    """Compare two versions on the same tracks by a paired bootstrap over `groups` (artists).

    Whole groups are drawn, for the tracks of one artist are not independent. Raises TagStudioError
    when no tag has enough data.
    """
    if not measured_tags(labels):
        raise TagStudioError(
            f"No tag has {MIN_PER_CLASS} yes and {MIN_PER_CLASS} no among the held-out tracks yet."
            " Correct more tracks, of other artists too."
        )
    draws = [group_draws(labels, scores, groups, seed) for scores in (parent, candidate)]
    low, high = np.nanquantile(mean_over_tags(draws[1] - draws[0]), [LEVEL, 1 - LEVEL])
    whole = macro_auc(labels, parent), macro_auc(labels, candidate)
    assert whole[0] is not None
    assert whole[1] is not None
    return AucDifference(whole[0], whole[1], float(low), float(high))


def group_draws(
    labels: Labels, scores: Scores, groups: Sequence[str], seed: int = 0
) -> NDArray[np.float64]:
    """Return the ROC-AUC of each measured tag in each bootstrap sample: (SAMPLES, tags).

    Whole groups are drawn, the same ones for the same `groups` and `seed`, so the draws of two
    versions can be subtracted. NaN where a sample holds no positive or no negative of a tag.
    """
    rankings = [_Ranking(labels[:, tag], scores[:, tag]) for tag in measured_tags(labels)]
    blocks = [
        np.column_stack([ranking(weights) for ranking in rankings])
        for weights in _drawn_groups(groups, seed)
    ]
    return np.concatenate(blocks)


def mean_over_tags(draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean over the tags that are defined: (draws, tags) -> (draws,), NaN for none."""
    counts = (~np.isnan(draws)).sum(axis=1)
    return np.where(counts, np.nansum(draws, axis=1) / np.maximum(counts, 1), np.nan)


def _drawn_groups(groups: Sequence[str], seed: int) -> Iterator[NDArray[np.float64]]:
    """Yield how often each track is drawn, (draws, tracks), BLOCK draws at a time."""
    names, group_of = np.unique(np.array(groups), return_inverse=True)
    chance = np.random.default_rng(seed)
    for draws in _blocks():
        picked = chance.integers(len(names), size=(draws, len(names)))
        yield _times_drawn(picked, len(names))[:, group_of].astype(np.float64)


def _blocks() -> Iterator[int]:
    """Yield how many of the SAMPLES to draw at once."""
    for start in range(0, BOOTSTRAP_SAMPLES, BLOCK):
        yield min(BLOCK, BOOTSTRAP_SAMPLES - start)


def _times_drawn(picked: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Count how often each of `count` things is picked in each draw: (draws, n), (draws, count)."""
    return np.stack([np.bincount(row, minlength=count) for row in picked])


class _Ranking:
    """One tag's ROC-AUC as a function of how often each track is drawn."""

    def __init__(self, truth: NDArray[np.int8], score: Scores) -> None:
        self._yes, no = np.flatnonzero(truth == YES), np.flatnonzero(truth == NO)
        self._no = no[np.argsort(score[no])]
        # how many negatives stand below each positive, and how many below or level with it
        self._below, self._up_to = (
            np.searchsorted(score[self._no], score[self._yes], side) for side in ("left", "right")
        )

    def __call__(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map (draws, tracks) to (draws,); NaN where no positive or no negative is drawn."""
        yes = weights[:, self._yes]
        no = np.cumsum(np.insert(weights[:, self._no], 0, 0, axis=1), axis=1)
        wins = (yes * (no[:, self._below] + no[:, self._up_to]) / 2).sum(axis=1)
        pairs = yes.sum(axis=1) * no[:, -1]
        aucs = np.full(len(weights), np.nan)
        np.divide(wins, pairs, out=aucs, where=pairs > 0)
        return aucs
