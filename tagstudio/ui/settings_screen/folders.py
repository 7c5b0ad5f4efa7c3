"""The folders of the library: add, scan, remove, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QShowEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QLineEdit, QPushButton, QSizePolicy, QWidget
from sqlalchemy import Connection

from tagstudio.library.db.rights import Right
from tagstudio.library.tracks import folders
from tagstudio.library.tracks.folders import FolderState, Removal
from tagstudio.ui.background import library_jobs
from tagstudio.ui.background.by_itself.folder_watching import folder_watching_of
from tagstudio.ui.background.folder_changes import add_folders, remove_folders
from tagstudio.ui.background.rights import grey_out
from tagstudio.ui.background.saving import keep
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import Changed
from tagstudio.ui.base.icons import icon
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.dates import day_text
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.flow_layout import FlowLayout
from tagstudio.ui.widgets.form import FormPage, add_row, form, quiet
from tagstudio.ui.widgets.row_table import ROW_HEIGHT, RowColumn, RowTable, RowView

IN_SIGHT = 4  # folders, at least, where there are so many


@dataclass(frozen=True)
class ShownFolder:
    """A folder of the library, or a removed one, and whether it is there."""

    state: FolderState
    there: bool

    @property
    def path(self) -> str:
        """Its path, as the library spells it."""
        return self.state.path

    @property
    def removed(self) -> bool:
        """Whether it was taken out of the library."""
        return self.state.removed_at is not None


def shown_folders(connection: Connection) -> list[ShownFolder]:
    """Return the folders, the removed ones last; looks at the disk."""
    return [ShownFolder(one, Path(one.path).is_dir()) for one in folders.folder_states(connection)]


class FoldersPage(FormPage):
    """Removing a folder keeps its answers in the library file, and they come back with it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(
            self.tr("Folders"),
            self.tr(
                "Music in these folders is in the library. A folder that is not there, a drive say,"
                " keeps its tracks and answers; they are marked missing until it is back."
            ),
        )
        self._workspace = workspace
        self.table = RowTable(self._columns(), self)
        self.view = RowView(self.table, self.tr("Folders"), wide=0, sortable=False)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.none = quiet(self.tr("There is no folder yet. Add one, or drop it on the window."))
        self.add = QPushButton(self.tr("Add folder…"))
        self.add.clicked.connect(lambda: library_jobs.ask_for_folder(self, workspace))
        self.rescan = QPushButton(self.tr("Scan all again"))
        self.rescan.clicked.connect(lambda: library_jobs.scan_folders(workspace, []))
        self.rescan_one = QPushButton(self.tr("Scan the selected"))
        self.rescan_one.clicked.connect(self._scan_chosen)
        self.remove = QPushButton(self.tr("Remove"))
        self.remove.clicked.connect(self._remove_chosen)
        self.put_back = QPushButton(self.tr("Put back"))
        self.put_back.clicked.connect(self._put_back_chosen)
        self._what_stays = quiet(
            self.tr(
                "Removing takes a folder and its tracks out of every list. Their answers and"
                " suggestions are kept, no file is touched, and once it is put back all is as it"
                " was, even if the music lies elsewhere by then."
            )
        )
        self.body.addWidget(self.none)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self._buttons())
        self.body.addWidget(self._what_stays)
        self.separators = QLineEdit()
        self.separators.editingFinished.connect(self._keep_separators)
        self.reread = QPushButton(self.tr("Read all tags again"))
        self.reread.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.reread.clicked.connect(lambda: library_jobs.scan_folders(workspace, [], reread=True))
        self._watching = folder_watching_of(workspace)
        self.watch = QCheckBox(self.tr("Add new music automatically"))
        self.watch.clicked.connect(self._watching.switch)
        self.on_battery = QCheckBox(self.tr("Listen on battery, too"))
        self.on_battery.clicked.connect(lambda on: keep(workspace, watch_on_battery=on))
        self.watch_notice = quiet("")
        parts = self._watch_fields(), self._genres()
        _align(*parts)
        for fields in parts:
            self.body.addLayout(fields)
        self._watching.changed.connect(self._show_watching)
        self._show_watching()
        self.body.addStretch(0)
        workspace.changed.connect(self._on_changed)
        self.view.selectionModel().selectionChanged.connect(self._enable)
        self.read()

    def showEvent(self, event: QShowEvent) -> None:
        """Read again if something changed while the page was hidden."""
        super().showEvent(event)
        if self._is_stale:
            self.read()

    def read(self) -> None:
        """Read the folders and look for them on the disk."""
        self._is_stale = False
        self._workspace.ask(shown_folders, self._show, owner=self, topic="folders")

    def _columns(self) -> list[RowColumn]:
        return [
            RowColumn(self.tr("Folder"), lambda one: _shown(one.path), icon=self._icon),
            RowColumn(self.tr("Tracks"), lambda one: counted(one.state.tracks), number=True),
            RowColumn(self.tr("Answers"), lambda one: counted(one.state.answers), number=True),
            RowColumn(self.tr("State"), self._state),
        ]

    def _buttons(self) -> QWidget:
        row = QWidget()
        layout = FlowLayout(row, spacing=GRID)
        for button in (self.add, self.rescan, self.rescan_one, self.remove, self.put_back):
            layout.addWidget(button)
        return row

    def _watch_fields(self) -> QFormLayout:
        fields = form()
        add_row(
            fields,
            self.tr("Watch the folders"),
            self.watch,
            self.tr(
                "While the window of this library is open, files that come, change, move or go are"
                " scanned once they have rested for some seconds, and the model listens to new"
                " tracks, at low priority. The status bar shows it and pauses it."
            ),
        )
        add_row(fields, self.tr("On battery"), self.on_battery)
        fields.addRow("", self.watch_notice)
        return fields

    def _show_watching(self) -> None:
        notice = self._watching.notice
        self.watch.setChecked(self._watching.is_on)
        self.on_battery.setEnabled(self._watching.is_on)
        self.on_battery.setChecked(self._workspace.settings.watch_on_battery)
        self.watch_notice.setText(translated(notice) if notice else "")
        self.watch_notice.setVisible(notice is not None)

    def _genres(self) -> QFormLayout:
        fields = form()
        add_row(
            fields,
            self.tr("Genre separators"),
            self.separators,
            self.tr(
                'Such as / or , where your files have several genres in one: "Rock/Pop" is then'
                ' two. Left empty, only what the file itself separates, and ";", parts them: "Folk,'
                ' World, & Country" is one. Tracks that are in the library follow when their tags'
                " are read again."
            ),
        )
        fields.addRow("", self.reread)
        self._fill_separators()
        return fields

    def _fill_separators(self) -> None:
        self.separators.setText(self._workspace.settings.genre_separators)

    def _keep_separators(self) -> None:
        signs = "".join(dict.fromkeys(self.separators.text().replace(" ", "")))
        if signs != self._workspace.settings.genre_separators:
            keep(self._workspace, genre_separators=signs)
        self._fill_separators()

    def _show(self, found: list[ShownFolder]) -> None:
        chosen = {one.path for one in self.view.chosen()}
        self.table.show_rows(found)
        for row in (row for row, one in enumerate(found) if one.path in chosen):
            self.view.selectRow(row)
        self.none.setVisible(not found)
        self.view.setVisible(bool(found))
        self.view.setMinimumHeight(self._height_of(min(len(found), IN_SIGHT)))
        self.view.setMaximumHeight(self._height_of(len(found)))
        self._what_stays.setVisible(bool(found))
        for column in (1, 2, 3):
            self.view.resizeColumnToContents(column)
        self._enable()

    def _height_of(self, rows: int) -> int:
        """Return the height of the table with so many rows, in px."""
        titles = self.view.horizontalHeader().sizeHint().height()
        return titles + rows * ROW_HEIGHT + 2 * self.view.frameWidth()

    def _enable(self) -> None:
        chosen = self.view.chosen()
        removed = [one.removed for one in chosen]
        scanning = self._workspace.jobs.of_kind("scan") is not None
        present = not all(one.removed for one in self.table.rows)
        self.rescan.setEnabled(present)
        self.reread.setEnabled(present and not scanning)
        self.rescan_one.setEnabled(bool(chosen) and not any(removed))
        self.remove.setVisible(not chosen or not all(removed))
        self.remove.setEnabled(bool(chosen) and not any(removed) and not scanning)
        self.remove.setToolTip(self.tr("Not while a scan is running.") if scanning else "")
        self.put_back.setVisible(bool(chosen) and all(removed))
        grey_out(
            self._workspace.library, Right.MANAGE_FOLDERS, self.add, self.remove, self.put_back
        )
        grey_out(self._workspace.library, Right.SCAN, self.rescan, self.rescan_one, self.reread)

    def _scan_chosen(self) -> None:
        chosen = [Path(one.path) for one in self.view.chosen()]
        if chosen:
            library_jobs.scan_folders(self._workspace, chosen)

    def _put_back_chosen(self) -> None:
        add_folders(self._workspace, [Path(one.path) for one in self.view.chosen()])

    def _remove_chosen(self) -> None:
        chosen = [one.path for one in self.view.chosen()]
        remove_folders(self._workspace, chosen, self._removed)

    def _removed(self, removals: Sequence[Removal]) -> str:
        tracks, answers, kept = (
            sum(getattr(one, name) for one in removals) for name in ("tracks", "answers", "kept")
        )
        if kept and not tracks:
            text = self.tr("Removed. Its tracks stay, for another folder holds them too: {kept}.")
        elif kept:
            text = self.tr(
                "Removed. Tracks that left the lists: {tracks}. Answers on them, kept: {answers}."
                " Tracks that stay, for another folder holds them too: {kept}."
            )
        else:
            text = self.tr(
                "Removed. Tracks that left the lists: {tracks}. Answers on them, kept: {answers}."
            )
        return text.format(tracks=counted(tracks), answers=counted(answers), kept=counted(kept))

    def _icon(self, folder: ShownFolder) -> QIcon:
        colours = self._workspace.theme.colours
        if folder.removed:
            return icon("close", colours.quiet)
        return icon("folder", colours.quiet) if folder.there else icon("missing", colours.warning)

    def _state(self, folder: ShownFolder) -> str:
        if folder.state.removed_at is not None:
            return self.tr("removed on {day}").format(day=day_text(folder.state.removed_at))
        return self.tr("available") if folder.there else self.tr("missing: not mounted, or moved")

    def _on_changed(self, changed: Changed) -> None:
        if changed.topic in {"tracks", "decisions", "suggestions"}:  # a merge of tags tells these
            self._is_stale = True
            if self.isVisible():
                self.read()
        elif changed.topic == "jobs":
            self._enable()
        elif changed.topic == "settings":
            self._fill_separators()
            self._show_watching()


def _align(*forms: QFormLayout) -> None:
    """Give the names in all forms the same width, so that their fields stand below each other."""
    names = [
        name
        for form in forms
        for row in range(form.rowCount())
        if (item := form.itemAt(row, QFormLayout.ItemRole.LabelRole)) is not None
        if (name := item.widget()) is not None
    ]
    widest = max(name.sizeHint().width() for name in names)
    for name in names:
        name.setMinimumWidth(max(widest, name.minimumWidth()))


def _shown(path: str) -> str:
    """Return the path with odd bytes made visible."""
    return path.encode(errors="backslashreplace").decode()
