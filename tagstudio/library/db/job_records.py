"""The records of jobs: spec, progress, state, and the files that failed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from tagstudio.core.messages import Message
from tagstudio.library.db.postgresql import running_jobs
from tagstudio.library.db.schema import job_failures, jobs

Ending = Literal["done", "cancelled", "failed", "interrupted"]


@dataclass(frozen=True)
class JobRecord:
    """A recorded job; times in seconds since 1970, `done` of `total` units.

    `spec` is None where it is damaged.
    """

    id: int
    kind: str
    spec: dict[str, Any] | None
    state: str
    started: float
    finished: float | None
    done: int
    total: int | None
    message: Message
    failures: int


@dataclass(frozen=True)
class JobFailure:
    """A file on which a job failed: a short code for machines, a message for people."""

    path: str
    code: str
    message: Message


def start(connection: sa.Connection, kind: str, spec: Mapping[str, object], at: float) -> int:
    """Record that a job of this kind starts; return its id."""
    result = connection.execute(
        sa.insert(jobs).values(kind=kind, spec=json.dumps(dict(spec)), state="running", started=at)
    )
    job_id = _first_key(result)
    if connection.dialect.name == "postgresql":
        running_jobs.hold(connection, job_id)
    return job_id


def report(
    connection: sa.Connection,
    job_id: int,
    done: int,
    total: int | None,
    message: str | Message = "",
) -> None:
    """Record the progress of a job."""
    connection.execute(
        sa.update(jobs).where(jobs.c.id == job_id).values(done=done, total=total, message=message)
    )


def finish(
    connection: sa.Connection,
    job_id: int,
    state: Ending,
    at: float,
    message: str | Message = "",
) -> None:
    """Record the end of a job."""
    connection.execute(
        sa.update(jobs).where(jobs.c.id == job_id).values(state=state, finished=at, message=message)
    )
    if connection.dialect.name == "postgresql":
        running_jobs.let_go(connection, job_id)


def mark_interrupted(connection: sa.Connection, at: float) -> None:
    """Mark the running jobs as interrupted whose process is gone.

    Who opens a library file for writing holds its lock, so none of them runs; in a database other
    processes may be at work.
    """
    gone = _without_process(connection)
    connection.execute(gone.values(state="interrupted", finished=at))


def _without_process(connection: sa.Connection) -> sa.Update:
    """Return the UPDATE of the jobs that are recorded as running and that no process does."""
    running = jobs.c.state == "running"
    if connection.dialect.name != "postgresql":
        return sa.update(jobs).where(running)
    ids = connection.scalars(sa.select(jobs.c.id).where(running)).all()
    left = [id for id in ids if running_jobs.nobody_does(connection, id)]
    return sa.update(jobs).where(running, jobs.c.id.in_(left))


def fail_running(connection: sa.Connection, kind: str, at: float, message: Message) -> int:
    """Mark the running jobs of a kind as failed; return how many these were.

    Of a kind a process runs one job at a time, and the caller knows that its own is at an end.
    """
    running = _without_process(connection).where(jobs.c.kind == kind)
    ended = connection.execute(running.values(state="failed", finished=at, message=message))
    return ended.rowcount


def has_begun(connection: sa.Connection, kind: str, since: float) -> bool:
    """Tell whether a job of a kind is recorded that began at a time or later."""
    found = sa.select(jobs.c.id).where(jobs.c.kind == kind, jobs.c.started >= since)
    return connection.scalar(found.limit(1)) is not None


def mark_cut_off(connection: sa.Connection, since: float) -> None:
    """Mark the jobs cancelled since a time as interrupted by the end of the program."""
    connection.execute(
        sa.update(jobs)
        .where(jobs.c.state == "cancelled", jobs.c.finished >= since)
        .values(state="interrupted")
    )


def add_failures(connection: sa.Connection, job_id: int, failures: Iterable[JobFailure]) -> None:
    """Add files on which a job failed."""
    rows = [
        {"job_id": job_id, "path": failure.path, "code": failure.code, "message": failure.message}
        for failure in failures
    ]
    if rows:
        connection.execute(sa.insert(job_failures), rows)


def failures(connection: sa.Connection, job_id: int) -> list[JobFailure]:
    """Return the files on which a job failed, the first failure first."""
    rows = connection.execute(
        sa.select(job_failures.c.path, job_failures.c.code, job_failures.c.message)
        .where(job_failures.c.job_id == job_id)
        .order_by(job_failures.c.id)
    )
    return [JobFailure(*row) for row in rows]


def list_jobs(connection: sa.Connection, limit: int = 100) -> list[JobRecord]:
    """Return up to `limit` jobs, the newest first."""
    failed = sa.select(sa.func.count()).where(job_failures.c.job_id == jobs.c.id).scalar_subquery()
    rows = connection.execute(
        sa.select(jobs, failed.label("failures")).order_by(jobs.c.id.desc()).limit(limit)
    ).mappings()
    return [JobRecord(**{**row, "spec": _spec(row["spec"])}) for row in rows]


def _spec(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _first_key(result: sa.CursorResult[Any]) -> int:
    keys = result.inserted_primary_key
    assert keys is not None
    return int(keys[0])
