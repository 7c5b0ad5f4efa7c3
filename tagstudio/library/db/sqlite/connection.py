"""Connections to a library file: how SQLite is set up for reading and for writing."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import NullPool, QueuePool

BUSY_SECONDS = 10.0
# Of pages, a connection. The system caches the file anyway, and to copy a page from there takes a
# microsecond, so larger ones answer no sooner; each of them stays in the process's memory.
_READING_KIB = 8 * 1024
_WRITING_KIB = 16 * 1024
_WAL_BYTES_KEPT = 64 * 1024 * 1024


def connect(path: Path, mode: str, *, lasting: bool = False) -> sqlite3.Connection:
    """Open an existing SQLite file, read-only (`mode` "ro") or for writing ("rw").

    Through a URI, so that a wrong path never creates a file; any path works, whatever its bytes.
    A read-only connection never moves the write-ahead log into the file. Raises sqlite3.Error.

    SQLite reads a file in WAL mode with the help of a file beside it, which it cannot make in a
    folder without write access (a CD, a snapshot, someone else's). Where there is none, no program
    has the library open, and it is read as a file that does not change. In someone else's folder it
    may change later, so not by a `lasting` connection.
    """
    cannot_change = is_fixed(path) or (not lasting and not is_writable(path))
    unchanging = mode == "ro" and cannot_change and not shared_memory(path).exists()
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}{'&immutable=1' if unchanging else ''}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # Python begins no transaction of its own; `_begin_with` does
        check_same_thread=False,  # the pool lends a connection to one thread at a time
    )
    connection.text_factory = _text
    return connection


def _text(stored: bytes) -> str:
    """Return a text, with a sign in the place of bytes that are damaged."""
    return stored.decode("utf-8", "replace")


def is_fixed(path: Path) -> bool:
    """Tell whether the library at `path` lies on a drive that nobody can write, as a CD."""
    try:
        return bool(os.statvfs(path.absolute().parent).f_flag & os.ST_RDONLY)
    except (AttributeError, OSError):  # Windows does not tell
        return False


def is_writable(path: Path) -> bool:
    """Tell whether this user can write in the folder of the library at `path`."""
    return os.access(path.absolute().parent, os.W_OK)


def write_ahead_log(path: Path) -> Path:
    """Return the file of changes that are not yet in the library's own."""
    return path.with_name(path.name + "-wal")


def shared_memory(path: Path) -> Path:
    """Return the file that is there while a program has the library open."""
    return path.with_name(path.name + "-shm")


def reading_engine(path: Path) -> sa.Engine:
    """Return an engine whose connections see one unchanging state per transaction."""

    def reader() -> sqlite3.Connection:
        connection = connect(path, "ro", lasting=True)
        connection.execute(f"PRAGMA cache_size = -{_READING_KIB}")
        return connection

    # Last in, first out: the connection that was used last has the hot pages in its cache. Two stay
    # open, for the window reads from two threads. A reader never waits for the writer: in WAL mode
    # it sees the state as of its BEGIN, however much is written meanwhile.
    engine = sa.create_engine(
        "sqlite://", creator=reader, poolclass=QueuePool, pool_size=2, pool_use_lifo=True
    )
    _begin_with(engine, "BEGIN")
    return engine


def writing_engine(path: Path) -> sa.Engine:
    """Return an engine with one connection, the only one that writes and checkpoints.

    Its pool of one is the queue of the writing threads, and of a child process that does a job
    (`Library.turn_of_another`). That readers never checkpoint is not only for speed: SQLite before
    3.51.3 can corrupt a file in which one connection checkpoints while another one does, or writes.
    """

    def writer() -> sqlite3.Connection:
        connection = connect(path, "rw")
        for pragma in (
            "journal_mode = WAL",
            "synchronous = NORMAL",
            "foreign_keys = ON",
            "recursive_triggers = ON",  # or REPLACE would delete past the journal's triggers
            f"journal_size_limit = {_WAL_BYTES_KEPT}",
            f"cache_size = -{_WRITING_KIB}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = sa.create_engine(
        "sqlite://",
        creator=writer,
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        pool_timeout=60,
    )
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def migrating_engine(path: Path) -> sa.Engine:
    """Return an engine for changing the schema, with foreign keys off: tables may be rebuilt."""
    engine = sa.create_engine("sqlite://", creator=lambda: connect(path, "rw"), poolclass=NullPool)
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def driver(connection: sa.Connection) -> Any:
    """Return the sqlite3 connection under `connection`, for statements outside of a transaction."""
    return connection.connection.driver_connection


def _begin_with(engine: sa.Engine, statement: str) -> None:
    # A deferred transaction that must upgrade to writing fails at once, in spite of the busy
    # timeout, so writers begin IMMEDIATE. SQLAlchemy's SQLite dialect itself never emits BEGIN.
    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(statement)
