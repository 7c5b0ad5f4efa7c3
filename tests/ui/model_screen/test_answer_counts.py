import pytest
from PySide6.QtWidgets import QLabel

from tagstudio.ui.model_screen.answer_counts import AnswersPanel
from tagstudio.ui.model_screen.overview import TagAnswers


@pytest.mark.parametrize(
    ("test_yes", "test_no", "text"),
    [
        (10, 10, "yes"),
        (3, 12, "lacks 7 yes"),
        (12, 0, "lacks 10 no"),
        (9, 8, "lacks 1 yes, 2 no"),
    ],
)
def test_what_is_missing_until_a_tag_is_measured(shown, test_yes, test_no, text):
    panel = shown(AnswersPanel())
    panel.show_answers([TagAnswers("jazz", 1, 2, test_yes, test_no)])
    row = [panel.table.index(0, column).data() for column in range(6)]
    assert row == ["jazz", "1", "2", str(test_yes), str(test_no), text]


def test_the_sentence_has_the_figures_of_the_split_and_of_the_metrics(shown):
    [text, *_] = [label.text() for label in shown(AnswersPanel()).findChildren(QLabel)]
    assert text.startswith("The answers on 30 % of the artists are the test set")
    assert text.endswith("holds 10 yes and 10 no of it.")
