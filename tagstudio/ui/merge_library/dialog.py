"""The dialog before a library is merged: what comes, what contradicts, what is not here."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QLabel,
    QPushButton,
    QWidget,
)

from tagstudio.engine.jobs.library_specs import MergeJob
from tagstudio.engine.merging.report import Example, MergeReport
from tagstudio.library.db.text_folding import clean
from tagstudio.ui.background.start_job import preview, start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.merge_library.conflict_table import ConflictPanel, shown_name
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.found_view import FoundRow, FoundView
from tagstudio.ui.widgets.preview_dialog import Look, PreviewDialog

SIZE = QSize(820, 620)


class MergeDialog(PreviewDialog):
    """Compares two libraries without changing anything, shows what it found, and merges."""

    handbook_page = "merging"

    def __init__(self, workspace: Workspace, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.setAccessibleName(self.tr("Comparing the libraries"))
        self._workspace = workspace
        self._file = file
        self._roots: tuple[tuple[str, str], ...] = ()
        self.report: MergeReport | None = None
        self.setWindowTitle(self.tr("Merge another library"))
        self.resize(SIZE)
        self.summary = QLabel(wordWrap=True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.view = FoundView(self.tr("What the other library says"))
        self.elsewhere = QPushButton()
        self.elsewhere.setAutoDefault(False)
        self.conflicts = ConflictPanel()
        self._build()
        self.elsewhere.clicked.connect(self._ask_for_root)
        self.conflicts.changed.connect(self._show_agree)
        self.look()

    def accept(self) -> None:
        """Merge, as one step that undo takes back."""
        start(self._workspace, replace(self._spec(), pretend=False))
        super().accept()

    def begin_look(self) -> Look:
        """Compare the libraries, by the folders that were named."""
        self.show_waiting("")
        return preview(self._workspace, self._spec(), self._show)

    def show_failure(self, why: str) -> None:
        """Say why the libraries could not be compared."""
        self.show_page(self.view)
        self.summary.setText(why)
        self.say_nothing_to_do(True)

    def name_root(self, there: str, here: str) -> None:
        """Take a folder of the other library for one of here, and look again."""
        self._roots = (*self._roots, (there, here))
        self.look()

    def _spec(self) -> MergeJob:
        choices = tuple(self.conflicts.choices.items())
        return MergeJob(file=self._file, roots=self._roots, choices=choices, pretend=True)

    def _show(self, report: MergeReport) -> None:
        if not self.awaits(report):
            return
        self.report = report
        self.view.found.show_rows(self._rows(report))
        self.show_page(self.view)
        self.conflicts.show_conflicts(report.conflicts)
        self.conflicts.setVisible(bool(report.conflicts))
        self._show_elsewhere(len(report.not_here))
        self._show_agree()

    def _show_elsewhere(self, count: int) -> None:
        """Offer to name the folder of tracks that were not found here."""
        one = self.tr("1 track was not found here: name its folder…")
        many = self.tr("{n} tracks were not found here: name their folder…")
        self.elsewhere.setText(one if count == 1 else many.format(n=counted(count)))
        self.elsewhere.setVisible(bool(self._folder_away()))

    def _show_agree(self) -> None:
        """Say how much there is to take over, by what is decided by now."""
        report = self.report
        if report is None:
            return
        decided = len(self.conflicts.choices)
        count = sum(report.taken.values()) + decided
        left = len(report.conflicts) - decided
        told = [
            self.tr(
                "Nothing was said in the other library that is not said here already. Music does"
                " not come over: add its folder here."
            )
        ]
        if count or left:
            told = [self.tr("To be taken over: {n}.").format(n=counted(count))]
        if left:
            text = self.tr("Conflicts that are not decided, and stay as it is here: {n}.")
            told.append(text.format(n=counted(left)))
        found = {
            "sound": self.tr("Tracks found by their sound: {n}."),
            "path": self.tr("Tracks found by their paths: {n}."),
        }
        told += [
            text.format(n=counted(report.matched[how]))
            for how, text in found.items()
            if report.matched[how]
        ]
        self.summary.setText(" ".join(told))
        one, many = self.tr("Take over 1 change"), self.tr("Take over {n} changes")
        self.agree.setText(one if count == 1 else many.format(n=counted(count)))
        self.agree.setEnabled(count > 0)
        self.say_nothing_to_do(not count and not report.conflicts)

    def _rows(self, report: MergeReport) -> list[FoundRow]:
        names = {
            "answer": self.tr("Answers"),
            "part": self.tr("Answers to parts of tracks"),
            "review": self.tr("Marks of review"),
            "artist": self.tr("Artists that were named"),
            "fact": self.tr("Titles, albums, tempi and keys"),
            "kept": self.tr("Doubted answers that were kept"),
            "new tag": self.tr("New tags"),
            "tag": self.tr("Changes of tags"),
            "genre": self.tr("Meanings of genres"),
            "search": self.tr("Saved searches"),
        }
        rows = [
            FoundRow(name, report.taken[key], self._example(key, report.examples.get(key)))
            for key, name in names.items()
        ]
        for one in report.roots:
            example = self.tr("{there} is {here}").format(
                there=clean(one.there), here=clean(one.here)
            )
            rows.append(FoundRow(self.tr("Folder that lies elsewhere here"), one.tracks, example))
        if report.not_here:
            what = self.tr("Tracks that are not here; kept until a scan finds them")
            rows.append(FoundRow(what, len(report.not_here), clean(report.not_here[0].path)))
        stays = self.tr("Stays as it is here")
        rows += [FoundRow(stays, 1, translated(reason)) for reason in report.left]
        return [row for row in rows if row.count]

    def _example(self, kind: str, one: Example | None) -> str:
        if one is None:
            return ""
        is_word = kind in {"answer", "part"} or one.what == "deleted_at"
        value = self.conflicts.value(one.value) if is_word else clean(one.value)
        said = ": ".join(filter(None, (self.conflicts.what(kind, one.what), value)))
        return " – ".join(filter(None, (shown_name(kind, one.subject), said)))

    def _folder_away(self) -> str:
        """Return the folder of the other library that has the tracks that are not here."""
        paths = [one.path for one in self.report.not_here] if self.report else []
        folders = [os.path.dirname(path) for path in paths if path.startswith("/")]  # noqa: PTH120
        return os.path.commonpath(folders) if folders else ""

    def _ask_for_root(self) -> None:
        away = self._folder_away()
        title = self.tr("The folder here that is {folder} there").format(folder=clean(away))
        if chosen := QFileDialog.getExistingDirectory(self, title, str(Path.home())):
            self.name_root(away, chosen)

    def _build(self) -> None:
        self.pages.addWidget(self.view)
        told = self.tr(
            "What was said in {file} comes into this library, with who said it and when, in"
            " one step that Undo takes back. Nothing is changed before you agree, and"
            " nothing at all in the other library."
        ).format(file=self._file.name)
        buttons = self.buttons_to_agree(self.tr("Take over"))
        layout = self.lay_out(
            [
                (quiet(told), 0),
                (self.summary, 0),
                (self.pages, 0),
                (self.elsewhere, 0),
                (self.conflicts, 1),
                (buttons, 0),
            ]
        )
        layout.setAlignment(self.elsewhere, Qt.AlignmentFlag.AlignLeft)
        self.elsewhere.hide()
        self.conflicts.hide()
