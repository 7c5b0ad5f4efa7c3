"""Looks once a week whether there is a newer TagStudio, where the user has named an address."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.worker_thread import WorkerThread

EVERY_SECONDS = 7 * 24 * 3600
LOOKED = "looked_for_updates"  # in the window's state: when, in seconds since 1970
STOP_SECONDS = 1.0  # it is a daemon: nobody waits for a server


class UpdateCheck(QObject):
    """`found` says a Release that is newer, `said` how a look by hand ended: one, or an error."""

    found = Signal(object)
    said = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._thread: WorkerThread | None = None
        workspace.closing.connect(self._stop)

    def look_if_due(self) -> None:
        """Look, if an address was named and the last look is a week ago; say no failure."""
        due = self._workspace.remembered.document(LOOKED, 0.0) + EVERY_SECONDS
        if self._workspace.settings.updates_from and not time.time() < due:
            self._look(lambda error: None)

    def look(self) -> None:
        """Look now, and say how it ended."""
        self._look(self.said.emit)

    def _look(self, failed: Callable[[Exception], object]) -> None:
        from tagstudio.engine.updates import Release, newest_release

        address = self._workspace.settings.updates_from
        self._workspace.remembered.keep_document(LOOKED, time.time())
        if self._thread is None:
            self._thread = WorkerThread("updates", self)

        def tell(release: Release) -> None:
            self.said.emit(release)
            if release.is_newer:
                self.found.emit(release)

        self._thread.do(lambda: newest_release(address), tell, failed)

    def _stop(self) -> None:
        if self._thread is not None:
            self._thread.stop(STOP_SECONDS)


def update_check_of(workspace: Workspace) -> UpdateCheck:
    """Return the one check of a workspace; made when it is first asked for."""
    made = workspace.findChild(UpdateCheck)
    return made if isinstance(made, UpdateCheck) else UpdateCheck(workspace)
