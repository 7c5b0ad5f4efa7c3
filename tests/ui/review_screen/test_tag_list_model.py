from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.review_screen.tag_list_model import TagListModel
from tagstudio.ui.review_screen.track_review import TagRow

OWN = [("yes", "user"), ("unseen", "")]


def row(tag, state="unseen", score=0.2, source="", *, asked=False, in_file=False) -> TagRow:
    tagging = Tagging(tag, "genre", state, score, 2.0, 0.5, source, None)
    return TagRow(tagging, 0.1, 0, asked, in_file)


@pytest.fixture
def model(qapp) -> TagListModel:
    made = TagListModel()
    rows = (row("jazz", "suggested", 0.8, "model"), row("rock"), row("folk", asked=True))
    made.show_rows(rows, "v2")
    return made


def test_the_undecided_rows_are_suggestions_and_what_is_asked(model):
    assert model.undecided_after(-1) == 0
    assert model.undecided_after(0) == 2
    assert model.undecided_after(2) is None


def test_an_answer_shows_at_once_and_taking_it_back_restores_the_suggestion(model):
    model.answer(0, "no")
    assert (model.rows[0].tagging.state, model.rows[0].tagging.source) == ("no", "user")
    assert model.undecided_after(-1) == 2
    model.answer(0, "unseen")
    assert (model.rows[0].tagging.state, model.rows[0].tagging.source) == ("suggested", "model")
    model.answer(1, "yes")
    model.answer(1, "unseen")  # its score is below the threshold
    assert (model.rows[1].tagging.state, model.rows[1].tagging.source) == ("unseen", "")


def test_the_same_tags_move_nothing_and_others_do(qtbot, model):
    with qtbot.assertNotEmitted(model.modelReset):
        model.show_rows(tuple(model.rows), "v3")
    with qtbot.waitSignal(model.modelReset):
        model.show_rows((row("metal"),), "v3")
    assert model.place_of("metal") == 0
    assert model.place_of("jazz") is None


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (row("a", "suggested", 0.8, "model"), "v2"),
        (row("a", "yes", 0.8, "user"), "you"),
        (row("a", "yes", 0.8, "album rule", in_file=True), "album, in the file"),
        (row("a", "yes", 0.8, "file tag", in_file=True), "from the file"),
        (row("a", asked=True), "worth an answer"),
        (row("a", in_file=True), "in the file"),
        (row("a"), ""),
    ],
)
def test_the_source_of_a_state_in_words(model, shown, words):
    assert model.source_of(shown) == words


def test_a_screen_reader_is_told_of_scores_where_there_are_any(model):
    own = [replace(row("mine", state, None, by), column=None) for state, by in OWN]
    model.show_rows((row("jazz"), *own), "v2")
    spoken = [model.index(n).data(Qt.ItemDataRole.AccessibleTextRole) for n in range(3)]
    assert spoken[0].startswith("1. jazz, genre: score 0.20, threshold 0.50, undecided")
    assert spoken[1] == "2. mine: not learned yet, yes, you"
    assert spoken[2] == "3. mine: not learned yet, undecided"


@pytest.mark.parametrize(
    ("source", "words"), [("user", "ben"), ("import", "ben, import"), ("settled", "ben, settled")]
)
def test_another_person_is_named_until_one_answers_oneself(model, source, words):
    shown = row("a", "yes", 0.8, source)
    by_ben = replace(shown, tagging=replace(shown.tagging, by="ben"))
    model.show_rows((by_ben,), "v2", "ben")
    assert not model.is_by_another(by_ben.tagging)
    model.show_rows((by_ben,), "v2", "anna")
    assert model.is_by_another(by_ben.tagging)
    assert model.source_of(by_ben) == words
    model.answer(0, "yes")
    assert model.source_of(model.rows[0]) == "you"
