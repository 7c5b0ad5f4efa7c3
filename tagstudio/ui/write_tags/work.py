"""The jobs of the window that write tags into files, and put the files back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tagstudio.core.progress import Job
from tagstudio.engine.file_tags.plan import WritePlan
from tagstudio.engine.file_tags.write import WriteReport
from tagstudio.engine.jobs.file_tag_specs import UndoWriteJob, WriteJob
from tagstudio.library.db.database import Library
from tagstudio.library.tags.write_preset import choose_preset
from tagstudio.ui.background.job_kinds import title_of
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace


def compare_files(
    workspace: Workspace, spec: WriteJob, then: Callable[[WritePlan], None]
) -> RunningJob:
    """Compare the files with the answers."""

    def plan() -> Job[WritePlan]:
        return spec.plan(workspace.library)

    return workspace.run(title_of("write_plan"), "write_plan", plan, then, changes="jobs")


def keep_preset(workspace: Workspace, name: str, sentence: str) -> None:
    """Let the library write with this preset from now on; `sentence` says so."""

    def change(library: Library) -> str:
        with library.write(durable=True) as connection:
            choose_preset(connection, name)
        return sentence

    workspace.decisions.act(change, lambda: None)


def write_files(
    workspace: Workspace, spec: WriteJob, plan: WritePlan, then: Callable[[WriteReport], object]
) -> RunningJob:
    """Write the files of a plan that the user agreed to; `spec` is the one it was made from.

    The record names the tracks of these files: the others need no writing.
    """
    exact = replace(spec, track_ids=tuple(file.track_id for file in plan.files))
    return start(workspace, exact, then, plan=plan)


def put_files_back(
    workspace: Workspace, group: int, then: Callable[[WriteReport], object], *, keep_time: bool
) -> RunningJob:
    """Put back the changes of a writing."""
    return start(workspace, UndoWriteJob(group=group, keep_time=keep_time), then)
