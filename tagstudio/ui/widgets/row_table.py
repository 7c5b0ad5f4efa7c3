"""Small tables of rows that are all in memory: columns told by functions, sorted by a click."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.selection_mark import paint_marks

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
ROW_HEIGHT = 32
LEAST_WIDE, LEAST = 96, 32  # px, of the wide column and of each other one
MOST = 400  # px, that a column takes for its texts
MEASURED_ROWS = 300  # whose texts are measured: of 100,000 it would take seconds
BESIDE_TEXT = 24  # px, of a cell
ICON_ROOM = 24  # px, with the room between it and the text
GAP = 4 * "\N{NO-BREAK SPACE}"  # between a number and a text that begins right after it
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class RowColumn:
    """A column: its title, and the text of a row in it.

    `key` sorts the rows (default: the text, in any case); `number` texts stand on the right; `help`
    explains the column, as the tool tip of its title. One that `may_leave` is hidden where there is
    no room for all: what it tells must stand elsewhere too.
    """

    title: str
    text: Callable[[Any], str]
    key: Callable[[Any], Any] | None = None
    number: bool = False
    icon: Callable[[Any], QIcon | None] = lambda row: None
    tip: Callable[[Any], str] | None = None
    help: str = ""
    may_leave: bool = False


class RowTable(QAbstractTableModel):
    """Rows of any kind; ROW_ROLE gives the row itself."""

    def __init__(self, columns: Sequence[RowColumn], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Any] = []
        self._columns = columns
        self._sorted: tuple[int, Qt.SortOrder] | None = None
        self.hidden: set[int] = set()  # columns, as the view says

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show these rows, in the order that was chosen, else in their own."""
        self.beginResetModel()
        self.rows = list(rows)
        self._put_in_order()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the content of a cell."""
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column.number else None
        told: dict[int, Callable[[Any], Any]] = {
            Qt.ItemDataRole.DisplayRole: column.text,
            Qt.ItemDataRole.DecorationRole: column.icon,
            Qt.ItemDataRole.ToolTipRole: column.tip or column.text,
            ROW_ROLE: lambda row: row,
        }
        return told[role](row) if role in told else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the title of a column."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title + self.gap_after(section)
        if role == Qt.ItemDataRole.ToolTipRole:  # the title too: it may be cut off
            return "\n".join(
                filter(None, (self._columns[section].title, self._columns[section].help))
            )
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if self._columns[section].number else LEFT
        return None

    def gap_after(self, column: int) -> str:
        """Return what keeps a number on the right from the text of the next column, or nothing."""
        behind = range(column + 1, len(self._columns))
        beside = next((one for one in behind if one not in self.hidden), None)
        is_close = beside is not None and not self._columns[beside].number
        return GAP if is_close and self._columns[column].number else ""

    def may_leave(self, column: int) -> bool:
        """Tell whether a column is hidden where there is no room for all."""
        return self._columns[column].may_leave

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; remembered for the rows to come."""
        if 0 <= column < len(self._columns):
            self._sorted = (column, order)
            self.layoutAboutToBeChanged.emit()
            before = self.persistentIndexList()
            held = [self.rows[index.row()] for index in before]
            self._put_in_order()
            place = {id(row): number for number, row in enumerate(self.rows)}
            after = [
                self.index(place[id(row)], index.column())
                for row, index in zip(held, before, strict=True)
            ]
            self.changePersistentIndexList(before, after)
            self.layoutChanged.emit()

    def _put_in_order(self) -> None:
        if self._sorted is None:
            return
        column, order = self._sorted
        told = self._columns[column]
        key = told.key or (lambda row: told.text(row).casefold())
        self.rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)


