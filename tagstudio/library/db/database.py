"""Open a library file; read and write it in whole transactions."""

import logging
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import (
    AbstractContextManager,
    ExitStack,
    closing,
    contextmanager,
    nullcontext,
    suppress,
)
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from tagstudio.core.errors import DamagedRowsError, TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.person import person_at_work
from tagstudio.library.db import job_records, migration
from tagstudio.library.db.backup.beside import CopyBeside
from tagstudio.library.db.backup.copies import folder_of, newest_copy
from tagstudio.library.db.connection import (
    connect,
    driver,
    is_fixed,
    is_writable,
    reading_engine,
    shared_memory,
    write_ahead_log,
    writing_engine,
)
from tagstudio.library.db.derived import put_back_triggers
from tagstudio.library.db.lock import WriterLock, writer_lock
from tagstudio.library.db.soundness import leave_out, see_all, written_to_tables
from tagstudio.library.db.sqlite_errors import explaining, raise_damage

_log = logging.getLogger(__name__)

_LEAVES_OUT = "leaves out"  # of a connection: that it sees sound rows only
_OF_LIBRARY = "library"  # of a connection: the path of its library
_PERSON = "person"  # of a connection: who gives the answers that it writes


# The libraries in which this process met damaged rows: from then on it leaves these out.
_with_damaged_rows: set[Path] = set()
_opened: "dict[Path, Library]" = {}  # the latest at each path


class Library:
    """An open library file. Any thread may use it; `close` it, or use it in a `with` statement.

    Its blocks raise TagStudioError for a damaged file, a full disk and the like. The first one that
    fails because of damaged rows raises DamagedRowsError; those after it see sound rows only.
    """

    def __init__(  # noqa: PLR0913 - what keeps a library open
        self,
        path: Path,
        lock: WriterLock | None,
        copying: CopyBeside | None = None,
        *,
        file: Path | None = None,
        on_close: ExitStack | None = None,
        turn: Callable[[], AbstractContextManager[None]] | None = None,
        person: str = "",
    ) -> None:
        """Open `file`, the one at `path` or a copy of it to read; `on_close` is closed at last.

        It is writable with a `lock`, or where whoever holds the lock gives each write its `turn`.
        What is written is said by `person`; "": nobody knows who.
        """
        self.path = path
        self.person = person
        self._on_close = on_close or ExitStack()
        self._lock = lock
        self._copying = copying
        self._reader = reading_engine(file or path)
        self._turn = turn or nullcontext
        self._writer = writing_engine(path) if lock or turn else None
        self._kept = False
        _opened[path] = self
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
            connection.info.update({_OF_LIBRARY: self.path, _PERSON: self.person})
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
            connection.info.update({_OF_LIBRARY: self.path, _PERSON: self.person})
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
        if wanted and _LEAVES_OUT not in connection.info:
            leave_out(connection)
            connection.info[_LEAVES_OUT] = True
        elif not wanted and connection.info.pop(_LEAVES_OUT, None):
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
                at_last.callback(self._writer.dispose)
            at_last.callback(self._reader.dispose)
            damage = copying.finish() if copying else None
        if damage:
            raise damage

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        with suppress(TagStudioError) if error else nullcontext():  # the first error counts
            self.close()


def explain(error: Exception) -> None:
    """Raise the damage of an opened library that may have led to `error`, if there is any.

    For errors that are raised after a block of the library: a damaged value can go a long way.
    """
    for library in _opened.values():
        library.explain(error)


def path_of(connection: sa.Connection) -> Path | None:
    """Return the path of the library that a connection of a `Library` is of; None: of no such."""
    found = connection.info.get(_OF_LIBRARY)
    return found if isinstance(found, Path) else None


def person_of(connection: sa.Connection) -> str:
    """Return who gives the answers that a connection writes; "": nobody knows."""
    return str(connection.info.get(_PERSON, ""))


def open_library(
    path: Path,
    *,
    writing: bool,
    copying: bool = True,
    making: bool = True,
    person: str | None = None,
) -> Library:
    """Open the library at `path`; for `writing`, make it if it is missing and `making` allows it.

    Answers are given by `person`, by default the one at work (`core.person`).

    A safety copy that is due is made beside the work, unless the caller sees to that (`copying`
    False). An older schema is migrated, after a copy was made. Raises TagStudioError when the file
    is missing, damaged, newer than the program, or being changed by another process.
    """
    path = path.absolute()
    _refuse_no_file(path)
    if not path.exists() and not (writing and making):
        raise TagStudioError(
            "library.none-yet",
            "There is no library at {path} yet; 'tagstudio scan FOLDER' makes one.",
            path=path,
        )
    library = _open_for_writing(path, copying) if writing else _open_for_reading(path)
    library.person = person_at_work() if person is None else person
    return library


def open_unchanged(path: Path) -> Library:
    """Open a library to read and leave its file as it is: an older schema is migrated on a copy.

    Raises TagStudioError as `open_library`.
    """
    path = path.absolute()
    _refuse_no_file(path)
    if not path.exists():
        raise TagStudioError("library.not-there", "There is no file {path}.", path=path)
    with explaining(path), ExitStack() as on_failure:
        if migration.revision(path) == migration.HEAD:
            return _open_for_reading(path)
        folder = on_failure.enter_context(TemporaryDirectory(prefix="tagstudio-"))
        copy = Path(folder) / path.name
        with closing(connect(path, "ro")) as file, closing(sqlite3.connect(copy)) as target:
            file.backup(target)
        migration.upgrade(copy)
        return Library(path, lock=None, file=copy, on_close=on_failure.pop_all())


def _refuse_no_file(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise TagStudioError(
            "library.no-file", "{path} is no file; name the library file itself.", path=path
        )


def open_in_turns(
    path: Path, turn: Callable[[], AbstractContextManager[None]], person: str
) -> Library:
    """Open a library that the process that started this one has open for writing, for `person`.

    That process holds the lock, migrated the file and makes the safety copies; it lets nobody else
    write in a block of `turn` (`turn_of_another`), inside of which each transaction here stands,
    the checkpoint after it included. Never close it, but end the process: whoever closes the last
    connection deletes the log, and SQLite takes one for the last where the other process has opened
    and closed the library as a plain file, which on POSIX systems drops all locks of a process.
    """
    return Library(path, None, turn=turn, person=person)


def _open_for_reading(path: Path) -> Library:
    with explaining(path), ExitStack() as on_failure:
        file = on_failure.enter_context(_to_read(path))
        if migration.revision(file) != migration.HEAD:
            with writer_lock(file):
                _bring_to_head(file)
        return Library(path, lock=None, file=file, on_close=on_failure.pop_all())


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


def _open_for_writing(path: Path, copying: bool) -> Library:
    with ExitStack() as on_failure, explaining(path):
        lock = WriterLock(path)
        on_failure.callback(lock.release)
        _bring_to_head(path)
        library = Library(path, lock, CopyBeside(path) if copying else None)
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
        if _LEAVES_OUT in connection.info:
            statement = written_to_tables(statement)
        return statement, parameters


def _synchronise(connection: sa.Connection, level: str) -> None:
    # On the driver's connection: SQLAlchemy would begin, and inside a transaction this is refused.
    driver(connection).execute(f"PRAGMA synchronous = {level}")
