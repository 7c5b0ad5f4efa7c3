"""A library in an SQLite file: opened, read and written in whole transactions, closed."""

import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa

from tagstudio.core.errors import DamagedRowsError, TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.library.db import job_records, migration
from tagstudio.library.db.backup.beside import CopyBeside
from tagstudio.library.db.backup.copies import folder_of, newest_copy
from tagstudio.library.db.derived import put_back_triggers
from tagstudio.library.db.library import Library, Turn, close_engine
from tagstudio.library.db.sqlite.connection import (
    connect,
    driver,
    is_fixed,
    is_writable,
    reading_engine,
    shared_memory,
    write_ahead_log,
    writing_engine,
)
from tagstudio.library.db.sqlite.errors import explaining, raise_damage
from tagstudio.library.db.sqlite.lock import WriterLock, writer_lock
from tagstudio.library.db.sqlite.soundness import LEAVES_OUT, leave_out, see_all, written_to_tables

_log = logging.getLogger(__name__)


# The libraries in which this process met damaged rows: from then on it leaves these out.
_with_damaged_rows: set[Path] = set()


class LibraryFile(Library):
    """A library in an SQLite file."""

    path: Path

    def __init__(  # noqa: PLR0913 - what keeps a library open
        self,
        path: Path,
        lock: WriterLock | None,
        copying: CopyBeside | None = None,
        *,
        file: Path | None = None,
        on_close: ExitStack | None = None,
        turn: Turn | None = None,
    ) -> None:
        """Open `file`, the one at `path` or a copy of it to read; `on_close` is closed at last.

        It is writable with a `lock`, or where whoever holds the lock gives each write its `turn`.
        """
        super().__init__(path, path)
        self._on_close = on_close or ExitStack()
        self._lock = lock
        self._copying = copying
        self._reader = reading_engine(file or path)
        self._turn = turn or nullcontext
        self._writer = writing_engine(path) if lock or turn else None
        self._kept = False
        if self._writer is not None:
            _write_to_tables(self._writer)

    @property
    def is_writable(self) -> bool:
        """Whether the library was opened for writing."""
        return self._writer is not None

    @contextmanager
    def read(self, *, whole: bool = False) -> Iterator[sa.Connection]:
        """Give a connection that sees the library as it is now, to the end of the block.

        `whole` is with all damaged rows, for examining these.
        """
        with self._explaining(), self._reader.connect() as connection:
            self._leave_out(connection, whole)
            self._name(connection)
            yield connection

    @contextmanager
    def write(self, *, durable: bool = False, whole: bool = False) -> Iterator[sa.Connection]:
        """Give a connection inside the one write transaction: all of the block or nothing.

        Other threads wait their turn. A `durable` block is on the disk when it returns, as the
        user's decisions must be; of the others a power cut may undo the last ones, each as a
        whole. `whole` is as in `read`.
        """
        if self._writer is None:
            raise RuntimeError(f"{self.path} was opened for reading")
        with self._turn(), self._explaining(), self._writer.connect() as connection:
            _synchronise(connection, "FULL" if durable else "NORMAL")
            self._leave_out(connection, whole)
            self._name(connection)
            with connection.begin():
                yield connection
            self._kept = self._kept or durable

    @contextmanager
    def turn_of_another(self) -> Iterator[None]:
        """Let no thread of this process write in the block, in which another process does.

        It waits its turn among the threads that write.
        """
        if self._writer is None:
            raise RuntimeError(f"{self.path} was opened for reading")
        with self._writer.connect():
            yield

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            with explaining(self.path):
                yield
        except DamagedRowsError as error:
            error.met_first = self.path not in _with_damaged_rows
            error.again = error.met_first and not self._kept
            _with_damaged_rows.add(self.path)
            raise

    @property
    def leaves_out(self) -> bool:
        """Whether this process met damaged rows of the library, and sees sound ones only."""
        return self.path in _with_damaged_rows

    def leave_out(self) -> None:
        """See sound rows only: another process at work on the library met damaged ones."""
        _with_damaged_rows.add(self.path)

    def see_all(self) -> None:
        """Leave nothing out any more: the damaged rows were mended."""
        _with_damaged_rows.discard(self.path)

    def explain(self, error: Exception) -> None:
        """Raise DamagedRowsError where damaged rows may have led to an error after a block."""
        if self.path not in _with_damaged_rows:
            with self._explaining():
                raise_damage(self.path, error)

    def _leave_out(self, connection: sa.Connection, whole: bool) -> None:
        wanted = self.path in _with_damaged_rows and not whole
        if wanted and LEAVES_OUT not in connection.info:
            leave_out(connection)
            connection.info[LEAVES_OUT] = True
        elif not wanted and connection.info.pop(LEAVES_OUT, None):
            see_all(connection)

    def close(self) -> None:
        """Close the file and let others write, once a safety copy that is due is made.

        Raises TagStudioError at last where that found the library damaged.
        """
        copying, self._copying = self._copying, None
        lock, self._lock = self._lock, None
        with ExitStack() as at_last:  # all of it, whatever fails: nobody else could write
            at_last.callback(self._on_close.close)
            if lock is not None:
                at_last.callback(lock.release)
            if self._writer is not None:
                at_last.callback(close_engine, self._writer)
            at_last.callback(close_engine, self._reader)
            damage = copying.finish() if copying else None
        if damage:
            raise damage


