import pytest
from PySide6.QtCore import Qt

from tagstudio.library.models.evaluations import Figures
from tagstudio.ui.model_screen.tag_scores import TagScore, TagScores

NAMES = {1: "jazz", 2: "rock", 3: "sad"}
FIGURES = [
    Figures(1, 20, 30, 0.8, 0.7, 0.75, 0.85),
    Figures(2, 40, 50, 0.9, None, None, None),
    Figures(3, 5, 90, None, None, None, None),
]


@pytest.fixture
def scores(workspace, shown) -> TagScores:
    made = shown(TagScores(workspace))
    made.show_figures(FIGURES, [Figures(1, 20, 30, 0.78, 0.6, 0.7, 0.8)], NAMES)
    return made


def texts(scores: TagScores, column: int) -> list[str]:
    table = scores.table
    return [table.index(row, column).data() for row in range(table.rowCount())]


def test_the_best_tag_is_the_first_and_too_little_data_the_last(scores):
    assert texts(scores, 0) == ["rock", "jazz", "sad"]
    assert texts(scores, 2) == ["90", "80", "too few"]
    assert texts(scores, 3) == ["40", "20", "5"]
    assert texts(scores, 5) == ["0.900", "0.800, 0.75 to 0.85", "not enough data yet"]
    assert texts(scores, 6) == ["", "0.700", ""]


def test_the_figures_are_shown_only_where_they_are_wanted(scores):
    assert scores.isColumnHidden(5)
    scores.show_figures_too(True)
    assert not scores.isColumnHidden(5)
    assert not scores.isColumnHidden(6)


def test_own_tags_stand_among_the_others_with_what_was_found_of_them(scores):
    scores.add_own_tags([TagScore("tango", Figures(0, 9, 12, 0.86, None, None, None), None)])
    assert texts(scores, 0) == ["rock", "tango", "jazz", "sad"]
    assert texts(scores, 2)[1] == "86"


def test_each_column_explains_itself(scores):
    table, tip = scores.table, Qt.ItemDataRole.ToolTipRole
    across = Qt.Orientation.Horizontal
    tips = [table.headerData(column, across, tip) for column in range(1, table.columnCount())]
    assert all(tips)


def test_the_tip_names_the_active_version_s_score_where_there_is_one(scores):
    tips = {row.tag: scores._tip(row) for row in scores.table.rows}
    assert tips["jazz"].endswith("the active version: 78 of 100.")
    assert tips["rock"] == "The thin line is the 95 % interval."
    assert tips["sad"] == "That takes 10 yes and 10 no of this tag."
