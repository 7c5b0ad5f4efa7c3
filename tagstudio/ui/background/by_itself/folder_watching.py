"""Watched folders in the window: what changes in them is scanned and listened to by itself.

It is off until the user switches it on, for this library alone. A thread waits for what changes
(`FolderWatch`) and passes the places on; they wait here while a job is at work, for never two of
them work on one library, and while it is paused. Then the ordinary scan of these places runs, and
after a scan that found something the ordinary suggestions, both at low priority; on battery new
tracks wait to be heard, unless the settings say otherwise.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from sqlalchemy import Connection

from tagstudio.core.messages import Message
from tagstudio.core.power import on_battery
from tagstudio.engine.jobs.library_specs import ScanJob, SuggestJob
from tagstudio.engine.jobs.spec import JobSpec
from tagstudio.library.db.identity import library_id
from tagstudio.library.tracks.tracks import folders
from tagstudio.ui.background.by_itself.closer_listening import LIGHT
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed

WatchingState = Literal["off", "watching", "paused", "busy", "battery"]

SOON_MS = 3000  # after the window is open, or a job has ended, so that another may follow
POWER_MS = 30_000  # between two looks at the battery, while tracks wait for it
STOP_SECONDS = 3.0
_KEPT = "watched libraries"  # in the window's state: by the library's id
_TO_HEAR = "watched libraries to hear"  # likewise: new tracks wait, after the window is closed, too


class FolderWatching(QObject):
    """Watches the library's folders while it is switched on; `changed` comes when `state` did.

    `notice` is the last thing there was to say of a folder that is not there, or that the system
    does not watch.
    """

    changed = Signal()
    _found = Signal(object, object)

    def __init__(self, workspace: Workspace, has_battery: Callable[[], bool] = on_battery) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._has_battery = has_battery
        self._thread: _WatchThread | None = None
        self._places: set[str] = set()
        self._is_all_due = False  # all folders are to be scanned
        self._job: RunningJob | None = None
        self.is_paused = False
        self.notice: Message | None = None
        with workspace.library.read() as connection:
            self._library_id = library_id(connection)
        self._is_hearing_due = workspace.remembered.document(_TO_HEAR, {}).get(
            self._library_id, False
        )
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._look)
        self._power = QTimer(self, interval=POWER_MS)
        self._power.timeout.connect(self._look)
        self._found.connect(self._on_found, Qt.ConnectionType.QueuedConnection)
        workspace.jobs.ended.connect(self._on_ended)
        workspace.jobs.started.connect(lambda _: self.changed.emit())
        workspace.changed.connect(self._on_changed)
        workspace.closing.connect(self._stop)

    def begin(self) -> None:
        """Watch from now on, if it is switched on for this library."""
        if self.is_on:
            self._begin()

    @property
    def is_on(self) -> bool:
        """Whether the folders of this library are watched while its window is open."""
        return self._workspace.remembered.document(_KEPT, {}).get(self._library_id) is True

    def switch(self, on: bool) -> None:
        """Switch it on or off for this library, for good."""
        kept = self._workspace.remembered.document(_KEPT, {})
        kept.pop(self._library_id, None)
        if on:
            kept[self._library_id] = True
        self._workspace.remembered.keep_document(_KEPT, kept)
        self.is_paused = False
        self._stop()
        if on:
            self._begin()
        else:
            self._let_hear(False)
        self.changed.emit()

    @property
    def state(self) -> WatchingState:
        """What it does, or why it waits."""
        if not self.is_on:
            return "off"
        if self.is_paused:
            return "paused"
        is_due = bool(self._places or self._is_all_due or self._is_hearing_due)
        if is_due and self._job is None and self._is_busy():
            return "busy"
        return "battery" if self._is_hearing_due and not self._may_hear() else "watching"

    def pause(self) -> None:
        """Start nothing until `go_on`; a job that it started ends, and what changes is kept."""
        self.is_paused = True
        if self._job is not None:
            if self._job.kind == SuggestJob.kind:
                self._let_hear(True)
            else:
                self._is_all_due = True
            self._job.cancel()
        self.changed.emit()

    def go_on(self) -> None:
        """Take up what has changed meanwhile."""
        self.is_paused = False
        self._look()
        self.changed.emit()

    def _begin(self) -> None:
        self._thread = _WatchThread(self._tell)
        self._thread.start()
        self._is_all_due = True
        self._read_folders()
        self._soon.start()

    @Slot()
    def _stop(self) -> None:
        self._soon.stop()
        self._power.stop()
        if self._thread is not None:
            self._thread.stop()
        self._thread = None
        self._places.clear()
        self._is_all_due = False
        self.notice = None

    def _tell(self, places: list[str], notices: list[Message]) -> None:
        """Pass on what was found, on its thread."""
        with suppress(RuntimeError):  # the window is gone
            self._found.emit(places, notices)

    def _on_found(self, places: list[str], notices: list[Message]) -> None:
        if self._thread is None:
            return
        self._places.update(places)
        for notice in notices:
            self.notice = None if notice.key == "watch.back" else notice
            self._workspace.say(notice)
        self._look()
        self.changed.emit()

    def _is_busy(self) -> bool:
        return any(not job.quiet and job.kind not in LIGHT for job in self._workspace.jobs.jobs)

    def _may_hear(self) -> bool:
        return self._workspace.settings.watch_on_battery or not self._has_battery()

    def _look(self) -> None:
        """Start what is due, unless something is in the way."""
        if self._thread is None or self.is_paused or self._is_busy():
            return
        if (self._is_all_due and self._thread.folders) or self._places:
            places = () if self._is_all_due else tuple(map(Path, sorted(self._places)))
            self._is_all_due = False
            self._places.clear()
            self._start(ScanJob(places=places), self._on_scanned)
        elif self._is_hearing_due:
            self._hear()

    def _start(self, spec: JobSpec[Any], then: Callable[[Any], object]) -> None:
        self._job = start(self._workspace, spec, then, low_priority=True)

    def _on_scanned(self, report: Any) -> None:
        if report.new or report.changed or report.returned:
            self._let_hear(True)
        self._soon.start()

    def _let_hear(self, is_due: bool) -> None:
        self._is_hearing_due = is_due
        kept = self._workspace.remembered.document(_TO_HEAR, {})
        kept.pop(self._library_id, None)
        if is_due:
            kept[self._library_id] = True
        self._workspace.remembered.keep_document(_TO_HEAR, kept)

    def _hear(self) -> None:
        if not self._may_hear():
            self._power.start()
            self.changed.emit()
            return
        self._power.stop()
        self._let_hear(False)
        settings = self._workspace.settings
        self._start(SuggestJob(model=settings.model, device=settings.device), lambda _: None)

    def _on_ended(self, job: RunningJob) -> None:
        if job is self._job:
            self._job = None
        if self._thread is not None:
            self._soon.start()
        self.changed.emit()

    def _on_changed(self, changed: Changed) -> None:
        if self._thread is not None and changed.topic == "tracks":
            self._read_folders()

    def _read_folders(self) -> None:
        def read(connection: Connection) -> list[str]:
            return [folder.path for folder in folders(connection)]

        def then(found: list[str]) -> None:
            if self._thread is not None:
                self._thread.follow(found)
                self._soon.start()

        self._workspace.ask(read, then, owner=self, topic="watched folders", later=True)


class _WatchThread(threading.Thread):
    """Waits for what changes in folders, and calls `tell` with places and notices."""

    def __init__(self, tell: Callable[[list[str], list[Message]], None]) -> None:
        super().__init__(name="watched folders", daemon=True)
        self._tell = tell
        self._lock = threading.Condition()
        self._is_stopped = False
        self._wake: Callable[[], None] = lambda: None
        self.folders: Sequence[str] = ()

    def follow(self, folders: Sequence[str]) -> None:
        """Watch these folders from now on."""
        with self._lock:
            if folders != self.folders:
                self.folders = folders
                self._wake()

    def stop(self) -> None:
        """Watch no more; wait for the end, though not for a drive that does not answer."""
        with self._lock:
            self._is_stopped = True
            self._wake()
        self.join(STOP_SECONDS)

    def run(self) -> None:
        """Watch until it is stopped."""
        from tagstudio.core.low_priority import lower_priority
        from tagstudio.engine.watching.folder_watch import FolderWatch

        lower_priority()
        followed: Sequence[str] = ()
        with FolderWatch() as watch:
            with self._lock:
                self._wake = watch.wake
            while not self._is_stopped:
                if followed != (wanted := self.folders):
                    watch.follow(wanted)
                    followed = wanted
                places, notices = [], watch.take_notices()
                if not notices:
                    places = watch.wait()
                    notices = watch.take_notices()
                if places or notices:
                    self._tell(places, notices)


def folder_watching_of(workspace: Workspace) -> FolderWatching:
    """Return the one of the window; the application lets it begin."""
    return workspace.findChild(FolderWatching) or FolderWatching(workspace)
