"""The sidebar's entries: states, tags by group with their counts, saved searches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QStandardItem, QStandardItemModel
from sqlalchemy import Connection

from tagstudio.library.models.models import Model
from tagstudio.library.search.query_text import quoted
from tagstudio.library.search.saved_searches import SavedSearch, list_searches
from tagstudio.library.tags.tags import Tag
from tagstudio.library.tags.vocabularies import offered_tags
from tagstudio.library.tracks.track_state import TrackState
from tagstudio.library.views.counts import state_counts, tag_counts
from tagstudio.plugin_api.vocabulary import OWN_GROUP, group_place
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.item_index import Index
from tagstudio.ui.base.theme import Theme
from tagstudio.ui.library_screen.track_table import TRACKS_MIME, dropped
from tagstudio.ui.text.tag_group_names import group_title

QUERY_ROLE = Qt.ItemDataRole.UserRole  # the query of an entry; None for a heading
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
TAG_ROLE = Qt.ItemDataRole.UserRole + 2
SEARCH_ROLE = Qt.ItemDataRole.UserRole + 3  # the name of a saved search
OWN_ROLE = Qt.ItemDataRole.UserRole + 5  # the id of a tag of the user's own


@dataclass(frozen=True)
class SidebarCounts:
    """What the sidebar shows: tracks by state, tags, tracks by tag, saved searches."""

    states: Mapping[TrackState, int]
    tags: Sequence[Tag]
    tagged: Mapping[int, int]
    searches: Sequence[SavedSearch] = ()


def read_sidebar_counts(connection: Connection, model: Model | None) -> SidebarCounts:
    """Count the tracks by state and by tag, and read the saved searches."""
    return SidebarCounts(
        state_counts(connection, model),
        offered_tags(connection, answered=True),
        tag_counts(connection, model),
        list_searches(connection),
    )


class SidebarModel(QStandardItemModel):
    """A tree of two floors; tracks that are dropped on a tag are `dropped` with its name."""

    dropped = Signal(str, object)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._named: dict[str, QStandardItem] = {}
        self.by_count = False
        self._searches = self._heading(self.tr("Saved searches"))
        self._states = self._heading(self.tr("Library"))
        self._tags = self._heading(self.tr("Tags"))
        self._add_states()
        theme.changed.connect(self._colour)

    def show(self, counts: SidebarCounts) -> None:
        """Show numbers, tags that are new, and those that came into another group."""
        self._set_count("", sum(counts.states.values()))
        for state, count in counts.states.items():
            self._set_count(f"state:{state}", count)
        self._remove_others({f"tag:{quoted(tag.name)}" for tag in counts.tags})
        # New ones come in their order, for to put them into it later is slow.
        names = sorted(counts.tags, key=lambda tag: tag.name.casefold())
        for tag in sorted(names, key=lambda tag: _place_of(tag.group)):
            query = f"tag:{quoted(tag.name)}"
            group = self._group(tag.group)
            known = self._named.get(query)
            if known is None:
                self._add(group, tag.name, query, "").setData(tag.name, TAG_ROLE)
            elif known.parent() is not group:
                self._move(known, group)
            self._named[query].setData(tag.id if tag.origin == "user" else None, OWN_ROLE)
            self._show_word(self._named[query], tag)
            self._set_count(query, counts.tagged.get(tag.id, 0))
        self._show_searches(counts.searches)
        self.put_in_order()

    def put_in_order(self) -> None:
        """Put the tags of each group into their order: by name, or by the number of tracks."""
        for row in range(self._tags.rowCount()):
            group = self._tags.child(row)
            items = [group.child(place) for place in range(group.rowCount())]
            wanted = sorted(items, key=self._place)
            if items != wanted:
                while group.rowCount():
                    group.takeRow(0)
                for item in wanted:
                    group.appendRow(item)

    def _place(self, item: QStandardItem) -> tuple[int, bool, int, str]:
        count, place = item.data(COUNT_ROLE) or 0, item.data(_PLACE_ROLE)
        by_name = item.text().casefold()
        return (-count if self.by_count else 0, place is None, place or 0, by_name)

    def _show_word(self, item: QStandardItem, tag: Tag) -> None:
        """Show the colour and the place that the user gave a tag."""
        item.setData(tag.position, _PLACE_ROLE)
        if (item.data(_DOT_ROLE) or "") != tag.colour:
            item.setData(tag.colour, _DOT_ROLE)
            item.setIcon(icon("dot", tag.colour) if tag.colour else QIcon())

    @property
    def tags_heading(self) -> QModelIndex:
        """The heading of the tags; below it are the groups."""
        return self._tags.index()

    @property
    def searches(self) -> list[SavedSearch]:
        """The saved searches that are shown."""
        return [SavedSearch(one.data(SEARCH_ROLE), one.data(QUERY_ROLE)) for one in self._saved()]

    def _saved(self) -> list[QStandardItem]:
        return [self._searches.child(row) for row in range(self._searches.rowCount())]

    def _show_searches(self, searches: Sequence[SavedSearch]) -> None:
        if list(searches) == self.searches:
            return
        while self._searches.rowCount():  # taken, not removed: Python may hold what Qt would delete
            self._searches.takeRow(0)
        for name, query in searches:
            item = self._entry(name, query, "star")
            item.setToolTip(query)
            item.setData(name, SEARCH_ROLE)
            self._searches.appendRow(item)

    def index_of(self, query: str) -> QModelIndex:
        """Return the entry of a query, else a saved search for it, else an invalid index."""
        found = (one for one in self._saved() if one.data(QUERY_ROLE) == query)
        item = self._named.get(query) or next(found, None)
        return item.index() if item is not None else QModelIndex()

    def index_of_search(self, name: str) -> QModelIndex:
        """Return the entry of the saved search of a name, an invalid index for none."""
        found = (one.index() for one in self._saved() if one.data(SEARCH_ROLE) == name)
        return next(found, QModelIndex())

    def index_of_tag(self, name: str) -> QModelIndex:
        """Return the entry of a tag, in any case; an invalid index if it has none."""
        tags = (item for item in self._named.values() if item.data(TAG_ROLE))
        item = next((one for one in tags if one.text().casefold() == name.casefold()), None)
        return item.index() if item is not None else QModelIndex()

    def mimeTypes(self) -> list[str]:
        """Take dragged tracks."""
        return [TRACKS_MIME]

    def canDropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Only a tag can be dropped on."""
        return data.hasFormat(TRACKS_MIME) and bool(parent.data(TAG_ROLE))

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        """Emit the tag and the tracks that were dropped on it."""
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        self.dropped.emit(parent.data(TAG_ROLE), dropped(data))
        return True

    def supportedDropActions(self) -> Qt.DropAction:
        """Tracks are copied onto a tag: they stay where they are."""
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def _add_states(self) -> None:
        for text, query, icon_name in (
            (self.tr("All"), "", "all"),
            (self.tr("To review"), "state:suggested", "to_review"),
            (self.tr("Reviewed"), "state:reviewed", "reviewed"),
            (self.tr("No suggestions"), "state:new", "new"),
            (self.tr("Failed"), "state:failed", "failed"),
            (self.tr("Missing"), "state:missing", "missing"),
        ):
            self._add(self._states, text, query, icon_name)

    def _heading(self, text: str) -> QStandardItem:
        item = QStandardItem(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = item.font()
        font.setBold(True)
        item.setFont(font)
        self.appendRow(item)
        return item

    def _group(self, name: str) -> QStandardItem:
        """Return the heading of a group, a new one in its place among the others."""
        shown = [self._tags.child(row) for row in range(self._tags.rowCount())]
        title = group_title(name) or self.tr("Own")
        for item in shown:
            if item.text() == title:
                return item
        new = QStandardItem(title)
        new.setFlags(Qt.ItemFlag.ItemIsEnabled)
        new.setData(name, _GROUP_ROLE)
        before = [one for one in shown if _place_of(one.data(_GROUP_ROLE)) < _place_of(name)]
        self._tags.insertRow(len(before), [new])
        return new

    def _remove_others(self, queries: set[str]) -> None:
        """Remove the tags that are not offered any more."""
        gone = [
            query
            for query, item in self._named.items()
            if item.data(TAG_ROLE) is not None and query not in queries
        ]
        for query in gone:
            item = self._named.pop(query)
            group = item.parent()
            group.takeRow(item.row())
            if not group.rowCount():
                self._tags.takeRow(group.row())

    def _move(self, item: QStandardItem, group: QStandardItem) -> None:
        before = item.parent()
        group.appendRow(before.takeRow(item.row()))
        if not before.rowCount():
            self._tags.takeRow(before.row())

    def _add(self, parent: QStandardItem, text: str, query: str, icon_name: str) -> QStandardItem:
        item = self._named[query] = self._entry(text, query, icon_name)
        parent.appendRow(item)
        return item

    def _entry(self, text: str, query: str, icon_name: str) -> QStandardItem:
        item = QStandardItem(text)
        item.setEditable(False)
        item.setData(query, QUERY_ROLE)
        item.setData(icon_name, _ICON_ROLE)
        item.setIcon(self._icon(icon_name))
        return item

    def _icon(self, name: str) -> QIcon:
        return icon(name, self._theme.colours.quiet) if name else QIcon()

    def take_count(self, query: str, count: int) -> None:
        """Show how many tracks a query was just found to have: the others are counted later."""
        if query in self._named:
            self._set_count(query, count)

    def _set_count(self, query: str, count: int) -> None:
        item = self._named[query]
        if item.data(COUNT_ROLE) != count:
            item.setData(count, COUNT_ROLE)

    def _colour(self) -> None:
        searches = [self._searches.child(row) for row in range(self._searches.rowCount())]
        for item in (*self._named.values(), *searches):
            if not item.data(_DOT_ROLE):
                item.setIcon(self._icon(item.data(_ICON_ROLE)))


def _place_of(group: str) -> tuple[bool, tuple[int, str]]:
    """Return where a group stands: the user's own tags first, which are looked for most."""
    return group not in {"", OWN_GROUP}, group_place(group)


_ICON_ROLE = Qt.ItemDataRole.UserRole + 4
_PLACE_ROLE = Qt.ItemDataRole.UserRole + 7  # of a tag in its group, None: by name
_DOT_ROLE = Qt.ItemDataRole.UserRole + 8  # the colour of a tag
_GROUP_ROLE = Qt.ItemDataRole.UserRole + 6  # the name of a group, as the library has it
