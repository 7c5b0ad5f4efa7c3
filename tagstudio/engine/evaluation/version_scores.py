"""Evaluation summary of each version: its figures on the newest test set, from stored scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job
from tagstudio.engine.evaluation.bootstrap import (
    auc_difference,
    bootstrap_aucs,
    interval,
    mean_over_tags,
)
from tagstudio.engine.evaluation.evaluate import MEASURING, by_tag_id
from tagstudio.engine.evaluation.gate import Verdict, verdict_on
from tagstudio.engine.evaluation.labelled_table import (
    LabelMatrix,
    label_matrix,
    score_matrix,
    tracks_of,
)
from tagstudio.engine.evaluation.metrics import measure_tags
from tagstudio.engine.processes.call_in_child import call_in_child
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import evaluations, suggestions
from tagstudio.library.models.evaluations import Figures, FrozenTestSet
from tagstudio.library.models.models import Model
from tagstudio.plugin_api.ranking_metrics import Scores, mean_auc_of_measured_tags

_ScoresById = Mapping[int, tuple[float, ...]]  # by track id, in the order of a model's tags


@dataclass(frozen=True)
class MacroAuc:
    """The macro ROC-AUC on a test set and its 95 % bootstrap interval over the artists."""

    auc: float
    low: float
    high: float


@dataclass(frozen=True)
class EvaluationSummary:
    """A version on the newest test set.

    `figures` are those of its tags: the stored ones of an evaluation; without intervals where only
    scores are stored; none where it has no scores of the test set. `macro` is None where no tag has
    enough data; `verdict` is the gate's against the active version, None for that one and for a
    version without scores.
    """

    model: Model
    figures: tuple[Figures, ...]
    macro: MacroAuc | None
    verdict: Verdict | None


def evaluation_summaries(
    library: Library, active: Model, versions: Sequence[Model]
) -> Job[list[EvaluationSummary]]:
    """Return the summaries of `versions` on the newest test set; empty ones where there is none."""
    return call_in_child(MEASURING, _summaries, library.path, active, list(versions))


def _summaries(path: Path, active: Model, versions: Sequence[Model]) -> list[EvaluationSummary]:
    with open_library(path, writing=False) as library, library.read() as connection:
        test_set = evaluations.newest_test_set(connection)
        if test_set is None:
            return [EvaluationSummary(version, (), None, None) for version in versions]
        active_scores = suggestions.scores_of(connection, active, tracks_of(test_set))
        return [
            _summary(connection, test_set, active, active_scores, version) for version in versions
        ]


def _summary(
    connection: sa.Connection,
    test_set: FrozenTestSet,
    active: Model,
    active_scores: _ScoresById,
    version: Model,
) -> EvaluationSummary:
    scores = suggestions.scores_of(connection, version, tracks_of(test_set))
    verdict = None
    if scores and active_scores and version.id != active.id:
        verdict = _verdict(test_set, active, active_scores, version, scores)
    labels = label_matrix(test_set, [version], scores.keys())
    table = score_matrix(version, labels, scores)
    figures = evaluations.figures_of(connection, test_set.id, version.id)
    macro = _macro_auc(labels, table)
    return EvaluationSummary(version, figures or _figures(labels, table), macro, verdict)


def _figures(labels: LabelMatrix, scores: Scores) -> tuple[Figures, ...]:
    measured = measure_tags(labels.names, labels.labels, scores, intervals=False)
    return tuple(by_tag_id(labels, measured))


def _verdict(
    test_set: FrozenTestSet,
    active: Model,
    active_scores: _ScoresById,
    version: Model,
    scores: _ScoresById,
) -> Verdict:
    """Decide as training and promotion do, without the costly intervals of each tag."""
    labels = label_matrix(test_set, [active, version], active_scores.keys() & scores.keys())
    tables = score_matrix(active, labels, active_scores), score_matrix(version, labels, scores)
    try:
        difference = auc_difference(labels.labels, *tables, labels.keys)
    except TagStudioError as error:
        return Verdict(False, error.message)
    return verdict_on(difference, len(labels.track_ids))


def _macro_auc(labels: LabelMatrix, scores: Scores) -> MacroAuc | None:
    auc = mean_auc_of_measured_tags(labels.labels, scores)
    if auc is None:
        return None
    samples = mean_over_tags(bootstrap_aucs(labels.labels, scores, labels.keys))
    return MacroAuc(auc, *interval(samples))
