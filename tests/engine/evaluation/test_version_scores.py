from tagstudio.core.progress import run
from tagstudio.engine.evaluation.version_scores import evaluation_summaries
from tagstudio.engine.plugins.installed_models import register_installed
from tagstudio.library.models import evaluations

from ..conftest import plain


def summaries(library, *versions):
    with library.write() as connection:
        known = [register_installed(connection, version) for version in versions]
    return run(evaluation_summaries(library, known))


def test_each_version_has_its_figures_and_the_judges_last_word(trained):
    of_plain, of_version = summaries(trained.library, plain(), trained.report.model)
    assert of_plain.judgement is None
    assert of_version.judgement.reason == trained.report.judgement.reason
    assert of_version.macro.auc > of_plain.macro.auc
    assert len(of_version.figures) == 2  # of the tags that were answered


def test_a_version_that_was_not_measured_on_the_newest_answers_has_no_figures(trained):
    with trained.library.write() as connection:
        evaluations.all_answers(connection, 10_000)
    [found] = summaries(trained.library, trained.report.model)
    assert (found.figures, found.macro) == ((), None)
    assert found.judgement is not None


def test_before_any_evaluation_there_is_nothing_to_show(learning_library):
    [found] = summaries(learning_library, plain())
    assert (found.figures, found.macro, found.judgement) == ((), None, None)
