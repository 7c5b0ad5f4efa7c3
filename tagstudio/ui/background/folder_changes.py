"""Folders come into the library, with the way back in Undo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from sqlalchemy import Connection

from tagstudio.engine.jobs.library_specs import ScanJob, absolute
from tagstudio.library.db.database import Library
from tagstudio.library.tracks import folders
from tagstudio.library.tracks.folders import folder_states
from tagstudio.ui.background.job_kinds import scanned
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.number_format import counted

if TYPE_CHECKING:
    from tagstudio.engine.scanning.scan import ScanReport

NAMED = 2  # folders that a sentence names


def present_folders(connection: Connection) -> list[Path]:
    """Return the folders of the library, without those that were removed."""
    return [Path(one.path) for one in folder_states(connection) if one.removed_at is None]


def add_folders(workspace: Workspace, wanted: Sequence[Path]) -> None:
    """Scan folders; of one within a folder of the library it is said, a new one can be undone."""
    paths = [absolute(one) for one in wanted]

    def begin(known: list[Path]) -> None:
        new = [str(one) for one in paths if {*known}.isdisjoint({one, *one.parents})]
        before = [
            _already_in(one, outer) for one in paths for outer in known if outer in one.parents
        ]
        hint = QCoreApplication.translate("folders", "Undo takes it out again.")

        def say(report: ScanReport) -> None:
            workspace.say(" ".join([*before, scanned(report), *([hint] if new else [])]))

        scan = start(workspace, ScanJob(folders=tuple(paths)), say)
        if new:
            scan.ended.connect(partial(_offer_to_take_out, workspace, new))

    workspace.ask(present_folders, begin, owner=workspace, topic=f"add {paths}")


def _offer_to_take_out(workspace: Workspace, paths: Sequence[str], scan: RunningJob) -> None:
    """Let Undo take folders out that were added, also by a scan that was stopped."""
    what = QCoreApplication.translate("folders", "adding “{folders}”").format(folders=_named(paths))

    def take_out() -> None:
        if workspace.jobs.of_kind(ScanJob.kind) is None:
            out = partial(_take_out, paths)
            workspace.decisions.act(out, lambda: workspace.tell("tracks"))
        else:
            workspace.say(QCoreApplication.translate("folders", "Not while a scan is running."))
            workspace.did.emit(what, take_out)

    if scan.state in {"done", "cancelled"}:
        workspace.did.emit(what, take_out)


def _already_in(folder: Path, outer: Path) -> str:
    text = QCoreApplication.translate(
        "folders", "“{folder}” is in the library already, as a part of {outer}."
    )
    return text.format(folder=folder.name, outer=outer)


def _take_out(paths: Sequence[str], library: Library) -> str:
    with library.write(durable=True) as connection:
        present = {*map(str, present_folders(connection))} & {*paths}
        tracks = sum(folders.remove(connection, one).tracks for one in sorted(present))
    text = QCoreApplication.translate("folders", "Taken out again: “{folders}”. Tracks: {tracks}.")
    return text.format(folders=_named(paths), tracks=counted(tracks))


def _named(paths: Sequence[str]) -> str:
    """Return the folders as a sentence names them: by their own names, of many the first."""
    names = [Path(one).name or one for one in paths]
    return ", ".join(names[:NAMED]) + (f" +{len(names) - NAMED}" if len(names) > NAMED else "")
