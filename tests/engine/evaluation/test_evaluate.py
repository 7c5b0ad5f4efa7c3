import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import run
from tagstudio.engine.evaluation.evaluate import evaluate, freeze_test_set
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


def test_without_answers_on_its_artists_there_is_no_test_set(learning_library):
    with pytest.raises(TagStudioError, match="artist of the test set"):
        freeze_test_set(learning_library)
