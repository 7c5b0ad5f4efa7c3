"""The findings of a comparison: scores per network and size, and their paired differences.

The intervals are bootstrap intervals over the groups of the test set: they are the scatter of the
scores on other clips of the same kind, not that of another random start of the training.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.evaluation.bootstrap import bootstrap_aucs, interval, mean_over_tags
from tagstudio.engine.evaluation.metrics import TagFigures
from tagstudio.lab.comparison.runs import Run
from tagstudio.plugin_api.clips import Clips
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.ranking_metrics import (
    Labels,
    Scores,
    measured_tags,
    tag_aucs,
    tag_average_precisions,
)
from tagstudio.plugin_api.splits import TEST


@dataclass(frozen=True)
class TestSet:
    """The test clips that all runs have scored and that have an answer to a measured tag.

    `labels` is (clips, tags) of YES, NO, UNSEEN; `groups` has one name per clip.
    """

    tags: tuple[str, ...]
    labels: Labels
    groups: tuple[str, ...]

    @property
    def chance(self) -> float:
        """The average precision of a network that knows nothing: the mean share of yes."""
        columns = [self.labels[:, tag] for tag in measured_tags(self.labels)]
        return float(np.mean([(one == YES).sum() / (one != UNSEEN).sum() for one in columns]))


@dataclass(frozen=True)
class NetworkFigures:
    """One network in one size, averaged over its seeds; `by_seed` has each seed's macro ROC-AUC.

    Seconds are per PER_CLIPS clips, None where nothing was timed; `epochs` are those of each seed.
    """

    network: str
    size: str
    parameters: int
    macro_auc: float
    low: float
    high: float
    by_seed: tuple[float, ...]
    macro_average_precision: float
    epochs: tuple[int, ...]
    training_seconds: float | None
    inference_seconds: float | None
    tags: tuple[TagFigures, ...]


@dataclass(frozen=True)
class Difference:
    """The macro ROC-AUC of `network` less that of `other`, both of one size, with its interval."""

    size: str
    network: str
    other: str
    difference: float
    low: float
    high: float

    @property
    def shown(self) -> bool:
        """Tell whether the interval leaves 0 out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Findings:
    """The scores of all networks on the test set, and their differences."""

    test_set: TestSet
    networks: tuple[NetworkFigures, ...]
    differences: tuple[Difference, ...]


def find(clips: Clips, runs: Sequence[Run], scores: Sequence[Scores]) -> Findings:
    """Measure finished `runs` by their `scores` of the test set, each (clips, tags of the model).

    Clips that a run could not decode (NaN) are left out for all. Raises TagStudioError when too few
    are left to measure anything, or when scores are not those of these clips.
    """
    rows = np.flatnonzero(clips.splits == TEST)
    tables = [_in_order(clips, *one) for one in zip(runs, scores, strict=True)]
    scored = np.all([np.isfinite(table).all(axis=1) for table in tables], axis=0)
    columns = measured_tags(clips.answers[rows[scored]])
    if not columns:
        raise TagStudioError(
            "lab.few-scored",
            "Too few clips of the test set could be decoded to measure anything.",
        )
    used = scored & (clips.answers[rows][:, columns] != UNSEEN).any(axis=1)
    groups = tuple(clips.groups[row] for row in rows[used])
    test_set = TestSet(clips.tags, clips.answers[rows[used]], groups)
    members_of = zip(runs, (table[used] for table in tables), strict=True)
    members = [_Member(test_set, *one) for one in members_of]
    networks = [
        _NetworkRuns([one for one in members if one.place == place])
        for place in dict.fromkeys(one.place for one in members)
    ]
    pairs = combinations(networks, 2)
    return Findings(
        test_set,
        tuple(one.figures(test_set) for one in networks),
        tuple(_difference(*pair) for pair in pairs if pair[0].size == pair[1].size),
    )


def _in_order(clips: Clips, run: Run, scores: Scores) -> Scores:
    """Return the columns of the clips' tags."""
    if scores.shape != ((clips.splits == TEST).sum(), len(run.tags)):
        raise TagStudioError(
            "lab.other-scores",
            "scores/{run}.npy has the shape {shape}, not that of these clips. Remove it and compare"
            " again.",
            run=run.name,
            shape=scores.shape,
        )
    return scores[:, [run.tags.index(tag) for tag in clips.tags]]


class _Member:
    """The ROC-AUC and average precision of one run per measured tag, and in bootstrap draws."""

    def __init__(self, test_set: TestSet, run: Run, scores: Scores) -> None:
        self.run, self.place = run, (run.network, run.size)
        self.draws = bootstrap_aucs(test_set.labels, scores, test_set.groups)
        tags = measured_tags(test_set.labels)
        self.aucs = tag_aucs(test_set.labels[:, tags], scores[:, tags])
        self.precisions = tag_average_precisions(test_set.labels[:, tags], scores[:, tags])


class _NetworkRuns:
    """The runs of one network in one size: all of its seeds."""

    def __init__(self, members: list[_Member]) -> None:
        self._members = members
        self.network, self.size = members[0].place
        self.aucs = np.mean([one.aucs for one in members], axis=0)  # (measured tags,)
        self.draws = np.mean([one.draws for one in members], axis=0)  # (draws, measured tags)

    def figures(self, test_set: TestSet) -> NetworkFigures:
        runs = [one.run for one in self._members]
        precisions = np.mean([one.precisions for one in self._members], axis=0)
        return NetworkFigures(
            self.network,
            self.size,
            runs[0].parameters,
            float(self.aucs.mean()),
            *interval(mean_over_tags(self.draws)),
            tuple(float(np.mean(one.aucs)) for one in self._members),
            float(precisions.mean()),
            tuple(len(run.epochs) for run in runs),
            _mean([run.training_seconds for run in runs]),
            _mean([run.inference_seconds for run in runs]),
            self._tags(test_set, precisions),
        )

    def _tags(self, test_set: TestSet, precisions: NDArray[np.float64]) -> tuple[TagFigures, ...]:
        place_of = {tag: place for place, tag in enumerate(measured_tags(test_set.labels))}
        figures = []
        for tag, name in enumerate(test_set.tags):
            counts = [int((test_set.labels[:, tag] == answer).sum()) for answer in (YES, NO)]
            measured: tuple[float, ...] = ()
            if tag in place_of:
                place = place_of[tag]
                bounds = interval(self.draws[:, place])
                measured = (float(self.aucs[place]), float(precisions[place]), *bounds)
            figures.append(TagFigures(name, *counts, *measured))
        return tuple(figures)


def _difference(one: _NetworkRuns, other: _NetworkRuns) -> Difference:
    difference = float(other.aucs.mean() - one.aucs.mean())
    bounds = interval(mean_over_tags(other.draws - one.draws))
    return Difference(one.size, other.network, one.network, difference, *bounds)


def _mean(seconds: Sequence[float | None]) -> float | None:
    known = [one for one in seconds if one is not None]
    return float(np.mean(known)) if known else None
