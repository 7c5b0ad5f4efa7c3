from array import array

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QColor, QDrag, QPainter
from PySide6.QtWidgets import QHeaderView, QStyleOptionViewItem

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.search.query import parse
from tagstudio.library.tracks import tracks
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.library_screen import track_view
from tagstudio.ui.library_screen.cells import GAP, ICON
from tagstudio.ui.library_screen.column_widths import TAGS_ROOM
from tagstudio.ui.library_screen.columns import COLUMNS, STATE, STATE_TEXTS, TAGS, state_text
from tagstudio.ui.library_screen.track_table import TrackTable, dropped
from tagstudio.ui.library_screen.track_view import ROW_HEIGHT, TrackView, joined

SELECT_ROW = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows


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
    table._set_ids(array("q", range(1, 20_001)))
    table.asked = 0
    view.selectAll()
    view.horizontalHeader().repaint()
    view.viewport().repaint()
    assert len(view.selected_ids()) == 20_000
    assert table.asked < 2000


@pytest.mark.parametrize(("rows", "text"), [((2,), "1 track"), ((0, 1, 3), "3 tracks")])
def test_dragged_tracks_are_a_small_sign_beside_the_pointer(view, monkeypatch, rows, text):
    """It hides no tag: neither the rows nor their picture go along."""
    drags, said = [], []

    class Drag(QDrag):
        def exec(self, *actions: Qt.DropAction) -> Qt.DropAction:
            drags.append((self.pixmap(), self.hotSpot(), self.mimeData(), actions))
            return Qt.DropAction.IgnoreAction

    class Painter(QPainter):
        def drawText(self, *given: object) -> None:
            said.append(given[-1])
            super().drawText(*given)

    monkeypatch.setattr(track_view, "QDrag", Drag)
    monkeypatch.setattr(track_view, "QPainter", Painter)
    for row in rows:
        view.selectionModel().select(view.model().index(row, 0), SELECT_ROW)
    view.startDrag(Qt.DropAction.CopyAction)
    [(sign, hot_spot, data, actions)] = drags
    assert hot_spot.x() < 0 and hot_spot.y() < 0  # the pointer is outside, above at the left
    size = sign.deviceIndependentSize()
    assert size.height() < ROW_HEIGHT and size.width() < 16 * GRID
    assert sign.toImage().pixelColor(0, 0) == QColor(view._workspace.theme.colours.accent)
    assert said == [text]
    assert dropped(data) == array("q", [view.model().ids[row] for row in rows])
    assert actions == (Qt.DropAction.CopyAction,)


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


def columns_of(view):
    """Return the widths of the columns that are seen, by name."""
    columns = view.model().columns
    return {
        column.name: view.columnWidth(number)
        for number, column in enumerate(columns)
        if not view.isColumnHidden(number)
    }


def test_a_wider_window_shows_more_and_a_narrow_one_keeps_the_tags(qtbot, view):
    qtbot.waitUntil(lambda: "artist" in view.model().filled)
    view.resize(1000, 400)
    before = columns_of(view)
    for width in range(1000, 1600, 7):  # as a border is dragged
        view.resize(width, 400)
    view.resize(1600, 400)
    wide = columns_of(view)
    assert all(wide[name] > before[name] for name in ("title", "artist", "tags"))
    for width in (900, 700, 500, 460, 424):  # 4 of them are the frame, where the focus shows
        view.resize(width, 400)
        seen = columns_of(view)
        assert seen["tags"] >= TAGS_ROOM
        assert seen["title"] >= 120
        assert sum(seen.values()) <= view.viewport().width()
    assert "album" not in seen
    view.resize(1000, 400)
    assert columns_of(view) == before


def test_the_artist_is_there_in_the_smallest_window(qtbot, german, workspace, shown):
    table = TrackTable(workspace)
    view = shown(TrackView(workspace, table))
    view.resize(512, 400)  # what a window of 800x600 leaves
    with qtbot.waitSignal(table.found):
        table.show(parse(""))
    qtbot.waitUntil(lambda: "artist" in table.filled)
    view.fit()
    assert columns_of(view)["artist"] >= 84


def test_an_empty_column_takes_no_room_from_the_tags(view):
    view.model().filled.clear()
    view.resize(1000, 400)
    empty = columns_of(view)
    view.model().filled |= {"title", "artist", "album"}
    view.fit()
    assert columns_of(view)["tags"] < empty["tags"]
    assert empty["artist"] < columns_of(view)["artist"]


