"""The button of the tree that says what implies what: a file of one's own, or the program's."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

KINDS = "*.toml *.yaml *.yml"


class TreeButton(QPushButton):
    """Asks which file is taken over, or where the tree is written to.

    `taken` comes with the file, None for the tree of the program; `wanted_in` with the file to be
    written, which the user has agreed to replace if it is there.
    """

    taken = Signal(object)
    wanted_in = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(self.tr("Tree"))
        self.setToolTip(self.tr("The tree that says which tag implies which"))
        self.setAutoDefault(False)
        menu = QMenu(self)
        menu.addAction(self.tr("Take over a tree of your own…"), self._ask_which)
        menu.addAction(self.tr("Write the tree to a file…"), self._ask_where)
        menu.addSeparator()
        menu.addAction(self.tr("Use the tree of TagStudio"), lambda: self.taken.emit(None))
        self.setMenu(menu)

    def _ask_which(self) -> None:
        title = self.tr("Take over a tree of your own")
        name, _ = QFileDialog.getOpenFileName(self, title, str(Path.home()), _kinds(KINDS))
        if name:
            self.taken.emit(Path(name))

    def _ask_where(self) -> None:
        title, usual = self.tr("Write the tree to a file"), Path.home() / "tags.toml"
        name, _ = QFileDialog.getSaveFileName(self, title, str(usual), _kinds("*.toml"))
        if name:
            self.wanted_in.emit(Path(name))


def _kinds(patterns: str) -> str:
    kind = QCoreApplication.translate("tree_files", "Trees of tags")
    return f"{kind} ({patterns})"
