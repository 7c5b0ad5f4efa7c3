"""The figures of versions on all answers, out of fold: by copies that never saw them.

A version's scores of a track come from the shadow of the track's fold, as percentiles among the
same shadow's scores of the library, so that the folds can be pooled.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.correcting.answers import answers
from tagstudio.engine.evaluation.bootstrap import bootstrap_aucs, interval, mean_over_tags
from tagstudio.engine.evaluation.evaluate import Comparison, Evaluation, stored_figures
from tagstudio.engine.evaluation.metrics import Measures, TagFigures, compare_paired, measure
from tagstudio.engine.evaluation.stand import Stand, stand
from tagstudio.engine.plugins.installed_models import (
    InstalledModel,
    InstalledModels,
    register_installed,
)
from tagstudio.engine.plugins.tagger_process import TaggerProcesses
from tagstudio.engine.processes.call_in_child import call_in_child
from tagstudio.learning.verdict import View
from tagstudio.library.db.database import Library
from tagstudio.library.models import evaluations
from tagstudio.library.models.evaluations import MacroAuc
from tagstudio.library.tags.tags import said_names

MEASURING = Progress(message=message("evaluation.measuring-answers", "measuring on your answers"))


def store_figures(connection: Connection, versions: Sequence[InstalledModel], now: Stand) -> None:
    """Store the figures of the versions that have a view, without intervals of single tags."""
    evaluation_id = evaluations.all_answers(connection, now.last_answer)
    tag_ids = {name: id for id, name in said_names(connection).items()}
    labels = now.tracks.of_tags(now.tags).targets
    for version in versions:
        if (view := now.views.get(version.info.name)) is None:
            continue
        model = register_installed(connection, version)
        measures = measure(list(now.tags), labels, view.percentiles, intervals=False)
        rows = [stored_figures(tag_ids[one.tag], one) for one in _answered(measures)]
        evaluations.store_figures(connection, evaluation_id, model.id, rows)
        if measures.macro_auc is not None:
            macro = _macro(now, view, measures.macro_auc)
            evaluations.store_macro(connection, evaluation_id, model.id, macro)


def _answered(measures: Measures) -> tuple[TagFigures, ...]:
    """Return the figures of the tags that were answered, however little."""
    return tuple(one for one in measures.figures if one.positives or one.negatives)


def _macro(now: Stand, view: View, auc: float) -> MacroAuc:
    labels = now.tracks.of_tags(now.tags).targets
    samples = mean_over_tags(bootstrap_aucs(labels, view.percentiles, now.tracks.groups))
    return MacroAuc(auc, *interval(samples))


def evaluate_on_answers(
    library: Library, installed: InstalledModels, versions: Sequence[InstalledModel]
) -> Job[list[Evaluation]]:
    """Measure versions on all answers, with intervals, and store their figures.

    Those of an older way are left out; raises TagStudioError where there is no other.
    """
    _refuse_without_answers(library)
    with TaggerProcesses() as taggers:
        now = yield from stand(library, installed, versions, taggers)
    measurable = [one for one in versions if one.info.name not in now.older]
    if not measurable:
        _refuse_older(now, versions)
    with library.write() as connection:
        store_figures(connection, versions, now)
        evaluation_id = evaluations.all_answers(connection, now.last_answer)
    labels = now.tracks.of_tags(now.tags).targets
    found = []
    for version in measurable:
        view = now.views[version.info.name]
        measures = yield from call_in_child(
            MEASURING, measure, list(now.tags), labels, view.percentiles
        )
        found.append(_evaluation(now, evaluation_id, version, measures))
    return found


def compare_on_answers(
    library: Library, installed: InstalledModels, before: InstalledModel, after: InstalledModel
) -> Job[Comparison]:
    """Measure two versions on all answers, and their difference by a paired bootstrap."""
    _refuse_without_answers(library)
    with TaggerProcesses() as taggers:
        now = yield from stand(library, installed, [before, after], taggers)
    _refuse_older(now, [before, after])
    views = [now.views[one.info.name].percentiles for one in (before, after)]
    labels = now.tracks.of_tags(now.tags).targets
    paired = yield from call_in_child(
        MEASURING, compare_paired, list(now.tags), labels, *views, list(now.tracks.groups)
    )
    return Comparison(
        _evaluation(now, 0, before, paired.before),
        _evaluation(now, 0, after, paired.after),
        paired.auc_difference,
        paired.obstacle,
        now.tracks.track_ids,
    )


def _evaluation(
    now: Stand, evaluation_id: int, version: InstalledModel, measures: Measures
) -> Evaluation:
    return Evaluation(
        evaluation_id,
        0,
        version.info.name,
        len(now.tracks.track_ids),
        _answered(measures),
        measures.macro_auc,
        measures.macro_average_precision,
    )


def _refuse_without_answers(library: Library) -> None:
    with library.read() as connection:
        if not answers(connection).by_track:
            raise TagStudioError(
                "evaluation.no-answers",
                "There are no answers to measure on yet. Answer yes or no to tags of some tracks"
                " first.",
            )


def _refuse_older(now: Stand, versions: Sequence[InstalledModel]) -> None:
    for version in versions:
        if version.info.name in now.older:
            raise TagStudioError(made_by_an_older_way(version.info.name))


def made_by_an_older_way(name: str) -> Message:
    """Return the sentence for a version that has no shadows to measure it by."""
    return message(
        "evaluation.older-way",  # see verdict_words.OLDER_WAY
        "{name} was made by an older way of learning or from audio (depth full), or came from"
        " another computer: there are no copies to measure it by. It can be used; train anew to"
        " compare.",
        name=name,
    )
