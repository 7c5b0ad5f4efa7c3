"""Whether the answers can be learned from now, and why not, wherever a training can be started."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message
from tagstudio.engine.jobs.model_specs import TrainJob
from tagstudio.engine.plugins.installed_models import active_model
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.text.message_translation import translated

SOON_MS = 1_000  # after a change, so that one look serves many


class TrainingObstacle(QObject):
    """Looks after each change, by the rule of the trainer, and lets the action hold or not.

    `reason` is why the answers teach nothing, "" where they teach something or that is not known
    yet; `why_not_now` also that a training is running. Who has read the rule anew tells it by
    `take`.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._plugins = plugin_states_of(workspace)
        self._is_known = False
        self.reason = ""
        self._told: tuple[bool, str, str] | None = None
        self._timer = QTimer(self, singleShot=True, interval=SOON_MS)
        self._timer.timeout.connect(self._look)
        self._plugins.changed.connect(self._look)
        workspace.changed.connect(self._on_changed)
        workspace.jobs.started.connect(self._tell)
        workspace.jobs.ended.connect(self._tell)
        workspace.closing.connect(self._timer.stop)
        self._tell()
        self._look()

    @property
    def why_not_now(self) -> str:
        """Why no training can be started now, "" where one can."""
        if self._workspace.jobs.of_kind(TrainJob.kind) is not None:
            return self.tr("Not while a training is running.")
        return self.reason

    def take(self, obstacle: Message | str | None) -> None:
        """Take what was found."""
        self._is_known, self.reason = True, translated(obstacle) if obstacle else ""
        self._tell()

    def _look(self) -> None:
        plugins = self._plugins
        installed = None if plugins.states is None else plugins.installed

        def read(connection: Connection) -> Message | str | None:
            from tagstudio.engine.training.readiness import learning_obstacle  # with numpy

            if installed is None:  # which model learns is not known yet
                return learning_obstacle(connection, None)
            try:
                learner = active_model(connection, installed)
            except TagStudioError as error:
                return error.message
            return learning_obstacle(connection, learner)

        self._workspace.ask(read, self.take, owner=self, topic="obstacle", later=True)

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic != "jobs" and not self._timer.isActive():
            self._timer.start()

    def _tell(self, *_: object) -> None:
        why = self.why_not_now
        is_possible = self._is_known and not why
        if self._told != (is_possible, why, self.reason):
            self._told = (is_possible, why, self.reason)
            self._workspace.actions.allow("train", is_possible=is_possible, why=why)
            self.changed.emit()


def training_obstacle_of(workspace: Workspace) -> TrainingObstacle:
    """Return the one that all of the window share."""
    return workspace.findChild(TrainingObstacle) or TrainingObstacle(workspace)
