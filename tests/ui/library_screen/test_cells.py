import pytest
from PySide6.QtCore import QLocale

from tagstudio.library.search.query import parse
from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.library_screen.cells import chip_text
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


def test_the_tag_that_is_searched_for_is_the_first_chip(workspace):
    with workspace.library.read() as connection:
        [shown] = shown_tracks(connection, workspace.shown_model(), [3])
    table = TrackTable(workspace)
    assert [one.tag for one in shown.chips(table.asked_tags)] == ["jazz", "hard rock"]
    for text in ('tag:"Hard Rock"', 'tag:"hard rock">0.2', 'coltrane , yes:"hard rock"'):
        table.show(parse(text))
        assert [one.tag for one in shown.chips(table.asked_tags)] == ["hard rock", "jazz"]
    table.show(parse('-tag:"hard rock"'))
    assert [one.tag for one in shown.chips(table.asked_tags)] == ["jazz", "hard rock"]
