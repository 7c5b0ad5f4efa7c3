"""Start the job of a spec in the window: its title, the views that it changes, its last sentence.

The one table below has a row for each kind; a screen makes a spec and starts it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from tagstudio.core.messages import Message
from tagstudio.core.progress import Job
from tagstudio.engine.jobs import specs
from tagstudio.engine.jobs.file_tag_specs import UndoWriteJob, WriteJob
from tagstudio.engine.jobs.library_specs import ScanJob, SuggestJob
from tagstudio.engine.jobs.model_specs import (
    EvaluateJob,
    InstallModelJob,
    PromoteJob,
    RollBackJob,
    TrainJob,
)
from tagstudio.engine.jobs.spec import JobSpec
from tagstudio.ui.background import job_texts
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.change_event import What

if TYPE_CHECKING:
    from tagstudio.engine.jobs.specs import AnySpec

Report = TypeVar("Report")


@dataclass(frozen=True)
class _Face:
    """How the window shows a kind of job.

    `changes` is told to the views while the job runs and at its end, `tells` only after it is done;
    `sentence` makes the sentence for the status bar from the spec and the report.
    """

    changes: What = "jobs"
    sentence: Callable[[Any, Any], Message | str] | None = None
    tells: What | None = None


_FACES: Mapping[type[AnySpec], _Face] = {
    ScanJob: _Face("tracks", lambda _, report: job_texts.scanned(report)),
    SuggestJob: _Face("suggestions", lambda _, report: job_texts.suggested(report)),
    WriteJob: _Face("tracks", lambda _, report: job_texts.written(report)),
    UndoWriteJob: _Face("tracks", lambda _, report: job_texts.put_back(report)),
    TrainJob: _Face(sentence=lambda _, report: report.verdict.reason, tells="models"),
    EvaluateJob: _Face(tells="models"),
    PromoteJob: _Face(sentence=job_texts.promoted, tells="models"),
    RollBackJob: _Face(sentence=lambda _, report: job_texts.rolled_back(report), tells="models"),
    InstallModelJob: _Face(sentence=lambda _, report: job_texts.installed(report), tells="models"),
}


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
    face = _FACES.get(type(spec), _Face())

    def done(report: Report) -> None:
        if face.sentence is not None:
            workspace.say(face.sentence(spec, report))
        if then is not None:
            then(report)
        if face.tells is not None:
            workspace.tell(face.tells)

    return workspace.run(
        job_texts.title_of(spec.kind),
        spec.kind,
        job or (lambda: specs.run(workspace.library, spec)),
        done,
        changes=face.changes,
        queue=spec.queue,
    )
