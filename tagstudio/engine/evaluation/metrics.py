"""Evaluation metrics of a version on a test set: ROC-AUC and average precision, tag by tag.

A tag is measured from MIN_PER_CLASS_TO_MEASURE positives and as many negatives on, and a macro
average is taken over the measured tags only, the same ones for both versions of a paired
comparison. The metrics are those of `plugin_api.ranking_metrics`, the intervals those of
`bootstrap`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message
from tagstudio.engine.evaluation.bootstrap import AucDifference, auc_difference, tag_auc_interval
from tagstudio.plugin_api.examples import NO, YES
from tagstudio.plugin_api.ranking_metrics import (
    Labels,
    Scores,
    average_precision,
    mean_of_defined,
    measured_tags,
    roc_auc,
)


@dataclass(frozen=True)
class TagFigures:
    """One tag on a test set; `roc_auc` and the rest are None where there is not enough data."""

    tag: str
    positives: int
    negatives: int
    roc_auc: float | None = None
    average_precision: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Measures:
    """The figures of every tag, and their means over the measured tags (None: there is none)."""

    figures: tuple[TagFigures, ...]
    macro_auc: float | None
    macro_average_precision: float | None


@dataclass(frozen=True)
class PairedComparison:
    """Two versions on the same tracks; without an `auc_difference`, `obstacle` is the reason."""

    before: Measures
    after: Measures
    auc_difference: AucDifference | None
    obstacle: Message | None


def measure(
    names: list[str], labels: Labels, scores: Scores, *, intervals: bool = True
) -> Measures:
    """Measure a version: `labels` and `scores` are (tracks, tags)."""
    figures = measure_tags(names, labels, scores, intervals=intervals)
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
        return PairedComparison(*measures, auc_difference(labels, before, after, groups), None)
    except TagStudioError as error:
        return PairedComparison(*measures, None, error.message)


def _mean(figures: Sequence[float | None]) -> float | None:
    return mean_of_defined(np.array(figures, np.float64))  # of None it makes NaN


def measure_tags(
    names: list[str], labels: Labels, scores: Scores, seed: int = 0, *, intervals: bool = True
) -> list[TagFigures]:
    """Measure each tag: `labels` and `scores` are (tracks, tags). The intervals take most time."""
    measured = set(measured_tags(labels))
    random = np.random.default_rng(seed)
    figures = []
    for column, name in enumerate(names):
        known = np.isin(labels[:, column], (YES, NO))
        truth, score = labels[known, column], scores[known, column]
        counts = (int((truth == YES).sum()), int((truth == NO).sum()))
        if column not in measured:
            figures.append(TagFigures(name, *counts))
            continue
        low, high = tag_auc_interval(truth, score, random) if intervals else (None, None)
        positive = truth == YES
        auc, precision = roc_auc(positive, score), average_precision(positive, score)
        figures.append(TagFigures(name, *counts, auc, precision, low, high))
    return figures