def test_a_year_that_no_row_has_leaves_its_room_to_the_others(view):
    view.model().filled = {"title", "artist", "album"}
    view.resize(736, 400)
    without = columns_of(view)
    assert "year" not in without
    view.model().filled.add("year")
    view.fit()
    assert sum(without[name] for name in ("title", "artist")) > sum(
        columns_of(view)[name] for name in ("title", "artist")
    )


def test_columns_are_chosen_and_remembered_with_widths_order_and_sorting(
    qtbot, workspace, view, shown
):
    view.resize(1600, 400)
    view.setColumnWidth(0, 333)
    view.choose("hz", True)
    view.choose("album", False)
    view.choose("score:jazz", True)
    header = view.horizontalHeader()
    header.moveSection(header.visualIndex(0), 2)
    view.sortByColumn(5, Qt.SortOrder.DescendingOrder)
    view.remember()
    table = TrackTable(workspace)
    again = shown(TrackView(workspace, table))
    again.resize(1600, 400)
    assert columns_of(again) == columns_of(view)
    assert {"hz", "score:jazz"} <= columns_of(again).keys()
    assert "album" not in columns_of(again)
    assert again.columnWidth(0) == 333
    assert again.horizontalHeader().visualIndex(0) == 2
    assert table.order == "year-"


def test_the_menu_offers_each_fact_and_each_tag_of_the_model(view):
    menu = view.column_menu()
    texts = [action.text() for action in menu.actions()]
    assert {"Sample rate", "Folder", "Genre in the file"} <= {*texts}
    [scores] = [action.menu() for action in menu.actions() if action.text() == "Score of a tag"]
    tags = [one.text() for group in scores.actions() for one in group.menu().actions()]
    assert sorted(tags) == ["Rock", "hard rock", "jazz"]


def test_a_column_of_scores_shows_them_and_sorts_by_them(qtbot, view):
    table = view.model()
    view.choose("score:jazz", True)
    number = len(table.columns) - 1

    def scores():
        return [table.index(row, number).data() for row in range(table.rowCount())]

    qtbot.waitUntil(lambda: any(scores()))
    with qtbot.waitSignal(table.found):
        header = view.horizontalHeader()
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle(header, number))
    assert header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder  # the largest first
    qtbot.waitUntil(lambda: None not in scores())
    known = [float(one) for one in scores() if one]
    assert known
    assert known == sorted(known, reverse=True)
    view.choose("score:jazz", False)
    assert table.columnCount() == len(COLUMNS)


def middle(header: QHeaderView, section: int) -> QPoint:
    """Return the middle of a section of a header."""
    x = header.sectionViewportPosition(section) + header.sectionSize(section) // 2
    return QPoint(x, header.height() // 2)


@pytest.fixture
def long_view(qtbot, workspace, shown) -> TrackView:
    """Sixty tracks more, of which ten are seen at once."""
    with workspace.library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        facts = [Facts(f"Piece {n:02}", f"Artist {60 - n:02}", "") for n in range(60)]
        new = [
            tracks.NewTrack(f"/music/d/{n}.mp3", 5, 5, bytes([n] * 16), one)
            for n, one in enumerate(facts)
        ]
        tracks.add_tracks(connection, folder, new)
    table = TrackTable(workspace)
    view = shown(TrackView(workspace, table))
    view.resize(900, 10 * ROW_HEIGHT + view.horizontalHeader().height() + 12)
    with qtbot.waitSignal(table.found):
        table.show(parse(""))
    return view


def sort_by(qtbot, view: TrackView, column: int) -> None:
    header = view.horizontalHeader()
    with qtbot.waitSignal(view.model().found):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle(header, column))


def test_a_sorted_list_begins_at_its_top_or_where_the_selected_row_is_seen(qtbot, long_view):
    view, bar = long_view, long_view.verticalScrollBar()
    view.setCurrentIndex(view.model().index(30, 0))  # in focus, and then not selected
    view.clearSelection()
    bar.setValue(700)
    sort_by(qtbot, view, 1)
    assert bar.value() == 0
    view.selectRow(4)
    chosen = view.current_id()
    for _ in range(2):  # to the end of the list, and back
        sort_by(qtbot, view, 1)
        row = view.model().row_of(chosen)
        assert bar.value() % ROW_HEIGHT == 0 or bar.value() == bar.maximum()
        assert view.rowAt(0) <= row <= view.rowAt(view.viewport().height() - 1)
    assert bar.value() == 0 and view.model().row_of(chosen) == 4


