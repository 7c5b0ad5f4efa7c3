"""Start the job of a spec in the window; its kind's row in `job_kinds` says how it is shown."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any, TypeVar

from tagstudio.core.low_priority import lower_priority
from tagstudio.core.progress import Job
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.library_specs import ScanJob, SuggestJob
from tagstudio.engine.jobs.spec import JobSpec
from tagstudio.ui.background.job_kinds import KINDS, JobKind, title_of, title_of_spec
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.text.message_translation import translated

Report = TypeVar("Report")
TWICE_SECONDS = 3  # after which the same asked for again is meant anew


def preview(
    workspace: Workspace, spec: JobSpec[Report], then: Callable[[Report], object]
) -> RunningJob:
    """Run a spec that changes nothing, to show what it would do; `then` gets its report."""

    def job() -> Job[Report]:
        return specs.run(workspace.library, spec)

    looking = workspace.run(title_of(spec.kind), spec.kind, job, then, changes="jobs", quiet=True)
    looking.is_look = True
    return looking


def start(
    workspace: Workspace,
    spec: JobSpec[Report],
    then: Callable[[Report], object] | None = None,
    *,
    quiet: bool = False,
    low_priority: bool = False,
    **given: Any,
) -> RunningJob:
    """Run a spec beside the window; `then` gets its report here, on the window's thread.

    `given` goes to the spec's `begin`, on the job's thread or in its process. See `RunningJob` for
    a `quiet` job; one of `low_priority` lets all else that the computer does go first. What waits
    already, or was begun a moment ago, is not begun twice: a button was pressed twice.
    """
    twin = _asked_for(workspace, spec, quiet=quiet)
    if twin is not None and then is None and not given:
        return twin
    kind = KINDS.get(type(spec), JobKind())

    def done(report: Report) -> None:
        if kind.sentence is not None:
            running.said = translated(kind.sentence(spec, report))
            if not _is_idle_look(running, report):
                workspace.say(running.said)
        if then is not None:
            then(report)
        if kind.tells is not None:
            workspace.tell(kind.tells)

    started: Future[RunningJob] = Future()  # its thread may be there before `run` returns

    def name(resolved: JobSpec[Report]) -> None:
        """Name the job by what the spec left open, as its record will."""
        started.result().spec = resolved
        started.result().rename(title_of_spec(resolved))

    def job() -> Job[Report]:
        if low_priority:
            lower_priority()
        if not spec.in_child:
            return specs.run(workspace.library, spec, tell=name, **given)
        last = started.result().report_last
        return specs.run_in_child(workspace.library, spec, tell=name, on_stopped=last, **given)

    title, queue = title_of_spec(spec), spec.queue
    running = workspace.run(
        title, spec.kind, job, done, changes=kind.changes, queue=queue, quiet=quiet
    )
    running.asked = running.spec = spec
    started.set_result(running)
    again: JobSpec[Any] = replace(spec, retry=True) if isinstance(spec, SuggestJob) else spec
    running.again = lambda: start(workspace, again, then, **given)
    running.is_resumable = spec.resumable
    running.by_itself = low_priority
    return running


def _is_idle_look(job: RunningJob, report: Any) -> bool:
    """Tell whether a job is a scan by itself that found nothing: nobody waits for its outcome."""
    scan = job.asked
    if not job.by_itself or not isinstance(scan, ScanJob):
        return False
    return not job.progress.done and not scan.has_changed(report)


def _asked_for(workspace: Workspace, spec: JobSpec[Any], *, quiet: bool) -> RunningJob | None:
    """Return the job of the same spec that waits, or was begun a moment ago."""
    for one in workspace.jobs.jobs:
        is_new = one.state == "waiting" or time.time() - one.started_at < TWICE_SECONDS
        if one.asked == spec and one.quiet == quiet and is_new:
            return one
    return None
