"""A library in a PostgreSQL database: opened, read and written in whole transactions, closed.

Several processes may have it open for writing: each transaction waits for its turn on the server.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from typing import Any, cast

import sqlalchemy as sa

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import DatabaseAddress
from tagstudio.core.messages import Message
from tagstudio.library.db import job_records, migration
from tagstudio.library.db.action_tokens import note_action
from tagstudio.library.db.identity import library_id
from tagstudio.library.db.library import Library, Turn, close_engine
from tagstudio.library.db.postgresql import roles, running_jobs, schema_version
from tagstudio.library.db.postgresql.connection import (
    begin_writing,
    listening_engine,
    reading_engine,
    was_committed,
    writing_engine,
)
from tagstudio.library.db.postgresql.errors import explaining, refused_table
from tagstudio.library.db.postgresql.notices import NoticeListener
from tagstudio.library.db.rights import EVERYTHING, Right, refusal


class LibraryDatabase(Library):
    """A library in a PostgreSQL database; files that belong to it lie in a folder of its id."""

    path: DatabaseAddress
    is_shared = True

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
        self._listener = listening_engine(address)
        self._writer = writing_engine(address) if writing else None
        with self.read() as connection:
            self.rights = roles.rights(connection)
        self._refusals = {right: self._refusal(right.value) for right in EVERYTHING - self.rights}
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

    def refusal(self, right: Right) -> Message | None:
        """Return why somebody may not do something here: see `Library.refusal`."""
        return self._refusals.get(right)

    def _refusal(self, table: str) -> Message:
        role = roles.role_of(table)
        with self.read() as connection:
            people = roles.members(connection, role)
        return refusal(role, people)

    @contextmanager
    def write(self, *, durable: bool = False, whole: bool = False) -> Iterator[sa.Connection]:
        """Give a connection in a transaction that nobody else writes beside."""
        writer = self._writing()
        with self._turn(), self._explaining(), writer.connect() as connection:
            self._name(connection)
            transaction = connection.begin()
            try:
                name = begin_writing(connection, durable=durable, sender=self.holder)
                has_token = durable and note_action(connection)
                yield connection
            except BaseException:
                transaction.rollback()
                raise
            if transaction.is_active:  # not where the block has rolled it back
                self._commit(transaction, "" if has_token else name)

    def _commit(self, transaction: sa.RootTransaction, name: str) -> None:
        """Commit; where the connection is lost meanwhile, the server says whether it had come.

        Of an action with a token it is not asked: that is tried again, and the token tells. After a
        crash the server may give the number of a transaction that left no trace once more.
        """
        try:
            transaction.commit()
        except sa.exc.DBAPIError as error:
            is_lost = error.connection_invalidated
            if not (is_lost and name and was_committed(self._reader, name)):
                raise

    @contextmanager
    def listen(self) -> Iterator[NoticeListener]:
        """Give what hears of changes by others, on a connection of its own."""
        driver = self._listener.dialect.loaded_dbapi
        with explaining(self.path):
            try:
                with (
                    closing(self._listener.raw_connection()) as connection,
                    NoticeListener(
                        cast(Any, connection.driver_connection), self.holder
                    ) as listener,
                ):
                    yield listener
            except driver.OperationalError as error:  # which no engine has wrapped
                raise sa.exc.OperationalError(None, None, error) from error

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Raise errors as `explaining` does; who may not change a table is told whom to ask."""
        try:
            with explaining(self.path):
                yield
        except TagStudioError as error:
            if table := refused_table(error.__cause__):
                raise TagStudioError(self._refusal(table)) from error
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
            at_last.callback(close_engine, self._reader)
            at_last.callback(close_engine, self._listener)
            if self._writer is not None:
                at_last.callback(close_engine, self._writer)

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
        if writing and Right.ANSWER in library.rights:
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
