"""The table of the tags, by their rows: one can be dragged onto another."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractItemView

from tagstudio.library.views.vocabulary import VocabularyEntry
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.tag_group_names import group_text
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

TAGS_MIME = "application/x-tagstudio-tags"


class TagTable(RowTable):
    """Tags that are dropped on another one are `dropped`: their names, and that one's."""

    dropped = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__([], parent)
        self._columns = self._made_columns()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let each tag be dragged, and be dropped on; between them nothing can be dropped."""
        flags = super().flags(index)
        if not index.isValid():
            return flags
        return flags | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled

    def mimeTypes(self) -> list[str]:
        """Give and take tags."""
        return [TAGS_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Return the names of dragged tags."""
        rows = dict.fromkeys(index.row() for index in indexes)
        data = QMimeData()
        names = json.dumps([self.rows[row].name for row in rows])
        data.setData(TAGS_MIME, QByteArray(names.encode()))
        return data

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Tags can be dropped on one that is not among them."""
        if not data.hasFormat(TAGS_MIME) or not parent.isValid():
            return False
        return self.rows[parent.row()].name not in _names(data)

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Emit the tags and the one that they were dropped on; what becomes of them is asked."""
        if self.canDropMimeData(data, action, row, column, parent):
            self.dropped.emit(_names(data), self.rows[parent.row()].name)
        return False  # the view removes no row

    def supportedDropActions(self) -> Qt.DropAction:
        """A tag that is dropped on another stays where it is until that is agreed to."""
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def _made_columns(self) -> list[RowColumn]:
        def mark(one: VocabularyEntry) -> QIcon | None:
            return icon("dot", one.colour) if one.colour else None

        return [
            RowColumn(self.tr("Tag"), lambda one: one.name, icon=mark),
            RowColumn(self.tr("Group"), lambda one: group_text(one.group) or self.tr("own")),
            RowColumn(self.tr("Yes"), lambda one: counted(one.yes), number=True),
            RowColumn(self.tr("No"), lambda one: counted(one.no), number=True),
            RowColumn(self.tr("Implies"), lambda one: ", ".join(one.implies)),
            RowColumn(self.tr("Also called"), lambda one: "; ".join(one.other_names)),
        ]


class TagView(RowView):
    """The view of the tags, of which several can be chosen."""

    def __init__(self, table: TagTable) -> None:
        super().__init__(table, self.tr("Tags"), wide=0, sortable=False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDragDropOverwriteMode(True)  # onto rows, never between them
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.set_widths(0, 130, 60, 76, 150, 150)


def _names(data: QMimeData) -> list[str]:
    return list(json.loads(bytes(data.data(TAGS_MIME).data())))
