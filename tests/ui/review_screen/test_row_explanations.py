"""Each term and number of a row is explained, with an example."""

from dataclasses import fields, replace

import pytest

from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.review_screen.row_columns import Columns
from tagstudio.ui.review_screen.row_explanations import explained_column, explained_value
from tagstudio.ui.review_screen.track_review import TagRow

FOLK = Tagging("folk", "genre", "suggested", 0.29, 6.6, 0.18, "model", 1)
ROW = TagRow(FOLK, 0.044, 0, asked=False, in_file=False)
MINE = TagRow(
    Tagging("mine", "", "yes", None, None, None, "user", 1), None, None, asked=False, in_file=False
)


@pytest.mark.parametrize("column", [part.name for part in fields(Columns)])
def test_every_column_is_explained(qapp, column):
    assert len(explained_column(column)) > 20
    for row in (ROW, MINE):
        assert explained_value(column, row)


def test_beside_the_columns_nothing_is(qapp):
    assert explained_column("") == explained_value("", ROW) == ""


def test_the_numbers_of_the_tag_are_the_example(qapp):
    assert explained_value("score", ROW) == "Score 0.29: folk is suggested, as it is from 0.18 on."
    below = replace(ROW, tagging=replace(FOLK, score=0.1, state="unseen", source=""))
    assert explained_value("bar", below) == (
        "Score 0.10: folk is not suggested. It would be from 0.18 on."
    )
    lift = explained_value("lift", ROW)
    assert "44 are folk" in lift
    assert "6.6 times" in lift
    assert "has not learned" in explained_value("score", MINE)


def test_a_tag_that_is_asked_about_says_what_asking_is(qapp):
    asked = replace(ROW, asked=True, tagging=replace(FOLK, score=0.1, state="unseen", source=""))
    assert explained_value("source", asked).startswith("The model asks about folk")
    answered = replace(asked, tagging=replace(asked.tagging, state="no", source="user"))
    assert explained_value("source", answered) == explained_column("source")
