"""Texts are shortened at their end, whichever way they are written."""

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from tagstudio.ui.text.elide import elided, runs_to_the_left, whole_sentences

ARABIC, HEBREW = "موسيقى الليل والمطر", "שיר של לילה וגשם"
MARK = "\u200f"


@pytest.mark.parametrize("text", [ARABIC, HEBREW, f"12 – {ARABIC}", f"🎷 {HEBREW}, live"])
def test_the_dots_of_a_text_from_right_to_left_stand_at_its_end(qapp, text):
    metrics = QFontMetrics(QApplication.font())
    shortened = elided(metrics, text, metrics.horizontalAdvance(text) // 2)
    assert shortened.endswith("…" + MARK)
    assert elided(metrics, text, 10 * metrics.horizontalAdvance(text)) == text


@pytest.mark.parametrize("text", ["Concerto for Four Harpsichords", f"Live: {ARABIC}", "1975 – 80"])
def test_other_texts_get_no_mark(qapp, text):
    metrics = QFontMetrics(QApplication.font())
    assert MARK not in elided(metrics, text, metrics.horizontalAdvance(text) // 2)
    assert not runs_to_the_left(text)


@pytest.mark.parametrize(
    ("longest", "kept"),
    [
        (60, "It learned. Is it better? Go on in Review."),
        (30, "It learned. Is it better? …"),
        (15, "It learned. …"),
        (3, "It learned. …"),
    ],
)
def test_a_text_ends_with_a_whole_sentence(longest, kept):
    text = "It learned. Is it better? Go on in Review."
    assert whole_sentences(text, lambda part: len(part) <= longest) == kept


def test_a_text_of_one_sentence_stays():
    assert whole_sentences("starter v1.2 is in use.", lambda _: False) == "starter v1.2 is in use."
