"""The long work of writing tags into files, as jobs of the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from tagstudio.core.progress import Job
from tagstudio.engine.file_tags.plan import WritePlan
from tagstudio.engine.file_tags.write import WriteReport
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.library_jobs import title_of
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.number_format import counted


def compare_files(
    workspace: Workspace,
    track_ids: Sequence[int],
    then: Callable[[WritePlan], None],
    *,
    suggested: bool,
) -> RunningJob:
    """Compare the files of these tracks with the answers."""
    model = workspace.shown_model()

    def job() -> Job[WritePlan]:
        from tagstudio.engine.file_tags.plan import plan_writes
        from tagstudio.engine.file_tags.write import settle

        settle(workspace.library)
        return plan_writes(workspace.library, track_ids, model, suggested=suggested)

    return workspace.run(title_of("write_plan"), "write_plan", job, then, changes="jobs")


def write_files(workspace: Workspace, plan: WritePlan, *, keep_time: bool) -> None:
    """Write a plan."""

    def job() -> Job[WriteReport]:
        from tagstudio.engine.file_tags.write import write_planned
        from tagstudio.engine.jobs.record import recorded

        work = write_planned(workspace.library, plan, keep_time=keep_time)
        arguments = {"files": len(plan.files), "keep_time": keep_time}
        return recorded(workspace.library, "write", arguments, work)

    text = QCoreApplication.translate(
        "write_tags", "Tags written to files: {count}, not written: {failed}."
    )
    workspace.run(title_of("write"), "write", job, lambda done: _tell(workspace, text, done))


def put_files_back(workspace: Workspace, group: int, *, keep_time: bool) -> None:
    """Put back the changes of a writing."""

    def job() -> Job[WriteReport]:
        from tagstudio.engine.file_tags.undo import undo_writing
        from tagstudio.engine.jobs.record import recorded

        work = undo_writing(workspace.library, group, keep_time=keep_time)
        return recorded(workspace.library, "write_undo", {"keep_time": keep_time}, work)

    text = QCoreApplication.translate(
        "write_tags", "Files put back: {count}, left as they are: {failed}."
    )
    workspace.run(title_of("write_undo"), "write", job, lambda done: _tell(workspace, text, done))


def _tell(workspace: Workspace, text: str, done: WriteReport) -> None:
    workspace.say(text.format(count=counted(done.written), failed=counted(len(done.problems))))
