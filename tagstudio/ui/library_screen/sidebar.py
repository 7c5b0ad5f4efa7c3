"""The sidebar: where to look, and a place to drop tracks on a tag."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QInputDialog,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import Library
from tagstudio.library.search.query_text import TagsByRole
from tagstudio.library.search.saved_searches import (
    SavedSearch,
    delete_search,
    list_searches,
    rename_search,
    save_search,
)
from tagstudio.library.tags.tags import set_group
from tagstudio.plugin_api.vocabulary import TAG_GROUPS
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.selection_mark import paint_mark
from tagstudio.ui.base.theme import GRID, Theme
from tagstudio.ui.library_screen.filtering.filter_bar import add_roles
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
from tagstudio.ui.library_screen.tags_heading import TagsHeading
from tagstudio.ui.text.elide import elided
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.tag_group_names import group_text, group_title
from tagstudio.ui.widgets.menu_in_window import add_heading

T = TypeVar("T")

ENTRY_HEIGHT = 26
_TAGS = "library tags"
RENAME, DELETE = Qt.Key.Key_F2, Qt.Key.Key_Delete  # of a saved search
SOON_MS = 300  # answers come faster than 100,000 tracks are counted


class Sidebar(QTreeView):
    """Emits `chosen` with the query of the entry that is clicked or entered.

    `role_wanted` comes with a tag and the role that it shall have in the query, None for none;
    `manage_wanted` with a tag that is to be changed; `read_anew` with the `SidebarCounts` that are
    shown; `lost` with a sentence on a saved search that is gone, which Undo brings back.
    """

    chosen = Signal(str)
    role_wanted = Signal(str, object)
    manage_wanted = Signal(str)
    read_anew = Signal(object)
    lost = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.entries = SidebarModel(workspace.theme, self)
        self._roles: TagsByRole | None = TagsByRole()
        self._asked = ""
        kept = workspace.remembered.document(_TAGS, {})
        self.entries.by_count = bool(kept.get("by_count"))
        self._hides_empty = bool(kept.get("hides_empty"))
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Library and tags"))
        self.setModel(self.entries)
        self._painted = _Counted(workspace.theme, self)
        self.setItemDelegate(self._painted)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)  # or each of them is measured at each change
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
        self._heading = TagsHeading(self.entries.by_count, self._hides_empty)
        self._heading.by_count.toggled.connect(self.sort_by_count)
        self._heading.hide_empty.toggled.connect(self.hide_empty)
        self.setIndexWidget(self.entries.tags_heading, self._heading)
        self._closed: set[str] = set()  # headings that the user closed
        self._saved = ""  # the name of a search that was just saved, and is to be shown
        self.collapsed.connect(lambda index: self._closed.add(index.data()))
        self.expanded.connect(lambda index: self._closed.discard(index.data()))
        self._bring_searches()
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

    def mark(self, query: str, roles: TagsByRole | None = None) -> None:
        """Mark the entry of a query, and those of the tags that it asks for by their roles."""
        self._asked, self._roles = query.strip(), roles
        if self.currentIndex().data(QUERY_ROLE) != self._asked:  # a saved search may ask the same
            self.setCurrentIndex(self.entries.index_of(self._asked))
        for tag in (*roles.all, *roles.any) if roles else ():
            self.selectionModel().select(
                self.entries.index_of_tag(tag), QItemSelectionModel.SelectionFlag.Select
            )

    def sort_by_count(self, by_count: bool) -> None:
        """Let the tags with the most tracks stand first, or sort them by name."""
        self.entries.by_count = by_count
        self.entries.put_in_order()
        self._keep_tags()

    def hide_empty(self, hidden: bool) -> None:
        """Hide the tags without tracks, or show them."""
        self._hides_empty = hidden
        self._keep_tags()

    def _keep_tags(self) -> None:
        kept = {"by_count": self.entries.by_count, "hides_empty": self._hides_empty}
        self._workspace.remembered.keep_document(_TAGS, kept)
        self._unfold()
        self.mark(self._asked, self._roles)

    def save_search(self, name: str, query: str) -> None:
        """Keep a query under a name."""
        self._saved = name
        former: list[SavedSearch] = []

        def save(connection: Connection) -> str:
            known = save_search(connection, name, query)
            former[:] = [] if known is None else [known]
            return self.tr("The search is saved as “{name}”.").format(name=name)

        def back(connection: Connection) -> None:
            if former:
                save_search(connection, *former[0])
            else:
                delete_search(connection, name)

        lost = self.tr("“{name}” is another search now.").format(name=name)
        self._change(
            self.tr("saving the search “{name}”").format(name=name),
            save,
            back,
            lambda: lost if former and former[0].query != query.strip() else "",
        )

    def rename_search(self, name: str, new_name: str) -> None:
        """Give a saved search another name."""
        self._change(
            self.tr("renaming the search “{name}”").format(name=name),
            lambda connection: rename_search(connection, name, new_name),
            lambda connection: rename_search(connection, new_name, name),
        )

    def delete_search(self, name: str) -> None:
        """Delete a saved search."""
        former: list[SavedSearch] = []

        def delete(connection: Connection) -> None:
            former[:] = [delete_search(connection, name)]

        lost = self.tr("The saved search “{name}” was deleted.").format(name=name)
        self._change(
            self.tr("deleting the search “{name}”").format(name=name),
            delete,
            lambda connection: save_search(connection, *former[0]),
            lambda: lost,
        )

    def _change(
        self,
        what: str,
        change: Callable[[Connection], str | None],
        back: Callable[[Connection], object],
        lost: Callable[[], str] = lambda: "",
    ) -> None:
        """Make a change that Undo takes back; `lost` says which search is gone by it."""
        is_gone = [False]

        def put(made: Callable[[Connection], object], library: Library) -> str:
            with library.write(durable=True) as connection:
                said = made(connection)
            is_gone[0] = made is change
            return said if isinstance(said, str) else ""

        def done() -> None:
            self.read()
            if is_gone[0] and (sentence := lost()):
                self.lost.emit(sentence)

        self._workspace.act(partial(put, change), done, what=what, back=partial(put, back))

    def _bring_searches(self) -> None:
        """Put the searches of earlier versions, which the window kept, into the library."""
        remembered = self._workspace.remembered
        former = remembered.searches
        if not former:
            return

        def put(library: Library) -> str:
            with library.write(durable=True) as connection:
                known = {one.name for one in list_searches(connection)}
                for name, query in former.items():
                    if name not in known and name.strip():
                        with suppress(TagStudioError):  # a query that was never right
                            save_search(connection, name, query)
            return ""

        def done() -> None:
            remembered.searches = {}
            self.read()

        self._workspace.decisions.act(put, done)

    def _ask_for_name(self, name: str) -> None:
        title, label = self.tr("Rename this search"), self.tr("Name:")
        new_name, agreed = QInputDialog.getText(self, title, label, text=name)
        if agreed and new_name.strip():
            self.rename_search(name, new_name)

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic not in {"jobs", "settings"} and not self._soon.isActive():
            self._soon.start()

    def _show(self, counts: SidebarCounts) -> None:
        self.entries.show(counts)
        self._unfold()
        saved = self.entries.index_of_search(self._saved)
        if saved.isValid():
            self._saved = ""
            self.setCurrentIndex(saved)  # scrolls there, also from the entry of a tag
        if not self.currentIndex().isValid():  # else it is where the user has it
            self.mark(self._asked, self._roles)
        self.read_anew.emit(counts)

    def _unfold(self) -> None:
        """Show all there is, and no heading with nothing under it."""
        root = QModelIndex()
        tags = self.entries.tags_heading
        for group in self._headings(tags):
            for row in range(self.entries.rowCount(group)):
                entry = self.entries.index(row, 0, group)
                empty = not entry.data(COUNT_ROLE) and entry.data(QUERY_ROLE) != self._asked
                self.setRowHidden(row, group, self._hides_empty and empty)
        for parent in (tags, root):
            for index in self._headings(parent):
                rows = range(self.entries.rowCount(index))
                seen = any(not self.isRowHidden(row, index) for row in rows)
                self.setRowHidden(index.row(), parent, not seen)
        closed, self._closed = self._closed, set()
        self.expandAll()  # what is hidden is not unfolded
        for parent in (tags, root):
            for index in self._headings(parent):
                self.setExpanded(index, index.data() not in closed)

    def _headings(self, parent: QModelIndex) -> list[QModelIndex]:
        return [self.entries.index(row, 0, parent) for row in range(self.entries.rowCount(parent))]

    def _choose(self, index: QModelIndex) -> None:
        query, tag = index.data(QUERY_ROLE), index.data(TAG_ROLE)
        if query is None and index.parent().isValid():
            self.setExpanded(index, not self.isExpanded(index))
        elif query is None:
            return  # the headings at the top have no sign that brings back what was folded
        elif tag and QApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            asked = self._roles.role_of(tag) if self._roles else None
            self.role_wanted.emit(tag, None if asked else "all")
        else:
            self.chosen.emit(query)

    def event(self, event: QEvent) -> bool:
        """Take the keys of a saved search before the window's shortcuts do."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return super().event(event)  # while rows are removed there is no current entry to ask
        if event.key() in {RENAME, DELETE} and self.currentIndex().data(SEARCH_ROLE):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Rename or delete the saved search that has the focus; the rest as a tree does."""
        name = self.currentIndex().data(SEARCH_ROLE)
        if name and event.key() == RENAME:
            self._ask_for_name(name)
        elif name and event.key() == DELETE:
            self.delete_search(name)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _: str) -> None:
        """Leave the mark at what is listed: letters are keys of the window, and filter nothing."""

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show the tag that dragged tracks would get."""
        super().dragMoveEvent(event)
        self._aim(self.indexAt(event.position().toPoint()) if event.isAccepted() else None)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Show no tag any more."""
        super().dragLeaveEvent(event)
        self._aim(None)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the tracks."""
        self._aim(None)
        super().dropEvent(event)

    def _aim(self, index: QModelIndex | None) -> None:
        tag = index.data(TAG_ROLE) if index is not None and index.isValid() else None
        if self._painted.target != tag:
            self._painted.target = tag
            self.viewport().update()

    def _show_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if menu := self.menu_of(index):
            menu.popup(self.viewport().mapToGlobal(place))

    def menu_of(self, index: QModelIndex) -> QMenu | None:
        """Return the menu of an entry, None for one that has none."""
        name, own = index.data(SEARCH_ROLE), index.data(OWN_ROLE)
        tag = index.data(TAG_ROLE)
        menu = QMenu(self)
        if name:
            renaming = menu.addAction(self.tr("Rename…"), partial(self._ask_for_name, name))
            renaming.setShortcut(QKeySequence(RENAME))
            deleting = menu.addAction(self.tr("Delete"), partial(self.delete_search, name))
            deleting.setShortcut(QKeySequence(DELETE))
            return menu
        if not tag:
            return None
        role = self._roles.role_of(tag) if self._roles else None
        add_roles(menu, tag, role, self.role_wanted.emit)
        menu.addSeparator()
        menu.addAction(self.tr("Change this tag…"), partial(self.manage_wanted.emit, tag))
        if own is None:
            return menu
        add_heading(menu, self.tr("This tag is a matter of"))
        for group in TAG_GROUPS.values():
            text = group_title(group)
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
        self.target: str | None = None  # the tag over which tracks are dragged

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        """Paint text and count, and where dragged tracks would go."""
        if self.target is not None and index.data(TAG_ROLE) == self.target:
            painter.fillRect(option.rect, QColor(self._theme.colours.accent_quiet))
            painter.setPen(QColor(self._theme.colours.accent))
            painter.drawRect(QRect(option.rect).adjusted(0, 0, -1, -1))
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_Selected:  # the row begins left of its indent
            row = QRect(option.rect)
            row.setLeft(0)
            paint_mark(painter, row, QColor(self._theme.colours.accent))
        count = index.data(COUNT_ROLE)
        if count is None:
            return
        painter.save()
        painter.setPen(QColor(self._theme.colours.quiet))
        room = QRect(option.rect).adjusted(0, 0, -GRID // 2, 0)
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
            taken = option.fontMetrics.horizontalAdvance(counted(count)) + GRID + GRID // 2
            room = option.rect.width() - taken - (24 if not option.icon.isNull() else 4)
            option.text = elided(option.fontMetrics, option.text, room)
