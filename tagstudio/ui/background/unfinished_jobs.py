"""Go on with recorded jobs, and give the files that they failed on one more try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from tagstudio.engine.jobs.specs import spec_of
from tagstudio.library.db.job_records import JobRecord
from tagstudio.ui.background.job_runner import RunningJob
from tagstudio.ui.background.start_job import start
from tagstudio.ui.background.workspace import Workspace


def go_on(workspace: Workspace, record: JobRecord) -> RunningJob | None:
    """Run the spec of a record again: the job goes on where it stopped."""
    spec = spec_of(record, _defaults(workspace))
    return start(workspace, spec) if spec is not None and spec.resumable else None


def try_again(workspace: Workspace, record: JobRecord, failed: Sequence[str]) -> RunningJob | None:
    """Give the files that a recorded job failed on one more try."""
    spec = spec_of(record, _defaults(workspace))
    if spec is None or not spec.retriable:
        return None
    return start(workspace, spec.with_failed(failed))


def _defaults(workspace: Workspace) -> dict[str, object]:
    """Return the values for fields that a record of an older program lacks: the settings'."""
    return asdict(workspace.settings)
