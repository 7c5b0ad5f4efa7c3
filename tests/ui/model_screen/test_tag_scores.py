import pytest

from tagstudio.library.models.evaluations import Figures
from tagstudio.ui.model_screen.tag_scores import TagScores

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
    assert texts(scores, 2) == ["0.900", "0.800, 0.75 to 0.85", "not enough data yet"]
    assert texts(scores, 3) == ["", "0.700", ""]
    assert texts(scores, 4) == ["40", "20", "5"]


def test_the_tip_names_the_active_version_s_score_where_there_is_one(scores):
    tips = {row.tag: scores._tip(row) for row in scores.table.rows}
    assert tips["jazz"].endswith("the active version: 0.780.")
    assert tips["rock"] == "The thin line is the 95 % interval."
    assert tips["sad"] == "A tag needs 10 yes and 10 no."
