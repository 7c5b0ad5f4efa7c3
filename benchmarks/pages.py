"""Open every page and dialog of the window, one after the other: for pictures and for tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import shiboken6
from event_loop import live, until
from made_dialogs import made_dialogs
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from sqlalchemy import Connection

from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.views.browse import rows_of, track_ids
from tagstudio.ui.edit_facts.dialog import FactsDialog
from tagstudio.ui.file_labels.dialog import FileLabelsDialog
from tagstudio.ui.import_labels.dialog import ImportDialog
from tagstudio.ui.library_screen.screen import LibraryScreen
from tagstudio.ui.settings_screen.install_plugin import InstallPluginDialog
from tagstudio.ui.shell.main_window import MainWindow
from tagstudio.ui.widgets.preview_dialog import PreviewDialog

PATIENCE_SECONDS = 60.0
BLINK_SECONDS = 0.15  # until what was read behind the page stands on it
NO_SUCH_TRACK = "title:zzzz artist:nobody"

Page = tuple[str, QWidget]  # a name without spaces, and the window or dialog to look at


class Pages:
    """Opens the pages of a window whose library has tracks with suggestions.

    `blink` is how long a page may live before it is looked at.
    """

    def __init__(self, window: MainWindow, blink: float = BLINK_SECONDS) -> None:
        self.window = window
        self.workspace = window._workspace
        self._blink = blink

    def all(self) -> Iterator[Page]:
        """Open each page and dialog in turn; a dialog is closed once the next one is wanted."""
        for pages in (
            self.library,
            self.review,
            self.model,
            self.doubts,
            self.disputes,
            self.jobs,
            self.settings,
        ):
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

    def doubts(self) -> Iterator[Page]:
        """The doubted answers, or why none is in doubt."""
        screen = self.window.show_screen("doubts")
        until(lambda: screen._found is not None, "the doubts", PATIENCE_SECONDS)
        yield "doubts", self.window

    def disputes(self) -> Iterator[Page]:
        """Where people disagree, and how far they agree."""
        screen = self.window.show_screen("disputes")
        until(lambda: screen._found is not None, "the disputes", PATIENCE_SECONDS)
        for place, name in enumerate(("disputes", "agreement")):
            screen.view.tabs.setCurrentIndex(place)
            yield name, self.window
        screen.view.tabs.setCurrentIndex(0)

    def jobs(self) -> Iterator[Page]:
        """The jobs."""
        self.window.show_screen("jobs")
        yield "jobs", self.window

    def settings(self) -> Iterator[Page]:
        """Each page of the settings, called as its class is: "settings-folders"."""
        screen = self.window.show_screen("settings")
        for place, kind in enumerate(screen._kinds):
            screen.list.setCurrentRow(place)
            yield f"settings-{kind.__name__.removesuffix('Page').lower()}", self.window

    def dialogs(self) -> Iterator[Page]:
        """The dialogs that change nothing until they are agreed to."""
        self.window.show_screen("library")
        for name in ("keys", "about"):
            yield from self._dialog(name, self.workspace.actions[name].trigger)
        if self.workspace.actions["undo_write"].isEnabled():  # files were written
            yield from self._dialog("undo_write", self.workspace.actions["undo_write"].trigger)
        ids = self._ids("")[:5]
        yield from self._dialog("write_tags", lambda: self.window.write_tags(ids))
        yield from self._dialog("export", self.workspace.actions["export"].trigger)
        yield from self._import_dialog()
        yield from self._dialog("file_labels", self._choose_genre)
        yield from self._dialog("duplicates", self.workspace.actions["duplicates"].trigger)
        yield from self._dialog("same_answers", lambda: self.window.same_answers(ids[0], ids[1:]))
        yield from self._dialog("manage_tags", lambda: self.window.manage_tags("rock"))
        self.window.show_screen("model")
        yield from self._dialog("train", self.window.train)

        self.workspace.actions["help"].trigger()
        yield from self._shown("handbook", self.window._handbook)
        yield from self.made()

    def made(self) -> Iterator[Page]:
        """The dialogs that come when something is wrong or was done."""
        with TemporaryDirectory() as folder:
            for name, make in made_dialogs(self.window, Path(folder)).items():
                dialog = make()
                dialog.show()
                until(partial(self._is_filled, dialog), name, PATIENCE_SECONDS)
                yield from self._shown(name, dialog)
                shiboken6.delete(dialog)

    def _is_filled(self, dialog: QDialog) -> bool:
        """Tell whether a dialog shows what it has to read."""
        is_empty = isinstance(dialog, FactsDialog) and not dialog.tracks
        is_looking = isinstance(dialog, InstallPluginDialog) and dialog.progress.isVisible()
        return not (is_empty or is_looking or self.workspace.jobs.jobs)

    def _shown(self, name: str, dialog: QDialog) -> Iterator[Page]:
        live(2 * self._blink)
        yield f"dialog-{name}", dialog
        dialog.close()
        live(self._blink)

    def _import_dialog(self) -> Iterator[Page]:
        """Read labels of the first track, one of a tag that there is and two of unknown ones."""
        with self.workspace.library.read() as connection:
            [track] = rows_of(connection, None, self._ids("")[:1])
        file = self.workspace.library.path.with_name("labels.csv")
        rows = [f'"{track.path}",{tag},yes' for tag in ("jazz", "zydeco", "rokc")]
        file.write_text("\n".join(["path,tag,state", *rows]), encoding="utf-8")
        dialog = ImportDialog(self.workspace, file, self.window)

        def open_and_read() -> None:
            dialog.open()
            until(dialog.unknown.isVisible, "the unknown tags", PATIENCE_SECONDS)
            dialog.unknown.view.selectRow(0)

        yield from self._dialog("import_labels", open_and_read)
        dialog.deleteLater()

    def _choose_genre(self) -> None:
        """Open the genres of the files, and select the first one."""
        self.workspace.actions["labels_from_files"].trigger()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, FileLabelsDialog)
        until(lambda: dialog.report is not None, "the genres", PATIENCE_SECONDS)
        live(2 * self._blink)
        dialog.genres.view.selectRow(0)

    def _dialog(self, name: str, opening: Callable[[], object]) -> Iterator[Page]:
        opening()
        dialog = self._opened(name)
        if isinstance(dialog, QMessageBox):
            dialog.close()
            return
        if isinstance(dialog, PreviewDialog):
            until(lambda: not dialog.is_looking, "what would change", PATIENCE_SECONDS)
        yield from self._shown(name, dialog)

    def _opened(self, name: str) -> QDialog:
        """Return the dialog that opens, over the window or beside it, once the library was read."""

        def dialogs() -> list[QDialog]:
            modal = QApplication.activeModalWidget()
            if isinstance(modal, QDialog):
                return [modal]
            return [one for one in self.window.findChildren(QDialog) if one.isVisible()]

        until(lambda: bool(dialogs()), name, PATIENCE_SECONDS)
        live(2 * self._blink)
        return dialogs()[0]

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
