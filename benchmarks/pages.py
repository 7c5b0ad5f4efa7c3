"""Open every page and dialog of the window, one after the other: for pictures and for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from event_loop import live, until
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from sqlalchemy import Connection

from tagstudio.engine.restoring.restore import look
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.views.browse import track_ids
from tagstudio.ui.library_screen.screen import LibraryScreen
from tagstudio.ui.shell.main_window import MainWindow

PATIENCE_SECONDS = 60.0
BLINK_SECONDS = 0.15  # until what was read behind the page stands on it
SETTINGS = ("folders", "analysis", "thresholds", "vocabularies", "keys", "appearance", "plugins")
NO_SUCH_TRACK = "title:zzzz artist:nobody"

Page = tuple[str, QWidget]  # a name without spaces, and the window or dialog to look at


class Pages:
    """Opens the pages of a window whose library has tracks with suggestions.

    `blink` is how long a page may live before it is looked at; `dialogs` of a library that is
    damaged are shown for `library_file`.
    """

    def __init__(self, window: MainWindow, blink: float = BLINK_SECONDS) -> None:
        self.window = window
        self.workspace = window._workspace
        self._blink = blink

    def all(self) -> Iterator[Page]:
        """Open each page and dialog in turn; a dialog is closed once the next one is wanted."""
        for pages in (self.library, self.review, self.model, self.jobs, self.settings):
            for page in pages():
                live(self._blink)
                yield page
        yield from self.dialogs()

    def library(self) -> Iterator[Page]:
        """The library: all tracks, some selected, a search that finds nothing, a wrong one."""
        screen = self.window.show_screen("library")
        screen.show_query("")
        count = len(self._ids(""))
        until(lambda: len(screen.table.ids) == count, "all tracks", PATIENCE_SECONDS)
        until(lambda: screen.table.track(0) is not None, "the first rows", PATIENCE_SECONDS)
        live(self._blink)
        screen.view.clearSelection()
        yield "library", self.window
        screen.view.setFocus()
        until(lambda: _is_selected(screen), "the tags of the selection", PATIENCE_SECONDS)
        yield "library-selected", self.window
        screen.view.clearSelection()
        screen.show_query(NO_SUCH_TRACK)
        until(lambda: not screen.table.ids, "nothing found", PATIENCE_SECONDS)
        yield "library-nothing-found", self.window
        screen.show_query("year:abc")
        yield "library-wrong-query", self.window
        screen.show_query("")

    def review(self) -> Iterator[Page]:
        """Review: a track, one without suggestions if there is any, and the end."""
        screen = self.window.show_screen("review")
        ids = self._ids("state:suggested")[:3] or self._ids("")[:3]
        self.window.review(ids)
        until(lambda: screen._current is not None, "a track", PATIENCE_SECONDS)
        yield "review", self.window
        for _ in ids:
            screen.step(1)
        until(lambda: screen._current is None, "the end", PATIENCE_SECONDS)
        yield "review-end", self.window

    def model(self) -> Iterator[Page]:
        """Each view of the versions."""
        screen = self.window.show_screen("model")
        until(lambda: screen._overview is not None, "the versions", PATIENCE_SECONDS)
        until(lambda: not self.workspace.jobs.jobs, "the figures", PATIENCE_SECONDS)
        for place in range(screen.view.tabs.count()):
            screen.view.tabs.setCurrentIndex(place)
            yield f"model-{place + 1}", self.window

    def jobs(self) -> Iterator[Page]:
        """The jobs."""
        self.window.show_screen("jobs")
        yield "jobs", self.window

    def settings(self) -> Iterator[Page]:
        """Each page of the settings."""
        screen = self.window.show_screen("settings")
        for place in range(screen.list.count()):
            screen.list.setCurrentRow(place)
            known = place < len(SETTINGS)
            yield f"settings-{SETTINGS[place] if known else place + 1}", self.window

    def dialogs(self) -> Iterator[Page]:
        """The dialogs that change nothing until they are agreed to."""
        self.window.show_screen("library")
        for name in ("keys", "about", "undo_write"):
            yield from self._dialog(name, self.workspace.actions[name].trigger)
        ids = self._ids("")[:5]
        yield from self._dialog("write_tags", lambda: self.window.write_tags(ids))
        self.window.show_screen("model")
        yield from self._dialog("train", self.window.train)

    def recovery(self, library: Path) -> Iterator[Page]:
        """The dialog for a library that is damaged, with the safety copies of `library`."""
        from tagstudio.ui.shell.recovery import RecoveryDialog

        dialog = RecoveryDialog(look(library))
        dialog.show()
        live(self._blink)
        yield "recovery", dialog
        dialog.close()

    def _dialog(self, name: str, opening: Callable[[], object]) -> Iterator[Page]:
        opening()
        live(2 * self._blink)
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or isinstance(dialog, QMessageBox):
            return
        yield f"dialog-{name}", dialog
        dialog.close()
        live(self._blink)

    def _ids(self, query: str) -> list[int]:
        def read(connection: Connection) -> list[int]:
            found = parse(query) if query else ALL_TRACKS
            return track_ids(connection, found, self.workspace.shown_model())

        with self.workspace.library.read() as connection:
            return read(connection)


def _is_selected(screen: LibraryScreen) -> bool:
    """Select a track, again where the rows came anew, and tell whether its tags are read."""
    if not screen.view.selected_ids():
        screen.view.selectRow(1)
    return bool(screen.selection.isVisible() and screen.selection._tags.text())
