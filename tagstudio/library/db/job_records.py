"""The record of long work: what was started, how far it came, what failed."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from tagstudio.library.db.schema import job_failures, jobs

Ending = Literal["done", "cancelled", "failed", "interrupted"]


@dataclass(frozen=True)
class JobRecord:
    """A job as the library knows it; times in seconds since 1970, `done` of `total` units."""

    id: int
    kind: str
    spec: dict[str, Any]
    state: str
    started: float
    finished: float | None
    done: int
    total: int | None
    message: str
    failures: int


@dataclass(frozen=True)
class JobFailure:
    """A file that a job could not deal with: a short code for machines, a sentence for people."""

    path: str
    code: str
    message: str


def start(connection: sa.Connection, kind: str, spec: Mapping[str, object], at: float) -> int:
    """Record that a job of this kind runs from now on; return its id."""
    result = connection.execute(
        sa.insert(jobs).values(kind=kind, spec=json.dumps(dict(spec)), state="running", started=at)
    )
    return _first_key(result)


def report(
    connection: sa.Connection, job_id: int, done: int, total: int | None, message: str = ""
) -> None:
    """Record how far a job is."""
    connection.execute(
        sa.update(jobs).where(jobs.c.id == job_id).values(done=done, total=total, message=message)
    )


def finish(
    connection: sa.Connection, job_id: int, state: Ending, at: float, message: str = ""
) -> None:
    """Record how a job ended."""
    connection.execute(
        sa.update(jobs).where(jobs.c.id == job_id).values(state=state, finished=at, message=message)
    )


def mark_interrupted(connection: sa.Connection, at: float) -> None:
    """Close the record of jobs whose process is gone: the caller holds the writer's lock."""
    connection.execute(
        sa.update(jobs).where(jobs.c.state == "running").values(state="interrupted", finished=at)
    )


def mark_cut_off(connection: sa.Connection, since: float) -> None:
    """Record that the jobs cancelled since then ended with the program: they can go on."""
    connection.execute(
        sa.update(jobs)
        .where(jobs.c.state == "cancelled", jobs.c.finished >= since)
        .values(state="interrupted")
    )


def add_failures(connection: sa.Connection, job_id: int, failures: Iterable[JobFailure]) -> None:
    """Add to the list of files that a job could not deal with."""
    rows = [
        {"job_id": job_id, "path": failure.path, "code": failure.code, "message": failure.message}
        for failure in failures
    ]
    if rows:
        connection.execute(sa.insert(job_failures), rows)


def failures(connection: sa.Connection, job_id: int) -> list[JobFailure]:
    """Return the files that a job could not deal with, in the order in which they failed."""
    rows = connection.execute(
        sa.select(job_failures.c.path, job_failures.c.code, job_failures.c.message)
        .where(job_failures.c.job_id == job_id)
        .order_by(job_failures.c.id)
    )
    return [JobFailure(*row) for row in rows]


def list_jobs(connection: sa.Connection, limit: int = 100) -> list[JobRecord]:
    """Return the latest jobs, the newest first."""
    failed = sa.select(sa.func.count()).where(job_failures.c.job_id == jobs.c.id).scalar_subquery()
    rows = connection.execute(
        sa.select(jobs, failed.label("failures")).order_by(jobs.c.id.desc()).limit(limit)
    ).mappings()
    return [JobRecord(**{**row, "spec": json.loads(row["spec"])}) for row in rows]


def _first_key(result: sa.CursorResult[Any]) -> int:
    keys = result.inserted_primary_key
    assert keys is not None
    return int(keys[0])
