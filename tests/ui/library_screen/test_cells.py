import time

import pytest
from PySide6.QtCore import QLocale, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from tagstudio.library.tags import review_marks
from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.library_screen.cells import CellDelegate, chip_text
from tagstudio.ui.library_screen.shown_track import shown_tracks
from tagstudio.ui.library_screen.track_table import TrackTable


@pytest.mark.parametrize(
    ("state", "score", "text"),
    [
        ("yes", 0.9, "✓ jazz"),
        ("suggested", 0.634, "jazz 0.63"),
        ("suggested", None, "jazz"),
        ("suggested", 1.0, "jazz 1.00"),
    ],
)
def test_a_chip_has_a_check_mark_or_a_score(qapp, state, score, text):
    assert chip_text(Tagging("jazz", "genre", state, score, None, 0.5, "", None)) == text


def test_a_score_is_written_as_the_country_writes_it(qapp):
    tagging = Tagging("jazz", "genre", "suggested", 0.634, None, 0.5, "", None)
    before = QLocale()
    try:
        QLocale.setDefault(QLocale("de_DE"))
        assert chip_text(tagging) == "jazz 0,63"
        QLocale.setDefault(QLocale("en_GB"))
        assert chip_text(tagging) == "jazz 0.63"
    finally:
        QLocale.setDefault(before)


def test_what_was_left_undecided_on_a_reviewed_track_is_no_chip_any_more(workspace):
    def painted(*, is_reviewed: bool) -> QImage:
        with workspace.library.read() as connection:
            [shown] = shown_tracks(connection, workspace.shown_model(), [3])
        assert shown.left_alone == ({"hard rock"} if is_reviewed else set())
        image = QImage(120, 24, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        box = QRect(2, 2, 100, 20)
        delegate = CellDelegate(TrackTable(workspace), workspace.theme)
        delegate._paint_chip(painter, box, "", shown, shown.tags[1])
        painter.end()
        return image

    chip = painted(is_reviewed=False)
    with workspace.library.write() as connection:
        review_marks.mark(connection, [3], time.time())
    left = painted(is_reviewed=True)
    white = QColor(Qt.GlobalColor.white)
    edges = [(2, 12), (101, 12), (50, 2), (50, 21)]
    assert all(chip.pixelColor(*edge) != white for edge in edges)
    assert all(left.pixelColor(*edge) == white for edge in edges)