@pytest.mark.parametrize("name", ["length", "title"])
@pytest.mark.parametrize("order", list(Qt.SortOrder))
def test_the_arrow_of_sorting_stands_above_the_title_and_does_not_touch_it(
    qtbot, view, name, order
):
    header = view.horizontalHeader()
    number = next(place for place, column in enumerate(COLUMNS) if column.name == name)
    other = next(place for place, column in enumerate(COLUMNS) if column.name == "artist")
    pictures = []
    for sorted_by in (other, number):
        header.setSortIndicator(sorted_by, order)
        left, wide = header.sectionViewportPosition(number), header.sectionSize(number)
        pictures.append(header.grab().toImage().copy(left, 0, wide, header.height()))
    without, with_arrow = pictures
    places = [(x, y) for y in range(header.height()) for x in range(wide)]
    changed = [y for x, y in places if without.pixel(x, y) != with_arrow.pixel(x, y)]
    letters = header.fontMetrics().capHeight()
    assert changed
    assert max(changed) < (header.height() - letters) // 2


@pytest.mark.parametrize("current", [None, 1010, 1900])  # none, one that is seen, one that is not
def test_tracks_stay_where_they_are_seen_when_others_come_in_above_and_go(qtbot, view, current):
    table = view.model()
    table._set_ids(array("q", range(1000, 3000)))
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 1900 * 32)
    if current is not None:
        view.setCurrentIndex(table.index(table.row_of(current), 0))
    view.verticalScrollBar().setValue(7 * 32 + 5)
    seen = 1010 if current == 1010 else 1007
    y = view.rowViewportPosition(table.row_of(seen))
    table._set_ids(array("q", [*range(500, 1003), *range(1005, 3000), 4000]))
    assert view.rowViewportPosition(table.row_of(seen)) == y
    assert view.current_id() == current


def test_what_another_query_finds_is_shown_at_the_track_in_focus(qtbot, view):
    table = view.model()
    table._set_ids(array("q", range(1000, 3000)))
    view.setCurrentIndex(table.index(table.row_of(1900), 0))
    view.verticalScrollBar().setValue(0)
    table.query = parse("jazz")
    table._set_ids(array("q", range(1500, 3000)))
    assert 0 <= view.rowViewportPosition(table.row_of(1900)) < view.viewport().height()


def test_ranges_of_rows_are_joined_where_they_touch():
    assert joined([(7, 9), (0, 2), (3, 3), (5, 5), (8, 12)]) == [(0, 3), (5, 5), (7, 12)]


def test_a_track_that_is_selected_twice_counts_once(view):
    table, model = view.model(), view.selectionModel()
    for first, last in ((0, 3), (2, 5), (4, 4)):
        chosen = QItemSelection(table.index(first, 0), table.index(last, 2))
        model.select(chosen, model.SelectionFlag.Select)
    assert view.selected_ids() == table.ids[:6]


def test_selecting_all_takes_the_tracks_that_are_still_to_come(qtbot, view, parts):
    table = view.model()
    with qtbot.waitSignal(table.found):
        table.sort(0, Qt.SortOrder.DescendingOrder)
    assert len(table.ids) < table.count
    view.selectAll()
    assert not view.selected_ids()
    qtbot.waitUntil(lambda: len(view.selected_ids()) == 6)
    view.clearSelection()
    with qtbot.waitSignal(table.found):
        table.sort(0, Qt.SortOrder.AscendingOrder)
    view.selectAll()
    with qtbot.waitSignal(table.found):
        table.show(parse("-tag:jazz"))  # before they came: what was wanted is gone
    qtbot.waitUntil(lambda: len(table.ids) == table.count)
    assert not view.selected_ids()


@pytest.mark.parametrize("width", [480, 680, 960])
def test_the_title_of_the_state_is_not_cut(qtbot, german, workspace, shown, width):
    table = TrackTable(workspace)
    view = shown(TrackView(workspace, table))
    view.resize(width, 400)
    with qtbot.waitSignal(table.found):
        table.show(parse(""))
    title = table.headerData(STATE, Qt.Orientation.Horizontal)
    assert title == "Status"
    assert view.columnWidth(STATE) >= view.horizontalHeader().sectionSizeHint(STATE)
    assert view.columnWidth(TAGS) >= TAGS_ROOM


