"""Where each version stands on the newest slice, from what they said already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job
from tagstudio.engine.evaluation.evaluate import MEASURING, by_tag_id
from tagstudio.engine.evaluation.labelled_table import (
    LabelMatrix,
    label_matrix,
    score_matrix,
    tracks_of,
)
from tagstudio.engine.evaluation.metrics import (
    LEVEL,
    Scores,
    auc_difference,
    group_draws,
    macro_auc,
    mean_over_tags,
    per_tag,
)
from tagstudio.engine.processes.call_in_child import call_in_child
from tagstudio.engine.training.train import Verdict, verdict_on
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.models import evaluations, suggestions
from tagstudio.library.models.evaluations import Figures, FrozenTestSet
from tagstudio.library.models.models import Model

_Scores = Mapping[int, tuple[float, ...]]  # by track id, in the order of a model's tags


@dataclass(frozen=True)
class MacroAuc:
    """The macro ROC-AUC on a slice and its 95 % bootstrap interval over the artists."""

    auc: float
    low: float
    high: float


@dataclass(frozen=True)
class EvaluationSummary:
    """A version on the newest slice.

    `figures` are those of its tags: as they were measured, without intervals where it only heard
    the slice, none where it did not. `macro` is None where no tag has enough data; `verdict` is
    the gate's beside the active version, None for that one and for a version that has not heard
    the slice.
    """

    model: Model
    figures: tuple[Figures, ...]
    macro: MacroAuc | None
    verdict: Verdict | None


def evaluation_summaries(
    library: Library, active: Model, versions: Sequence[Model]
) -> Job[list[EvaluationSummary]]:
    """Return where `versions` stand on the newest slice; without a slice nothing stands there."""
    return call_in_child(MEASURING, _standings, library.path, active, list(versions))


def _standings(path: Path, active: Model, versions: Sequence[Model]) -> list[EvaluationSummary]:
    with open_library(path, writing=False) as library, library.read() as connection:
        held_out = evaluations.newest_test_set(connection)
        if held_out is None:
            return [EvaluationSummary(version, (), None, None) for version in versions]
        before = suggestions.scores_of(connection, active, tracks_of(held_out))
        return [_standing(connection, held_out, active, before, version) for version in versions]


def _standing(
    connection: sa.Connection,
    held_out: FrozenTestSet,
    active: Model,
    before: _Scores,
    version: Model,
) -> EvaluationSummary:
    heard = suggestions.scores_of(connection, version, tracks_of(held_out))
    gate = None
    if heard and before and version.id != active.id:
        gate = _gate(held_out, active, before, version, heard)
    sheet = label_matrix(held_out, [version], heard.keys())
    table = score_matrix(version, sheet, heard)
    figures = evaluations.figures_of(connection, held_out.id, version.id)
    return EvaluationSummary(version, figures or _figures(sheet, table), _macro(sheet, table), gate)


def _figures(sheet: LabelMatrix, table: Scores) -> tuple[Figures, ...]:
    return tuple(by_tag_id(sheet, per_tag(sheet.names, sheet.labels, table, intervals=False)))


def _gate(
    held_out: FrozenTestSet, active: Model, before: _Scores, version: Model, heard: _Scores
) -> Verdict:
    """Judge as training and promoting do, without the intervals of each tag: they take long."""
    sheet = label_matrix(held_out, [active, version], before.keys() & heard.keys())
    tables = score_matrix(active, sheet, before), score_matrix(version, sheet, heard)
    try:
        found = auc_difference(sheet.labels, *tables, sheet.keys)
    except TagStudioError as error:
        return Verdict(False, str(error))
    return verdict_on(found, len(sheet.track_ids))


def _macro(sheet: LabelMatrix, table: Scores) -> MacroAuc | None:
    auc = macro_auc(sheet.labels, table)
    if auc is None:
        return None
    draws = mean_over_tags(group_draws(sheet.labels, table, sheet.keys))
    low, high = np.nanquantile(draws, [LEVEL / 2, 1 - LEVEL / 2])
    return MacroAuc(auc, float(low), float(high))
