"""The long work that the window starts, each a named action on top of an engine's job."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from sqlalchemy import Connection

from tagstudio.core.files import replaced_atomically
from tagstudio.core.progress import Job, Progress
from tagstudio.library.db import job_records
from tagstudio.library.db.database import Library
from tagstudio.library.db.job_records import JobRecord
from tagstudio.library.search.query import ALL_TRACKS, Query, joined, parse
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.number_format import counted

if TYPE_CHECKING:
    from tagstudio.demo.run import Demo
    from tagstudio.engine.scanning.scan import ScanReport
    from tagstudio.engine.tagging.suggest import SuggestReport
    from tagstudio.library.models.models import Model

RESUMABLE = ("scan", "suggest", "train")


def title_of(kind: str) -> str:
    """Return what a job of this kind is called."""
    titles = {
        "scan": QCoreApplication.translate("long_work", "Scanning"),
        "suggest": QCoreApplication.translate("long_work", "Suggesting tags"),
        "demo": QCoreApplication.translate("long_work", "Making the demo"),
        "copy": QCoreApplication.translate("long_work", "Copying the library"),
        "export": QCoreApplication.translate("long_work", "Exporting"),
        "write_plan": QCoreApplication.translate("long_work", "Comparing files"),
        "write": QCoreApplication.translate("long_work", "Writing tags"),
        "write_undo": QCoreApplication.translate("long_work", "Putting files back"),
        "train": QCoreApplication.translate("long_work", "Learning"),
        "evaluate": QCoreApplication.translate("long_work", "Measuring"),
        "import": QCoreApplication.translate("long_work", "Importing"),
        "install": QCoreApplication.translate("long_work", "Installing a model"),
        "judge": QCoreApplication.translate("long_work", "Comparing versions"),
        "promote": QCoreApplication.translate("long_work", "Changing the version"),
        "curve": QCoreApplication.translate("long_work", "Drawing the learning curve"),
        "differences": QCoreApplication.translate("long_work", "Looking at what would change"),
    }
    return titles.get(kind, kind)


def ask_for_folder(parent: QWidget, workspace: Workspace) -> None:
    """Let the user choose a folder and scan it."""
    title = QCoreApplication.translate("long_work", "Add a folder with music")
    folder = QFileDialog.getExistingDirectory(parent, title, str(Path.home()))
    if folder:
        scan_folders(workspace, [Path(folder)])


def add_dropped(parent: QWidget, workspace: Workspace, dropped: Sequence[Path]) -> None:
    """Scan dropped folders; of dropped files, their folders, once the user agrees."""
    folders = [path for path in dropped if path.is_dir()]
    around = sorted({path.parent for path in dropped if path.is_file()} - {*folders})
    if around and _agreed(parent, around):
        folders += around
    if folders:
        scan_folders(workspace, folders)


def _agreed(parent: QWidget, folders: Sequence[Path]) -> bool:
    text = QCoreApplication.translate(
        "long_work",
        "TagStudio adds whole folders. Add the folder of these files, with all music in it?",
    )
    box = QMessageBox(QMessageBox.Icon.Question, "TagStudio", text, parent=parent)
    box.setInformativeText("\n".join(map(str, folders)))
    add = QCoreApplication.translate("long_work", "Add")
    chosen = box.addButton(add, QMessageBox.ButtonRole.AcceptRole)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.exec()
    return box.clickedButton() is chosen


def scan_folders(workspace: Workspace, folders: Sequence[Path], again: Sequence[str] = ()) -> None:
    """Scan folders, or without any those of the library again; the files `again` in any case."""

    def job() -> Job[ScanReport]:
        from tagstudio.engine.jobs.record import recorded
        from tagstudio.engine.scanning.scan import scan

        named = {"folders": [str(folder) for folder in folders]}
        return recorded(workspace.library, "scan", named, scan(workspace.library, folders, again))

    workspace.run(title_of("scan"), "scan", job, lambda done: workspace.say(_scanned(done)))


def suggest_tags(
    workspace: Workspace, query: Query = ALL_TRACKS, words: str = "", *, retry: bool = False
) -> None:
    """Let the active model suggest tags for the tracks of a query that have none from it.

    `words` is the query as it is written, for the record; `retry` tries failed tracks once more.
    """

    def job() -> Job[SuggestReport]:
        from tagstudio.engine.jobs.record import recorded
        from tagstudio.engine.plugins.installed_models import active_model, installed_models
        from tagstudio.engine.tagging.suggest import SuggestOptions, suggest

        library, settings = workspace.library, workspace.settings
        installed = installed_models()
        with library.read() as connection:
            model = active_model(connection, installed, settings.model)
        options = SuggestOptions(settings.device, settings.windows, retry=retry)
        arguments = {"query": [words] if words else [], "model": model.info.name}
        return recorded(library, "suggest", arguments, suggest(library, model, query, options))

    workspace.run(
        title_of("suggest"),
        "suggest",
        job,
        lambda done: workspace.say(_suggested(done)),
        changes="suggestions",
    )


def open_demo(workspace: Workspace) -> None:
    """Make a dozen pieces of music, scan them, and suggest tags for them."""

    def job() -> Job[Demo]:
        from tagstudio.demo.run import demo
        from tagstudio.engine.tagging.suggest import SuggestOptions

        settings = workspace.settings
        options = SuggestOptions(settings.device, settings.windows)
        return demo(workspace.library, settings.model, options)

    workspace.run(
        title_of("demo"),
        "demo",
        job,
        lambda done: workspace.say(_suggested(done.report)),
        changes="suggestions",
    )


def copy_daily(workspace: Workspace) -> None:
    """Make the safety copy of the day, if there is none yet."""

    def job() -> Job[Path | None]:
        from tagstudio.library.db.backup import back_up_daily

        yield Progress()
        return back_up_daily(workspace.library.path)

    workspace.run(title_of("copy"), "copy", job, changes="jobs")


def export_csv(workspace: Workspace, file: Path, query: Query, sort: str) -> None:
    """Write the tags of what a query finds to a CSV file, a row per track and tag."""
    model = workspace.shown_model()

    def done(count: int) -> None:
        text = QCoreApplication.translate("long_work", "{count} tracks written to {file}.")
        workspace.say(text.format(count=counted(count), file=file))

    workspace.run(
        title_of("export"),
        "export",
        lambda: _export(workspace.library, file, query, model, sort),
        done,
    )


def _export(library: Library, file: Path, query: Query, model: Model | None, sort: str) -> Job[int]:
    from tagstudio.library.views.browse import count
    from tagstudio.library.views.export import tagged_tracks, write_csv

    with library.read() as connection, replaced_atomically(file) as temporary:
        total = count(connection, query, model)
        with temporary.open("w", encoding="utf-8", errors="surrogateescape", newline="") as out:
            write_csv(out, (), model, every=False)
            for done, row in enumerate(tagged_tracks(connection, query, model, sort)):
                write_csv(out, [row], model, every=False, headed=False)
                yield Progress(done, total)
    return total


def unfinished(connection: Connection) -> JobRecord | None:
    """Return the newest job that was interrupted, can go on, and was not done again since."""
    seen: set[str] = set()
    for record in job_records.list_jobs(connection):
        if record.kind not in RESUMABLE or record.kind in seen:
            continue
        seen.add(record.kind)
        if record.state == "interrupted":
            return record
    return None


def go_on(workspace: Workspace, record: JobRecord) -> None:
    """Start a recorded job once more: it goes on where it stopped."""
    if record.kind == "scan":
        scan_folders(workspace, [Path(folder) for folder in record.spec.get("folders", [])])
    elif record.kind == "suggest":
        words = joined(record.spec.get("query", []))
        suggest_tags(workspace, parse(words), words)
    elif record.kind == "train":
        from tagstudio.ui.background import model_jobs

        model_jobs.go_on(workspace, record)


def try_again(workspace: Workspace, record: JobRecord, failed: Sequence[str]) -> None:
    """Give the files that a recorded scan or suggest job could not deal with one more try."""
    if record.kind == "scan":
        folders = [Path(folder) for folder in record.spec.get("folders", [])]
        scan_folders(workspace, folders, failed)
    elif record.kind == "suggest":
        words = joined(record.spec.get("query", []))
        suggest_tags(workspace, parse(words), words, retry=True)


def _scanned(report: ScanReport) -> str:
    text = QCoreApplication.translate(
        "long_work",
        "Scanned: {new} new, {changed} changed, {missing} missing, {failed} unreadable.",
    )
    return text.format(
        new=counted(report.new),
        changed=counted(report.changed + report.moved + report.returned),
        missing=counted(report.missing),
        failed=counted(len(report.problems)),
    )


def _suggested(report: SuggestReport) -> str:
    if not report.suggested and not report.problems:
        text = QCoreApplication.translate(
            "long_work", "Nothing to do: every track has its suggestions from {model}."
        )
        return text.format(model=report.model)
    text = QCoreApplication.translate(
        "long_work", "Suggestions from {model} for {count} tracks, {failed} failed."
    )
    return text.format(
        model=report.model, count=counted(report.suggested), failed=counted(len(report.problems))
    )
