"""Connections to a library in PostgreSQL: engines for reading and for writing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, QueuePool

from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import DatabaseAddress
from tagstudio.library.db.postgresql.notice_triggers import SENDER

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

LIBRARY_LOCK = 0x54475374  # "TGSt": the key of the advisory lock of whoever writes
CONNECT_SECONDS = 10
SILENT_SECONDS = 30  # after which a server that does not answer counts as gone
# Of every session. The values of a statement are planned with, as SQLite does: a plan that is made
# for any of them searches a list of 100,000 ids for each row. Compiling takes longer than most of
# our statements run. A writer waits so long for its turn.
_SETTINGS = "-c plan_cache_mode=force_custom_plan -c jit=off -c lock_timeout=60s"


def reading_engine(address: DatabaseAddress) -> sa.Engine:
    """Return an engine whose connections only read, one unchanging state per transaction.

    The server sends them its own bytes, not their digits: as text, each byte of a score or a path
    is two digits, which take twice as long.
    """
    return _engine(
        address,
        cursors=_binary_cursor,
        poolclass=QueuePool,
        pool_size=2,
        pool_use_lifo=True,
        isolation_level="REPEATABLE READ",
        execution_options={"postgresql_readonly": True},
    )


def writing_engine(address: DatabaseAddress) -> sa.Engine:
    """Return an engine with one connection, on which the threads of this process write in turns."""
    return _engine(
        address,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
        isolation_level="READ COMMITTED",
    )


def single_engine(address: DatabaseAddress) -> sa.Engine:
    """Return an engine that opens a connection each time, in a transaction that may change all."""
    return _engine(address, poolclass=NullPool, isolation_level="READ COMMITTED")


def listening_engine(address: DatabaseAddress) -> sa.Engine:
    """Return an engine that opens a connection each time, on which no transaction begins."""
    return _engine(
        address, poolclass=NullPool, isolation_level="AUTOCOMMIT", pool_reset_on_return=None
    )


def begin_writing(connection: sa.Connection, *, durable: bool, sender: str = "") -> str:
    """Wait for this library's turn to write, in the transaction that has just begun; return its id.

    Only then does anything read, so what a writer goes by is what it changes: under READ COMMITTED
    each statement sees what was committed before it. Of all but `durable` transactions the server
    may lose the last ones in a power cut, each as a whole. Others are told of the changes as those
    of `sender` (see `notices`).
    """
    level = "on" if durable else "off"
    return str(connection.scalar(_TURN, {"key": LIBRARY_LOCK, "level": level, "sender": sender}))


def was_committed(engine: sa.Engine, transaction: str) -> bool:
    """Tell whether a transaction whose connection was lost at its end is stored, by asking anew.

    Raises sqlalchemy's DBAPIError where the server cannot be asked.
    """
    end = time.monotonic() + CONNECT_SECONDS
    while True:
        with engine.connect() as connection:
            state = connection.scalar(_STATE, {"id": transaction})
        if state != "in progress" or time.monotonic() > end:
            return bool(state == "committed")
        time.sleep(0.05)  # the server has not seen yet that the connection is gone


# SET takes no bound values; set_config is the same, true: for this transaction.
_TURN = sa.text(
    "SELECT CAST(pg_current_xact_id() AS text), set_config('synchronous_commit', :level, true),"
    f" set_config('{SENDER}', :sender, true)"
    " FROM (SELECT pg_advisory_xact_lock(:key)) AS turn"
)
_STATE = sa.text("SELECT pg_xact_status(CAST(:id AS xid8))")


def _engine(
    address: DatabaseAddress,
    cursors: Callable[[], type[psycopg.Cursor[Any]]] | None = None,
    **options: object,
) -> sa.Engine:
    url = sa.make_url(address.url).set(drivername="postgresql+psycopg")
    options_given = url.query.get("options", "")
    settings = f"{_SETTINGS} {options_given}" if isinstance(options_given, str) else _SETTINGS
    try:
        return sa.create_engine(
            url.difference_update_query(["options"]),
            use_native_hstore=False,  # a query at each start, for a type that no table has
            pool_pre_ping=True,  # a connection that was lost is made anew before it is used
            connect_args={
                "application_name": "tagstudio",
                "connect_timeout": CONNECT_SECONDS,
                "keepalives_idle": SILENT_SECONDS,
                "keepalives_interval": 5,
                "keepalives_count": 3,
                "tcp_user_timeout": SILENT_SECONDS * 1000,
                "options": settings,
                "client_encoding": "utf8",
                **({} if cursors is None else {"cursor_factory": cursors()}),
            },
            **options,
        )
    except ImportError as error:
        raise TagStudioError(
            "library.no-psycopg",
            "{path} is in PostgreSQL, and the driver for it is not installed ({error}). Install it"
            " with: pip install 'tagstudio[archive]'",
            path=address,
            error=error,
        ) from error


def _binary_cursor() -> type[psycopg.Cursor[Any]]:
    """Return a kind of cursor that asks for binary values."""
    from psycopg import Cursor
    from psycopg.pq import Format

    class BinaryCursor(Cursor[Any]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.format = Format.BINARY

    return BinaryCursor
