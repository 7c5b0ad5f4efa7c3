"""A page of what was found, which looks again when that may have changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QTimer, SignalInstance
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tagstudio.core.errors import TagStudioError
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.theme import Theme
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton
from tagstudio.ui.widgets.row_table import RowTable, RowView

SOON_MS = 500  # after a change
REST = 4  # times as long as a look took, before the next
Place = tuple[int, int]  # track and tag


class SettledRow(Protocol):
    """A row, and what became of it: nothing yet, or how it was settled."""

    settled: Any

    @property
    def place(self) -> Place:
        """Track and tag."""


class FoundList(Protocol):
    """What was found."""

    @property
    def rows(self) -> Sequence[SettledRow]:
        """The rows to list."""


class FollowingPage(QWidget):
    """Looks again by itself, while it is open too, unless that takes away what somebody works on.

    Rows keep their places from the first that is settled on, and so does a list whose row in focus
    is found no more: there `changed_bar` says that something changed, and offers to look again.
    What the page does itself to its rows is no such change. A subclass says how to look (`ask`),
    and shows what was found in `table` and `rows`, or a message in their place.
    """

    def __init__(
        self,
        theme: Theme,
        changed: SignalInstance,
        topics: Collection[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._topics = topics
        self._found: Any = None
        self._is_stale = True
        self._is_looking = False
        self._began = 0.0
        self._changed_tracks: set[int] = set()
        self._other_changes = False  # than answers to these tracks
        self._shown_tracks: set[int] = set()  # whose changes the rows show already
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._look_if_due)
        self.changed_bar = NoticeBar(theme)
        changed.connect(self._on_changed)

    def lay_out(self, view: QWidget, table: RowTable, rows: RowView) -> None:
        """Take the page, and the list on it."""
        self._table, self._view = table, rows
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(view, 1)
        layout.addWidget(self.changed_bar)
        self.setFocusProxy(view)

    def ask(
        self, then: Callable[[FoundList], object], failed: Callable[[TagStudioError], object]
    ) -> None:
        """Look for what there is, in place of a look that is under way."""
        raise NotImplementedError

    def show_looking(self) -> None:
        """Say that it is looked for."""
        raise NotImplementedError

    def show_found(self, found: Any) -> None:
        """Show what was found, with the first row in focus."""
        raise NotImplementedError

    def show_failure(self, error: TagStudioError) -> None:
        """Say why it could not be looked for."""
        raise NotImplementedError

    def show_focus(self) -> None:
        """Show more of the row in focus."""
        raise NotImplementedError

    def look(self) -> None:
        """Look anew, with a message in place of what is there."""
        self._begin()
        self._found = None
        self._table.show_rows(())
        self.show_looking()
        self.ask(self._take_first, self._take_failure)

    def go_to(self, place: int) -> None:
        """Put the row at a place into focus."""
        self._view.selectRow(place)
        self.show_focus()

    def row_in_focus(self) -> Any:
        """Return the row in focus, None while none is listed."""
        number = self._view.currentIndex().row()
        is_listed = self._view.isVisibleTo(self) and 0 <= number < len(self._rows)
        return self._rows[number] if is_listed else None

    def shows_by_itself(self, places: Collection[Place]) -> None:
        """Take it that what changed at these places is seen at the rows, if all have one."""
        if {row.place for row in self._rows} >= set(places):
            self._shown_tracks.update(track_id for track_id, _ in places)

    def showEvent(self, event: QShowEvent) -> None:
        """Look, unless somebody is in the middle of a list."""
        super().showEvent(event)
        if self._is_stale and not self._is_in_the_middle:
            self.look()
        elif self._is_stale:
            self._soon.start()

    @property
    def _rows(self) -> list[Any]:
        return self._table.rows

    @property
    def _is_in_the_middle(self) -> bool:
        left = [row for row in self._rows if not row.settled]
        return bool(left) and len(left) < len(self._rows)

    def _begin(self) -> None:
        """Note that a look begins: what changes from now on is newer."""
        self._is_stale, self._is_looking, self._began = False, True, time.monotonic()
        self._forget_changes()
        self.changed_bar.put_away()

    def _end(self) -> None:
        self._is_looking = False
        took = time.monotonic() - self._began
        self._soon.setInterval(max(SOON_MS, int(1000 * REST * took)))

    def _take_first(self, found: FoundList) -> None:
        self._end()
        self._found = found
        self.show_found(found)

    def _take_failure(self, error: TagStudioError) -> None:
        self._end()
        self.show_failure(error)

    def _take_again(self, found: FoundList) -> None:
        """Take what was found while what was found before stood there."""
        self._end()
        focus = self.row_in_focus()
        places = [row.place for row in found.rows]
        if any(row.settled for row in self._rows) or (focus and focus.place not in places):
            self._offer()
        elif found != self._found:
            self._found = found
            self._table.show_rows(())
            self.show_found(found)
            if focus:
                self.go_to(places.index(focus.place))

    def _take_failure_again(self, error: TagStudioError) -> None:
        if self._rows:
            self._end()
            self._offer()
        else:
            self._take_failure(error)

    def _offer(self) -> None:
        self._is_stale = True
        if not self.changed_bar.is_wanted:
            text = self.tr("What is listed here has changed meanwhile.")
            again = NoticeButton(self.tr("Look again"), self.look)
            self.changed_bar.show_notice(text, [again])

    def _forget_changes(self) -> None:
        self._changed_tracks, self._other_changes, self._shown_tracks = set(), False, set()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic not in self._topics:
            return
        self._is_stale = True
        if changed.topic == "decisions" and changed.track_ids is not None:
            self._changed_tracks |= changed.track_ids
        else:
            self._other_changes = True
        if self.isVisible() and not self._soon.isActive():
            self._soon.start()

    def _look_if_due(self) -> None:
        if not (self._is_stale and self.isVisible()):
            return
        if self._is_looking:
            self._soon.start()
        elif not any(row.settled for row in self._rows):
            self._begin()
            self.ask(self._take_again, self._take_failure_again)
        elif self._is_in_the_middle:
            news = self._other_changes or not self._changed_tracks <= self._shown_tracks
            self._forget_changes()
            if news:
                self._offer()
