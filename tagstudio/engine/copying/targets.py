"""What a library is copied into: a new file, or an empty database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, Self

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import created_atomically
from tagstudio.core.library_address import DatabaseAddress, LibraryAddress
from tagstudio.engine.copying.rows import Row
from tagstudio.library.db import derived, migration
from tagstudio.library.db.postgresql import schema_version
from tagstudio.library.db.postgresql.connection import begin_writing, single_engine
from tagstudio.library.db.postgresql.errors import explaining as explaining_server
from tagstudio.library.db.schema import metadata
from tagstudio.library.db.sqlite.connection import driver, migrating_engine
from tagstudio.library.db.sqlite.errors import explaining


class CopyTarget(Protocol):
    """A library that is being written."""

    connection: sa.Connection

    def write(self, table: sa.Table, rows: Sequence[Row]) -> None:
        """Write rows as they were read, after those of the tables that they refer to."""

    def finish(self) -> None:
        """Make of the rows a library: indexes, triggers, what gives the next numbers."""


class FileTarget:
    """A library file, written under another name beside its place."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        for name in derived.TRIGGERS:  # they would answer each row of a journal once more
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        for table in reversed(metadata.sorted_tables):
            connection.execute(sa.delete(table))

    @classmethod
    @contextmanager
    def at(cls, path: Path) -> Iterator[Self]:
        """Give the target at `path`; raises TagStudioError where something is there."""
        if path.exists():
            raise _occupied(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with explaining(path), created_atomically(path) as temporary:
                temporary.touch()
                migration.upgrade(temporary)
                engine = migrating_engine(temporary)
                with engine.connect() as connection, connection.begin():
                    yield cls(connection)
                engine.dispose()
        except FileExistsError as error:
            raise _occupied(path) from error

    def write(self, table: sa.Table, rows: Sequence[Row]) -> None:
        """Write rows as they were read."""
        places = ", ".join("?" * len(table.columns))
        driver(self.connection).executemany(f'INSERT INTO "{table.name}" VALUES ({places})', rows)

    def finish(self) -> None:
        """Put the triggers back."""
        for statement in derived.TRIGGERS.values():
            self.connection.exec_driver_sql(statement)


class DatabaseTarget:
    """A library in a database, in one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        schema_version.create_tables(connection)

    @classmethod
    @contextmanager
    def at(cls, address: DatabaseAddress) -> Iterator[Self]:
        """Give the target at `address`; raises TagStudioError where something is there."""
        with explaining_server(address):
            engine = single_engine(address)
            try:
                with engine.begin() as connection:
                    begin_writing(connection, durable=True)
                    if schema_version.revision(connection, address) is not None:
                        raise _occupied(address)
                    yield cls(connection)
            finally:
                engine.dispose()

    def write(self, table: sa.Table, rows: Sequence[Row]) -> None:
        """Write rows as they were read, by COPY."""
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        with (
            driver(self.connection).cursor() as cursor,
            cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        """Make indexes and triggers, and let the next numbers follow those that are there."""
        schema_version.complete_tables(self.connection)


def _occupied(address: LibraryAddress) -> TagStudioError:
    return TagStudioError(
        "copy.occupied",
        "There is something at {path} already, and a library is copied into nothing: name a file"
        " that is not there, or an empty database.",
        path=address,
    )
