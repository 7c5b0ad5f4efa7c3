"""Which jobs of a library in PostgreSQL run: each is held by a session of the process that does it.

The server lets go of what a session holds when the session ends, however that ends, so a job that
is recorded as running and that nobody holds was interrupted. A connection that was lost and made
anew takes them again.
"""

from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

_KIND = 0x4A6F6273  # "Jobs": the first half of the key of the lock, whose second is the job's id
_held: "WeakKeyDictionary[sa.Engine, set[int]]" = WeakKeyDictionary()
_guard = Lock()


def take_again(engine: sa.Engine) -> None:
    """Let each new connection of the engine of a process take the jobs that the process does."""

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _: Any) -> None:
        with _guard:
            held = sorted(_held.get(engine, ()))
        with connection.cursor() as cursor:
            for job_id in held:
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", (_KIND, job_id))
        connection.commit()


def hold(connection: sa.Connection, job_id: int) -> None:
    """Hold a job until `let_go`, on the connection that writes: it stays open all the time."""
    with _guard:
        _held.setdefault(connection.engine, set()).add(job_id)
    connection.execute(sa.select(sa.func.pg_try_advisory_lock(_KIND, job_id)))


def let_go(connection: sa.Connection, job_id: int) -> None:
    """Let go of a job that came to its end."""
    with _guard:
        held = _held.get(connection.engine, set())
        if job_id not in held:
            return
        held.discard(job_id)
    connection.execute(sa.select(sa.func.pg_advisory_unlock(_KIND, job_id)))


def nobody_does(connection: sa.Connection, job_id: int) -> bool:
    """Tell whether no process at work on the library does a job."""
    with _guard:
        if job_id in _held.get(connection.engine, set()):
            return False
    if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_KIND, job_id))):
        return False
    connection.execute(sa.select(sa.func.pg_advisory_unlock(_KIND, job_id)))
    return True
