import pytest
from PySide6.QtWidgets import QStyleOptionViewItem

from tagstudio.library.search.query import parse
from tagstudio.ui.library_screen.columns import COLUMNS, TAGS
from tagstudio.ui.library_screen.track_table import TrackTable
from tagstudio.ui.library_screen.track_view import TrackView


class CountingTable(TrackTable):
    """A table that knows how often Qt asked whether a cell can be selected."""

    asked = 0

    def flags(self, index):
        self.asked += 1
        return super().flags(index)


@pytest.fixture
def view(qtbot, workspace, shown) -> TrackView:
    table = CountingTable(workspace)
    made = shown(TrackView(workspace, table))
    made.resize(1000, 400)
    with qtbot.waitSignal(table.found):
        table.show(parse(""))
    return made


def test_painting_a_large_selection_asks_for_what_is_seen_only(view):
    table = view.model()
    table._set_ids(list(range(1, 20_001)))
    table.asked = 0
    view.selectAll()
    view.horizontalHeader().repaint()
    view.viewport().repaint()
    assert len(view.selected_ids()) == 20_000
    assert table.asked < 2000


def test_a_column_is_as_wide_as_its_chips_want(qtbot, view):
    table = view.model()
    row = table.row_of(3)
    qtbot.waitUntil(lambda: table.track(row) is not None)
    option = QStyleOptionViewItem()
    widths = [
        view.itemDelegate().sizeHint(option, table.index(row, column)).width()
        for column in range(len(COLUMNS))
    ]
    assert widths[TAGS] > option.fontMetrics.horizontalAdvance("✓ jazz hard rock .80")
    assert all(width > 0 for width in widths)


def test_every_cell_is_painted_in_both_themes(qtbot, workspace, view):
    qtbot.waitUntil(lambda: view.model().track(5) is not None)
    pictures = []
    for choice in ("light", "dark"):
        workspace.theme.choose(choice)
        pictures.append(view.grab().toImage())
    assert pictures[0].pixelColor(990, 390).lightness() > 200
    assert pictures[1].pixelColor(990, 390).lightness() < 60


def widths_of(view):
    return [view.columnWidth(number) for number in range(3)]


def test_a_wider_window_shows_more_of_titles_artists_and_albums(qtbot, workspace, view):
    before = widths_of(view)
    for width in range(1000, 1600, 7):  # as a border is dragged
        view.resize(width, 400)
    view.resize(1600, 400)
    wide = widths_of(view)
    grown = [after - less for after, less in zip(wide, before, strict=True)]
    assert grown == [120, 90, 90]
    view.resize(50, 400)
    view.resize(1000, 400)
    assert widths_of(view) == before == [column.width for column in COLUMNS[:3]]


def test_widths_are_remembered_with_the_window_they_fit(qtbot, workspace, view, shown):
    view.resize(1600, 400)
    view.setColumnWidth(0, 500)
    view.remember()
    again = TrackView(workspace, view.model())
    again.resize(1600, 400)
    shown(again)
    assert widths_of(again) == widths_of(view)
