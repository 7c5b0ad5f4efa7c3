"""The sidebar: where to look, and a place to drop tracks on a tag."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import (
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from tagstudio.library.db.database import Library
from tagstudio.library.tags.tags import set_group
from tagstudio.plugin_api.vocabulary import TAG_GROUPS
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.library_screen.sidebar_model import (
    COUNT_ROLE,
    OWN_ROLE,
    QUERY_ROLE,
    SEARCH_ROLE,
    TAG_ROLE,
    SidebarCounts,
    SidebarModel,
    read_sidebar_counts,
)
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.tag_group_names import group_text

ENTRY_HEIGHT = 26
SOON_MS = 300  # answers come faster than 100,000 tracks are counted


class Sidebar(QTreeView):
    """Emits `chosen` with the query of the entry that is clicked or entered."""

    chosen = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.entries = SidebarModel(workspace.theme, self)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Library and tags"))
        self.setModel(self.entries)
        self.setItemDelegate(_Counted(workspace.theme, self))
        self.setHeaderHidden(True)
        self.setIndentation(GRID + GRID // 2)
        self.setRootIsDecorated(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DropOnly)
        self.setExpandsOnDoubleClick(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self.clicked.connect(self._choose)
        self.activated.connect(self._choose)
        self.entries.dropped.connect(lambda tag, ids: workspace.decisions.answer(ids, tag, "yes"))
        self.entries.show_searches(workspace.remembered.searches)
        self._unfold()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.read)
        workspace.changed.connect(self._on_changed)
        self.read()

    def read(self) -> None:
        """Count again, once nothing else is asked of the library."""
        model = self._workspace.shown_model()
        self._workspace.ask(
            lambda connection: read_sidebar_counts(connection, model),
            self._show,
            owner=self,
            topic="counts",
            later=True,
        )

    def mark(self, query: str) -> None:
        """Mark the entry of a query, or none."""
        index = self.entries.index_of(query.strip())
        if index.isValid():
            self.setCurrentIndex(index)
        else:
            self.setCurrentIndex(QModelIndex())

    def save_search(self, name: str, query: str) -> None:
        """Keep a query under a name."""
        remembered = self._workspace.remembered
        remembered.searches = {**remembered.searches, name: query}
        self.entries.show_searches(remembered.searches)
        self._unfold()

    def forget_search(self, name: str) -> None:
        """Forget a saved search."""
        remembered = self._workspace.remembered
        kept = {one: query for one, query in remembered.searches.items() if one != name}
        remembered.searches = kept
        self.entries.show_searches(kept)
        self._unfold()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic not in {"jobs", "settings"} and not self._soon.isActive():
            self._soon.start()

    def _show(self, counts: SidebarCounts) -> None:
        known = self.entries.index_of("").parent().siblingAtRow(1)
        groups = self.entries.rowCount(known)
        self.entries.show(counts)
        if self.entries.rowCount(known) != groups:
            self._unfold()

    def _unfold(self) -> None:
        """Show all there is, and no heading with nothing under it."""
        root = QModelIndex()
        for row in range(self.entries.rowCount(root)):
            empty = not self.entries.rowCount(self.entries.index(row, 0, root))
            self.setRowHidden(row, root, empty)
        self.expandAll()  # what is hidden is not unfolded

    def _choose(self, index: QModelIndex) -> None:
        query = index.data(QUERY_ROLE)
        if query is None:
            self.setExpanded(index, not self.isExpanded(index))
        else:
            self.chosen.emit(query)

    def _show_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if menu := self.menu_of(index):
            menu.popup(self.viewport().mapToGlobal(place))

    def menu_of(self, index: QModelIndex) -> QMenu | None:
        """Return the menu of an entry, None for one that has none."""
        name, own = index.data(SEARCH_ROLE), index.data(OWN_ROLE)
        if not name and own is None:
            return None
        menu = QMenu(self)
        if name:
            menu.addAction(self.tr("Forget this search"), lambda: self.forget_search(name))
            return menu
        tag = index.data(TAG_ROLE)
        menu.setTitle(self.tr("This tag is a matter of"))
        menu.addSection(menu.title())
        for group in TAG_GROUPS.values():
            text = group_text(group).capitalize()
            menu.addAction(text, partial(self.put_into_group, own, tag, group))
        return menu

    def put_into_group(self, tag_id: int, tag: str, group: str) -> None:
        """Say what an own tag is, which decides the field of the files that it is written to."""
        said = self.tr("“{tag}” belongs to {group} now.").format(tag=tag, group=group_text(group))

        def put(library: Library) -> str:
            with library.write(durable=True) as connection:
                set_group(connection, tag_id, group)
            return said

        self._workspace.decisions.act(put, self.read)


class _Counted(QStyledItemDelegate):
    """Paints an entry with its count at the right."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        """Paint text and count."""
        super().paint(painter, option, index)
        count = index.data(COUNT_ROLE)
        if count is None:
            return
        painter.save()
        painter.setPen(QColor(self._theme.colours.quiet))
        room = QRect(option.rect).adjusted(0, 0, -GRID, 0)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, flags, counted(count))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give all entries the same height."""
        return QSize(super().sizeHint(option, index).width(), ENTRY_HEIGHT)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Keep the text clear of the count."""
        super().initStyleOption(option, index)
        count = index.data(COUNT_ROLE)
        if count is not None:
            taken = option.fontMetrics.horizontalAdvance(counted(count)) + 2 * GRID
            room = option.rect.width() - taken - (24 if not option.icon.isNull() else 4)
            option.text = option.fontMetrics.elidedText(
                option.text, Qt.TextElideMode.ElideRight, room
            )
