"""The second pass in the window: it goes on by itself while nobody else needs the machine.

A model's first suggestions come from one window of a track; the quiet job that is started here
listens to the rest. It gives way at once to every other job but the LIGHT ones, pauses on battery,
and is switched off by the setting `listen_closer`. What is left to do is a query, so it may be
ended at any time; it is started anew when the reason is gone. A run that ended by itself has done
what it can: the next one waits until something may have changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal
from sqlalchemy import Connection

from tagstudio.core.power import on_battery
from tagstudio.engine.jobs.library_specs import ListenCloserJob
from tagstudio.library.search.pending import closer_count
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.saving import keep
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed

ListeningState = Literal["done", "running", "paused", "battery", "busy", "failed", "soon"]

LIGHT = {"copy", "export", "write_plan", "write", "write_undo"}  # jobs without the tagger
SOON_MS = 3000  # after a start or the end of a job, so that one job may follow another
POWER_MS = 30_000  # between two looks at the battery


class CloserListening(QObject):
    """Runs the quiet job when it may run; `changed` comes when `state`, `left` or `job` did.

    `left` is the number of tracks that are not heard as closely as the settings say.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, has_battery: Callable[[], bool] = on_battery) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._has_battery = has_battery
        self._is_on_battery = False
        self._is_due = False  # something may have changed since a run ended by itself
        self._is_giving_way = False
        self.job: RunningJob | None = None
        self.left = 0
        self.failure = ""
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._look)
        self._power = QTimer(self, interval=POWER_MS)
        self._power.timeout.connect(self._look_at_power)
        workspace.closing.connect(self.end)

    def begin(self) -> None:
        """Listen from now on, whenever it may."""
        workspace = self._workspace
        workspace.jobs.started.connect(self._on_started)
        workspace.jobs.ended.connect(self._on_ended)
        workspace.changed.connect(self._on_changed)
        self._is_on_battery = self._has_battery()
        self._power.start()
        self._try_soon()

    def end(self) -> None:
        """Start nothing any more."""
        self._soon.stop()
        self._power.stop()

    @property
    def state(self) -> ListeningState:
        """Why it runs or does not run."""
        if self.job is not None:
            return "running"
        if not self.left:
            return "done"
        if not self._workspace.settings.listen_closer:
            return "paused"
        if self._is_on_battery:
            return "battery"
        if self._others():
            return "busy"
        return "failed" if self.failure else "soon"

    def pause(self) -> None:
        """Switch it off, until it is switched on again here or in the settings."""
        keep(self._workspace, listen_closer=False)

    def go_on(self) -> None:
        """Switch it on again."""
        keep(self._workspace, listen_closer=True)

    def _others(self) -> bool:
        jobs = self._workspace.jobs.jobs
        return any(job is not self.job and job.kind not in LIGHT for job in jobs)

    def _may_run(self) -> bool:
        wanted = self._workspace.settings.listen_closer
        return wanted and not self._is_on_battery and not self._others()

    def _try_soon(self) -> None:
        self._is_due = True
        self.failure = ""
        self._soon.start()

    def _look(self) -> None:
        """Find out what is left; start if there is something, and nothing is in the way."""
        workspace = self._workspace
        model = workspace.replaced_by() or workspace.shown_model()  # not one that is on its way out
        windows = workspace.settings.windows

        def read(connection: Connection) -> int:
            return closer_count(connection, model.id, windows) if model else 0

        def then(left: int) -> None:
            self.left = left
            if left and model and self._is_due and self.job is None and self._may_run():
                self._start(model.name)
            self.changed.emit()

        self._workspace.ask(read, then, owner=self, topic="left", later=True)

    def _start(self, model: str) -> None:
        settings, workspace = self._workspace.settings, self._workspace
        spec = ListenCloserJob(model=model, device=settings.device, windows=settings.windows)
        self._is_due = False
        self.job = start(workspace, spec, quiet=True, first=lambda: workspace.on_screen)
        self.job.progressed.connect(self.changed)

    def _give_way(self) -> None:
        if self.job is not None and not self._is_giving_way:
            self._is_giving_way = True
            self.job.cancel()

    def _on_started(self, job: RunningJob) -> None:
        if not job.quiet and job.kind not in LIGHT:
            self._give_way()
        self.changed.emit()

    def _on_ended(self, job: RunningJob) -> None:
        if job is self.job:
            self.job, gave_way = None, self._is_giving_way
            self._is_giving_way = False
            self.failure = job.failure
            if gave_way:
                self._is_due = True
        elif job.kind not in LIGHT:
            self._is_due = True
            self.failure = ""
        self._soon.start()
        self.changed.emit()

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic == "settings" and not self._may_run():
            self._give_way()
            self.changed.emit()
        elif changed.topic in {"settings", "models"}:
            self._try_soon()

    def _look_at_power(self) -> None:
        before, self._is_on_battery = self._is_on_battery, self._has_battery()
        if self._is_on_battery and not before:
            self._give_way()
            self.changed.emit()
        elif before and not self._is_on_battery:
            self._try_soon()


def closer_listening_of(workspace: Workspace) -> CloserListening:
    """Return the one of the window; the application lets it begin."""
    return workspace.findChild(CloserListening) or CloserListening(workspace)