def test_the_words_of_the_states_have_room_where_there_is_any(qtbot, german, workspace, shown):
    table = TrackTable(workspace)
    view = shown(TrackView(workspace, table))
    view.resize(1100, 400)
    with qtbot.waitSignal(table.found):
        table.show(parse(""))
    room = view.columnWidth(STATE) - 2 * GRID - ICON - GAP
    assert all(view.fontMetrics().horizontalAdvance(state_text(one)) <= room for one in STATE_TEXTS)
    assert state_text("new") == "ohne Vorschläge"


def choose_rows(view, ids) -> None:
    chosen, last = QItemSelection(), len(COLUMNS) - 1
    for row in view.model().rows_of(ids):
        chosen.select(view.model().index(row, 0), view.model().index(row, last))
    view.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def sort_again(qtbot, view) -> list[int]:
    """Sort the other way, and return what is listed first, before the others come."""
    first: list[int] = []
    with qtbot.waitSignal(view.model().found):
        view.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    first += view.model().ids
    assert not view.model().is_listed
    return first


def test_the_selection_outlives_a_sort_whose_rows_come_in_two_parts(qtbot, parts, view):
    qtbot.waitUntil(lambda: view.model().is_listed)
    every = list(view.model().ids)
    choose_rows(view, every[:3])  # the last ones, the other way round
    view.setCurrentIndex(view.model().index(0, 0))
    choose_rows(view, every[:3])
    listed = sort_again(qtbot, view)
    assert not set(listed) & set(every[:3])
    qtbot.waitUntil(lambda: view.model().is_listed)
    assert list(view.model().ids) == every[::-1]
    assert sorted(view.selected_ids()) == sorted(every[:3])
    assert view.current_id() == every[0]


def test_what_is_chosen_before_the_second_part_comes_is_all_that_is_selected(qtbot, parts, view):
    qtbot.waitUntil(lambda: view.model().is_listed)
    every = list(view.model().ids)
    choose_rows(view, every[:3])
    listed = sort_again(qtbot, view)
    choose_rows(view, listed[:1])
    qtbot.waitUntil(lambda: view.model().is_listed)
    assert list(view.selected_ids()) == listed[:1]


def click_heading(qtbot, view, column: int) -> None:
    header = view.horizontalHeader()
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle(header, column))


def test_a_heading_that_sorts_nothing_now_leaves_the_arrow_where_it_is(qtbot, view):
    header, table = view.horizontalHeader(), view.model()
    file = next(number for number, one in enumerate(COLUMNS) if one.name == "file")
    view.resize(2000, 400)
    view.choose("file", True)
    before = (header.sortIndicatorSection(), header.sortIndicatorOrder())
    for column in (TAGS, TAGS, file):
        assert not view.isColumnHidden(column)
        with qtbot.assertNotEmitted(table.found, wait=100):
            click_heading(qtbot, view, column)
        assert (header.sortIndicatorSection(), header.sortIndicatorOrder()) == before
        assert table.sorted_by == before
        tip = table.headerData(column, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        assert "Click: sort" not in tip


def test_tags_sort_by_the_one_tag_that_is_searched_and_no_longer_after_it(qtbot, view):
    header, table = view.horizontalHeader(), view.model()
    year = next(number for number, one in enumerate(COLUMNS) if one.name == "year")
    with qtbot.waitSignal(table.found):
        header.setSortIndicator(year, Qt.SortOrder.DescendingOrder)
    with qtbot.waitSignal(table.found):
        table.show(parse("tag:jazz"))
    view.follow_search()
    tip = table.headerData(TAGS, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "Click: sort by the score of jazz" in tip
    with qtbot.waitSignal(table.found):
        click_heading(qtbot, view, TAGS)
    assert header.sortIndicatorSection() == TAGS and list(table.ids) == [1, 3]
    with qtbot.waitSignal(table.found):
        table.show(parse(""))
        view.follow_search()
    assert (header.sortIndicatorSection(), table.order) == (year, "year-")


def test_no_column_goes_when_the_rows_no_longer_fit_and_a_bar_comes(qtbot, view):
    def hidden() -> list[bool]:
        return [view.isColumnHidden(number) for number in range(len(COLUMNS))]

    for width in range(300, 900, 6):
        view.resize(width, 400)
        without = hidden()
        view.resize(width, 120)
        qtbot.waitUntil(view.verticalScrollBar().isVisible)
        assert hidden() == without
