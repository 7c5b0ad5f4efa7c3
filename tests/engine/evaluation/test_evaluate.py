import pytest

from tagstudio.core.progress import run
from tagstudio.engine.evaluation.evaluate import compare_versions, evaluate, freeze_test_set
from tagstudio.library.models import evaluations

from ..conftest import correct, plain


@pytest.fixture(autouse=True)
def quick(measured_here):
    """No process is started to measure."""


def test_an_old_figure_does_not_change_when_an_answer_does(learning_library):
    library = learning_library
    correct(library)
    first = freeze_test_set(library)
    figures = run(evaluate(library, plain(), first, "cpu"))
    assert freeze_test_set(library).id == first.id
    correct(library, flip=1.0, seed=9)
    second = freeze_test_set(library)
    assert second.id != first.id
    with library.read() as connection:
        assert evaluations.test_set_called(connection, first.id) == first
    assert run(evaluate(library, plain(), first, "cpu")).figures == figures.figures
    assert run(evaluate(library, plain(), second, "cpu")).figures != figures.figures


def test_two_versions_are_compared_on_the_same_tags(trained):
    library, report = trained
    found = run(compare_versions(library, plain(), report.model, freeze_test_set(library), "cpu"))
    assert found.before.model == "plain"
    assert [f.tag for f in found.before.figures] == [f.tag for f in found.after.figures]
