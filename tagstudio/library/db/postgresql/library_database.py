"""A library in a PostgreSQL database: opened, read and written in whole transactions, closed.

Several processes may have it open for writing: each transaction waits for its turn on the server.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext

import sqlalchemy as sa

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import DatabaseAddress
from tagstudio.library.db import job_records, migration
from tagstudio.library.db.identity import library_id
from tagstudio.library.db.library import Library, Turn
from tagstudio.library.db.postgresql import running_jobs, schema_version
from tagstudio.library.db.postgresql.connection import (
    begin_writing,
    reading_engine,
    was_committed,
    writing_engine,
)
from tagstudio.library.db.postgresql.errors import explaining


class LibraryDatabase(Library):
    """A library in a PostgreSQL database; files that belong to it lie in a folder of its id."""

    path: DatabaseAddress

    def __init__(
        self,
        address: DatabaseAddress,
        id: str,
        reader: sa.Engine,
        *,
        writing: bool,
        turn: Turn | None = None,
    ) -> None:
        """Open the library whose identity is `id`, to be read by the engine `reader`."""
        super().__init__(address, paths.database_folder(id) / address.name)
        self._turn = turn or nullcontext
        self._reader = reader
        self._writer = writing_engine(address) if writing else None
        if self._writer is not None:
            running_jobs.take_again(self._writer)

    @property
    def is_writable(self) -> bool:
        """Whether the library was opened for writing."""
        return self._writer is not None

    @contextmanager
    def read(self, *, whole: bool = False) -> Iterator[sa.Connection]:
        """Give a connection that sees one unchanging state: see `Library.read`."""
        with explaining(self.path), self._reader.connect() as connection:
            self._name(connection)
            yield connection

    @contextmanager
    def write(self, *, durable: bool = False, whole: bool = False) -> Iterator[sa.Connection]:
        """Give a connection in a transaction that nobody else writes beside."""
        writer = self._writing()
        with self._turn(), explaining(self.path), writer.connect() as connection:
            self._name(connection)
            transaction = connection.begin()
            try:
                name = begin_writing(connection, durable=durable)
                yield connection
            except BaseException:
                transaction.rollback()
                raise
            self._commit(transaction, name)

    def _commit(self, transaction: sa.RootTransaction, name: str) -> None:
        """Commit; where the connection is lost meanwhile, the server says whether it had come."""
        try:
            transaction.commit()
        except sa.exc.DBAPIError as error:
            if not error.connection_invalidated or not was_committed(self._reader, name):
                raise

    @contextmanager
    def turn_of_another(self) -> Iterator[None]:
        """Let no thread of this process write in the block."""
        writer = self._writing()
        with explaining(self.path), writer.connect():
            yield

    def close(self) -> None:
        """Close the connections."""
        with ExitStack() as at_last:
            at_last.callback(self._reader.dispose)
            if self._writer is not None:
                at_last.callback(self._writer.dispose)

    def _writing(self) -> sa.Engine:
        if self._writer is None:
            raise RuntimeError(f"{self.path} was opened for reading")
        return self._writer


def open_database(
    address: DatabaseAddress, *, writing: bool, making: bool = True, migrating: bool = True
) -> LibraryDatabase:
    """Open the library in a database; for `writing`, make it where the database is empty.

    Raises TagStudioError where the server cannot be reached or refuses, where the database holds
    something else, and for a schema that is newer, or older without `migrating`.
    """
    with explaining(address), ExitStack() as on_failure:
        reader = reading_engine(address)
        on_failure.callback(reader.dispose)
        with reader.connect() as connection:
            found = schema_version.revision(connection, address)
        if found is None and not (writing and making):
            raise TagStudioError(
                "library.none-yet",
                "There is no library at {path} yet; 'tagstudio scan FOLDER' makes one.",
                path=address,
            )
        if found != migration.HEAD:
            _bring_to_head(address, found, migrating)
        library = _opened(address, reader, writing=writing)
        on_failure.callback(library.close)
        if writing:
            with library.write() as connection:
                job_records.mark_interrupted(connection, time.time())
        on_failure.pop_all()
        return library


def open_beside(address: DatabaseAddress, turn: Turn) -> LibraryDatabase:
    """Open a library for writing that another process of this user prepared."""
    with explaining(address):
        return _opened(address, reading_engine(address), writing=True, turn=turn)


def _opened(
    address: DatabaseAddress, reader: sa.Engine, *, writing: bool, turn: Turn | None = None
) -> LibraryDatabase:
    with reader.connect() as connection:
        id = library_id(connection)
    return LibraryDatabase(address, id, reader, writing=writing, turn=turn)


def _bring_to_head(address: DatabaseAddress, found: str | None, migrating: bool) -> None:
    if not migrating:
        raise TagStudioError(
            "database.older",
            "{path} has an older schema ({found}). Open it once with this version of TagStudio,"
            " which brings it up to date: tagstudio --library {path} list",
            path=address,
            found=found,
        )
    schema_version.bring_to_head(address)
