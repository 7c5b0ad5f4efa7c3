import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QStyle

from tagstudio.ui.widgets.row_table import GAP, ROW_ROLE, RowColumn, RowTable, RowView

COLUMNS = [
    RowColumn("Name", lambda row: row[0], tip=lambda row: f"all of {row[0]}"),
    RowColumn("Count", lambda row: f"{row[1]:,}", lambda row: row[1], number=True),
]


@pytest.fixture
def table(qapp) -> RowTable:
    made = RowTable(COLUMNS)
    QAbstractItemModelTester(made)
    made.show_rows([("b", 10), ("c", 9), ("a", 1000)])
    return made


def cell(table: RowTable, row: int, column: int, role=Qt.ItemDataRole.DisplayRole):
    return table.index(row, column).data(role)


def test_a_cell_has_text_tip_and_its_row(table):
    assert cell(table, 2, 1) == "1,000"
    assert cell(table, 2, 0, Qt.ItemDataRole.ToolTipRole) == "all of a"
    assert cell(table, 2, 0, ROW_ROLE) == ("a", 1000)
    assert cell(table, 0, 1, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight


def test_numbers_sort_as_numbers_and_indexes_follow_their_rows(table):
    held = QPersistentModelIndex(table.index(0, 0))
    table.sort(1)
    assert [row[1] for row in table.rows] == [9, 10, 1000]
    assert held.data(ROW_ROLE) == ("b", 10)


def test_new_rows_come_in_the_order_that_was_chosen(table):
    table.sort(0, Qt.SortOrder.DescendingOrder)
    table.show_rows([("x", 1), ("z", 2), ("y", 3)])
    assert [row[0] for row in table.rows] == ["z", "y", "x"]


def test_the_selected_rows_are_told_from_the_top_down(table, shown):
    view = shown(RowView(table, "Rows", wide=0))
    view.selectAll()
    assert view.chosen() == table.rows


def test_columns_give_way_in_a_narrow_view_and_come_back_in_a_wide_one(qtbot, shown):
    columns = [RowColumn(f"Column {number}", lambda row: row[0]) for number in range(4)]
    view = RowView(RowTable(columns, QApplication.instance()), "Rows", wide=1)
    view.set_widths(120, 0, 200, 120)
    view.resize(700, 200)
    shown(view)
    assert [view.columnWidth(one) for one in (0, 2, 3)] == [120, 200, 120]
    view.resize(300, 200)
    qtbot.waitUntil(lambda: view.horizontalScrollBar().maximum() == 0)
    assert view.columnWidth(1) >= 90
    assert view.columnWidth(2) >= view.columnWidth(0) >= 32
    head = view.model().headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert head == "Column 2"
    view.resize(700, 200)
    assert [view.columnWidth(one) for one in (0, 2, 3)] == [120, 200, 120]


def test_a_column_that_left_comes_back_as_wide_as_it_was(qtbot, shown):
    columns = [RowColumn(f"Column {number}", lambda row: row[0]) for number in range(3)]
    columns.insert(1, RowColumn("May leave", lambda row: "16 %", number=True, may_leave=True))
    table = RowTable(columns, QApplication.instance())
    view = RowView(table, "Rows", wide=0)
    view.resize(320, 200)
    shown(view)
    assert view.isColumnHidden(1)
    table.show_rows([("a",)] * 40)
    for column in (1, 2, 3):
        view.resizeColumnToContents(column)  # also of the one that is not shown
    assert view.isColumnHidden(1)
    view.resize(700, 200)
    qtbot.waitUntil(lambda: not view.isColumnHidden(1))
    room = view.horizontalHeader().sectionSizeHint(1)
    assert view.columnWidth(1) >= room > 32  # px; its title is not cut off
    view.resize(320, 200)
    qtbot.waitUntil(lambda: view.isColumnHidden(1))


def test_what_the_program_selects_is_told_apart_from_what_the_user_does(qtbot, table, shown):
    view = shown(RowView(table, "Rows", wide=0))
    told = []
    view.user_chose.connect(lambda: told.append(view.chosen()))
    view.choose_rows([2, 1])
    assert (view.chosen(), told) == (table.rows[1:], [])
    assert view.currentIndex().row() == 2
    qtbot.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(table.index(0, 0)).center()
    )
    assert told == [[table.rows[0]]]
    view.choose_rows([])
    assert (view.chosen(), len(told)) == ([], 1)


