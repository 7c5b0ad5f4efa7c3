"""One plugin on the page of the plugins: its state, what it does, its models and its switches."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tagstudio.engine.plugins.discovery import Plugin, is_safe_mode
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.engine.plugins.permissions import in_words
from tagstudio.plugin_api.manifest import MEASURER
from tagstudio.ui.background import model_jobs, plugin_switches
from tagstudio.ui.background.stop_button import StopButton
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.icons import pixmap
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.message_translation import manifest_text, translated
from tagstudio.ui.widgets.details_button import DetailsButton
from tagstudio.ui.widgets.flow_layout import FlowLayout
from tagstudio.ui.widgets.form import breakable, quiet
from tagstudio.ui.widgets.install_row import InstallRow

ICON = 20  # px
ROW_WIDTH = 520  # px


class PluginCard(QFrame):
    """Shows the state of a plugin; `row` offers more of its models, None where there are none."""

    def __init__(self, workspace: Workspace, state: PluginState) -> None:
        super().__init__()
        self._workspace = workspace
        self._state = state
        self.row: InstallRow | None = None
        self.stop = StopButton(self, workspace.jobs)
        self.switch: QPushButton | None = None
        self.remove: QPushButton | None = None
        self._buttons = FlowLayout(spacing=GRID)
        self.setObjectName("card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.column.setSpacing(GRID)
        self.column.addLayout(self._heading())
        manifest = state.plugin.manifest
        if manifest is not None and manifest.description:
            text = manifest_text(manifest.name, "description", manifest.description)
            self.column.addWidget(QLabel(text, wordWrap=True))
        self.column.addWidget(self._status_label())
        if manifest is not None:
            self.column.addWidget(quiet(" ".join(map(translated, in_words(manifest)))))
        self.column.addWidget(quiet(self._found(state.plugin)))
        self._add_offers()
        self._add_buttons()

    def _heading(self) -> QHBoxLayout:
        state, colours = self._state, self._workspace.theme.colours
        name, colour = ("failed", colours.no) if state.problem else ("yes", colours.yes)
        if state.plugin.is_off:
            name, colour = "close", colours.quiet
        sign = QLabel()
        sign.setPixmap(pixmap(name, colour, ICON))
        manifest = state.plugin.manifest
        text = state.plugin.name
        if manifest is not None:
            called = manifest_text(manifest.name, "title", manifest.title)
            text = f"{called} {manifest.version}"
        title = QLabel(text)
        title.setProperty("role", "heading")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(sign)
        row.addWidget(title, 1)
        return row

    def _status_label(self) -> QLabel:
        state = self._state
        if state.plugin.is_off and state.problem:
            text = translated(state.problem)
        elif state.problem:
            text = self.tr("Cannot be used: {why}").format(why=translated(state.problem))
        elif state.plugin.kind == MEASURER:
            text = self.tr("Works. It measures tracks when you ask for it, in the Tools menu.")
        elif state.models:
            names = ", ".join(info.name for info in state.models)
            text = self.tr("Works. Its models: {names}.").format(names=names)
        else:
            text = self.tr("Works. No model of it is installed yet: see the Model screen.")
        text = " ".join([text, *map(translated, state.complaints)])
        label = QLabel(text, wordWrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        wrong = bool(state.problem) and not state.plugin.is_off
        label.setProperty("role", "error" if wrong or state.complaints else "")
        return label

    def _found(self, plugin: Plugin) -> str:
        sources = {
            "user": self.tr("Yours, in {folder}"),
            "entry point": self.tr("Of an installed package, in {folder}"),
            "bundled": self.tr("Comes with TagStudio, in {folder}"),
        }
        return sources[plugin.source].format(folder=breakable(plugin.folder))

    def _add_offers(self) -> None:
        """Let the models be installed that the plugin could have besides."""
        there = {info.name for info in self._state.models}
        offers = [name for name in self._state.installable if name not in there]
        if offers:
            self.row = InstallRow()
            self.row.wanted.connect(self._install)
            self.row.add_at_end(self.stop)
            self.row.setMaximumWidth(ROW_WIDTH)
            self.column.addWidget(self.row)  # first: shown without a parent it is a window
            self.row.show_offers(offers)

    def _install(self, name: str, source: Path | None) -> None:
        self.stop.show_job(model_jobs.install_model(self._workspace, name, source))

    def _add_buttons(self) -> None:
        """Add what can be done with the plugin: switch it off or on, remove it."""
        plugin, flow = self._state.plugin, self._buttons
        is_off = plugin.name in self._workspace.settings.plugins_off
        safe = is_safe_mode() and plugin.source != "bundled"
        if plugin.manifest is not None and not safe and (is_off or not plugin.is_off):
            self.switch = QPushButton(self.tr("Switch on") if is_off else self.tr("Switch off"))
            self.switch.setAccessibleName(f"{self.switch.text()}: {plugin.name}")
            self.switch.clicked.connect(
                lambda: plugin_switches.switch_plugin(self._workspace, plugin.name, on=is_off)
            )
            flow.addWidget(self.switch)
        if plugin.source == "user":
            self.remove = QPushButton(self.tr("Remove…"))
            self.remove.setAccessibleName(f"{self.remove.text()} {plugin.name}")
            self.remove.clicked.connect(
                lambda: plugin_switches.ask_to_remove(self, self._workspace, plugin.name)
            )
            flow.addWidget(self.remove)
        self.column.addLayout(flow)

    def add_options(self, options: QWidget) -> None:
        """Put the options of the plugin below, for whoever asks for them."""
        button = DetailsButton(
            options,
            text=self.tr("Options"),
            tip=self.tr("How it uses this computer. As it comes, it tries out what is fastest."),
        )
        button.setAccessibleName(f"{button.text()}: {self._state.plugin.name}")
        self._buttons.addWidget(button)
        self.column.addWidget(options)