def open_copy(path: Path) -> LibraryFile:
    """Open a library file to read and leave it as it is: an older schema is migrated on a copy."""
    with explaining(path), ExitStack() as on_failure:
        if migration.revision(path) == migration.HEAD:
            return open_for_reading(path)
        folder = on_failure.enter_context(TemporaryDirectory(prefix="tagstudio-"))
        copy = Path(folder) / path.name
        with closing(connect(path, "ro")) as file, closing(sqlite3.connect(copy)) as target:
            file.backup(target)
        migration.upgrade(copy)
        return LibraryFile(path, lock=None, file=copy, on_close=on_failure.pop_all())


def open_for_reading(path: Path) -> LibraryFile:
    """Open the library file at `path`, which is there."""
    with explaining(path), ExitStack() as on_failure:
        file = on_failure.enter_context(_to_read(path))
        if migration.revision(file) != migration.HEAD:
            with writer_lock(file):
                _bring_to_head(file)
        return LibraryFile(path, lock=None, file=file, on_close=on_failure.pop_all())


@contextmanager
def _to_read(path: Path) -> Iterator[Path]:
    """Give the file to read: that of the library, or a temporary copy of it.

    A copy is needed in a folder in which nothing can be written, where there are changes that only
    the write-ahead log holds, or where the schema is older; and in someone else's folder while
    nobody has the library open, for its owner may write at any time.
    """
    log = write_ahead_log(path)
    if not _needs_copy(path, log):
        yield path
        return
    with TemporaryDirectory(prefix="tagstudio-") as folder:
        copy = Path(folder) / path.name
        for source in (path, log):
            if source.exists():
                copyfile(source, copy.with_name(source.name))
        yield copy


def _needs_copy(path: Path, log: Path) -> bool:
    is_open = shared_memory(path).exists()
    if not is_fixed(path) and (is_writable(path) or not is_open):
        return not is_writable(path)
    left = log.exists() and log.stat().st_size > 0 and not is_open
    return left or migration.revision(path) != migration.HEAD


def open_for_writing(path: Path, copying: bool) -> LibraryFile:
    """Open the library file at `path` as its only writer; it is made where it is missing."""
    with ExitStack() as on_failure, explaining(path):
        lock = WriterLock(path)
        on_failure.callback(lock.release)
        _bring_to_head(path)
        library = LibraryFile(path, lock, CopyBeside(path) if copying else None)
        on_failure.callback(library.close)
        with library.write() as connection:
            job_records.mark_interrupted(connection, time.time())
            if gone := put_back_triggers(connection):
                _log.warning("%s", _put_back_message(path, gone))
        on_failure.pop_all()
        return library


def _put_back_message(path: Path, gone: Sequence[str]) -> Message:
    return message(
        "library.triggers-put-back",
        "{path} was damaged: what keeps its answers in order was gone ({names}). It was put back,"
        " and the answers were compared with their journal. To look for more, run: tagstudio check",
        path=path,
        names=", ".join(gone),
    )


def _bring_to_head(path: Path) -> None:
    """Make the library or migrate it, as needed; the caller holds its lock."""
    if not path.exists():
        if copy := newest_copy(path):
            raise TagStudioError(
                "library.gone",
                "{path} is gone, but there is a copy of it, {copy}. 'tagstudio restore' puts it"
                " back; to start anew, move {folder} away.",
                path=path,
                copy=copy,
                folder=folder_of(path),
            )
        _part_from_log(path)
        migration.create(path)
    elif migration.revision(path) != migration.HEAD:
        migration.migrate(path)


def _part_from_log(path: Path) -> None:
    """Rename the log of a library that is gone: SQLite would replay it into a new one."""
    with suppress(FileNotFoundError):
        write_ahead_log(path).replace(path.with_name(f"{path.name}.left-wal"))
    shared_memory(path).unlink(missing_ok=True)


def _write_to_tables(engine: sa.Engine) -> None:
    """Let what is changed be the tables, where views take their place (see `leave_out`)."""

    @sa.event.listens_for(engine, "before_cursor_execute", retval=True)
    def changed(
        connection: sa.Connection, cursor: Any, statement: str, parameters: Any, *_: Any
    ) -> tuple[str, Any]:
        if LEAVES_OUT in connection.info:
            statement = written_to_tables(statement)
        return statement, parameters


def _synchronise(connection: sa.Connection, level: str) -> None:
    # On the driver's connection: SQLAlchemy would begin, and inside a transaction this is refused.
    driver(connection).execute(f"PRAGMA synchronous = {level}")
