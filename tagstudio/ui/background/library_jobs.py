"""The jobs on the library that the window starts, each a named action that makes a spec."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from sqlalchemy import Connection

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.jobs.library_specs import CheckJob, MeasureJob, ScanJob, SuggestJob
from tagstudio.engine.plugins.vocabulary import bring_vocabulary
from tagstudio.library.db.database import Library
from tagstudio.library.search.query import parse
from tagstudio.library.search.query_text import quoted
from tagstudio.library.views.browse import rows_of, track_ids
from tagstudio.ui.background.folder_changes import add_folders, present_folders
from tagstudio.ui.background.job_kinds import suggested, title_of
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.message_translation import translated
from tagstudio.ui.text.number_format import counted

if TYPE_CHECKING:
    from tagstudio.demo.run import Demo
    from tagstudio.engine.exchange.export import ExportPlan, ExportReport
    from tagstudio.engine.scanning.scan import ScanReport
    from tagstudio.library.checking.check import CheckReport
    from tagstudio.library.views.export import UnlistedTrack


def ask_for_folder(parent: QWidget, workspace: Workspace) -> None:
    """Let the user choose a folder and scan it."""
    title = QCoreApplication.translate("jobs", "Add a folder with music")
    folder = QFileDialog.getExistingDirectory(parent, title, str(Path.home()))
    if folder:
        add_folders(workspace, [Path(folder)])


def add_dropped(parent: QWidget, workspace: Workspace, dropped: Sequence[Path]) -> None:
    """Scan dropped folders; of dropped files, their folders, once the user agrees."""
    folders = [path for path in dropped if path.is_dir()]
    if folders:
        add_folders(workspace, _outermost(folders))
    around = {path.parent for path in dropped if path.is_file()} - {*folders}
    if around:
        _ask_to_add(parent, workspace, _outermost(around))


def add_opened(
    parent: QWidget,
    workspace: Workspace,
    opened: Sequence[Path],
    show: Callable[[str], object],
) -> None:
    """Scan folders, and those of files, once the user agrees; `show` the tracks of known ones.

    Who opens a folder with the program by a slip has not asked for all of its music.
    """
    folders = _outermost(path if path.is_dir() else path.parent for path in opened)

    def then(known: list[Path]) -> None:
        if new := [one for one in folders if {*known}.isdisjoint({one, *one.parents})]:
            _ask_to_add(parent, workspace, new)
        else:
            show(" , ".join(f"path:{quoted(os.path.join(one, ''))}" for one in folders))  # noqa: PTH118

    workspace.ask(present_folders, then, owner=workspace, topic="opened folders")


def _outermost(folders: Iterable[Path]) -> list[Path]:
    """Return folders without those in another one, which come with it."""
    found = {*folders}
    return sorted(one for one in found if found.isdisjoint(one.parents))


def _ask_to_add(parent: QWidget, workspace: Workspace, folders: Sequence[Path]) -> None:
    text = QCoreApplication.translate("jobs", "Add this folder, with all music in it?")
    if len(folders) > 1:
        text = QCoreApplication.translate("jobs", "Add these folders, with all music in them?")
    box = QMessageBox(QMessageBox.Icon.Question, "TagStudio", text, parent=parent)
    nothing = QCoreApplication.translate("jobs", "No file is copied, moved or changed.")
    box.setInformativeText("\n".join([*map(str, folders), nothing]))
    add = box.addButton(
        QCoreApplication.translate("jobs", "Add"), QMessageBox.ButtonRole.AcceptRole
    )
    add.clicked.connect(lambda: add_folders(workspace, folders))
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def scan_folders(
    workspace: Workspace, folders: Sequence[Path], *, reread: bool = False
) -> RunningJob:
    """Scan folders, or without any those of the library; with `reread` unchanged files too."""
    return start(workspace, ScanJob(folders=tuple(folders), reread=reread))


def check_library(parent: QWidget, workspace: Workspace) -> RunningJob:
    """Look for damage in the library; where there is some, offer to mend it."""

    def done(report: CheckReport) -> None:
        if report.found:
            _offer_to_mend(parent, report, lambda: start(workspace, CheckJob(mend=True)))

    return start(workspace, CheckJob(), done)


def _offer_to_mend(parent: QWidget, report: CheckReport, mend: Callable[[], object]) -> None:
    text = QCoreApplication.translate(
        "jobs",
        "The library is damaged. Mend what can be mended? A safety copy is made before.",
    )
    box = QMessageBox(QMessageBox.Icon.Warning, "TagStudio", text, parent=parent)
    box.setInformativeText("\n".join(translated(one.message) for one in report.found))
    name = QCoreApplication.translate("jobs", "Mend")
    box.addButton(name, QMessageBox.ButtonRole.AcceptRole).clicked.connect(mend)
    box.addButton(QMessageBox.StandardButton.Cancel)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def suggest_tags(workspace: Workspace, query: str = "") -> RunningJob:
    """Let the active model suggest tags for the tracks of a query that have none from it.

    From the middle of each track: the rest is heard by `closer_listening`.
    """
    settings = workspace.settings
    return start(workspace, SuggestJob(query=query, model=settings.model, device=settings.device))


def measure_tracks(workspace: Workspace, track_ids: Sequence[int]) -> RunningJob:
    """Measure tempo, key and loudness of these tracks, as far as they are not measured yet."""
    return start(workspace, MeasureJob(track_ids=tuple(track_ids), retry=True))


def try_again(workspace: Workspace, paths: Sequence[str]) -> RunningJob:
    """Read the files of tracks that failed once more, then let the model listen to them again.

    Where none of them can be read there is nothing to listen to, which is said.
    """
    settings, wanted = workspace.settings, frozenset(paths)
    suggest = SuggestJob(model=settings.model, device=settings.device, retry=True)

    def then(report: ScanReport) -> None:
        if wanted <= {problem.path for problem in report.problems}:
            workspace.say(_still_unreadable(paths))
        else:
            start(workspace, suggest)

    return start(workspace, ScanJob(again=tuple(paths)), then)


def _still_unreadable(paths: Sequence[str]) -> str:
    if len(paths) == 1:
        text = QCoreApplication.translate("jobs", "Tried again: {name} still cannot be read.")
        return text.format(name=Path(paths[0]).name)
    text = QCoreApplication.translate("jobs", "Tried again: {count} files still cannot be read.")
    return text.format(count=counted(len(paths)))


def try_failed_again(workspace: Workspace) -> None:
    """Give all tracks that failed one more try."""
    model = workspace.shown_model()

    def read(connection: Connection) -> list[str]:
        ids = track_ids(connection, parse("state:failed"), model)
        return [row.path for row in rows_of(connection, model, ids)]

    def then(paths: list[str]) -> None:
        if paths:
            try_again(workspace, paths)
        else:
            workspace.say(QCoreApplication.translate("jobs", "No track has failed."))

    workspace.ask(read, then, owner=workspace, topic="failed tracks")


def make_demo(workspace: Workspace) -> RunningJob:
    """Make a dozen pieces of music, scan them, and suggest tags for them."""

    def job() -> Job[Demo]:
        from tagstudio.demo.run import demo
        from tagstudio.engine.tagging.suggest import SuggestOptions

        settings = workspace.settings
        options = SuggestOptions(settings.device, settings.windows)
        return demo(workspace.library, settings.model, options)

    return workspace.run(
        title_of("demo"),
        "demo",
        job,
        lambda done: workspace.say(suggested(done.report)),
        changes="suggestions",
    )


def bring_tags(workspace: Workspace) -> None:
    """Make the tags of the published models known to the library, before any answer is written."""
    brought: list[bool] = []

    def bring(library: Library) -> str:
        brought.append(bring_vocabulary(library))
        return ""

    workspace.decisions.act(bring, lambda: workspace.tell("tracks") if any(brought) else None)


def copy_if_due(workspace: Workspace) -> None:
    """Make a safety copy, if a day or enough answers have gone by since the last one."""
    from tagstudio.library.db.backup.back_up import back_up, due

    path = workspace.library.path
    if not isinstance(path, Path):  # the server's own backups hold a library in a database
        return

    def job(reason: str) -> Job[Path]:
        yield Progress()
        return back_up(path, reason)

    try:
        reason = due(path)
    except TagStudioError as error:  # damage that no page has shown yet, say
        workspace.say(error.message)
        return
    if reason and not workspace.jobs.of_kind("copy"):
        copying = workspace.run(title_of("copy"), "copy", lambda: job(reason), changes="jobs")
        copying.by_itself = True


def export_tracks(workspace: Workspace, file: Path, plan: ExportPlan) -> None:
    """Write tracks to a file, and say how many, and what the format cannot hold."""

    def job() -> Job[ExportReport]:
        from tagstudio.engine.exchange import export

        with (
            workspace.library.read() as connection,
            replaced_atomically(file) as temporary,
            temporary.open("wb") as out,
        ):
            return (yield from export.export_tracks(connection, plan, out, file))

    def done(report: ExportReport) -> None:
        told = playlist_written(file, report.count, report.left_out)
        if report.untagged:
            text = QCoreApplication.translate("jobs", "Left out, without tags: {count}.")
            told = f"{told} {text.format(count=counted(report.untagged))}"
        if report.unheard:
            text = QCoreApplication.translate(
                "jobs", "Not listened to, so labelled as a whole: {count}."
            )
            told = f"{told} {text.format(count=counted(len(report.unheard)))}"
        running.said = told
        workspace.say(told)

    running = workspace.run(title_of("export"), "export", job, done)


def playlist_written(file: Path, written: int, left_out: Sequence[UnlistedTrack]) -> str:
    """Return how many tracks a playlist holds, and which it could not hold, for what reasons."""
    text = QCoreApplication.translate("jobs", "Tracks written to {file}: {count}.")
    told = text.format(count=counted(written), file=file)
    if not left_out:
        return told
    text = QCoreApplication.translate("jobs", "Left out, {reasons}.")
    reasons = Counter(_reasons()[one.code] for one in left_out)
    parts = [f"{reason}: {counted(count)}" for reason, count in reasons.items()]
    return f"{told} {text.format(reasons=', '.join(parts))}"


def _reasons() -> dict[str, str]:
    return {
        "missing": QCoreApplication.translate("jobs", "missing"),
        "failed": QCoreApplication.translate("jobs", "without sound"),
        "line_break": QCoreApplication.translate("jobs", "with a line break in the path"),
    }
