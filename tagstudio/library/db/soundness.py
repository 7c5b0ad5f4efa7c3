"""What a sound row of each table is, as SQL: types, ranges, known words, references.

SQLite stores what it is given: after a fault of disk or memory, or a hand in the file, a number may
be a text, a JSON text be broken, an id be of nothing. Its own check sees none of it. The conditions
follow from the schema; RANGES adds what the schema does not say.
"""

from collections.abc import Iterator
from functools import cache

import sqlalchemy as sa

from tagstudio.library.db.column_types import FilePath
from tagstudio.library.db.schema import (
    evaluation_figures,
    file_writes,
    folders,
    identity,
    jobs,
    metadata,
    model_tags,
    models,
    tags,
    tracks,
)

LATEST = 253_402_300_799  # the last second of the year 9999, in seconds since 1970
_LARGEST = 1e300  # of the floats that SQLite keeps; beyond it is infinity
_TIMES = {"at", "added", "made_at", "missing_since", "reviewed_at", "removed_at"}
_TIMES |= {"started", "finished"}


def _is_object(column: sa.Column[str]) -> str:
    return f"json_valid({column.name}) AND json_type({column.name}) = 'object'"


# What the schema does not say of the columns; where a value is NULL, it need not hold.
RANGES: dict[sa.Column[object], str] = {
    tracks.c.content_hash: "length(content_hash) = 16",
    tracks.c.seconds: "seconds >= 0",
    tracks.c.path: "length(path) > 0",
    folders.c.path: "length(path) > 0",
    identity.c.library_id: "length(library_id) = 32 AND library_id NOT GLOB '*[^0-9a-f]*'",
    tags.c.name: "name <> ''",
    tags.c.key: '"key" <> \'\'',
    models.c.name: "name <> ''",
    models.c.info: _is_object(models.c.info),
    model_tags.c.position: "position >= 0",
    model_tags.c.base_rate: "base_rate > 0 AND base_rate < 1",
    model_tags.c.threshold: "threshold > 0 AND threshold <= 1",
    evaluation_figures.c.roc_auc: "roc_auc BETWEEN 0 AND 1",
    evaluation_figures.c.average_precision: "average_precision BETWEEN 0 AND 1",
    jobs.c.spec: _is_object(jobs.c.spec),
    file_writes.c.before: _is_object(file_writes.c.before),
    file_writes.c.after: _is_object(file_writes.c.after),
}


@cache
def flaws(table: sa.Table) -> dict[str, str]:
    """Return by column the SQL condition that its value is damaged, for each column of a table."""
    return {column.name: _flaw(column) for column in table.columns}


def damaged(table: sa.Table) -> str:
    """Return the SQL condition that a row of `table` is damaged."""
    found = list(flaws(table).values())
    for constraint in table.constraints:
        if isinstance(constraint, sa.CheckConstraint):
            found.append(f"NOT ({constraint.sqltext})")
        elif isinstance(constraint, sa.ForeignKeyConstraint) and len(constraint.columns) > 1:
            names = ", ".join(constraint.columns.keys())
            others = ", ".join(element.column.name for element in constraint.elements)
            parent = constraint.referred_table.name
            found.append(f'({names}) NOT IN (SELECT {others} FROM "{parent}")')
    return " OR ".join(f"({flaw})" for flaw in found)


def damaged_rows(connection: sa.Connection) -> dict[str, int]:
    """Count by table the damaged rows, of tables that have some and can be read."""
    found = {}
    for table in metadata.sorted_tables:
        try:
            count = connection.exec_driver_sql(
                f'SELECT count(*) FROM "{table.name}" WHERE {damaged(table)}'
            ).scalar_one()
        except sa.exc.DBAPIError:
            continue
        if count:
            found[table.name] = int(count)
    return found


def missing_tables(connection: sa.Connection) -> list[str]:
    """Return the names of the tables that should be there and are not."""
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    there = set(rows.scalars())
    return [table.name for table in metadata.sorted_tables if table.name not in there]


def _flaw(column: sa.Column[object]) -> str:
    name = f'"{column.name}"'
    types = ", ".join(f"'{one}'" for one in _types(column))
    flaw = " OR ".join([f"typeof({name}) NOT IN ({types})", *_out_of_range(column, name)])
    return f"{name} IS NOT NULL AND ({flaw})" if column.nullable else flaw


def _types(column: sa.Column[object]) -> tuple[str, ...]:
    if isinstance(column.type, FilePath | sa.LargeBinary):
        return ("blob",)
    if isinstance(column.type, sa.Integer | sa.Boolean):
        return ("integer",)
    return ("real", "integer") if isinstance(column.type, sa.Float) else ("text",)


def _out_of_range(column: sa.Column[object], name: str) -> Iterator[str]:
    if isinstance(column.type, sa.Boolean):
        yield f"{name} NOT IN (0, 1)"
    if isinstance(column.type, sa.Float):
        yield f"abs({name}) > {_LARGEST}"
    if column.name in _TIMES:
        yield f"{name} NOT BETWEEN 0 AND {LATEST}"
    if column in RANGES:
        yield f"NOT ({RANGES[column]})"
    for reference in column.foreign_keys:
        if reference.constraint is not None and len(reference.constraint.columns) == 1:
            other = reference.column
            yield f'{name} NOT IN (SELECT "{other.name}" FROM "{other.table.name}")'
