"""Evaluation of versions on a frozen test set, for whoever keeps one.

Nothing is held out otherwise (`out_of_fold`): training leaves the test set's artists out only where
that is asked for.

The answers on the test split's artists are frozen as a test set: a later correction makes a new
test set and changes no old figure, and every version can be measured on every test set.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.correcting.answers import answers
from tagstudio.engine.evaluation import metrics
from tagstudio.engine.evaluation.bootstrap import AucDifference
from tagstudio.engine.evaluation.labelled_table import (
    LabelMatrix,
    label_matrix,
    score_matrix,
    tracks_of,
)
from tagstudio.engine.evaluation.metrics import Measures, TagFigures
from tagstudio.engine.plugins import installed_models
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.processes.call_in_child import call_in_child
from tagstudio.engine.tagging.suggest import suggest_for
from tagstudio.library.db.database import Library
from tagstudio.library.models import evaluations, suggestions
from tagstudio.library.models.evaluations import Figures, FrozenLabel, FrozenTestSet
from tagstudio.library.models.models import Model

MEASURING = Progress(message=message("evaluation.measuring", "measuring on the test set"))
NO_TEST_SET = message(
    "evaluation.no-test-set",
    "None of the corrected tracks belongs to an artist of the test set, so nothing can be measured."
    " Correct tracks by more artists; who made each track is listed by: tagstudio artists",
)


@dataclass(frozen=True)
class Evaluation:
    """A version on a test set: figures per tag, and macro averages over the measured tags."""

    test_set_id: int
    frozen_at: int
    model: str
    tracks: int
    figures: tuple[TagFigures, ...]
    macro_auc: float | None
    macro_average_precision: float | None


@dataclass(frozen=True)
class Comparison:
    """Two versions on the same answered tracks and tags.

    `auc_difference` is None where nothing can be measured; `obstacle` is the reason then, else
    None. `tracks` are the ids of the tracks.
    """

    before: Evaluation
    after: Evaluation
    auc_difference: AucDifference | None
    obstacle: Message | None
    tracks: tuple[int, ...]


def freeze_test_set(library: Library) -> FrozenTestSet:
    """Freeze the answers of the test split as they are; raise TagStudioError when there are none.

    Where they are those of the newest test set, that one is returned.
    """
    with library.write(durable=True) as connection:
        given = answers(connection)
        labels = [
            FrozenLabel(track_id, tag_id, yes, given.keys[track_id])
            for track_id in given.on("test")
            for tag_id, yes in given.by_track[track_id].items()
        ]
        if not labels:
            raise TagStudioError(NO_TEST_SET)
        return evaluations.store_test_set(connection, labels)


def evaluate(
    library: Library, installed: InstalledModel, test_set: FrozenTestSet, device: str
) -> Job[Evaluation]:
    """Measure a version on a test set and store the figures; it predicts missing scores first."""
    model = yield from _scored(library, installed, test_set, device)
    with library.read() as connection:
        scores = suggestions.scores_of(connection, model, tracks_of(test_set))
    labels = label_matrix(test_set, [model], set(scores))
    table = score_matrix(model, labels, scores)
    measures = yield from call_in_child(
        MEASURING, metrics.measure, labels.names, labels.labels, table
    )
    evaluation = _evaluation(test_set, model, labels, measures)
    with library.write() as connection:
        figures = by_tag_id(labels, evaluation.figures)
        evaluations.store_figures(connection, test_set.id, model.id, figures)
    return evaluation


def by_tag_id(labels: LabelMatrix, figures: Sequence[TagFigures]) -> list[Figures]:
    """Convert the figures of a label matrix's tags to rows of the library."""
    return [stored_figures(id, one) for id, one in zip(labels.tag_ids, figures, strict=True)]


def stored_figures(tag_id: int, one: TagFigures) -> Figures:
    """Return the figures of a tag as the library keeps them."""
    return Figures(
        tag_id,
        one.positives,
        one.negatives,
        one.roc_auc,
        one.average_precision,
        one.low,
        one.high,
    )


def _scored(
    library: Library, installed: InstalledModel, test_set: FrozenTestSet, device: str
) -> Job[Model]:
    """Predict the scores of the test set that are missing; return the model as registered."""
    yield from suggest_for(library, installed, tracks_of(test_set), device)
    with library.write() as connection:
        return installed_models.register_installed(connection, installed)


def _evaluation(
    test_set: FrozenTestSet, model: Model, labels: LabelMatrix, measures: Measures
) -> Evaluation:
    return Evaluation(
        test_set.id,
        test_set.at,
        model.name,
        len(labels.track_ids),
        measures.figures,
        measures.macro_auc,
        measures.macro_average_precision,
    )