class _GapPainter(QStyledItemDelegate):
    """Paints the texts of a table with the gaps behind them, which nobody needs to hear or copy."""

    def __init__(self, table: RowTable) -> None:
        super().__init__(table)
        self._table = table

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Put the gap behind the text."""
        super().initStyleOption(option, index)
        option.text += self._table.gap_after(index.column())


class RowView(QTableView):
    """The view of such a table; `name` is for screen readers, `wide` the column that stretches.

    Without `sortable` the rows keep their order. In a narrow view the columns give way, the widest
    first, so that nothing is out of sight; what is cut off stands in its tool tip.
    `user_chose` tells that the user selected other rows, and not the program by `choose_rows`.
    """

    user_chose = Signal()

    def __init__(self, table: RowTable, name: str, wide: int, *, sortable: bool = True) -> None:
        super().__init__()
        self._table = table
        self._wide = wide
        self._wanted: dict[int, int] = {}  # widths by column, in px
        self._wide_wanted = 0  # px, that the texts of the wide column take, once they are measured
        self._is_giving_way = self._is_choosing = False
        self.setAccessibleName(name)
        self.setModel(table)
        self.setItemDelegate(_GapPainter(table))
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setMinimumSectionSize(LEAST)
        header.sectionResized.connect(self._on_resized)
        if sortable:
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
            self.setSortingEnabled(True)

    def chosen(self) -> list[Any]:
        """Return the selected rows, from the top down."""
        rows = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return [self.model().index(row, 0).data(ROW_ROLE) for row in rows]

    def choose_rows(self, places: Sequence[int]) -> None:
        """Select these rows and no others, and bring the first of them into sight."""
        selection, flags = QItemSelection(), QItemSelectionModel.SelectionFlag
        for place in places:
            index = self.model().index(place, 0)
            selection.select(index, index)
        self._is_choosing = True
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        self._is_choosing = False
        if places:
            first = self.model().index(places[0], 0)
            self.selectionModel().setCurrentIndex(first, flags.NoUpdate)
            self.scrollTo(first)

    def _on_selected(self) -> None:
        if not self._is_choosing:
            self.user_chose.emit()

    def set_widths(self, *widths: int) -> None:
        """Give the first columns these widths in pixels, or more where the title needs it."""
        header = self.horizontalHeader()
        for column, width in enumerate(widths):
            self.setColumnWidth(column, max(width, header.sectionSizeHint(column)))

    def fit_texts(self, *least: int) -> None:
        """Give each column the width of its texts, from the `least` widths in pixels on.

        Where there is too little room for all, the widest give way, the wide column too.
        Only the texts of the first rows are measured, and none that goes over several columns.
        """
        model, metrics = self.model(), self.fontMetrics()
        rows = range(min(model.rowCount(), MEASURED_ROWS))
        for column in range(model.columnCount()):
            alone = (row for row in rows if self.columnSpan(row, column) == 1)
            texts = (model.index(row, column).data() or "" for row in alone)
            longest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
            icons = (model.index(row, column).data(Qt.ItemDataRole.DecorationRole) for row in rows)
            icon = ICON_ROOM if any(icons) else 0
            gap = metrics.horizontalAdvance(self._table.gap_after(column))
            wanted = min(MOST, longest + icon + gap + BESIDE_TEXT)
            if column == self._wide:
                self._wide_wanted = wanted
                continue
            title = self.horizontalHeader().sectionSizeHint(column)
            at_least = least[column] if column < len(least) else 0
            self._wanted[column] = max(wanted, title, at_least)
        self._give_way()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, and mark those that are selected."""
        super().paintEvent(event)
        paint_marks(self)

    def setColumnHidden(self, column: int, hide: bool) -> None:
        """Hide a column or show it again; what stands beside it needs a gap or none."""
        (self._table.hidden.add if hide else self._table.hidden.discard)(column)
        super().setColumnHidden(column, hide)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self._give_way()

    def _on_resized(self, column: int, _: int, width: int) -> None:
        """Take a width that the program or the user gives as wanted."""
        if column == self._wide or self._is_giving_way or self.isColumnHidden(column):
            return
        self._wanted[column] = width
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self._give_way()

    def _give_way(self) -> None:
        """Hide what may leave, then narrow the others, as far as the widest one needs room."""
        room = self.viewport().width() - LEAST_WIDE
        usual = self.horizontalHeader().defaultSectionSize()
        self._is_giving_way = True
        wide = min(self._wide_wanted, self.viewport().width() // 3)  # what may leave makes room
        self._let_leave(self.viewport().width() - max(LEAST_WIDE, wide), usual)
        others = {
            column: self._wanted.get(column, usual)
            for column in range(self.model().columnCount())
            if column != self._wide and not self.isColumnHidden(column)
        }
        wanted = [*others.values()]
        most = min(
            _widest_that_fits(wanted, room),
            _widest_that_fits([*wanted, self._wide_wanted], room + LEAST_WIDE),
        )
        for column, width in others.items():
            self.setColumnWidth(column, max(LEAST, min(width, most)))
        self._is_giving_way = False

    def _let_leave(self, room: int, usual: int) -> None:
        columns = [column for column in range(self.model().columnCount()) if column != self._wide]
        for column in columns:  # a hidden one has no size: it comes back with room for its title
            if self._table.may_leave(column) and not self.isColumnHidden(column):
                title = self.horizontalHeader().sectionSizeHint(column)
                self._wanted[column] = max(self._wanted.get(column, usual), title)
        there = [
            one for one in columns if self._table.may_leave(one) or not self.isColumnHidden(one)
        ]
        missing = sum(self._wanted.get(column, usual) for column in there) - room
        for column in columns:
            if self._table.may_leave(column):
                self.setColumnHidden(column, missing > 0)
                missing -= self._wanted.get(column, usual)


def _widest_that_fits(widths: Sequence[int], room: int) -> int:
    """Return the width that cuts the widest so that all have room: what is short stays whole."""
    left, narrowest_first = room, sorted(widths)
    for number, width in enumerate(narrowest_first):
        share = left // (len(narrowest_first) - number)
        if width > share:
            return share
        left -= width
    return max(widths, default=0)
