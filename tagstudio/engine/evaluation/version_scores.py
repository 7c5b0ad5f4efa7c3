"""What is known of each version, as it is stored: its newest figures, and what the judge said."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.core.progress import Job
from tagstudio.engine.evaluation.out_of_fold import MEASURING
from tagstudio.library.db.database import Library
from tagstudio.library.models import evaluations, judgements
from tagstudio.library.models.evaluations import Figures, MacroAuc
from tagstudio.library.models.judgements import Judgement
from tagstudio.library.models.models import Model


@dataclass(frozen=True)
class EvaluationSummary:
    """A version by the newest evaluation on all answers.

    `figures` are those of its tags, none where it was not measured; `macro` is None where no tag
    has enough answers; `judgement` is what the judge said last, None for a version that was never
    a candidate.
    """

    model: Model
    figures: tuple[Figures, ...]
    macro: MacroAuc | None
    judgement: Judgement | None


def evaluation_summaries(
    library: Library, versions: Sequence[Model]
) -> Job[list[EvaluationSummary]]:
    """Return the summaries of `versions`."""
    yield MEASURING
    with library.read() as connection:
        newest = evaluations.newest_on_all_answers(connection)
        return [_summary(connection, newest, version) for version in versions]


def _summary(
    connection: sa.Connection, evaluation_id: int | None, version: Model
) -> EvaluationSummary:
    judged = judgements.newest_judgement(connection, version.id)
    if evaluation_id is None:
        return EvaluationSummary(version, (), None, judged)
    figures = evaluations.figures_of(connection, evaluation_id, version.id)
    macro = evaluations.macro_of(connection, evaluation_id, version.id)
    return EvaluationSummary(version, figures, macro, judged)
