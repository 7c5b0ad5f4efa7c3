from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from tagstudio.engine.training.readiness import TagReadiness
from tagstudio.library.models.evaluations import Figures
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.model_screen.tag_scores import NOT_MEASURED, TagScore, TagScores

NAMES = {1: "jazz", 2: "rock", 3: "sad"}
ANSWERED = [
    TagReadiness("jazz", 20, 30, 9, 9, None),
    TagReadiness("rock", 40, 50, 9, 9, None),
    TagReadiness("sad", 5, 90, 5, 9, None),
]
FIGURES = [
    Figures(1, 20, 30, 0.8, 0.7, 0.75, 0.85),
    Figures(2, 40, 50, 0.9, None, None, None),
    Figures(3, 5, 90, None, None, None, None),
]


@pytest.fixture
def scores(workspace, shown) -> TagScores:
    made = shown(TagScores(workspace))
    made.show_figures(FIGURES, [Figures(1, 20, 30, 0.78, 0.6, 0.7, 0.8)], NAMES, ANSWERED)
    return made


def texts(scores: TagScores, column: int) -> list[str]:
    table = scores.table
    return [table.index(row, column).data() for row in range(table.rowCount())]


def test_the_best_tag_is_the_first_and_too_little_data_the_last(scores):
    assert texts(scores, 0) == ["rock", "jazz", "sad"]
    assert texts(scores, 2) == ["90", "80", "–"]
    assert texts(scores, 1) == ["", "", "to measure it: 5 more yes"]
    assert texts(scores, 3) == ["40", "20", "5"]
    assert texts(scores, 5) == ["0.900", "0.800, 0.75 to 0.85", "not enough data yet"]
    assert texts(scores, 6) == ["", "0.700", ""]


def test_the_figures_are_shown_only_where_they_are_wanted(scores):
    assert scores.isColumnHidden(5)
    scores.show_figures_too(True)
    assert not scores.isColumnHidden(5)
    assert not scores.isColumnHidden(6)


def test_own_tags_stand_among_the_others_with_what_was_found_of_them(scores):
    scores.add_own_tags([TagScore("tango", replace(NOT_MEASURED, roc_auc=0.86), None, 9, 12)])
    assert texts(scores, 0) == ["rock", "tango", "jazz", "sad"]
    assert texts(scores, 2)[1] == "86"


def test_an_own_tag_that_is_not_learned_has_no_figure_and_says_what_is_missing(scores):
    state = "learned; how well can be told with 2 more yes"
    scores.add_own_tags([TagScore("tango", NOT_MEASURED, None, 6, 4, state)])
    row = texts(scores, 0).index("tango")
    assert texts(scores, 1)[row] == "learned; how well can be told with 2 more yes"
    assert texts(scores, 2)[row] == "–"
    assert "A tag of your own: learned" in scores._tip(scores.table.rows[row])


def test_tags_that_are_gone_have_no_row(scores):
    scores.show_figures(FIGURES, [], {1: "jazz"}, ANSWERED[:1])
    assert texts(scores, 0) == ["jazz"]


def test_the_answers_are_counted_as_they_are_now_and_not_as_they_were_measured(scores):
    sad, new = replace(ANSWERED[2], yes=9), TagReadiness("slow", 10, 10, 3, 3, None)
    scores.show_figures(FIGURES, [], NAMES, [*ANSWERED[:2], sad, new])
    assert texts(scores, 0)[2:] == ["sad", "slow"]
    assert texts(scores, 3)[2:] == ["9", "10"]
    told = ["to measure it: 1 more yes", "enough answers: Measure tells it"]
    assert texts(scores, 1)[2:] == told


def test_a_bar_is_as_long_as_its_number_says(scores):
    """90 of 100 fill nine tenths, and a stroke stands where a guess is."""
    scores.resize(900, 300)
    QApplication.processEvents()
    accent = QColor(scores._painter._workspace.theme.colours.accent)
    image = scores.viewport().grab().toImage()
    for row, right in ((0, 90), (1, 80)):
        cell = scores.visualRect(scores.table.index(row, 1)).adjusted(GRID, 0, -2 * GRID, 0)
        across = [
            image.pixelColor(x, cell.center().y() - 2) for x in range(cell.left(), cell.right())
        ]
        filled = max(place for place, colour in enumerate(across) if colour == accent)
        assert abs(100 * filled / cell.width() - right) < 3
        middle = across[cell.width() // 2 - 2 : cell.width() // 2 + 3]
        assert any(colour != accent for colour in middle)


def test_each_column_explains_itself(scores):
    table, tip = scores.table, Qt.ItemDataRole.ToolTipRole
    across = Qt.Orientation.Horizontal
    tips = [table.headerData(column, across, tip) for column in range(1, table.columnCount())]
    assert all(tips)


def test_the_tip_names_the_active_version_s_score_where_there_is_one(scores):
    tips = {row.tag: scores._tip(row) for row in scores.table.rows}
    assert tips["jazz"].endswith("the active version: 78 of 100.")
    assert tips["rock"] == "The thin line is the 95 % interval."
    assert tips["sad"] == "It can be told with 10 yes and 10 no to this tag."
