"""The dialog before labels are imported: what is found, what is not, and what would change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from tagstudio.engine.correcting import label_import
from tagstudio.engine.correcting.label_import import ImportReport
from tagstudio.engine.correcting.labels.find_tracks import NO_TRACK
from tagstudio.engine.jobs.library_specs import ImportLabelsJob
from tagstudio.library.tags.tags import list_tags
from tagstudio.ui.background.start_job import preview, start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.import_labels.unknown_tags import UnknownTagsPanel
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.found_view import FoundRow, FoundView
from tagstudio.ui.widgets.preview_dialog import Look, PreviewDialog

SIZE = QSize(760, 560)
_FOUND = {
    "path": QT_TRANSLATE_NOOP("import_labels", "by the path"),
    "end of the path": QT_TRANSLATE_NOOP("import_labels", "by the name of the file"),
    "title and artist": QT_TRANSLATE_NOOP("import_labels", "by title and artist"),
}


def ask_for_labels(parent: QWidget, workspace: Workspace) -> None:
    """Let the user choose a file of labels, and show what importing it would do."""
    chosen = choose_labels(parent, Path.home())
    if chosen is not None:
        dialog = ImportDialog(workspace, chosen, parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def choose_labels(parent: QWidget, folder: Path) -> Path | None:
    """Let the user choose a file of labels."""
    title = QCoreApplication.translate("import_labels", "Import labels")
    kinds = QCoreApplication.translate(
        "import_labels",
        "Labels (*.csv *.tsv *.txt *.xlsx *.json *.jsonl *.jams *.zip *.db *.sqlite)"
        ";;All files (*)",
    )
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(folder), kinds)
    return Path(chosen) if chosen else None


class ImportDialog(PreviewDialog):
    """Reads a file without changing anything, shows what it found, and starts the import."""

    handbook_page = "exchange"

    def __init__(self, workspace: Workspace, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.setAccessibleName(self.tr("Reading the file"))
        self._workspace = workspace
        self._file = file
        self.report: ImportReport | None = None
        self.setWindowTitle(self.tr("Import labels"))
        self.resize(SIZE)
        self.summary = QLabel(wordWrap=True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self._explanation = quiet("")
        self.another = QPushButton(self.tr("Choose another file…"))
        self.another.setAutoDefault(False)
        self.another.hide()
        self.another.clicked.connect(self._choose_another)
        self.view = FoundView(self.tr("What the file holds"))
        self.unknown = UnknownTagsPanel()
        self.overwrite = QCheckBox(self.tr("Replace what I decided otherwise by hand"))
        self._build()
        self.unknown.changed.connect(self.look_soon)
        self.overwrite.toggled.connect(self.look)
        self.look()

    def accept(self) -> None:
        """Import, as one step that undo takes back."""
        start(self._workspace, replace(self._spec(), pretend=False))
        super().accept()

    def _spec(self) -> ImportLabelsJob:
        return ImportLabelsJob(
            file=self._file,
            overwrite=self.overwrite.isChecked(),
            pretend=True,
            group=self.unknown.group.currentData(),
            chosen_tags=self.unknown.new_tags(),
            mapped_tags=self.unknown.mapped_tags(),
        )

    def begin_look(self) -> Look:
        """Read the file, by what is chosen."""
        self.show_waiting("")
        return preview(self._workspace, self._spec(), self._show)

    def show_failure(self, why: str) -> None:
        """Say why the file could not be read."""
        self.view.found.show_rows([])
        self.show_page(self.view)
        self.summary.setText(why)
        self.say_nothing_to_do(True)

    def say_nothing_to_do(self, is_nothing: bool) -> None:
        """Where nothing can be imported, that comes first, and another file can be chosen."""
        super().say_nothing_to_do(is_nothing)
        self._explanation.setHidden(is_nothing)
        self.another.setVisible(is_nothing)

    def _choose_another(self) -> None:
        chosen = choose_labels(self, self._file.parent)
        if chosen is not None:
            self._file = chosen
            self._explain()
            self.look()

    def _explain(self) -> None:
        text = self.tr(
            "The labels of {file} become your answers, in one step that Undo takes back; new tags"
            " stay in your list of tags. Nothing is changed before you agree, and no music file is"
            " touched."
        )
        self._explanation.setText(text.format(file=self._file.name))

    def _show(self, report: ImportReport) -> None:
        if not self.awaits(report):
            return
        self.report = report
        self.view.found.show_rows(self._rows(report))
        self.show_page(self.view)
        text = self.tr(
            "Labels read: {labels}, of these fit: {used}. Answers that would change: {changes}."
        )
        told = text.format(
            labels=counted(report.entries),
            used=counted(report.used),
            changes=counted(report.changed),
        )
        if not report.used and set(report.unused) == {NO_TRACK}:
            told = self.tr(
                "Nothing can be imported: none of the labels belongs to a track of this library."
                " Add the folder with these tracks first, or choose a file whose paths, or titles"
                " and artists, are those of your tracks."
            )
        self.summary.setText(told)
        self._workspace.ask(
            lambda connection: [tag.name for tag in list_tags(connection)],
            lambda names: self.unknown.show_tags(report.unknown_tags, names),
            owner=self,
            topic="tags",
        )
        count = report.changed
        one, many = self.tr("Import 1 answer"), self.tr("Import {n} answers")
        self.agree.setText(one if count == 1 else many.format(n=counted(count)))
        self.agree.setEnabled(count > 0)
        may_be_more = bool(report.unknown_tags) or label_import.YOURS in report.unused
        is_nothing = not count and not may_be_more
        self.overwrite.setHidden(is_nothing)  # there is nothing that it could replace
        self.say_nothing_to_do(is_nothing)

    def _rows(self, report: ImportReport) -> list[FoundRow]:
        rows = []
        places = {
            "line": self.tr("Line {line}: {text}"),
            "task": self.tr("Task {line}: {text}"),
            "file": self.tr("File {line}: {text}"),
        }
        for how, count in report.found.items():
            name = QCoreApplication.translate("import_labels", _FOUND.get(how, how))
            rows.append(FoundRow(self.tr("Tracks found {how}").format(how=name), count))
        for reason, unused in report.unused.items():
            line, text = unused.examples[0] if unused.examples else (0, "")
            example = places[report.unit].format(line=line, text=text) if text else ""
            what = self.tr("Not used: {why}").format(why=translated(reason))
            rows.append(FoundRow(what, unused.count, example))
        return rows

    def _build(self) -> None:
        self.pages.addWidget(self.view)
        self._explain()
        way_on = QHBoxLayout()
        way_on.addWidget(self.another)
        way_on.addStretch(1)
        buttons = self.buttons_to_agree(self.tr("Import"))
        self.lay_out(
            [
                (self._explanation, 0),
                (self.summary, 0),
                (way_on, 0),
                (self.pages, 0),
                (self.unknown, 1),
                (self.overwrite, 0),
                (buttons, 0),
            ]
        )
