import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.evaluation.out_of_fold import compare_on_answers, evaluate_on_answers
from tagstudio.engine.plugins.installed_models import installed_models, register_installed
from tagstudio.engine.training.train import TrainSettings, train
from tagstudio.library.models import evaluations

from ..conftest import LEARNING_TRACKS, correct, plain, version, without_shadows


@pytest.fixture(autouse=True)
def quick(measured_here):
    """No process is started to measure."""


def test_all_answers_measure_a_version_and_none_is_held_out(trained):
    library, report = trained
    found = run(evaluate_on_answers(library, installed_models(), [plain(), report.model]))
    assert [one.model for one in found] == ["plain", "plain-v2"]
    assert {one.tracks for one in found} == {LEARNING_TRACKS}
    by_tag = {figure.tag: figure for figure in found[1].figures}
    assert by_tag["jazz"].positives + by_tag["jazz"].negatives == LEARNING_TRACKS
    assert found[1].macro_auc > 0.95 > found[0].macro_auc
    assert by_tag["jazz"].low < by_tag["jazz"].roc_auc <= by_tag["jazz"].high


def test_a_version_that_learned_nonsense_by_heart_is_measured_as_nonsense(learning_library):
    correct(learning_library, flip=1.0, seed=3)
    report = run(train(learning_library, plain(), TrainSettings()))
    [found] = run(evaluate_on_answers(learning_library, installed_models(), [report.model]))
    assert found.macro_auc == pytest.approx(0.5, abs=0.1)


def test_the_figures_of_a_judgement_are_kept_with_the_number_of_the_answers(trained):
    with trained.library.write() as connection:
        newest = evaluations.newest_on_all_answers(connection)
        model = register_installed(connection, trained.report.model)
        figures = evaluations.figures_of(connection, newest, model.id)
        macro = evaluations.macro_of(connection, newest, model.id)
    assert {figure.positives + figure.negatives for figure in figures} == {LEARNING_TRACKS}
    assert macro.low < macro.auc <= macro.high
    with trained.library.read() as connection:
        assert evaluations.newest_test_set(connection) is None


def test_two_versions_are_compared_on_the_same_tags(trained):
    library, report = trained
    found = run(compare_on_answers(library, installed_models(), plain(), report.model))
    assert found.before.model == "plain"
    assert [f.tag for f in found.before.figures] == [f.tag for f in found.after.figures]
    assert found.auc_difference.proven
    assert len(found.tracks) == LEARNING_TRACKS


def test_a_version_of_an_older_way_cannot_be_measured(trained):
    without_shadows("plain-v2")
    with pytest.raises(TagStudioError, match="plain-v2 was made by an older way"):
        run(evaluate_on_answers(trained.library, installed_models(), [version("plain-v2")]))
    both = [version("plain-v2"), plain()]
    found = run(evaluate_on_answers(trained.library, installed_models(), both))
    assert [one.model for one in found] == ["plain"]


def test_without_answers_there_is_nothing_to_measure_on(learning_library):
    with pytest.raises(TagStudioError, match="no answers to measure on yet"):
        run(evaluate_on_answers(learning_library, installed_models(), [plain()]))
