"""The dialog that takes the genres of the files over: what they mean, what would change, undo."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QWidget

from tagstudio.engine.correcting.from_files import FromFilesReport
from tagstudio.engine.jobs.library_specs import LabelsFromFilesJob
from tagstudio.library.db.database import Library
from tagstudio.library.tags import genre_choices
from tagstudio.library.tags.tags import list_tags
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.start_job import preview, start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.file_labels.genre_table import GenrePanel
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted
from tagstudio.ui.widgets.form import quiet
from tagstudio.ui.widgets.preview_dialog import Look, PreviewDialog

SIZE = QSize(760, 560)


class FileLabelsDialog(PreviewDialog):
    """Counts without changing anything what the genres would answer, takes them over, and undoes.

    It stays open after that, for what is left to be said.
    """

    handbook_page = "genres"

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar.setAccessibleName(self.tr("Reading the genres"))
        self._workspace = workspace
        self.report: FromFilesReport | None = None
        self._told = ""  # what was done last
        self._taken: FromFilesReport | None = None
        self.setWindowTitle(self.tr("Take over genres of the files"))
        self.resize(SIZE)
        self.summary = QLabel(wordWrap=True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.genres = GenrePanel()
        self._build()
        self.genres.changed.connect(self.look_soon)
        self.look()

    def take_over(self) -> None:
        """Take the genres over as answers, as one step that undo takes back."""
        self.agree.setEnabled(False)
        self.undo.setEnabled(False)
        running = start(self._workspace, replace(self._spec(), pretend=False))
        running.ended.connect(self._on_taken_over)

    def take_back(self) -> None:
        """Undo what this dialog has taken over last: the answers, and what genres mean."""
        self.undo.setEnabled(False)
        decisions, taken = self._workspace.decisions, self._taken
        if taken is not None and taken.undo_group is not None:
            decisions.undo_action()

        def put_back(library: Library) -> str:
            with library.write(durable=True) as connection:
                genre_choices.put(connection, taken.said_before if taken else ())
            return ""

        def done() -> None:
            self._told = self.tr("Undone.")
            self.look()

        decisions.act(put_back, done)

    def show_failure(self, why: str) -> None:
        """Say why it could not be counted what would change."""
        self.show_page(self.genres)
        self.summary.setText(why)

    def _spec(self) -> LabelsFromFilesJob:
        return LabelsFromFilesJob(
            mapped_genres=tuple(self.genres.mapped.items()),
            new_tags=tuple(dict.fromkeys(self.genres.new.values())),
            pretend=True,
        )

    def begin_look(self) -> Look:
        """Count the answers; what is shown already stays until it is known anew."""
        if self.report is None:
            self.show_waiting("")
        return preview(self._workspace, self._spec(), self._show)

    def _show(self, report: FromFilesReport) -> None:
        if not self.awaits(report):
            return
        self.report = report
        self._workspace.ask(
            lambda connection: [tag.name for tag in list_tags(connection)],
            lambda names: self._show_genres(report, names),
            owner=self,
            topic="tags",
        )

    def _show_genres(self, report: FromFilesReport, names: list[str]) -> None:
        is_first = self.is_looking
        self.genres.show_genres(report.genres, names)
        self.show_page(self.genres)
        if is_first:
            self.genres.view.setFocus()
        self.summary.setText(" ".join(filter(None, (self._told, self._counts(report)))))
        count = len(report.changes)
        texts = {0: self.tr("Take over"), 1: self.tr("Take over 1 answer")}
        many = self.tr("Take over {n} answers")
        self.agree.setText(texts.get(count) or many.format(n=counted(count)))
        self.agree.setEnabled(count > 0 or bool(self.genres.mapped or self.genres.new))

    def _counts(self, report: FromFilesReport) -> str:
        if not report.genres:
            return self.tr("No file of the library has a genre.")
        told = [
            self.tr("Tracks with a genre: {with_genre} of {tracks}.").format(
                with_genre=counted(report.with_genre), tracks=counted(report.tracks)
            )
        ]
        for text, count in (
            (self.tr("New answers: {n}."), report.taken),
            (self.tr("Answers that no file says any more: {n}."), report.withdrawn),
            (self.tr("Answers from the files so far: {n}."), report.known),
            (self.tr("Kept as you answered: {n}."), report.answered + report.taken_back),
            (self.tr("Left out, for TagStudio wrote them: {n}."), report.own),
        ):
            if count:
                told.append(text.format(n=counted(count)))
        return " ".join(told)

    def _on_taken_over(self, running: RunningJob) -> None:
        report = running.result
        if not isinstance(report, FromFilesReport):
            self.show_failure(running.failure)
            self.agree.setEnabled(True)
            return
        self._told = translated(report.summary())
        self.genres.forget()
        self._taken = report
        self.undo.setEnabled(report.undo_group is not None or bool(report.said_before))
        self.look()

    def _build(self) -> None:
        self.pages.addWidget(self.genres)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.agree = buttons.addButton(self.tr("Take over"), QDialogButtonBox.ButtonRole.ActionRole)
        self.agree.setProperty("main", True)
        self.undo = buttons.addButton(self.tr("Undo"), QDialogButtonBox.ButtonRole.ActionRole)
        self.undo.setEnabled(False)
        self.agree.clicked.connect(self.take_over)
        self.undo.clicked.connect(self.take_back)
        buttons.rejected.connect(self.reject)
        told = self.tr(
            "A genre that means a tag becomes a yes from the file. It teaches less than your"
            " answers, and replaces none."
        )
        self.lay_out([(quiet(told), 0), (self.summary, 0), (self.pages, 1), (buttons, 0)])
