"""The table as it is seen: columns that can be chosen and moved, rows that can be dragged."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.library_screen.cells import CellDelegate
from tagstudio.ui.library_screen.columns import COLUMNS, GROWTH, TAGS, WIDTH, title_of
from tagstudio.ui.library_screen.track_table import TrackTable

ROW_HEIGHT = 32
KEPT_SELECTED = 2000  # a larger selection does not survive a new list of tracks
SELECTED_MS = 40  # a selection that is still being drawn is not looked at yet
_HEADER, _SPREAD = "library columns", "library columns spread over"
MIN_SPREAD = 600  # px; in a narrower window the columns keep their widths


class TrackView(QTableView):
    """Emits `selected` with the ids of the selected tracks, a moment after they change."""

    selected = Signal(object)

    def __init__(self, workspace: Workspace, table: TrackTable) -> None:
        super().__init__()
        self._workspace = workspace
        self._table = table
        self._kept: tuple[set[int], int | None] = (set(), None)
        self.setAccessibleName(self.tr("Tracks"))
        self.setModel(table)
        self.setItemDelegate(CellDelegate(table, workspace.theme, self))
        self._set_behaviour()
        self._set_header()
        self._soon = QTimer(self, singleShot=True, interval=SELECTED_MS)
        self._soon.timeout.connect(self._tell_selected)
        self.selectionModel().selectionChanged.connect(self._wait)
        table.modelAboutToBeReset.connect(self._keep)
        table.modelReset.connect(self._put_back)

    def selected_ids(self) -> list[int]:
        """Return the ids of the selected tracks, from top to bottom."""
        selected = self.selectionModel().selection().toList()
        ranges = [(one.top(), one.bottom()) for one in selected]
        return list(dict.fromkeys(self._table.ids_in(sorted(ranges))))

    def current_id(self) -> int | None:
        """Return the id of the track in focus."""
        current = self.currentIndex()
        return self._table.ids[current.row()] if current.isValid() else None

    def remember(self) -> None:
        """Keep the columns as they are."""
        header = self.horizontalHeader()
        self._workspace.remembered.keep_bytes(_HEADER, header.saveState())
        self._workspace.remembered.keep_document(_SPREAD, self._spread_over)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share a wider window out among the columns."""
        steps = (max(MIN_SPREAD, self.viewport().width()) - self._spread_over) // GROWTH
        self._spread_over += steps * GROWTH
        for number, column in enumerate(COLUMNS):
            if column.grows and steps:
                self.setColumnWidth(number, self.columnWidth(number) + steps * column.grows)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, and note whose they are."""
        super().paintEvent(event)
        first, last = self.rowAt(0), self.rowAt(self.viewport().height())
        ids = self._table.ids
        seen = ids[max(0, first) : last + 1 if last >= 0 else len(ids)]
        self._workspace.on_screen = tuple(seen)

    def _tell_selected(self) -> None:
        self.selected.emit(self.selected_ids())

    def _wait(self) -> None:
        self._soon.start()

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)

    def _set_header(self) -> None:
        header = self.horizontalHeader()
        # A header with the table's own selection asks each row of each column whether it is
        # selected: with all of 100,000 tracks selected, seconds at each painting.
        header.setSelectionModel(QItemSelectionModel(self._table, header))
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(40)
        for number, column in enumerate(COLUMNS):
            self.setColumnWidth(number, column.width)
            self.setColumnHidden(number, column.hidden)
        header.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        header.restoreState(self._workspace.remembered.bytes_of(_HEADER))
        self._spread_over = self._workspace.remembered.document(_SPREAD, WIDTH)
        header.setSectionResizeMode(TAGS, QHeaderView.ResizeMode.Stretch)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_column_menu)
        self.setSortingEnabled(True)

    def column_menu(self) -> QMenu:
        """Return the menu that shows and hides columns."""
        menu = QMenu(self)
        for number, column in enumerate(COLUMNS):
            action = menu.addAction(title_of(column))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(number))
            action.setEnabled(number != 0)  # a table without titles helps nobody
            action.toggled.connect(
                lambda shown, number=number: self.setColumnHidden(number, not shown)
            )
        return menu

    def _show_column_menu(self, place: QPoint) -> None:
        self.column_menu().popup(self.horizontalHeader().mapToGlobal(place))

    def _keep(self) -> None:
        ids = self.selected_ids()
        self._kept = (set(ids) if len(ids) <= KEPT_SELECTED else set(), self.current_id())

    def _put_back(self) -> None:
        ids, current = self._kept
        selection = QItemSelection()
        for id in ids:
            row = self._table.row_of(id)
            if row is not None:
                index = self._table.index(row, 0)
                selection.select(index, self._table.index(row, len(COLUMNS) - 1))
        row = None if current is None else self._table.row_of(current)
        model = self.selectionModel()
        if row is not None:
            index = self._table.index(row, 0)
            model.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
        model.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self._soon.start()
