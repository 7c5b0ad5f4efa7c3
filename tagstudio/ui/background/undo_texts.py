"""The entries Undo and Redo: they say what they would take back or make again, and hold if any.

What was done last is undone first, whether a journal holds it or not (`UndoOrder`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMenu
from sqlalchemy import Connection

from tagstudio.engine.artists.shown_names import title_of_track
from tagstudio.engine.correcting.undo_order import Act, UndoOrder
from tagstudio.engine.jobs.file_tag_specs import UndoWriteJob, WriteJob
from tagstudio.library.tags.action_summary import of_action
from tagstudio.library.tags.file_writes import groups_in_effect
from tagstudio.library.tags.tags import shown_names
from tagstudio.library.tags.undo_history import action_of
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.text.action_text import action_text

_NAMED = frozenset({"undo", "redo"})
_OF_FILES = frozenset({WriteJob.kind, UndoWriteJob.kind})
SOON_MS = 300  # answers come fast; the menu is opened later
LONGEST = 60  # characters of what an entry says


@dataclass(frozen=True)
class Next:
    """By the id of the action what it would concern, None for nothing; and the writings.

    `puts_files_back`: what was done last is a writing to files, before which it is asked.
    """

    said: dict[str, str | None]
    puts_files_back: bool


def read_next(connection: Connection, order: UndoOrder) -> Next:
    """Return what Undo and Redo would do."""
    from tagstudio.engine.file_tags.undo import is_next_to_undo, last_writing

    names = shown_names(connection)

    def said(found: Act | int | None) -> str | None:
        if not isinstance(found, int):
            return None if found is None else found.what
        action = of_action(connection, found)
        return action_text(action, names, title_of_track(connection, action.track_id))

    last, redo = order.next_undo(connection), order.next_redo(connection)
    writings = groups_in_effect(connection)
    if not isinstance(last, Act):
        is_writing = is_next_to_undo(connection)
    elif is_writing := bool(writings) and max(writings) > last.after.writing:
        writing = last_writing(connection)
        is_writing = writing is not None and writing.group > last.after.writing
    found = {
        "undo": said(last),
        "redo": said(action_of(connection, redo) if isinstance(redo, int) else redo),
        "undo_write": "" if writings else None,
    }
    return Next(found, is_writing)


class UndoTexts(QObject):
    """Reads again after each change.

    Until that is done the keys of both hold: what was just done counts. Their entries in the menu
    do not: nobody agrees there to what is not named.
    """

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._is_over = False
        self.wrote_files = False  # as the last of all that is not undone, also before this window
        self._waiting = 0
        self._unnamed: set[str] = set()  # what holds, and is not read yet
        self._is_menu_open = False
        self._timer = QTimer(self, singleShot=True, interval=SOON_MS)
        self._timer.timeout.connect(self._read)
        workspace.changed.connect(self._on_changed)
        workspace.decisions.waiting_changed.connect(self._on_waiting)
        workspace.jobs.ended.connect(self._on_job)
        workspace.closing.connect(self._stop)
        self._read()

    def stand_in(self, menu: QMenu) -> None:
        """Hold in a menu as well, there with their names only."""
        menu.aboutToShow.connect(partial(self._on_menu, True))
        menu.aboutToHide.connect(partial(self._on_menu, False))

    def _on_menu(self, is_open: bool) -> None:
        self._is_menu_open = is_open
        for id in self._unnamed:
            self._workspace.actions.allow(id, is_possible=not is_open)
        if is_open and self._unnamed:
            self._timer.stop()
            self._read()

    def _stop(self) -> None:
        """Read no more: what is still written is told of once the library is closed."""
        self._is_over = True
        self._timer.stop()

    def _begin(self) -> None:
        if not self._is_over:
            self._timer.start()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic not in {"jobs", "settings"} and not self._timer.isActive():
            self._begin()

    def _on_job(self, job: RunningJob) -> None:
        """Files that were just written are put back by Undo, not what was answered before."""
        if job.kind in _OF_FILES and job.state == "done" and not self._is_over:
            self._workspace.decisions.empty_redo()
            self.wrote_files = True  # until it is read; it is asked before anything is put back
            self._begin()

    def _on_waiting(self, waiting: int) -> None:
        is_more, self._waiting = waiting > self._waiting, waiting
        if is_more and not self._workspace.decisions.is_by_itself:
            self.wrote_files = False
            self._show({"undo": "", "redo": ""})
        self._begin()

    def _read(self) -> None:
        if self._workspace.decisions.waiting:
            self._begin()
            return
        order = self._workspace.decisions.order
        self._workspace.ask(
            lambda connection: read_next(connection, order),
            self._keep,
            owner=self,
            topic="undo",
            later=not self._is_menu_open,
        )

    def _keep(self, found: Next) -> None:
        if not self._timer.isActive():  # else it is of before the last change
            self.wrote_files = found.puts_files_back
            self._show(found.said)

    def _show(self, found: dict[str, str | None]) -> None:
        actions = self._workspace.actions
        if self.wrote_files:
            found = {**found, "undo": self.tr("writing to files")}
        for id, what in found.items():
            text = actions.plain_text(id)
            is_named = what != "" or id not in _NAMED
            (self._unnamed.discard if is_named else self._unnamed.add)(id)
            if what:
                cut = what if len(what) <= LONGEST else f"{what[: LONGEST - 1].rstrip()}…"
                text = f"{text}: {cut}".replace("&", "&&")
            actions[id].setText(text)
            is_possible = what is not None and (is_named or not self._is_menu_open)
            actions.allow(id, is_possible=is_possible)
