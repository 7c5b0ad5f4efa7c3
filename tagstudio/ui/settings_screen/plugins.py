"""The page of the plugins: state, models and options of each."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import Settings
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.installed_models import PluginState
from tagstudio.engine.plugins.options import options_of
from tagstudio.plugin_api.options import Value
from tagstudio.ui.background import model_jobs
from tagstudio.ui.background.plugin_states import plugin_states_of
from tagstudio.ui.background.saving import keep_option
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.icons import pixmap
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.settings_screen.options_form import options_form
from tagstudio.ui.text.message_translation import manifest_text, translated
from tagstudio.ui.widgets.form import FormPage, breakable, quiet
from tagstudio.ui.widgets.install_row import InstallRow

ICON = 20  # px
ROW_WIDTH = 520  # px


class PluginsPage(FormPage):
    """A card for each plugin that was found."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            self.tr("Plugins"),
            self.tr("A plugin analyses tracks and scores tags, in a process of its own."),
        )
        self._workspace = workspace
        self._plugins = plugin_states_of(workspace)
        self.fields: dict[tuple[str, str], QWidget] = {}
        self.rows: dict[str, InstallRow] = {}  # by plugin, to install more of its models
        self._values: dict[tuple[str, str], Value] = {}
        self._cards = QVBoxLayout()
        self._cards.setSpacing(2 * GRID)
        self.body.addLayout(self._cards)
        self.look = QPushButton(self.tr("Look again"))
        self.look.clicked.connect(self._plugins.ask)
        folder = QPushButton(self.tr("Open my plugin folder"))
        folder.clicked.connect(_open_folder)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.look)
        buttons.addWidget(folder)
        buttons.addStretch(1)
        self.body.addLayout(buttons)
        self.body.addStretch(1)
        self._plugins.changed.connect(self._show)
        workspace.theme.changed.connect(self._show)
        self._shown: tuple[object, ...] = ()
        self._show()

    def _show(self) -> None:
        states = self._plugins.states
        shown = (states, self._workspace.theme.colours)
        if shown == self._shown:  # leave the field that is being changed alone
            return
        self._shown = shown
        self.fields, self.rows = {}, {}
        while (item := self._cards.takeAt(0)) is not None:
            if (card := item.widget()) is not None:
                card.hide()
                card.deleteLater()
        if states is None:
            self._cards.addWidget(quiet(self.tr("The plugins are being started…")))
        for state in states or ():
            self._cards.addWidget(self._card(state))

    def _card(self, state: PluginState) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addLayout(self._heading(state))
        manifest = state.plugin.manifest
        if manifest is not None and manifest.description:
            text = manifest_text(manifest.name, "description", manifest.description)
            layout.addWidget(QLabel(text, wordWrap=True))
        layout.addWidget(self._status_label(state))
        layout.addWidget(quiet(self._found(state.plugin)))
        self._add_offers(layout, state)
        if manifest is not None and manifest.options:
            layout.addSpacing(GRID)
            layout.addWidget(self._options(state.plugin))
        return card

    def _add_offers(self, layout: QVBoxLayout, state: PluginState) -> None:
        """Let the models be installed that the plugin could have besides."""
        there = {info.name for info in state.models}
        offers = [name for name in state.installable if name not in there]
        if offers:
            row = InstallRow()
            row.wanted.connect(partial(model_jobs.install_model, self._workspace))
            row.setMaximumWidth(ROW_WIDTH)
            row.show_offers(offers)
            layout.addWidget(row)
            self.rows[state.plugin.name] = row

    def _heading(self, state: PluginState) -> QHBoxLayout:
        colours = self._workspace.theme.colours
        sign = QLabel()
        name, colour = ("failed", colours.no) if state.problem else ("yes", colours.yes)
        sign.setPixmap(pixmap(name, colour, ICON))
        manifest = state.plugin.manifest
        title = QLabel(f"{manifest.title} {manifest.version}" if manifest else state.plugin.name)
        title.setProperty("role", "heading")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(sign)
        row.addWidget(title, 1)
        return row

    def _status_label(self, state: PluginState) -> QLabel:
        if state.problem:
            text = self.tr("Cannot be used: {why}").format(why=translated(state.problem))
        elif state.models:
            names = ", ".join(info.name for info in state.models)
            text = self.tr("Works. Its models: {names}.").format(names=names)
        else:
            text = self.tr("Works. No model of it is installed yet: see the Model screen.")
        label = QLabel(text, wordWrap=True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setProperty("role", "error" if state.problem else "")
        return label

    def _found(self, plugin: Plugin) -> str:
        sources = {
            "user": self.tr("Yours, in {folder}"),
            "entry point": self.tr("Of an installed package, in {folder}"),
            "bundled": self.tr("Comes with TagStudio, in {folder}"),
        }
        return sources[plugin.source].format(folder=breakable(plugin.folder))

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
