"""The dialog of duplicates: the files of each recording that is there more than once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy import Connection

from tagstudio.audio.files.formats import LOSSLESS
from tagstudio.audio.files.regular_file import shown
from tagstudio.core.clock import clock
from tagstudio.engine.similar.duplicates import DuplicateReport, find_duplicates
from tagstudio.engine.similar.same_answers import answers_of
from tagstudio.library.similar.file_facts import FileDetails, best_sounding, file_facts_of
from tagstudio.library.tags.tags import list_tags
from tagstudio.ui.background.job_kinds import title_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.empty_state import EmptyState
from tagstudio.ui.widgets.flow_layout import FlowLayout
from tagstudio.ui.widgets.preview_dialog import PreviewDialog
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

SIZE = QSize(920, 600)
NAMED = 3  # files that could not be read


@dataclass(frozen=True)
class DuplicateFile:
    """A file of a recording: the number of its group, the group's track ids, and what it says.

    `place` is its path below the folder that holds all files of the list. `is_best`: it sounds
    better than others of its group. `is_alike`: all files of its group have the same answers.
    """

    number: int
    group: tuple[int, ...]
    facts: FileDetails
    answers: str
    place: str
    is_best: bool
    is_alike: bool


def read_files(connection: Connection, groups: Sequence[Sequence[int]]) -> list[DuplicateFile]:
    """Return the files of groups of tracks, group by group."""
    every = [id for group in groups for id in group]
    tags = {tag.id: tag.name for tag in list_tags(connection)}
    facts = {one.track_id: one for one in file_facts_of(connection, every)}
    answers = answers_of(connection, every)
    shared = shared_folder([one.path for one in facts.values()])
    found = []
    for number, group in enumerate(groups, start=1):
        files = [facts[id] for id in group if id in facts]
        said = [answers.get(one.track_id, {}) for one in files]
        best, is_alike = best_sounding(files), all(one == said[0] for one in said)
        for file, of_file in zip(files, said, strict=True):
            listed = sorted(
                f"{'+' if state == 'yes' else '−'}{tags[tag]}" for tag, state in of_file.items()
            )
            place = shown(file.path)[len(shared) :]
            told = " ".join(listed), place, file.track_id in best, is_alike
            found.append(DuplicateFile(number, tuple(group), file, *told))
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
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # files differ at their ends
        self.view.set_widths(40, 0, 56, 56, 56, 104, 136)
        self.view.doubleClicked.connect(self._play)
        self.view.selectionModel().selectionChanged.connect(self._name_buttons)
        self.summary = QLabel(wordWrap=True)
        self.play = QPushButton(self.tr("Play"))
        self.folder = QPushButton(self.tr("Show in its folder"))
        self.same = QPushButton(self.tr("Same answers for this recording"))
        self.same_for_all = QPushButton(self.tr("Same answers for all recordings"))
        self._build()
        workspace.changed.connect(self._on_changed)
        self._look()

    def show_page(self, page: QWidget) -> None:
        """Show one of the pages; the button says that it stops the looking, while that goes on."""
        super().show_page(page)
        self.close_button.setText(self.tr("Stop") if self.is_looking else self._close_text)

    def show_failure(self, why: str) -> None:
        """Say why there is no list."""
        self._show_nothing(self.tr("The files could not be compared"), why)

    def _look(self) -> None:
        self.show_waiting(self.tr("Comparing the recordings…"))
        library = self._workspace.library
        self._looking = self._workspace.run(
            title_of("duplicates"),
            "duplicates",
            lambda: find_duplicates(library),
            self._take,
            changes="jobs",
        )
        self.follow(self._looking)

    def _take(self, report: DuplicateReport) -> None:
        rest = self._not_compared(report)
        found = self._counts(report, rest) if report.groups else f"{self._none()} {rest}".strip()
        self._looking.said = found
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
            text = f"{self._none()} {self._not_compared(self._report)}".strip()
            self._show_nothing(self.tr("No duplicates"), text)
            return
        chosen = self._chosen()
        self.table.show_rows(files)
        row = next(
            (n for n, one in enumerate(self.table.rows) if chosen and one.facts == chosen.facts), 0
        )
        self.view.selectRow(row)
        self.summary.setText(self._counts(self._report, self._not_compared(self._report)))
        self.show_page(self._listing)
        self._name_buttons()
        self.view.setFocus()

    def _counts(self, report: DuplicateReport, rest: str) -> str:
        """Return how many recordings are there in how many files."""
        text = (
            self.tr("1 recording is there in {files} files. {rest}")
            if len(report.groups) == 1
            else self.tr("{groups} recordings are there in {files} files. {rest}")
        )
        files = sum(map(len, report.groups))
        counts = {"groups": counted(len(report.groups)), "files": counted(files)}
        return text.format(**counts, rest=rest).strip()

    def _none(self) -> str:
        return self.tr("No recording of the library is there in two files.")

    def _not_compared(self, report: DuplicateReport) -> str:
        """Return which tracks could not be compared, "" for none."""
        said = []
        if report.not_heard:
            one = self.tr(
                "1 track has no suggestions yet, so only exact copies of it are found: suggest"
                " tags first."
            )
            many = self.tr(
                "{n} tracks have no suggestions yet, so only exact copies of them are found:"
                " suggest tags first."
            )
            text = one if report.not_heard == 1 else many
            said.append(text.format(n=counted(report.not_heard)))
        if report.unreadable:
            unread = len(report.unreadable)
            names = [PurePath(shown(path)).name for path in report.unreadable[:NAMED]]
            text = self.tr("{n} files could not be read: {names}.")
            if unread > NAMED:
                text = self.tr("{n} files could not be read, among them {names}.")
            text = self.tr("1 file could not be read: {names}.") if unread == 1 else text
            said.append(text.format(n=counted(unread), names=", ".join(names)))
        return " ".join(said)

    def _chosen(self) -> DuplicateFile | None:
        chosen = self.view.chosen()
        return chosen[0] if chosen else None

    def _name_buttons(self) -> None:
        one = self._chosen()
        self.play.setEnabled(one is not None)
        self.folder.setEnabled(one is not None)
        self.same.setEnabled(one is not None and not one.is_alike)
        self.same_for_all.setEnabled(not all(one.is_alike for one in self.table.rows))

    def _play(self) -> None:
        if (one := self._chosen()) is not None:
            self.play_wanted.emit(one.facts.track_id)

    def _show_folder(self) -> None:
        if (one := self._chosen()) is not None:
            folder = Path(one.facts.path).parent
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

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
        self._name_buttons()

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
            RowColumn(
                self.tr("Best sound"),
                self._best,
                help=self.tr(
                    "Best of a recording are the lossless files, else those with most bits a"
                    " second. Which file was made from another one cannot be told from it."
                ),
            ),
            RowColumn(self.tr("Answers"), lambda one: one.answers),
        ]

    def _best(self, one: DuplicateFile) -> str:
        if not one.is_best:
            return ""
        is_lossless = one.facts.format in LOSSLESS
        return self.tr("lossless") if is_lossless else self.tr("most bits")

    def _build(self) -> None:
        self._listing = QWidget()
        listing = QVBoxLayout(self._listing)
        listing.setContentsMargins(0, 0, 0, 0)
        listing.setSpacing(2 * GRID)
        listing.addWidget(self.summary)
        listing.addWidget(self.view, 1)
        row = FlowLayout(spacing=GRID)
        for button, press in (
            (self.play, self._play),
            (self.folder, self._show_folder),
            (self.same, self._share),
            (self.same_for_all, self._share_all),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(press)
            row.addWidget(button)
        listing.addLayout(row)
        self.pages.addWidget(self._listing)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.close_button = buttons.button(QDialogButtonBox.StandardButton.Close)
        self._close_text = self.close_button.text()
        buttons.rejected.connect(self.reject)
        self.lay_out([(self.pages, 1), (buttons, 0)])
        self.play.setDefault(True)  # Enter in the list plays, as a double click does
