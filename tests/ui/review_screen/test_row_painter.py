from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.base.theme import DARK, LIGHT, Theme
from tagstudio.ui.base.window_state import WindowState
from tagstudio.ui.review_screen import row_painter
from tagstudio.ui.review_screen.row_columns import ROW_HEIGHT, STATES, answer_rects, columns
from tagstudio.ui.review_screen.row_painter import ICON, RowPainter, RowTitles, SuggestionList
from tagstudio.ui.review_screen.tag_list_model import TagListModel
from tagstudio.ui.review_screen.track_review import TagRow


@pytest.mark.parametrize("width", [600, 680, 760, 960, 1280, 1920, 3840])
def test_the_parts_of_a_row_follow_each_other_inside_it(width):
    row = QRect(0, 0, width, ROW_HEIGHT)
    parts = columns(row)
    places = [parts.number, parts.name, parts.bar, parts.score, parts.lift, parts.answers]
    places.append(parts.source)
    for left, right in pairwise(places):
        assert left.right() < right.left()
    assert parts.number.left() > 0
    assert max(places, key=lambda one: one.right()).right() <= row.right()
    assert parts.source.isEmpty() == (width < 960)


def test_what_says_least_gives_way_first():
    shown = [
        {
            name
            for name in ("score", "lift", "source")
            if not getattr(columns(QRect(0, 0, width, ROW_HEIGHT)), name).isEmpty()
        }
        for width in (1280, 900, 680)
    ]
    assert shown == [{"score", "lift", "source"}, {"score", "lift"}, {"score"}]
    narrow = answer_rects(columns(QRect(0, 0, 560, ROW_HEIGHT)).answers)
    assert all(rect.width() >= ICON for rect in narrow.values())


@pytest.mark.parametrize("width", [680, 1280])
def test_a_point_is_of_the_part_it_lies_in(width):
    parts = columns(QRect(0, 40, width, ROW_HEIGHT))
    for name in ("number", "name", "bar", "score", "answers"):
        assert parts.at(getattr(parts, name).center()) == name
    assert parts.at(QPoint(width + 50, 60)) == ""


def test_the_three_buttons_share_the_place_of_the_answers():
    answers = columns(QRect(0, 0, 1280, ROW_HEIGHT)).answers
    rects = [answer_rects(answers)[state] for state in STATES]
    assert rects[0].left() == answers.left()
    assert rects[-1].right() == answers.right()
    assert not any(one.intersects(other) for one, other in pairwise(rects))


def words_fit() -> None:
    metrics, rects = (
        QFontMetrics(QApplication.font()),
        answer_rects(columns(QRect(0, 0, 1280, 40)).answers),
    )
    words = dict(zip(STATES, ("Yes", "No", "Undecided"), strict=True))
    for state, rect in rects.items():
        text = QApplication.translate(RowPainter.__name__, words[state])
        assert metrics.horizontalAdvance(text) + ICON + 4 <= rect.width(), text


def test_the_words_fit_into_their_buttons(qapp):
    words_fit()


def test_the_german_words_fit_too(german):
    words_fit()


def test_a_suggestion_without_an_answer_is_undecided_as_any_other_tag(qtbot):
    states = ("suggested", "unseen", "yes")
    rows = [
        TagRow(Tagging(one, "", one, 0.5, 1, 0.5, "", 1), 0.1, 0, False, False) for one in states
    ]
    model, tags = TagListModel(), SuggestionList(Theme(WindowState()))
    qtbot.addWidget(tags)
    model.show_rows(tuple(rows), "starter")
    tags.setModel(model)
    tags.resize(1280, 200)
    tags.show()
    drawn = tags.viewport().grab().toImage()
    fills = []
    for place in range(3):
        undecided = answer_rects(columns(tags.visualRect(model.index(place))).answers)["unseen"]
        fills.append(drawn.pixelColor(undecided.left() + 6, undecided.top() + 6).name())
    assert fills[0] == fills[1] != fills[2]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_which_answer_holds_is_seen_in_both_themes_also_where_none_is_given(qtbot, colours):
    row = TagRow(Tagging("a", "", "unseen", 0.5, 1, 0.9, "", 1), 0.1, 0, False, False)
    model, theme = TagListModel(), Theme(WindowState())
    theme.colours = colours
    tags = SuggestionList(theme)
    qtbot.addWidget(tags)
    model.show_rows((row,), "starter")
    tags.setModel(model)
    tags.resize(1280, 100)
    tags.show()
    drawn = tags.viewport().grab().toImage()
    places = answer_rects(columns(tags.visualRect(model.index(0))).answers)
    ground = {
        state: drawn.pixelColor(rect.left() + 6, rect.top() + 6) for state, rect in places.items()
    }
    assert contrast(ground["unseen"], ground["yes"]) > 1.19
    inks = {
        state: max(
            contrast(drawn.pixelColor(x, rect.center().y()), ground[state])
            for x in range(rect.left() + 4, rect.right() - 4)
        )
        for state, rect in places.items()
    }
    assert inks["unseen"] > inks["no"] * 1.1


def contrast(one, other) -> float:
    """Return the contrast of two colours by WCAG, 1 to 21."""
    lights = sorted(luminance(colour) + 0.05 for colour in (one, other))
    return lights[1] / lights[0]


def luminance(colour) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(("width", "title"), [(1200, "Tag (its number: yes)"), (560, "Tag")])
def test_the_titles_say_that_a_number_answers_where_there_is_room(shown, monkeypatch, width, title):
    theme, drawn = Theme(WindowState()), []
    draw = row_painter.elided
    monkeypatch.setattr(
        row_painter, "elided", lambda *given: (drawn.append(draw(*given)), draw(*given))[1]
    )
    rows = shown(SuggestionList(theme))
    rows.resize(width, 300)
    titles = shown(RowTitles(theme, rows))
    drawn.clear()
    titles.repaint()
    titles.grab()
    assert title in drawn
