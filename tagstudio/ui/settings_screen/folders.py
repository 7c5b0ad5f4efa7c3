"""The folders of the library: which there are, which are not there at the moment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from sqlalchemy import Connection

from tagstudio.library.tracks import folders
from tagstudio.ui import long_work
from tagstudio.ui.changed import Changed
from tagstudio.ui.icons import icon
from tagstudio.ui.row_table import RowColumn, RowTable, RowView
from tagstudio.ui.settings_screen.page import Page, quiet
from tagstudio.ui.theme import GRID
from tagstudio.ui.workspace import Workspace


@dataclass(frozen=True)
class ScannedFolder:
    """A folder of the library, and whether it is there."""

    path: str
    there: bool


def scanned_folders(connection: Connection) -> list[ScannedFolder]:
    """Return the folders of the library; looks at the disk."""
    return [ScannedFolder(one.path, Path(one.path).is_dir()) for one in folders(connection)]


class FoldersPage(Page):
    """Add folders and scan them; nothing is ever taken out of the library by this."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            self.tr("Folders"),
            self.tr(
                "Music in these folders is in the library. A folder that is not there, a drive say,"
                " keeps its tracks and answers; they are marked missing until it is back."
            ),
        )
        self._workspace = workspace
        self.table = RowTable(
            [
                RowColumn(self.tr("Folder"), lambda one: _shown(one.path), icon=self._icon),
                RowColumn(self.tr("State"), self._state),
            ],
            self,
        )
        self.view = RowView(self.table, self.tr("Folders"), wide=0, sortable=False)
        self.view.setMinimumHeight(30 * GRID)
        self.none = quiet(self.tr("There is no folder yet. Add one, or drop it on the window."))
        self.add = QPushButton(self.tr("Add folder…"))
        self.add.clicked.connect(lambda: long_work.ask_for_folder(self, workspace))
        self.rescan = QPushButton(self.tr("Scan all again"))
        self.rescan.clicked.connect(lambda: long_work.scan_folders(workspace, []))
        self.rescan_one = QPushButton(self.tr("Scan the selected"))
        self.rescan_one.clicked.connect(self._scan_chosen)
        self.body.addWidget(self.none)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self._buttons())
        self.body.addStretch(0)
        workspace.changed.connect(self._on_changed)
        self.view.selectionModel().selectionChanged.connect(self._enable)
        self.read()

    def read(self) -> None:
        """Read the folders and look for them on the disk."""
        self._workspace.ask(scanned_folders, self._show, owner=self, topic="folders")

    def _buttons(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        for button in (self.add, self.rescan, self.rescan_one):
            layout.addWidget(button)
        layout.addStretch(1)
        return row

    def _show(self, found: list[ScannedFolder]) -> None:
        self.table.show_rows(found)
        self.none.setVisible(not found)
        self.view.setVisible(bool(found))
        self.view.resizeColumnToContents(1)
        self.rescan.setEnabled(bool(found))
        self._enable()

    def _enable(self) -> None:
        self.rescan_one.setEnabled(bool(self.view.chosen()))

    def _scan_chosen(self) -> None:
        chosen = [Path(one.path) for one in self.view.chosen()]
        if chosen:
            long_work.scan_folders(self._workspace, chosen)

    def _icon(self, folder: ScannedFolder) -> QIcon:
        colours = self._workspace.theme.colours
        if folder.there:
            return icon("folder", colours.quiet)
        return icon("missing", colours.warning)

    def _state(self, folder: ScannedFolder) -> str:
        return self.tr("there") if folder.there else self.tr("missing: not mounted, or moved")

    def _on_changed(self, changed: Changed) -> None:
        if changed.what == "tracks":
            self.read()


def _shown(path: str) -> str:
    """Return the path with odd bytes made visible."""
    return path.encode(errors="backslashreplace").decode()
