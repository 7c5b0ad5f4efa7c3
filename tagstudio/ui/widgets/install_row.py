"""A row to choose a published model to install, from the network or from a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from tagstudio.ui.base.theme import GRID
from tagstudio.ui.widgets.combo import Combo


class InstallRow(QWidget):
    """Emits `wanted` with the model's name and the file of its weights, None for the network.

    Hidden while there is nothing to install; `main` makes its button the main one.
    """

    wanted = Signal(str, object)

    def __init__(self, *, main: bool = False) -> None:
        super().__init__()
        self.names = Combo()
        self.names.setAccessibleName(self.tr("Model to install"))
        self.install = QPushButton(self.tr("Install"))
        self.install.setProperty("main", main)
        self.install.clicked.connect(self._install)
        self.from_file = QPushButton(self.tr("From a file…"))
        self.from_file.clicked.connect(self._install_from_file)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.names, 1)
        layout.addWidget(self.from_file)
        layout.addWidget(self.install)

    def add_at_end(self, button: QPushButton) -> None:
        """Put a button behind those that install."""
        self._row.addWidget(button)

    def show_offers(self, offers: Sequence[str]) -> None:
        """Offer these models."""
        if [*offers] != [self.names.itemText(row) for row in range(self.names.count())]:
            self.names.clear()
            self.names.addItems(list(offers))
        self.setVisible(bool(offers))

    def _install(self) -> None:
        self.wanted.emit(self.names.currentText(), None)

    def _install_from_file(self) -> None:
        title = self.tr("The file of the weights")
        file, _ = QFileDialog.getOpenFileName(self, title, str(Path.home()))
        if file:
            self.wanted.emit(self.names.currentText(), Path(file))
