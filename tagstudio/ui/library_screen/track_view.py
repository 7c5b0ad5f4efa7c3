"""The table as it is seen: columns that can be chosen and moved, rows that can be dragged."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDrag,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView

from tagstudio.library.search.query import Query
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.selection_mark import paint_mark
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.library_screen.cells import GAP, ICON, Cell, CellDelegate
from tagstudio.ui.library_screen.column_menu import column_menu
from tagstudio.ui.library_screen.column_widths import TAGS_ROOM, fitted
from tagstudio.ui.library_screen.columns import (
    COLUMNS,
    LIKENESS,
    SCORES,
    STATE,
    STATE_TEXTS,
    TAGS,
    Column,
    state_text,
)
from tagstudio.ui.library_screen.track_table import TrackTable, dragged
from tagstudio.ui.text.number_format import counted

ROW_HEIGHT = 32
KEPT_SELECTED = 2000  # a larger selection does not survive a new list of tracks
SELECTED_MS = 40  # a selection that is still being drawn is not looked at yet
_TABLE = "library table"


class TrackView(QTableView):
    """Emits `selected` with the ids of the selected tracks, a moment after they change.

    `escaped` comes at Escape, `delete_wanted` at Delete: what they do is not for the table to say.
    """

    selected = Signal(object)
    escaped = Signal()
    delete_wanted = Signal()

    def __init__(self, workspace: Workspace, table: TrackTable) -> None:
        super().__init__()
        self._workspace = workspace
        self._table = table
        self._kept: tuple[array[int], int | None] = (array("q"), None)
        self._to_come: tuple[array[int], int | None] = (array("q"), None)  # kept, not listed yet
        self._is_putting_back = False
        self._anchor: tuple[int, int] | None = None  # a track that was seen, and how far down
        self._listed: tuple[Query, str] | None = None  # what the ids are of
        self._chosen = {column.name for column in COLUMNS if not column.hidden}
        self._wishes: dict[str, int] = {}  # widths that the user gave, by the name of the column
        self._fitting = False
        self._sorted_before = (0, Qt.SortOrder.AscendingOrder)  # the like of a track was shown
        self._sorted_anyhow = self._sorted_before  # the last order that any search has
        self.setAccessibleName(self.tr("Tracks"))
        self.setModel(table)
        self._delegate = CellDelegate(table, workspace.theme, self)
        self.setItemDelegate(self._delegate)
        self._set_behaviour()
        self._set_header()
        self._soon = QTimer(self, singleShot=True, interval=SELECTED_MS)
        self._soon.timeout.connect(self._tell_selected)
        self.selectionModel().selectionChanged.connect(self._wait)
        self.selectionModel().selectionChanged.connect(self._on_chosen)
        self.selectionModel().currentChanged.connect(self._on_chosen)
        table.modelAboutToBeReset.connect(self._keep)
        table.modelReset.connect(self._put_back)
        table.rowsInserted.connect(self._put_back_more)

    def selected_ids(self) -> array[int]:
        """Return the ids of the selected tracks, from top to bottom."""
        selected = self.selectionModel().selection().toList()
        return self._table.ids_in(joined((one.top(), one.bottom()) for one in selected))

    def selectAll(self) -> None:
        """Select all tracks, those too whose ids are still to come."""
        self._table.when_listed(self._select_all)

    def _select_all(self) -> None:
        self.clearSelection()  # Qt would cut each range out of the new one: 60 ms for 2,000 of them
        super().selectAll()

    def current_id(self) -> int | None:
        """Return the id of the track in focus."""
        current = self.currentIndex()
        return self._table.ids[current.row()] if current.isValid() else None

    def remember(self) -> None:
        """Keep the columns as they are."""
        header = self.horizontalHeader()
        columns = self._table.columns
        order = [columns[header.logicalIndex(place)].name for place in range(len(columns))]
        section, direction = header.sortIndicatorSection(), header.sortIndicatorOrder()
        if section == LIKENESS:
            section, direction = self._sorted_before
        sorted_by = columns[section].name
        down = direction == Qt.SortOrder.DescendingOrder
        kept = {
            "shown": [name for name in order if name in self._chosen],
            "order": order,
            "widths": self._wishes,
            "sorted": [sorted_by, down],
        }
        self._workspace.remembered.keep_document(_TABLE, kept)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out among the columns."""
        super().resizeEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Escape and Delete, or go through the rows."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_wanted.emit()
        else:
            super().keyPressEvent(event)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the selected tracks: a small sign beside the pointer, which leaves the tags free."""
        ids = self.selected_ids()
        drag = QDrag(self)
        drag.setMimeData(dragged(ids))
        drag.setPixmap(self._sign(len(ids)))
        drag.setHotSpot(QPoint(-2 * GRID, -2 * GRID))
        drag.exec(Qt.DropAction.CopyAction)

    def _sign(self, count: int) -> QPixmap:
        one, many = self.tr("1 track"), self.tr("{n} tracks")
        text = one if count == 1 else many.format(n=counted(count))
        metrics, colours = self.fontMetrics(), self._workspace.theme.colours
        size = QSize(metrics.horizontalAdvance(text) + 2 * GRID, metrics.height() + GRID)
        ratio = self.devicePixelRatioF()
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(QColor(colours.accent))
        painter = QPainter(picture)
        painter.setFont(self.font())
        painter.setPen(QColor(colours.on_accent))
        painter.drawText(QRect(QPoint(), size), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return picture

    def choose(self, name: str, wanted: bool) -> None:
        """Show a column, or hide it; one of scores is made by it."""
        (self._chosen.add if wanted else self._chosen.discard)(name)
        if name.startswith(SCORES):
            tags = [one.removeprefix(SCORES) for one in self._chosen if one.startswith(SCORES)]
            known = [tag for tag in self._table.scored if tag in tags]
            self._table.show_scores([*known, *(tag for tag in tags if tag not in known)])
        self.fit()

    def show_any_of(self, names: Iterable[str]) -> bool:
        """Show those of these columns that take the place of no other; return whether any shows.

        None more where one of them is chosen already.
        """
        if self._chosen.intersection(names):
            return True
        for name in names:
            before = self._shown()
            self._chosen.add(name)
            self.fit()
            if not before | {name} <= self._shown():
                self._chosen.remove(name)
                self.fit()
        return bool(self._chosen.intersection(names))

    def _shown(self) -> set[str]:
        columns = enumerate(self._table.columns)
        return {one.name for number, one in columns if not self.isColumnHidden(number)}

    def fit(self) -> None:
        """Give each column its width; those that have no place in a narrow window are hidden."""
        columns = self._table.columns
        chosen = set(self._chosen)
        if self._table.like is not None:
            chosen.add(COLUMNS[LIKENESS].name)
        shown = [column for column in columns if column.name in chosen]
        titled = [self._with_title(column) for column in shown]
        # The bar comes and goes with the rows: no column does with it.
        room = min(
            self.viewport().width(),
            self.width() - 2 * self.frameWidth() - self.verticalScrollBar().sizeHint().width(),
        )
        widths = fitted(room, titled, self._wishes, self._table.filled)
        if widths[columns[TAGS].name] < TAGS_ROOM:
            widths = fitted(room, shown, self._wishes, self._table.filled)
        self._fitting = True
        for number, column in enumerate(columns):
            self.setColumnHidden(number, column.name not in widths)
            if column.name in widths and number != TAGS:
                self.setColumnWidth(number, widths[column.name])
        self._fitting = False

    def _with_title(self, column: Column) -> Column:
        """Return a column; that of the state with room for its words, and at least for its title.

        How wide these are depends on the language, and on the size of the texts.
        """
        if column.name != COLUMNS[STATE].name:
            return column
        wide = max(map(self.fontMetrics().horizontalAdvance, map(state_text, STATE_TEXTS)))
        return replace(
            column,
            width=max(column.width, wide + ICON + GAP + 2 * GRID),
            least=self.horizontalHeader().sectionSizeHint(STATE),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows, mark those that are selected, and note whose they are."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height())
        ids = self._table.ids
        rows = range(max(0, first), last + 1 if last >= 0 else len(ids))
        self._workspace.on_screen = tuple(ids[rows.start : rows.stop])
        painter, cells, dirty = QPainter(self.viewport()), self._cells(), event.rect()
        selected, width = self.selectionModel().isSelected, self.viewport().width()
        accent = self.palette().color(QPalette.ColorRole.Accent)
        for row in rows:
            place = QRect(0, self.rowViewportPosition(row), width, self.rowHeight(row))
            if not place.intersects(dirty):
                continue
            is_selected = selected(self._table.index(row, 0))
            self._delegate.paint_row(painter, row, place, cells, is_selected)
            if is_selected:
                paint_mark(painter, place, accent)

    def _cells(self) -> list[Cell]:
        """Return the columns that are shown, from left to right."""
        header = self.horizontalHeader()
        columns = (header.logicalIndex(place) for place in range(header.count()))
        return [
            Cell(one, header.sectionViewportPosition(one), header.sectionSize(one))
            for one in columns
            if not header.isSectionHidden(one)
        ]

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
        header.sectionClicked.connect(self._on_head_clicked)
        header.sortIndicatorChanged.connect(self._on_sorted)  # sooner than the table sorts by it
        self._restore()
        header.setSectionResizeMode(TAGS, QHeaderView.ResizeMode.Stretch)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._show_column_menu)
        header.sectionResized.connect(self._on_resized)
        self._table.filled_more.connect(self.fit)
        self.setSortingEnabled(True)

    def _restore(self) -> None:
        """Bring the columns into the order and the widths that were kept."""
        header, kept = self.horizontalHeader(), self._workspace.remembered.document(_TABLE, {})
        if shown := [str(name) for name in kept.get("shown", ())]:
            self._chosen = {*shown, COLUMNS[0].name, COLUMNS[TAGS].name}
        names = [str(name) for name in kept.get("order", ())]
        self._table.show_scores([n.removeprefix(SCORES) for n in names if n.startswith(SCORES)])
        self._wishes = {
            str(name): max(40, int(width)) for name, width in kept.get("widths", {}).items()
        }
        numbers = {column.name: number for number, column in enumerate(self._table.columns)}
        for place, name in enumerate(name for name in names if name in numbers):
            header.moveSection(header.visualIndex(numbers[name]), place)
        name, down = kept.get("sorted", (COLUMNS[0].name, False))
        order = Qt.SortOrder.DescendingOrder if down else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(numbers.get(name, 0), order)

    def _on_sorted(self, column: int, order: Qt.SortOrder) -> None:
        """Leave the arrow where the tracks are sorted, where a column has no order for them."""
        if not self._table.can_sort(column):
            now, _ = self._table.sorted_by
            kept = self._table.sorted_by if self._table.can_sort(now) else self._sorted_anyhow
            self.horizontalHeader().setSortIndicator(*kept)
        elif column < len(COLUMNS) and column not in {TAGS, LIKENESS}:
            self._sorted_anyhow = (column, order)

    def _on_head_clicked(self, column: int) -> None:
        """Say when tracks can be sorted by their tags, where now they cannot."""
        if column == TAGS and not self._table.can_sort(column):
            text = self.tr("Search for one tag, and the tracks can be sorted by its score.")
            self._workspace.say(text)

    def follow_search(self) -> None:
        """Sort as the search allows: by the similarity, which is shown, while the like is sought.

        And by the score of a tag only while one tag is searched for.
        """
        header = self.horizontalHeader()
        is_by_it = header.sortIndicatorSection() == LIKENESS
        if self._table.like is not None and not is_by_it:
            self._sorted_before = (header.sortIndicatorSection(), header.sortIndicatorOrder())
            header.setSortIndicator(LIKENESS, Qt.SortOrder.DescendingOrder)
        elif self._table.like is None and is_by_it:
            header.setSortIndicator(*self._sorted_before)
        self._on_sorted(header.sortIndicatorSection(), header.sortIndicatorOrder())
        self.fit()

    def column_menu(self) -> QMenu:
        """Return the menu that chooses the columns."""
        return column_menu(self, self._workspace, self._table.columns, self._chosen, self)

    def forget_widths(self) -> None:
        """Let all columns have their own widths again."""
        self._wishes.clear()
        self.fit()

    def _on_resized(self, number: int, before: int, now: int) -> None:
        if not self._fitting and number != TAGS and before and now:
            self._wishes[self._table.columns[number].name] = now
            self.fit()

    def _show_column_menu(self, place: QPoint) -> None:
        self.column_menu().popup(self.horizontalHeader().mapToGlobal(place))

    def _keep(self) -> None:
        still, current = self._to_come
        ids = self.selected_ids() + still
        few = ids if len(ids) <= KEPT_SELECTED else ids[:0]
        self._kept = (few, self.current_id() if current is None else current)
        self._anchor = self._seen()

    def _seen(self) -> tuple[int, int] | None:
        """Return the track in focus if it is seen, else the first that is, and its y in pixels."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        if first < 0:
            return None
        current = self.currentIndex().row()
        row = current if first <= current <= (last if last >= 0 else current) else first
        return self._table.ids[row], self.rowViewportPosition(row)

    def _put_back(self) -> None:
        ids, current = self._kept
        row = None if current is None else self._table.row_of(current)
        if row is not None:
            self._put_current(row)
        self._place(row if ids else None)
        self._put_selected(ids, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if not self._table.is_listed:
            here = set(self.selected_ids())
            left = array("q", [id for id in ids if id not in here])
            self._to_come = (left, current if row is None else None)
        self._soon.start()

    def _put_back_more(self) -> None:
        """Select what was kept and is listed only now, unless something else was chosen since."""
        (ids, current), self._to_come = self._to_come, (array("q"), None)
        row = None if current is None else self._table.row_of(current)
        if row is not None:
            self._put_current(row)
        if ids:
            self._put_selected(ids, QItemSelectionModel.SelectionFlag.Select)
            self._soon.start()

    def _put_current(self, row: int) -> None:
        index = self._table.index(row, 0)
        no_update = QItemSelectionModel.SelectionFlag.NoUpdate
        self._is_putting_back = True
        self.selectionModel().setCurrentIndex(index, no_update)
        self._is_putting_back = False

    def _put_selected(self, ids: array[int], how: QItemSelectionModel.SelectionFlag) -> None:
        selection, cell = QItemSelection(), self._table.createIndex  # asks for no sizes, as index()
        last = len(self._table.columns) - 1
        for first_row, last_row in joined((row, row) for row in self._table.rows_of(ids)):
            selection.append(QItemSelectionRange(cell(first_row, 0), cell(last_row, last)))
        self._is_putting_back = True
        self.selectionModel().select(selection, how)
        self._is_putting_back = False

    def _on_chosen(self) -> None:
        """Forget what was kept and is not listed yet, once something else is chosen."""
        if not self._is_putting_back:
            self._to_come = (array("q"), None)

    def _place(self, selected: int | None) -> None:
        """Leave the tracks where they were seen, if the list is of the same query as before.

        Rows come in and go by a scan, or by what others do, while the user looks at some of them.
        Another list begins at its top, or where the row that is selected and in focus is seen.
        """
        before, self._listed = self._listed, (self._table.query, self._table.order)
        self.updateGeometries()  # the bar has the length of the list before
        bar = self.verticalScrollBar()
        if before != self._listed:
            seen = self.viewport().height() // ROW_HEIGHT
            first = 0 if selected is None or selected < seen else selected - seen // 2
            bar.setValue(first * ROW_HEIGHT)
        elif self._anchor is not None:
            id, y = self._anchor
            row = self._table.row_of(id)
            if row is not None:
                bar.setValue(row * ROW_HEIGHT - y)


def joined(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges of rows, first and last included, as the fewest, from top to bottom."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(ranges):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found
