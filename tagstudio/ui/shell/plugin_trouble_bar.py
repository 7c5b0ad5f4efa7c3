"""The bar that names a plugin which did not start twice running, and offers to do without it."""

from __future__ import annotations

from tagstudio.engine.plugins import start_trouble
from tagstudio.engine.plugins.discovery import find_plugins
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.ui.background.plugin_states import PluginStates
from tagstudio.ui.background.plugin_switches import switch_plugin, use_safe_mode
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.widgets.notice_bar import NoticeBar, NoticeButton

_KEY = "plugin_starts"  # in the window's state: starts in a row without success, by plugin


class PluginTroubleBar(NoticeBar):
    """Hidden unless the plugins of this start have had trouble at the one before, too."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace.theme, "failure")
        self._workspace = workspace
        self._plugins: PluginStates | None = None
        self._told: set[str] = set()

    def watch(self, plugins: PluginStates) -> None:
        """Count this start, and look at the states of the plugins when they are known."""
        self._plugins = plugins
        self._keep(start_trouble.begun(self._counts(), find_plugins()))
        self._workspace.remembered.write()  # now: a start that is killed counts
        plugins.changed.connect(self._look)
        self._look()

    def _counts(self) -> dict[str, int]:
        found = self._workspace.remembered.document(_KEY, {})
        return {name: count for name, count in found.items() if isinstance(count, int)}

    def _keep(self, counts: dict[str, int]) -> None:
        self._workspace.remembered.keep_document(_KEY, counts)

    def _look(self) -> None:
        states = self._plugins.states if self._plugins else None
        if states is None:
            return
        counts = start_trouble.ended(self._counts(), states)
        self._keep(counts)
        troubled = start_trouble.in_trouble(counts, states)
        untold = [state for state in troubled if state.plugin.name not in self._told]
        if untold:
            self._told.add(untold[0].plugin.name)
            self._offer(untold[0])
        elif not troubled:
            self.put_away()

    def _offer(self, state: PluginState) -> None:
        name = state.plugin.name
        text = self.tr("Again the plugin {name} did not start. {why}")
        self.show_notice(
            text.format(name=name, why=translated(state.problem or "")),
            [
                NoticeButton(self.tr("Dismiss"), self.put_away),
                NoticeButton(self.tr("Safe mode"), lambda: use_safe_mode(self._workspace)),
                NoticeButton(
                    self.tr("Switch it off"),
                    lambda: switch_plugin(self._workspace, name, on=False),
                    main=True,
                ),
            ],
        )
