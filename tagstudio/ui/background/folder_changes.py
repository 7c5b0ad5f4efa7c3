"""Folders come into the library and leave it, with the way back in Undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from sqlalchemy import Connection

from tagstudio.engine.correcting.undo_order import Act
from tagstudio.engine.jobs.library_specs import ScanJob, absolute
from tagstudio.library.db.database import Library
from tagstudio.library.tracks import folders
from tagstudio.library.tracks.folders import Removal, folder_states
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
        hint = QCoreApplication.translate("folders", "Undo takes “{folders}” out again.")

        def say(report: ScanReport) -> None:
            workspace.say(
                " ".join(
                    [*before, scanned(report), *([hint.format(folders=_named(new))] if new else [])]
                )
            )

        scan = start(workspace, ScanJob(folders=tuple(paths)), say)
        if new:
            scan.ended.connect(partial(_offer_to_take_out, workspace, new))

    workspace.ask(present_folders, begin, owner=workspace, topic=f"add {paths}")


def remove_folders(
    workspace: Workspace, paths: Sequence[str], said: Callable[[Sequence[Removal]], str]
) -> None:
    """Take folders out of the library; `said` is the sentence on what left the lists."""

    def remove(library: Library) -> str:
        with library.write(durable=True) as connection:
            return said([folders.remove(connection, path) for path in paths])

    what = QCoreApplication.translate("folders", "removing the folder “{folders}”")
    if len(paths) > 1:
        what = QCoreApplication.translate("folders", "removing the folders “{folders}”")
    step = Act(
        what.format(folders=_named(paths)),
        _step(workspace, partial(_put_back, paths)),
        _step(workspace, remove),
    )
    workspace.decisions.act(remove, lambda: workspace.tell("tracks"), undoable=step)


def _offer_to_take_out(workspace: Workspace, paths: Sequence[str], scan: RunningJob) -> None:
    """Let Undo take folders out that were added, also by a scan that was stopped."""
    if scan.state in {"done", "cancelled"}:
        what = QCoreApplication.translate("folders", "adding “{folders}”")
        workspace.did(
            what.format(folders=_named(paths)),
            _step(workspace, partial(_take_out, paths)),
            _step(workspace, partial(_put_back, paths)),
        )


def _step(workspace: Workspace, change: Callable[[Library], str]) -> Callable[[], bool]:
    def take() -> bool:
        if workspace.jobs.of_kind(ScanJob.kind) is not None:
            workspace.say(QCoreApplication.translate("folders", "Not while a scan is running."))
            return False
        workspace.decisions.act(change, lambda: workspace.tell("tracks"))
        return True

    return take


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


def _put_back(paths: Sequence[str], library: Library) -> str:
    with library.write(durable=True) as connection:
        tracks = sum(len(folders.put_back(connection, one)) for one in paths)
    text = QCoreApplication.translate("folders", "Put back: “{folders}”. Tracks: {tracks}.")
    return text.format(folders=_named(paths), tracks=counted(tracks))


def _named(paths: Sequence[str]) -> str:
    """Return the folders as a sentence names them: by their own names, of many the first."""
    names = [Path(one).name or one for one in paths]
    return ", ".join(names[:NAMED]) + (f" +{len(names) - NAMED}" if len(names) > NAMED else "")
