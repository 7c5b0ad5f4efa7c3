"""The dialog before a plugin is installed: what it is, what it says that it does, or why not."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from tagstudio.core.errors import TagStudioError
from tagstudio.engine.plugin_workshop.installing.install import (
    PluginPackage,
    checked_package,
    install,
)
from tagstudio.engine.plugins.discovery import Plugin
from tagstudio.engine.plugins.permissions import COMES_FIRST, NO_SANDBOX, in_words
from tagstudio.ui.base.announce import announce
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.base.worker_thread import WorkerThread
from tagstudio.ui.text.message_translation import error_text, manifest_text, translated
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.form import quiet

SIZE = QSize(560, 280)
STOP_SECONDS = 5.0


def ask_for_plugin(parent: QWidget, *, folder: bool) -> Path | None:
    """Let the user choose a plugin to install, a folder or a file; None for none."""
    title = QCoreApplication.translate("install_plugin", "Install a plugin")
    if folder:
        chosen = QFileDialog.getExistingDirectory(parent, title, str(Path.home()))
    else:
        kinds = QCoreApplication.translate("install_plugin", "Plugins (*.zip *.whl);;All files (*)")
        chosen, _ = QFileDialog.getOpenFileName(parent, title, str(Path.home()), kinds)
    return Path(chosen) if chosen else None


class InstallPluginDialog(Dialog):
    """Looks at a package on a thread of its own, says what is in it, and installs it if agreed.

    `installed` is emitted with the name of a plugin that has taken its place.
    """

    handbook_page = "plugins"

    installed = Signal(str)

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._thread = WorkerThread("install plugin", self)
        self._looked = ExitStack()  # holds the package; entered and closed on the thread
        self._package: PluginPackage | None = None
        self.setWindowTitle(self.tr("Install a plugin"))
        self._build()
        self.finished.connect(self._end)
        self._thread.do(self._look, self._show, self._refuse)
        self.resize(SIZE)

    def _build(self) -> None:
        self.heading = QLabel(self._path.name, wordWrap=True)
        self.heading.setProperty("role", "heading")
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(self.tr("Looking at the plugin"))
        self.text = QLabel(self.tr("The plugin is being looked at…"), wordWrap=True)
        self.warning = quiet(f"{translated(NO_SANDBOX)}\n\n{translated(COMES_FIRST)}")
        self.warning.hide()
        self.agree = QPushButton(self.tr("Install"))
        self.agree.setProperty("main", True)
        self.agree.setEnabled(False)
        self.agree.clicked.connect(self._install)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.agree, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        for part in (self.heading, self.progress, self.text, self.warning):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def _look(self) -> PluginPackage:
        return self._looked.enter_context(checked_package(self._path))

    def _show(self, package: PluginPackage) -> None:
        self._package = package
        manifest = package.manifest
        title = manifest_text(manifest.name, "title", manifest.title)
        self.heading.setText(f"{title} {manifest.version}")
        sentences = [*map(translated, in_words(manifest))]
        self.progress.hide()
        self.warning.show()
        self._say("\n".join([manifest.description, "", *sentences]).strip())
        self.agree.setEnabled(True)
        self.agree.setFocus()

    def _refuse(self, error: Exception) -> None:
        if not isinstance(error, TagStudioError | OSError):
            raise error
        self.progress.hide()
        self.text.setProperty("role", "error")
        self.text.style().polish(self.text)
        self.agree.setEnabled(False)
        self._say(error_text(error))

    def _say(self, text: str) -> None:
        self.text.setText(text)
        announce(self, text)

    def _install(self) -> None:
        package = self._package
        if package is not None:
            self.agree.setEnabled(False)
            self._thread.do(lambda: install(package), self._on_installed, self._refuse)

    def _on_installed(self, plugin: Plugin) -> None:
        self.installed.emit(plugin.name)
        self.accept()

    def _end(self) -> None:
        self._thread.do(self._looked.close, lambda _: None, lambda _: None)
        self._thread.stop(STOP_SECONDS)
