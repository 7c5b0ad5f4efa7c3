"""A line from which a published model is installed: which one, from the network or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from tagstudio.ui.background import model_jobs
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.combo import Combo


class InstallRow(QWidget):
    """Hidden while there is nothing to install."""

    def __init__(self, workspace: Workspace, *, main: bool = False) -> None:
        super().__init__()
        self._workspace = workspace
        self.names = Combo()
        self.names.setAccessibleName(self.tr("Model to install"))
        self.install = QPushButton(self.tr("Install"))
        self.install.setProperty("main", main)
        self.install.clicked.connect(self._install)
        self.from_file = QPushButton(self.tr("From a file…"))
        self.from_file.clicked.connect(self._install_from_file)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.names, 1)
        layout.addWidget(self.from_file)
        layout.addWidget(self.install)

    def show_offers(self, offers: Sequence[str]) -> None:
        """Offer these models."""
        if [*offers] != [self.names.itemText(row) for row in range(self.names.count())]:
            self.names.clear()
            self.names.addItems(list(offers))
        self.setVisible(bool(offers))

    def _install(self) -> None:
        model_jobs.install_model(self._workspace, self.names.currentText())

    def _install_from_file(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, self.tr("The file of the weights"))
        if file:
            model_jobs.install_model(self._workspace, self.names.currentText(), Path(file))
