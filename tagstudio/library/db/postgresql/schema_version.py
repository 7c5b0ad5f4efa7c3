"""The schema of a library in PostgreSQL: made whole from the tables, then migrated as all are."""

from uuid import uuid4

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import DatabaseAddress
from tagstudio.library.db import migration
from tagstudio.library.db.postgresql.connection import begin_writing, single_engine
from tagstudio.library.db.postgresql.notice_triggers import notice_statements
from tagstudio.library.db.postgresql.ordered_indexes import INDEXES, order_by_indexes
from tagstudio.library.db.postgresql.triggers import TRIGGERS
from tagstudio.library.db.postgresql.trigrams import index_texts
from tagstudio.library.db.schema import identity, metadata

_VERSION = sa.Table("alembic_version", sa.MetaData(), sa.Column("version_num", sa.String(32)))


def revision(connection: sa.Connection, address: DatabaseAddress) -> str | None:
    """Return the schema version of the library at `address`, None where there is none yet.

    Raises TagStudioError where the database holds something else, or a newer library.
    """
    if connection.scalar(sa.select(sa.func.to_regclass("alembic_version").is_not(None))):
        found = connection.scalar(sa.select(_VERSION.c.version_num))
        if found and connection.scalar(sa.select(sa.func.to_regclass("identity").is_not(None))):
            return migration.known_revision(address, str(found))
    elif not _has_tables(connection):
        return None
    raise TagStudioError(
        "database.other-content",
        "The database {path} holds something else than a TagStudio library. Make one for it alone:"
        " createdb --encoding UTF8 --template template0 NAME",
        path=address,
    )


def bring_to_head(address: DatabaseAddress) -> None:
    """Make the library at `address` or migrate it, as needed, in one transaction."""
    engine = single_engine(address)
    try:
        with engine.begin() as connection:
            begin_writing(connection, durable=True)
            found = revision(connection, address)
            if found is None:
                _refuse_encoding(connection, address)
                create(connection)
            elif found != migration.HEAD:
                migration.run_scripts(connection)
    finally:
        engine.dispose()


def create(connection: sa.Connection) -> None:
    """Make an empty library in an empty database, in the transaction at hand."""
    create_tables(connection)
    connection.execute(sa.insert(identity).values(library_id=uuid4().hex))
    complete_tables(connection)


def create_tables(connection: sa.Connection) -> None:
    """Make the tables of a library, which `complete_tables` completes when rows are in them."""
    for table in metadata.sorted_tables:
        connection.execute(sa.schema.CreateTable(table))
    _VERSION.create(connection)
    connection.execute(sa.insert(_VERSION).values(version_num=migration.HEAD))


def complete_tables(connection: sa.Connection) -> None:
    """Make indexes and triggers, and let the next numbers follow those that the tables hold."""
    for table in metadata.sorted_tables:
        for index in sorted(table.indexes, key=lambda one: one.name or ""):
            if index.name in INDEXES:  # made below, with the numbers of tracks
                continue
            # Not said in the schema: that loads this dialect at the start of who works on a file.
            index.dialect_options["postgresql"]["where"] = index.dialect_options["sqlite"]["where"]
            connection.execute(sa.schema.CreateIndex(index))
        if table.autoincrement_column is not None:
            _number_on(connection, table)
    order_by_indexes(connection)
    columns = {table.name: table.columns.keys() for table in metadata.tables.values()}
    for statement in (*TRIGGERS, *notice_statements(columns)):
        connection.exec_driver_sql(statement)
    index_texts(connection)
    connection.exec_driver_sql("ANALYZE")


def _number_on(connection: sa.Connection, table: sa.Table) -> None:
    """Let the numbers that the server gives begin behind those that are there."""
    column = table.autoincrement_column
    assert column is not None
    sequence = sa.func.pg_get_serial_sequence(f'"{table.name}"', column.name)
    newest = connection.scalar(sa.select(sa.func.max(column)))
    if newest:  # a block of tracks may be 0, which no sequence takes
        connection.execute(sa.select(sa.func.setval(sequence, newest)))


def _has_tables(connection: sa.Connection) -> bool:
    tables = sa.text("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1")
    return connection.scalar(tables) is not None


def _refuse_encoding(connection: sa.Connection, address: DatabaseAddress) -> None:
    encoding = connection.scalar(sa.text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise TagStudioError(
            "database.encoding",
            "The database {path} keeps texts as {encoding}, which has no signs for many names. Make"
            " one with: createdb --encoding UTF8 --template template0 NAME",
            path=address,
            encoding=encoding,
        )
