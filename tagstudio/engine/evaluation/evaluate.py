"""Measure versions on held-out answers, and compare two on the same ones.

The answers of the held-out artists are frozen as a slice: a later correction makes a new slice and
changes no old figure, and every version can be measured on every slice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.evaluation import metrics
from tagstudio.engine.evaluation.labelled_table import (
    LabelMatrix,
    label_matrix,
    score_matrix,
    tracks_of,
)
from tagstudio.engine.evaluation.metrics import AucDifference, Measures, TagFigures
from tagstudio.engine.plugins import installed_models
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.processes.call_in_child import call_in_child
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.engine.training.training_set import answers
from tagstudio.library.db.database import Library
from tagstudio.library.models import evaluations, suggestions
from tagstudio.library.models.evaluations import Figures, FrozenTestSet, Label
from tagstudio.library.models.models import Model

MEASURING = Progress(message="measuring on the held-out answers")
NO_HELD_OUT = (
    "None of the corrected tracks belongs to a held-out artist, so nothing can be measured. Correct"
    " tracks by more artists; where artist tags are missing, a folder counts as one artist."
)


@dataclass(frozen=True)
class Evaluation:
    """A version on a slice: figures per tag, and macro averages over the measured tags."""

    test_set_id: int
    frozen_at: int
    model: str
    tracks: int
    figures: tuple[TagFigures, ...]
    macro_auc: float | None
    macro_average_precision: float | None


@dataclass(frozen=True)
class Comparison:
    """Two versions on the same tracks and tags of a slice.

    `auc_difference` is None where nothing can be measured, and `obstacle` says why.
    """

    before: Evaluation
    after: Evaluation
    auc_difference: AucDifference | None
    obstacle: str


def freeze(library: Library) -> FrozenTestSet:
    """Freeze the held-out answers as they are now; raise TagStudioError when there are none."""
    with library.write(durable=True) as connection:
        given = answers(connection)
        labels = [
            Label(track_id, tag_id, yes, given.keys[track_id])
            for track_id in given.on("test")
            for tag_id, yes in given.by_track[track_id].items()
        ]
        if not labels:
            raise TagStudioError(NO_HELD_OUT)
        return evaluations.freeze(connection, labels)


def evaluate(
    library: Library, model: InstalledModel, held_out: FrozenTestSet, device: str
) -> Job[Evaluation]:
    """Measure `model` on a slice, listening to what it has not heard, and keep the figures."""
    known = yield from _hear(library, model, held_out, device)
    with library.read() as connection:
        scores = suggestions.scores_of(connection, known, tracks_of(held_out))
    sheet = label_matrix(held_out, [known], set(scores))
    table = score_matrix(known, sheet, scores)
    measures = yield from call_in_child(
        MEASURING, metrics.measure, sheet.names, sheet.labels, table
    )
    evaluation = _evaluation(held_out, known, sheet, measures)
    with library.write() as connection:
        figures = by_tag_id(sheet, evaluation.figures)
        evaluations.store_figures(connection, held_out.id, known.id, figures)
    return evaluation


def by_tag_id(sheet: LabelMatrix, figures: Sequence[TagFigures]) -> list[Figures]:
    """Return the figures of a sheet's tags as the library keeps them."""
    return [
        Figures(
            tag_id,
            one.positives,
            one.negatives,
            one.roc_auc,
            one.average_precision,
            one.low,
            one.high,
        )
        for tag_id, one in zip(sheet.tag_ids, figures, strict=True)
    ]


def compare(
    library: Library,
    before: InstalledModel,
    after: InstalledModel,
    held_out: FrozenTestSet,
    device: str,
) -> Job[Comparison]:
    """Measure two versions on the same tracks and the same tags of a slice."""
    first_known = yield from _hear(library, before, held_out, device)
    second_known = yield from _hear(library, after, held_out, device)
    known = [first_known, second_known]
    with library.read() as connection:
        scores = [suggestions.scores_of(connection, one, tracks_of(held_out)) for one in known]
    sheet = label_matrix(held_out, known, set(scores[0]) & set(scores[1]))
    tables = [score_matrix(one, sheet, of_one) for one, of_one in zip(known, scores, strict=True)]
    contest = yield from call_in_child(
        MEASURING, metrics.compare_paired, sheet.names, sheet.labels, *tables, sheet.keys
    )
    return Comparison(
        _evaluation(held_out, first_known, sheet, contest.before),
        _evaluation(held_out, second_known, sheet, contest.after),
        contest.auc_difference,
        contest.obstacle,
    )


def _hear(
    library: Library, model: InstalledModel, held_out: FrozenTestSet, device: str
) -> Job[Model]:
    yield from suggest_for(library, model, tracks_of(held_out), device)
    with library.write() as connection:
        return installed_models.register(connection, model)


def _evaluation(
    held_out: FrozenTestSet, known: Model, sheet: LabelMatrix, measures: Measures
) -> Evaluation:
    return Evaluation(
        held_out.id,
        held_out.at,
        known.name,
        len(sheet.track_ids),
        measures.figures,
        measures.macro_auc,
        measures.macro_average_precision,
    )
