import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontMetrics

from tagstudio.library.search.query import parse
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.views.tag_states import Tagging
from tagstudio.ui.library_screen.cells import CellDelegate, chip_text, cut_chip
from tagstudio.ui.library_screen.columns import TAGS
from tagstudio.ui.library_screen.shown_track import shown_tracks
from tagstudio.ui.library_screen.track_table import TrackTable

LONG = "late at night in the rain, with candles and the windows open"  # 60 characters


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


@pytest.fixture
def chips(monkeypatch) -> dict[int, list[str]]:
    """The texts of the chips that were painted last, by row; those that were whole."""
    painted: dict[int, list[str]] = {}
    paint_row, paint_chip = CellDelegate.paint_row, CellDelegate._paint_chip

    def note_row(self, painter, row, *others):
        painted[row] = chips_of_row = []

        def note_chip(self, painter, box, text, decided):
            if painter.fontMetrics().horizontalAdvance(text) <= box.width():
                chips_of_row.append(text)
            paint_chip(self, painter, box, text, decided)

        monkeypatch.setattr(CellDelegate, "_paint_chip", note_chip)
        paint_row(self, painter, row, *others)

    monkeypatch.setattr(CellDelegate, "paint_row", note_row)
    return painted


def answer_long_tag(workspace) -> None:
    """Give two tracks a tag with a long name, one of them among others."""
    with workspace.library.write() as connection:
        own = tags.tag_id(connection, LONG, "", "user")
        decisions.record_decisions(connection, [Decision(id, own, "yes") for id in (3, 6)], "user")
    workspace.tell("decisions")


@pytest.mark.parametrize("size", [(800, 600), (960, 508)], ids=["800x600", "200 %"])
def test_each_track_with_tags_shows_one_at_least(qtbot, workspace, window, chips, size):
    answer_long_tag(workspace)
    window.resize(*size)
    screen = window.show_screen("library")
    table, view = screen.table, screen.view
    qtbot.waitUntil(lambda: bool(table.ids) and table.track(table.row_of(3)) is not None)
    for width in (view.columnWidth(TAGS), 160, 90, view.horizontalHeader().minimumSectionSize()):
        view.horizontalHeader().resizeSection(TAGS, width)
        chips.clear()
        view.viewport().repaint()
        tracks = [table.track(row) for row in chips]
        shown = [one for one in tracks if one.tags and not one.row.failure_message]
        assert len(shown) > 2
        assert not [one.row.id for one in shown if not chips[table.row_of(one.row.id)]]
        first = chips[table.row_of(3)][0]
        assert first.startswith("✓") and ("…" in first or first == f"✓ {LONG}")


def test_a_score_is_whole_where_its_tag_is_cut(qapp):
    metrics = QFontMetrics(qapp.font())
    tagging = Tagging(LONG, "", "suggested", 0.63, None, 0.5, "", None)
    text = cut_chip(metrics, tagging, 120)
    assert text.endswith("… 0.63")
    assert metrics.horizontalAdvance(text) <= 120
