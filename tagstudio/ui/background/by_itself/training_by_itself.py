"""Train a version by itself once enough tracks were answered, while the window is open."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import NEVER
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.engine.plugins.installed_models import active_model
from tagstudio.engine.training.due import NOT_TRIED, Tried, due
from tagstudio.library.db.job_records import list_jobs
from tagstudio.library.tags.decisions import newest_entry
from tagstudio.ui.background import model_jobs
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed

WAIT_MS = 20_000  # after an answer, so that one look serves many
BUSY = ("train", "curve", "gate", "promote", "rollback")  # jobs that are waited for


class TrainingByItself(QObject):
    """Looks after answers whether a training is due; `look` does it at once.

    A training that failed or was stopped is tried again after as many further answers; so is one
    that quitting interrupted, which the window offers to go on with meanwhile.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._plugins = plugin_states_of(workspace)
        self._tried = NOT_TRIED
        self._is_closing = False
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self.look)
        workspace.changed.connect(self._on_changed)
        workspace.jobs.ended.connect(lambda _: self._look_soon())
        workspace.closing.connect(self._stop)
        self._look_soon()

    def look(self) -> None:
        """Train a version if it is due and nothing of the kind runs."""
        workspace, rule = self._workspace, self._workspace.settings.train_after
        installed, tried = self._plugins.installed, self._tried
        if rule == NEVER or not installed or any(map(workspace.jobs.of_kind, BUSY)):
            return

        def read(connection: Connection) -> Tried | None:
            from tagstudio.engine.training.readiness import learning_obstacle  # with numpy

            now = Tried(newest_entry(connection), time.time())
            before = _interrupted(connection) if tried == NOT_TRIED else tried
            if not due(connection, rule, now.at, before).is_due:
                return None
            try:
                learner = active_model(connection, installed)
            except TagStudioError:  # the Model screen says why
                return None
            return None if learning_obstacle(connection, learner) else now

        workspace.ask(read, self._train, owner=self, topic="due", later=True)

    def _train(self, now: Tried | None) -> None:
        workspace = self._workspace
        if now is None or any(map(workspace.jobs.of_kind, BUSY)):
            return
        self._tried = now
        model_jobs.train_version(
            workspace, TrainJob(device=workspace.settings.device), low_priority=True
        )

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic in {"decisions", "settings"}:
            self._look_soon()

    def _look_soon(self) -> None:
        if not (self._is_closing or self._timer.isActive()):
            self._timer.start()

    def _stop(self) -> None:
        self._is_closing = True
        self._timer.stop()


def _interrupted(connection: Connection) -> Tried:
    """Return the answers that a training was to learn from which quitting cut off, if the last."""
    trainings = (one for one in list_jobs(connection) if one.kind == TrainJob.kind)
    newest = next(trainings, None)
    if newest is None or newest.state != "interrupted" or newest.finished is None:
        return NOT_TRIED
    return Tried(newest_entry(connection, until=newest.started), newest.finished)
