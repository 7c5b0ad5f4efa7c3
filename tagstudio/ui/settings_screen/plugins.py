"""The page of the plugins: state, models and options of each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import Settings
from tagstudio.engine.plugins.discovery import Plugin, is_safe_mode
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.engine.plugins.options import options_of
from tagstudio.engine.plugins.permissions import NO_SANDBOX
from tagstudio.plugin_api.options import Value
from tagstudio.ui.background.library_jobs import bring_tags
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.saving import keep_option
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.settings_screen.install_plugin import InstallPluginDialog, ask_for_plugin
from tagstudio.ui.settings_screen.options_form import options_form
from tagstudio.ui.settings_screen.plugin_card import PluginCard
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.widgets.flow_layout import FlowLayout
from tagstudio.ui.widgets.form import FormPage, quiet
from tagstudio.ui.widgets.install_row import InstallRow


class PluginsPage(FormPage):
    """A card for each plugin that was found."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            self.tr("Plugins"),
            self.tr("A plugin analyses tracks and scores tags, in a process of its own."),
        )
        self.body.addWidget(quiet(translated(NO_SANDBOX)))
        self._safe_mode = quiet(
            self.tr("Safe mode: only the plugins that come with TagStudio are used.")
        )
        self.body.addWidget(self._safe_mode)
        self._workspace = workspace
        self._plugins = plugin_states_of(workspace)
        self.fields: dict[tuple[str, str], QWidget] = {}
        self.rows: dict[str, InstallRow] = {}  # by plugin, to install more of its models
        self.cards: dict[str, PluginCard] = {}  # by plugin
        self._values: dict[tuple[str, str], Value] = {}
        self.look = QPushButton(self.tr("Look again"))
        self.look.clicked.connect(self._plugins.ask)
        folder = QPushButton(self.tr("Open my plugin folder"))
        folder.clicked.connect(_open_folder)
        self.install_file = QPushButton(self.tr("Install from a file…"))
        self.install_file.clicked.connect(lambda: self._install(folder=False))
        self.install_folder = QPushButton(self.tr("Install from a folder…"))
        self.install_folder.clicked.connect(lambda: self._install(folder=True))
        buttons = FlowLayout(spacing=GRID)
        for button in (self.install_file, self.install_folder, self.look, folder):
            buttons.addWidget(button)
        self.body.addLayout(buttons)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(2 * GRID)
        self.body.addLayout(self._cards)
        self.body.addStretch(1)
        self._plugins.changed.connect(self._show)
        workspace.theme.changed.connect(self._show)
        self._shown: tuple[object, ...] = ()
        self._show()

    def _show(self) -> None:
        states = self._plugins.states
        self._safe_mode.setVisible(is_safe_mode())
        shown = (states, self._workspace.theme.colours)
        if shown == self._shown:  # leave the field that is being changed alone
            return
        self._shown = shown
        self.fields, self.rows, self.cards = {}, {}, {}
        while (item := self._cards.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.hide()
                card.deleteLater()
        if states is None:
            self._cards.addWidget(quiet(self.tr("The plugins are being started…")))
        for state in states or ():
            self._cards.addWidget(self._card(state))

    def _card(self, state: PluginState) -> PluginCard:
        card = PluginCard(self._workspace, state)
        self.cards[state.plugin.name] = card
        if card.row is not None:
            self.rows[state.plugin.name] = card.row
        manifest = state.plugin.manifest
        if manifest is not None and manifest.options and not state.plugin.is_off:
            card.add_options(self._options(state.plugin))
        return card

    def _install(self, *, folder: bool) -> None:
        path = ask_for_plugin(self, folder=folder)
        if path is not None:
            dialog = InstallPluginDialog(path, self)
            dialog.installed.connect(self._on_installed)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _on_installed(self, name: str) -> None:
        self._workspace.say(self.tr("{name} is installed.").format(name=name))
        self._workspace.tell("models")
        bring_tags(self._workspace)

    def _options(self, plugin: Plugin) -> QWidget:
        assert plugin.manifest is not None
        try:
            values = options_of(plugin, self._workspace.settings)
        except TagStudioError:  # the card says so; the form shows what would hold
            values = options_of(plugin, Settings())
        keep = partial(self._keep, plugin.name)
        whole, fields = options_form(plugin.manifest.options, values, keep, plugin.name)
        self.fields |= {(plugin.name, name): field for name, field in fields.items()}
        self._values |= {(plugin.name, name): value for name, value in values.items()}
        return whole

    def _keep(self, plugin: str, name: str, value: Value) -> None:
        unchanged = self._values[plugin, name] == value
        if not unchanged and keep_option(self._workspace, plugin, name, value):
            self._values[plugin, name] = value


def _open_folder() -> None:
    folder = paths.user_plugins_folder()
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
