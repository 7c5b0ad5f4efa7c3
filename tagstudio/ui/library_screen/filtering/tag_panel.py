"""The panel that filters by tags: each tag with its number of tracks and three boxes to tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from tagstudio.library.search.query_text import Role, TagsByRole
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.row_table import LEFT, RIGHT

SIZE = QSize(500, 460)
ROLES: tuple[Role, ...] = ("all", "any", "none")
_FIRST_ROLE = 2  # the column of ROLES[0]
_NOTHING = QModelIndex()


class TagRoles(QAbstractTableModel):
    """The tags, those with the most tracks first; a ticked box is `role_wanted`."""

    role_wanted = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tags: list[tuple[str, int]] = []
        self.shown: list[tuple[str, int]] = []
        self._roles = TagsByRole()
        self._begun = ""

    def show_tags(self, tags: Sequence[tuple[str, int]]) -> None:
        """Show tags with their numbers of tracks."""
        self._tags = sorted(tags, key=lambda one: (-one[1], one[0].casefold()))
        self._narrow()

    def show_roles(self, roles: TagsByRole | None) -> None:
        """Tick the boxes of these roles."""
        self._roles = roles or TagsByRole()
        if self.shown:
            last = self.index(len(self.shown) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def narrow(self, begun: str) -> None:
        """Show only tags with this in their names."""
        self._begun = begun.strip().casefold()
        self._narrow()

    def _narrow(self) -> None:
        self.beginResetModel()
        self.shown = [one for one in self._tags if self._begun in one[0].casefold()]
        self.endResetModel()

    def rowCount(self, parent: Index = _NOTHING) -> int:
        """Return the number of tags."""
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = _NOTHING) -> int:
        """Return the number of columns: tag, tracks, and one for each role."""
        return 0 if parent.isValid() else _FIRST_ROLE + len(ROLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the titles of the columns."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if section == 1 else LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Tag"),
            self.tr("Tracks"),
            self.tr("All of"),
            self.tr("Any of"),
            self.tr("None of"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return the content of a cell."""
        tag, count = self.shown[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole and column < _FIRST_ROLE:
            return (tag, counted(count))[column]
        if role == Qt.ItemDataRole.AccessibleTextRole and column >= _FIRST_ROLE:
            title = self.headerData(column, Qt.Orientation.Horizontal)
            return f"{tag}: {title}"
        if role == Qt.ItemDataRole.TextAlignmentRole and column == 1:
            return RIGHT
        if role == Qt.ItemDataRole.CheckStateRole and column >= _FIRST_ROLE:
            ticked = self._roles.role_of(tag) == ROLES[column - _FIRST_ROLE]
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Want a tag in a role, or out of it."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() < _FIRST_ROLE:
            return False
        tag = self.shown[index.row()][0]
        ticked = Qt.CheckState(value) == Qt.CheckState.Checked
        self.role_wanted.emit(tag, ROLES[index.column() - _FIRST_ROLE] if ticked else None)
        return True

    def toggle(self, index: Index) -> None:
        """Tick a box, or take its tick away; anywhere else nothing happens."""
        ticked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        after = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
        self.setData(index, after, Qt.ItemDataRole.CheckStateRole)


class _Boxes(QTableView):
    """Ticks a box at a click anywhere in its cell, and at Space."""

    def __init__(self, roles: TagRoles) -> None:
        super().__init__()
        self._roles = roles
        self.setModel(roles)
        self.clicked.connect(roles.toggle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick the box in focus at Space."""
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._roles.toggle(self.currentIndex())
        else:
            super().keyPressEvent(event)


class TagPanel(QFrame):
    """Opens below its button, and closes at a click beside it or Escape."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("card")
        self.setWindowTitle(self.tr("Filter by tags"))
        self.resize(SIZE)
        self.roles = TagRoles(self)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(self.tr("Find a tag"))
        self.edit.setAccessibleName(self.tr("Find a tag"))
        self.edit.textChanged.connect(self.roles.narrow)
        self.table = _Boxes(self.roles)
        self.table.setAccessibleName(self.tr("Tags and what is asked of them"))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self._fit_columns(False)
        explained = QLabel(
            self.tr(
                "A track has all of the tags ticked under “All of”, at least one of those under"
                " “Any of”, and none of those under “None of”."
            ),
            wordWrap=True,
        )
        explained.setProperty("role", "quiet")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        for widget in (self.edit, self.table, explained):
            layout.addWidget(widget)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the columns while they are seen: else each filter would read all cells twice."""
        self._fit_columns(True)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the columns be."""
        super().hideEvent(event)
        self._fit_columns(False)

    def _fit_columns(self, fits: bool) -> None:
        mode = QHeaderView.ResizeMode
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(mode.ResizeToContents if fits else mode.Interactive)
        header.setSectionResizeMode(0, mode.Stretch)

    def open_below(self, button: QWidget) -> None:
        """Show the panel with its right edge at that of the button."""
        place = button.mapToGlobal(QPoint(button.width() - self.width(), button.height()))
        screen = button.screen().availableGeometry()
        place.setX(max(screen.left(), place.x()))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() - self.height())))
        self.move(place)
        self.show()
        self.edit.setFocus()
