"""The state of each plugin, found on a task thread and kept for all screens.

Finding it starts the plugin's process, which takes seconds. A plugin that takes longer than
SLOW_SECONDS has a problem until it answers, so that those that work can be worked with. `ask` is
called on the window's thread; while the plugins are being asked it is noted, and they are asked
once more after that. `_asked` and `_once_more` are used on that thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugins.discovery import find_plugins
from tagstudio.engine.plugins.installed_models import (
    SLOW_SECONDS,
    InstalledModels,
    PluginState,
    StartingPlugins,
)
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.worker_thread import WorkerThread

STOP_SECONDS = 5.0


class PluginStates(QObject):
    """The states of the plugins; None until they are known."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.states: list[PluginState] | None = None
        self._workspace = workspace
        self._thread = WorkerThread("plugins", self)
        self._asked = False
        self._once_more = False
        workspace.changed.connect(self._on_changed)
        workspace.closing.connect(lambda: self._thread.stop(STOP_SECONDS))
        self.ask()

    @property
    def installed(self) -> InstalledModels:
        """The models of all plugins that work, the preferred ones of each plugin first."""
        return InstalledModels.of(self.states or ())

    def ask(self) -> None:
        """Start each plugin and find its state again."""
        self._once_more = self._asked
        if self._asked:
            return
        self._asked = True

        def begin() -> tuple[StartingPlugins, list[PluginState]]:
            starting = StartingPlugins(find_plugins())
            return starting, starting.states(SLOW_SECONDS)

        self._thread.do(begin, self._keep_first, self._fail)

    def _keep_first(self, begun: tuple[StartingPlugins, list[PluginState]]) -> None:
        starting, states = begun
        if starting.is_done:
            self._keep(states)
            return
        self._thread.do(starting.states, self._keep, self._fail)
        self.states = states
        self.changed.emit()

    def _keep(self, states: list[PluginState]) -> None:
        self._asked = False
        self.states = states
        self.changed.emit()
        if self._once_more:
            self.ask()

    def _fail(self, error: Exception) -> None:
        self._asked = False
        if not isinstance(error, TagStudioError):
            raise error
        self._workspace.say(error.message)

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic in {"models", "settings"}:
            self.ask()


def plugin_states_of(workspace: Workspace) -> PluginStates:
    """Return the one that all screens of the window share."""
    return workspace.findChild(PluginStates) or PluginStates(workspace)
