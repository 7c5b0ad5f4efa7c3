"""The dialog of duplicates: the files of each recording that is there more than once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.audio.files.regular_file import shown
from tagstudio.core.clock import clock
from tagstudio.engine.similar.duplicates import DuplicateReport, find_duplicates
from tagstudio.engine.similar.same_answers import answers_of
from tagstudio.library.similar.file_facts import FileDetails, file_facts_of
from tagstudio.library.tags.tags import list_tags
from tagstudio.ui.background.job_kinds import title_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.empty_state import EmptyState
from tagstudio.ui.widgets.preview_dialog import PreviewDialog
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

SIZE = QSize(920, 600)


@dataclass(frozen=True)
class DuplicateFile:
    """A file of a recording: the number of its group, the group's track ids, and what it says.

    `place` is its path below the folder that holds all files of the list.
    """

    number: int
    group: tuple[int, ...]
    facts: FileDetails
    answers: str
    place: str


def read_files(connection: Connection, groups: Sequence[Sequence[int]]) -> list[DuplicateFile]:
    """Return the files of groups of tracks, group by group."""
    every = [id for group in groups for id in group]
    tags = {tag.id: tag.name for tag in list_tags(connection)}
    facts = {one.track_id: one for one in file_facts_of(connection, every)}
    answers = answers_of(connection, every)
    shared = shared_folder([one.path for one in facts.values()])
    found = []
    for number, group in enumerate(groups, start=1):
        for id in group:
            if id in facts:
                said = sorted(
                    f"{'+' if state == 'yes' else '−'}{tags[tag]}"
                    for tag, state in answers.get(id, {}).items()
                )
                place = shown(facts[id].path)[len(shared) :]
                found.append(DuplicateFile(number, tuple(group), facts[id], " ".join(said), place))
    return found


def shared_folder(paths: Iterable[str]) -> str:
    """Return the folder that holds all these files, with the separator behind it; "" for none."""
    try:
        folder = os.path.commonpath([PurePath(shown(path)).parent for path in paths])
    except ValueError:  # no file, or on several drives
        return ""
    return folder if folder.endswith(os.sep) else folder + os.sep


class DuplicatesDialog(PreviewDialog):
    """Looks for duplicates and lists them; nothing is ever deleted from the disk."""

    handbook_page = "similar"

    play_wanted = Signal(int)

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._report = DuplicateReport()
        self.setWindowTitle(self.tr("Find duplicates"))
        self.resize(SIZE)
        self.bar.setAccessibleName(self.tr("Looking for duplicates"))
        self.table = RowTable(self._columns(), self)
        self.view = RowView(self.table, self.tr("Files of the same recording"), wide=1)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.set_widths(48, 0, 72, 72, 72, 160)
        self.view.doubleClicked.connect(self._play)
        self.view.selectionModel().selectionChanged.connect(self._name_buttons)
        self.summary = QLabel(wordWrap=True)
        self.play = QPushButton(self.tr("Play"))
        self.same = QPushButton(self.tr("Same answers for this recording"))
        self.same_for_all = QPushButton(self.tr("Same answers for all recordings"))
        self._build()
        workspace.changed.connect(self._on_changed)
        self._look()

    def show_failure(self, why: str) -> None:
        """Say why there is no list."""
        self._show_nothing(self.tr("The files could not be compared"), why)

    def _look(self) -> None:
        self.show_waiting(self.tr("Comparing the recordings…"))
        library = self._workspace.library
        self.follow(
            self._workspace.run(
                title_of("duplicates"),
                "duplicates",
                lambda: find_duplicates(library),
                self._take,
                changes="jobs",
            )
        )

    def _take(self, report: DuplicateReport) -> None:
        if self.awaits(report):
            self._report = report
            self._read()

    def _read(self) -> None:
        groups = self._report.groups
        self._workspace.ask(
            lambda connection: read_files(connection, groups),
            self._show,
            owner=self,
            topic="duplicates",
        )

    def _show(self, files: list[DuplicateFile]) -> None:
        if not files:
            self._show_nothing(self.tr("No duplicates"), self._why_none())
            return
        chosen = self._chosen()
        self.table.show_rows(files)
        row = next(
            (n for n, one in enumerate(self.table.rows) if chosen and one.facts == chosen.facts), 0
        )
        self.view.selectRow(row)
        text = (
            self.tr("1 recording is there in {files} files. {rest}")
            if len(self._report.groups) == 1
            else self.tr("{groups} recordings are there in {files} files. {rest}")
        )
        self.summary.setText(
            text.format(
                groups=counted(len(self._report.groups)),
                files=counted(len(files)),
                rest=self._not_compared(),
            ).strip()
        )
        self.show_page(self._listing)
        self._name_buttons()
        self.view.setFocus()

    def _why_none(self) -> str:
        none = self.tr("No recording of the library is there in two files.")
        return f"{none} {self._not_compared()}".strip()

    def _not_compared(self) -> str:
        said = []
        if self._report.not_heard:
            one = self.tr(
                "1 track has no suggestions yet, so only exact copies of it are found: suggest"
                " tags first."
            )
            many = self.tr(
                "{n} tracks have no suggestions yet, so only exact copies of them are found:"
                " suggest tags first."
            )
            text = one if self._report.not_heard == 1 else many
            said.append(text.format(n=counted(self._report.not_heard)))
        if self._report.unreadable:
            unread = len(self._report.unreadable)
            text = self.tr("1 file could not be read.")
            text = text if unread == 1 else self.tr("{n} files could not be read.")
            said.append(text.format(n=counted(len(self._report.unreadable))))
        return " ".join(said)

    def _chosen(self) -> DuplicateFile | None:
        chosen = self.view.chosen()
        return chosen[0] if chosen else None

    def _name_buttons(self) -> None:
        one = self._chosen()
        self.play.setEnabled(one is not None)
        self.same.setEnabled(one is not None)

    def _play(self) -> None:
        if (one := self._chosen()) is not None:
            self.play_wanted.emit(one.facts.track_id)

    def _share(self) -> None:
        if (one := self._chosen()) is not None:
            self._workspace.decisions.share_answers([list(one.group)], self.summary.setText)

    def _share_all(self) -> None:
        self._workspace.decisions.share_answers(self._report.groups, self.summary.setText)

    def _on_changed(self, changed: object) -> None:
        if getattr(changed, "topic", "") == "decisions" and self._report.groups:
            self._workspace.ask(
                lambda connection: read_files(connection, self._report.groups),
                self._show_again,
                owner=self,
                topic="duplicates",
            )

    def _show_again(self, files: list[DuplicateFile]) -> None:
        chosen = self._chosen()
        self.table.show_rows(files)
        for row, one in enumerate(self.table.rows):
            if chosen and one.facts.track_id == chosen.facts.track_id:
                self.view.selectRow(row)

    def _show_nothing(self, title: str, text: str) -> None:
        page = EmptyState(self._workspace.theme, "search", title, text, {})
        self.pages.addWidget(page)
        self.show_page(page)

    def _columns(self) -> list[RowColumn]:
        return [
            RowColumn(
                self.tr("No."), lambda one: str(one.number), key=lambda one: one.number, number=True
            ),
            RowColumn(
                self.tr("File"),
                lambda one: one.place,
                tip=lambda one: shown(one.facts.path),
            ),
            RowColumn(self.tr("Format"), lambda one: one.facts.format),
            RowColumn(
                self.tr("kbit/s"),
                lambda one: "" if one.facts.kbit_s is None else counted(one.facts.kbit_s),
                key=lambda one: one.facts.kbit_s or 0,
                number=True,
            ),
            RowColumn(
                self.tr("Length"),
                lambda one: "" if one.facts.seconds is None else clock(one.facts.seconds),
                key=lambda one: one.facts.seconds or 0,
                number=True,
            ),
            RowColumn(self.tr("Answers"), lambda one: one.answers),
        ]

    def _build(self) -> None:
        self._listing = QWidget()
        listing = QVBoxLayout(self._listing)
        listing.setContentsMargins(0, 0, 0, 0)
        listing.setSpacing(2 * GRID)
        listing.addWidget(self.summary)
        listing.addWidget(self.view, 1)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for button, press in (
            (self.play, self._play),
            (self.same, self._share),
            (self.same_for_all, self._share_all),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(press)
            row.addWidget(button)
        row.addStretch(1)
        listing.addLayout(row)
        self.pages.addWidget(self._listing)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self.pages, 1)
        layout.addWidget(buttons)
