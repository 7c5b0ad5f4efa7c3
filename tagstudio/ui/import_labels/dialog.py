"""The dialog before labels are imported: what is found, what is not, and what would change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tagstudio.core.progress import Job
from tagstudio.engine.correcting import label_import
from tagstudio.engine.correcting.label_import import ImportReport
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.library_specs import ImportLabelsJob
from tagstudio.plugin_api.vocabulary import TAG_GROUPS
from tagstudio.ui.background.job_kinds import title_of
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.theme import GRID
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.text.tag_group_names import group_title
from tagstudio.ui.text.translation_marks import QT_TRANSLATE_NOOP
from tagstudio.ui.widgets.combo import Combo
from tagstudio.ui.widgets.dialog import Dialog
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.row_table import RowColumn, RowTable, RowView

SIZE = QSize(760, 560)
_FOUND = {
    "path": QT_TRANSLATE_NOOP("import_labels", "by the path"),
    "end of the path": QT_TRANSLATE_NOOP("import_labels", "by the end of the path"),
    "title and artist": QT_TRANSLATE_NOOP("import_labels", "by title and artist"),
}


@dataclass(frozen=True)
class PreviewRow:
    """A row of the preview: what, how many labels or tracks, and an example."""

    what: str
    count: int
    example: str = ""


def ask_for_labels(parent: QWidget, workspace: Workspace) -> None:
    """Let the user choose a file of labels, and show what importing it would do."""
    title = QCoreApplication.translate("import_labels", "Import labels")
    kinds = QCoreApplication.translate(
        "import_labels", "Labels (*.csv *.tsv *.txt *.json *.db *.sqlite);;All files (*)"
    )
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(Path.home()), kinds)
    if chosen:
        dialog = ImportDialog(workspace, Path(chosen), parent)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class ImportDialog(Dialog):
    """Reads a file without changing anything, shows what it found, and starts the import."""

    def __init__(self, workspace: Workspace, file: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._file = file
        self._job: RunningJob | None = None
        self.report: ImportReport | None = None
        self.setWindowTitle(self.tr("Import labels"))
        self.resize(SIZE)
        self.summary = QLabel(wordWrap=True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.table = RowTable(
            [
                RowColumn(self.tr("What"), lambda row: row.what),
                RowColumn(
                    self.tr("Number"), lambda row: counted(row.count), lambda row: row.count, True
                ),
                RowColumn(self.tr("Example"), lambda row: row.example),
            ],
            self,
        )
        self.view = RowView(self.table, self.tr("What the file holds"), wide=2)
        self.view.set_widths(320, 80, 0)
        self.new_tags = QCheckBox()
        self.group = Combo()
        self.group.setAccessibleName(self.tr("What the new tags are"))
        self.group.addItem(self.tr("Own"), "")
        for group in TAG_GROUPS.values():
            self.group.addItem(group_title(group), group)
        self.overwrite = QCheckBox(self.tr("Replace what I decided otherwise by hand"))
        self.new_tags.hide()
        self.group.hide()
        self._build()
        self.new_tags.toggled.connect(self._look)
        self.overwrite.toggled.connect(self._look)
        self._look()

    def accept(self) -> None:
        """Import, as one step that undo takes back."""
        start(self._workspace, replace(self._spec(), pretend=False))
        super().accept()

    def done(self, result: int) -> None:
        """Read no further once the dialog is closed."""
        self._stop()
        super().done(result)

    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def _spec(self) -> ImportLabelsJob:
        return ImportLabelsJob(
            file=self._file,
            new_tags=self.new_tags.isChecked(),
            overwrite=self.overwrite.isChecked(),
            pretend=True,
            group=self.group.currentData(),
        )

    def _look(self) -> None:
        self._stop()
        self.agree.setEnabled(False)
        self._pages.setCurrentWidget(self._looking)
        spec, library = self._spec(), self._workspace.library

        def job() -> Job[ImportReport]:
            return specs.run(library, spec)

        title = title_of("import")
        self._job = self._workspace.run(
            title, "import", job, self._show, changes="jobs", quiet=True
        )
        self._job.ended.connect(self._on_ended)

    def _on_ended(self, job: RunningJob) -> None:
        if job is self._job and job.state != "done":
            self._pages.setCurrentWidget(self.view)
            self.summary.setText(job.failure)

    def _show(self, report: ImportReport) -> None:
        if self._job is None or self._job.result is not report:
            return
        self.report = report
        self.table.show_rows(self._rows(report))
        self._pages.setCurrentWidget(self.view)
        text = self.tr(
            "Labels read: {labels}, of these fit: {used}. Answers that would change: {changes}."
        )
        self.summary.setText(
            text.format(
                labels=counted(report.entries),
                used=counted(report.used),
                changes=counted(len(report.changes)),
            )
        )
        self._offer_new_tags(report)
        count = len(report.changes)
        one, many = self.tr("Import 1 answer"), self.tr("Import {n} answers")
        self.agree.setText(one if count == 1 else many.format(n=counted(count)))
        self.agree.setEnabled(count > 0)

    def _offer_new_tags(self, report: ImportReport) -> None:
        unknown = len(report.unknown_tags)
        if unknown:
            one = self.tr("Make the unknown tag one of my own")
            many = self.tr("Make the {n} unknown tags tags of my own")
            self.new_tags.setText(one if unknown == 1 else many.format(n=counted(unknown)))
        offered = bool(unknown) or self.new_tags.isChecked()
        self.new_tags.setVisible(offered)
        self.group.setVisible(offered)

    def _rows(self, report: ImportReport) -> list[PreviewRow]:
        rows = []
        for how, count in report.found.items():
            name = QCoreApplication.translate("import_labels", _FOUND.get(how, how))
            rows.append(PreviewRow(self.tr("Tracks found {how}").format(how=name), count))
        for reason, unused in report.unused.items():
            line, text = unused.examples[0] if unused.examples else (0, "")
            example = self.tr("line {line}: {text}").format(line=line, text=text) if text else ""
            why = self._plain_reasons().get(reason.key) or translated(reason)
            what = self.tr("Not used: {why}").format(why=why)
            rows.append(PreviewRow(what, unused.count, example))
        for name, unknown in sorted(report.unknown_tags.items(), key=lambda one: -one[1].count):
            like = self.tr("Like: {tags}").format(tags=", ".join(unknown.nearest))
            what = self.tr("Unknown tag: {tag}").format(tag=name)
            rows.append(PreviewRow(what, unknown.count, like if unknown.nearest else ""))
        return rows

    def _plain_reasons(self) -> dict[str, str]:
        """Return the reasons by key whose sentences name options of the shell, without these."""
        return {
            label_import.NO_TAG.key: self.tr("no such tag"),
            label_import.YOURS.key: self.tr("you decided otherwise"),
        }

    def _build(self) -> None:
        self._looking = QWidget()
        waiting = QVBoxLayout(self._looking)
        bar = QProgressBar(textVisible=False)
        bar.setRange(0, 0)
        bar.setFixedWidth(40 * GRID)
        bar.setAccessibleName(self.tr("Reading the file"))
        waiting.addWidget(bar, 0, Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._looking)
        self._pages.addWidget(self.view)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.agree = buttons.addButton(self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setProperty("main", True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        new = QHBoxLayout()
        new.setSpacing(GRID)
        new.addWidget(self.new_tags)
        new.addWidget(self.group)
        new.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(
            quiet(
                self.tr(
                    "The labels of {file} become answers of yours, in one step that Undo takes"
                    " back. Nothing is changed before you agree, and no music file is touched."
                ).format(file=self._file.name)
            )
        )
        layout.addWidget(self.summary)
        layout.addWidget(self._pages, 1)
        layout.addLayout(new)
        layout.addWidget(self.overwrite)
        layout.addWidget(buttons)
