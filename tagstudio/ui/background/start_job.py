"""Start the job of a spec in the window; its kind's row in `job_kinds` says how it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from tagstudio.core.progress import Job
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.spec import JobSpec
from tagstudio.ui.background.job_kinds import KINDS, JobKind, title_of
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace

Report = TypeVar("Report")


def start(
    workspace: Workspace,
    spec: JobSpec[Report],
    then: Callable[[Report], object] | None = None,
    job: Callable[[], Job[Report]] | None = None,
) -> RunningJob:
    """Run a spec on a thread of its own; `then` gets its report here, on the window's thread.

    `job` takes the place of `specs.run` for a spec that is begun in another way; it is called on
    the job's thread.
    """
    kind = KINDS.get(type(spec), JobKind())

    def done(report: Report) -> None:
        if kind.sentence is not None:
            workspace.say(kind.sentence(spec, report))
        if then is not None:
            then(report)
        if kind.tells is not None:
            workspace.tell(kind.tells)

    return workspace.run(
        title_of(spec.kind),
        spec.kind,
        job or (lambda: specs.run(workspace.library, spec)),
        done,
        changes=kind.changes,
        queue=spec.queue,
    )
