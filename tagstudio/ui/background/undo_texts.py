"""The entries Undo and Redo: they say what they would take back or make again, and hold if any.

What was done last is undone first: also a change that no journal holds (`did`), until something
else is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer
from sqlalchemy import Connection

from tagstudio.engine.artists.shown_names import title_of_track
from tagstudio.engine.jobs.file_tag_specs import UndoWriteJob, WriteJob
from tagstudio.library.tags.action_summary import ActionSummary, next_redo, next_undo
from tagstudio.library.tags.file_writes import groups_in_effect
from tagstudio.library.tags.tags import shown_names
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.text.action_text import action_text

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


def read_next(connection: Connection) -> Next:
    """Return what Undo and Redo would do."""
    from tagstudio.engine.file_tags.undo import is_next_to_undo

    names = shown_names(connection)

    def said(action: ActionSummary | None) -> str | None:
        if action is None:
            return None
        return action_text(action, names, title_of_track(connection, action.track_id))

    found = {
        "undo": said(next_undo(connection)),
        "redo": said(next_redo(connection)),
        "undo_write": "" if groups_in_effect(connection) else None,
    }
    return Next(found, is_next_to_undo(connection))


class UndoTexts(QObject):
    """Reads again after each change. Until that is done both hold: what was just done counts."""

    def __init__(self, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._is_over = False
        self.next_undo = ""  # the action that Undo would take back, as far as it is read
        self.wrote_files = False  # as the last of all that is not undone, also before this window
        self._act: tuple[str, Callable[[], object]] | None = None
        self._is_act_undone = False  # as the last of all: Redo would make again what was before it
        self._waiting = 0
        self._timer = QTimer(self, singleShot=True, interval=SOON_MS)
        self._timer.timeout.connect(self._read)
        workspace.changed.connect(self._on_changed)
        workspace.decisions.waiting_changed.connect(self._on_waiting)
        workspace.jobs.ended.connect(self._on_job)
        workspace.did.connect(self._on_did)
        workspace.closing.connect(self._stop)
        self._read()

    def take_act(self) -> Callable[[], object] | None:
        """Return what undoes the last act that no journal holds, once; None: that was not last."""
        act, self._act = self._act, None
        self._is_act_undone = self._is_act_undone or act is not None
        self._show({"redo": ""})
        self._begin()
        return act[1] if act else None

    def _on_did(self, what: str, undo: Callable[[], object]) -> None:
        self._act, self._is_act_undone = (what, undo), False
        self._show({"undo": what})

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
        if job.kind in _OF_FILES and job.state == "done":
            self.wrote_files = True  # until it is read; it is asked before anything is put back
            self._act = None
            self._begin()

    def _on_waiting(self, waiting: int) -> None:
        is_more, self._waiting = waiting > self._waiting, waiting
        if is_more and not self._workspace.decisions.is_acting:
            self.wrote_files, self._act, self._is_act_undone = False, None, False
        self.next_undo = ""
        self._show({"undo": "", "redo": ""})
        self._begin()

    def _read(self) -> None:
        if self._workspace.decisions.waiting:
            self._begin()
        else:
            self._workspace.ask(read_next, self._keep, owner=self, topic="undo", later=True)

    def _keep(self, found: Next) -> None:
        if not self._timer.isActive():  # else it is of before the last change
            self.wrote_files = found.puts_files_back
            self.next_undo = found.said["undo"] or ""
            self._show(found.said)

    def _show(self, found: dict[str, str | None]) -> None:
        actions = self._workspace.actions
        if self._is_act_undone:
            found = {**found, "redo": None}
        if self._act is not None:
            found = {**found, "undo": self._act[0]}
        elif self.wrote_files:
            found = {**found, "undo": self.tr("writing to files")}
        for id, what in found.items():
            text = actions.plain_text(id)
            if what:
                cut = what if len(what) <= LONGEST else f"{what[: LONGEST - 1].rstrip()}…"
                text = f"{text}: {cut}".replace("&", "&&")
            actions[id].setText(text)
            actions.allow(id, is_possible=what is not None)