def test_no_text_is_cut_off_where_another_column_has_room(qtbot, shown):
    names, title = "a rather long name of a file.mp3", "and the whole of a title that is as long"
    columns = [
        RowColumn(f"{number}", lambda row, number=number: row[number]) for number in range(3)
    ]
    table = RowTable(columns, QApplication.instance())
    view = RowView(table, "Rows", wide=0)
    view.resize(800, 200)
    shown(view)
    table.show_rows([(names, title, ""), (names, "b", "c"), ("a reason " * 40, "", "")])
    view.setSpan(2, 0, 1, 3)
    view.fit_texts(0, 64)
    metrics = view.fontMetrics()
    for width in (800, 640):
        view.resize(width, 200)
        assert view.columnWidth(0) > metrics.horizontalAdvance(names)
        assert view.columnWidth(1) > metrics.horizontalAdvance(title)
    view.resize(400, 200)  # for all too little: each gives way, and nothing is out of sight
    assert sum(view.columnWidth(one) for one in range(3)) <= view.viewport().width()
    assert view.columnWidth(0) > metrics.horizontalAdvance(names) // 2
    assert view.columnWidth(1) > metrics.horizontalAdvance(title) // 2


def test_a_text_is_not_cut_by_the_icon_before_it(qtbot, shown, qapp):
    sign = qapp.style().standardIcon(QStyle.StandardPixmap.SP_MessageBoxWarning)
    columns = [
        RowColumn("File", lambda row: row[0], icon=lambda _: sign),
        RowColumn("Why", lambda row: row[1]),
    ]
    table = RowTable(columns)
    view = shown(RowView(table, "Files", wide=1))
    view.resize(800, 200)
    table.show_rows([("a long name of a file.flac", "why")])
    view.fit_texts()
    text = view.fontMetrics().horizontalAdvance("a long name of a file.flac")
    assert view.columnWidth(0) >= text + 16 + 24


def test_a_number_keeps_away_from_the_text_that_begins_right_after_it(shown):
    columns = [
        RowColumn("No", lambda row: row[0], number=True),
        RowColumn("Yes", lambda row: row[0], number=True),
        RowColumn("Implies", lambda row: row[1]),
    ]
    table = RowTable(columns, QApplication.instance())
    table.show_rows([("70", "rock")])
    view = shown(RowView(table, "Rows", wide=2))
    view.set_widths(100, 100)
    across = Qt.Orientation.Horizontal
    assert [table.headerData(n, across) for n in range(3)] == ["No", f"Yes{GAP}", "Implies"]
    assert [cell(table, 0, n) for n in range(3)] == ["70", "70", "rock"]  # as one hears it

    def dark_columns(column: int) -> list[int]:
        """Return where along the cell its text is painted."""
        drawn = view.grab(
            view.visualRect(table.index(0, column)).translated(view.viewport().pos())
        ).toImage()
        paper = drawn.pixelColor(2, 2)
        return [
            x
            for x in range(drawn.width())
            if any(drawn.pixelColor(x, y) != paper for y in range(4, drawn.height() - 4))
        ]

    assert dark_columns(0)[-1] - dark_columns(1)[-1] >= 12


def test_capitals_sort_among_small_letters(qapp):
    table = RowTable(COLUMNS)
    table.show_rows([("jazz", 1), ("Hip-Hop", 2), ("country", 3)])
    table.sort(0)
    assert [row[0] for row in table.rows] == ["country", "Hip-Hop", "jazz"]


def test_what_is_short_stays_whole_where_what_is_long_gives_way(qtbot, shown):
    columns = [
        RowColumn(f"{number}", lambda row, number=number: row[number]) for number in range(3)
    ]
    table = RowTable(columns, QApplication.instance())
    view = RowView(table, "Rows", wide=0)
    shown(view)
    table.show_rows([("a title that is long " * 3, "a message that is long " * 3, "short")])
    view.resize(480, 200)
    view.fit_texts()
    assert view.columnWidth(2) > view.fontMetrics().horizontalAdvance("short") + 20
    assert abs(view.columnWidth(0) - view.columnWidth(1)) <= 2  # px: both give way alike
