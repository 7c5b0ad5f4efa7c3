"""All kinds of jobs: run a spec, read it back from the library, find the one to go on with."""

import time
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from tagstudio.core.errors import TagStudioError
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.jobs.file_tag_specs import FILE_TAG_SPECS
from tagstudio.engine.jobs.library_specs import LIBRARY_SPECS
from tagstudio.engine.jobs.model_specs import MODEL_SPECS
from tagstudio.engine.jobs.spec import JobSpec, UnreadableSpecError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from tagstudio.library.db.database import Library
    from tagstudio.library.db.job_records import JobRecord

AnySpec: TypeAlias = JobSpec[Any]
Report = TypeVar("Report")

SPECS: tuple[type[AnySpec], ...] = (*LIBRARY_SPECS, *FILE_TAG_SPECS, *MODEL_SPECS)
BY_KIND: Mapping[str, type[AnySpec]] = {spec.kind: spec for spec in SPECS}


def run(
    library: "Library",
    spec: JobSpec[Report],
    *,
    tell: Callable[[JobSpec[Report]], object] = lambda resolved: None,
    **given: Any,
) -> Job[Report]:
    """Do the job of a spec and record it, with all resolved that the spec leaves open.

    `tell` gets the resolved spec before the job begins. `given` goes to the spec's `begin`: a plan
    that was agreed to, readers that were started.
    """
    from tagstudio.engine.jobs.record import record_refusal, recorded
    from tagstudio.engine.plugins.vocabulary import bring_vocabulary

    if library.is_writable:
        bring_vocabulary(library)
    try:
        resolved, job = spec.begin(library, **given)
    except TagStudioError as error:
        if library.is_writable and spec.is_recorded():
            record_refusal(library, spec, error)
        raise
    tell(resolved)
    if resolved.is_recorded():
        job = recorded(library, resolved, job)
    return (yield from job)


def run_in_child(
    library: "Library",
    spec: JobSpec[Report],
    *,
    tell: Callable[[JobSpec[Report]], object] = lambda resolved: None,
    on_stopped: Callable[[Progress], object] = lambda last: None,
    **given: Any,
) -> Job[Report]:
    """Do `run` in a process of its own; its record ends as failed where that process dies.

    Where it is stopped before that process has come to it, it is recorded all the same.

    `on_stopped` as for `job_in_child`; of what is `given`, callables are called in this process.
    """
    from tagstudio.engine.jobs.record import record_death, record_stop
    from tagstudio.engine.processes.job_in_child import JobDiedError, job_in_child

    began, known = time.time(), spec

    def told(resolved: JobSpec[Report]) -> None:
        nonlocal known
        known = resolved
        tell(resolved)

    try:
        job: Job[Report] = job_in_child(
            library, run, spec, tell=told, on_stopped=on_stopped, **given
        )
        return (yield from job)
    except GeneratorExit:
        record_stop(library, known, began)
        raise
    except JobDiedError as error:
        record_death(library, known, error)
        raise


def spec_of(record: "JobRecord", defaults: Mapping[str, Any] | None = None) -> AnySpec | None:
    """Return the spec of a recorded job; None for one that this program cannot read.

    `defaults` are for fields that a record of an older program lacks.
    """
    kind = BY_KIND.get(record.kind)
    if record.spec is None:
        return None
    try:
        return kind.from_json(record.spec, defaults) if kind else None
    except UnreadableSpecError:
        return None


def can_resume(record: "JobRecord") -> bool:
    """Tell whether running the spec of a record again goes on where the job stopped."""
    spec = spec_of(record)
    return spec is not None and spec.resumable


def unfinished(
    connection: "Connection", states: Collection[str] = ("interrupted",)
) -> "JobRecord | None":
    """Return the newest job in one of `states` that can be resumed, None where there is none."""
    return next(iter(all_unfinished(connection, states)), None)


def all_unfinished(
    connection: "Connection", states: Collection[str] = ("interrupted",)
) -> "list[JobRecord]":
    """Return the jobs in one of `states` that can be resumed, the newest first.

    Only the newest job of each kind counts: with any options it takes the place of the older ones
    of its kind, and so it does where this program cannot read its spec.
    """
    from tagstudio.library.db import job_records

    newest: dict[str, JobRecord] = {}
    for record in job_records.list_jobs(connection):
        newest.setdefault(record.kind, record)
    return [one for one in newest.values() if one.state in states and can_resume(one)]
