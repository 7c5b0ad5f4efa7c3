"""What the two databases spell differently, as conditions, values and statements of SQLAlchemy.

Everything above `db` is written with these and with what SQLAlchemy spells for both.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from tagstudio.library.db.column_types import FilePath, WholeNumber
from tagstudio.library.db.sqlite.soundness import damaged

_WILDCARDS, _ESCAPED = re.compile(r"[\\%_]"), r"\\\g<0>"

Insert = sqlite.Insert  # what `insert` returns has the methods of this one


def insert(connection: sa.Connection, table: sa.Table) -> Insert:
    """Return an INSERT that can say what to do `on_conflict`, for the database at hand."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # not at the start of who works on a file

        return postgresql.insert(table)  # type: ignore[return-value]  # the same methods
    return sqlite.insert(table)


def replacing(connection: sa.Connection, table: sa.Table) -> sa.Insert:
    """Return an INSERT of whole rows, each in the place of the one with its primary key."""
    if connection.dialect.name != "postgresql":
        return sa.insert(table).prefix_with("OR REPLACE")
    from sqlalchemy.dialects import postgresql

    new = postgresql.insert(table)
    others = {one.name: new.excluded[one.name] for one in table.columns if not one.primary_key}
    return new.on_conflict_do_update(index_elements=list(table.primary_key), set_=others)


def contains(column: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    """Return the condition that a text holds another one, in which nothing is a wildcard."""
    return _Place(column, text) > 0


def holds_alone(column: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    """Return the same condition, for a query that looks into all rows.

    PostgreSQL guesses how many rows have a pattern, and lets several processes look; together with
    other conditions the guess, far too low for most words, misleads it.
    """
    return _Holds(column, text, f"%{_WILDCARDS.sub(_ESCAPED, text)}%")


def begins_with(path: sa.ColumnElement[str], beginning: str, length: int) -> sa.ColumnElement[bool]:
    """Return the condition that a path begins with another one, which has so many bytes."""
    return sa.func.substr(path, 1, length, type_=FilePath) == beginning


def is_stored_as(
    column: sa.ColumnElement[Any], kind: Literal["blob", "integer", "real"]
) -> sa.ColumnElement[bool]:
    """Return the condition that a value is of its column's kind, which SQLite does not ask."""
    return _WhereKindsMix(sa.func.typeof(column) == kind)


def is_sound(table: sa.Table) -> sa.ColumnElement[bool]:
    """Return the condition that a row is not damaged (see `sqlite.soundness`)."""
    return _WhereKindsMix(sa.not_(sa.literal_column(f"({damaged(table)})")))


def json_text(column: sa.ColumnElement[str], name: str) -> sa.ColumnElement[str]:
    """Return a value of a JSON object as text, numbers and texts alike; NULL: it has none.

    NULL also where what is stored is no JSON.
    """
    return _JsonText(column, sa.literal_column(f"'{name}'"))


def json_is_true(column: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    """Return the condition that a value of a JSON object is true."""
    return sa.func.coalesce(json_text(column, name), "").in_(("1", "true"))  # 1: as SQLite has it


def is_among(column: sa.ColumnElement[int], ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """Return the condition that `column` is one of `ids`, of which there may be any number."""
    return _IsAmong(column, sa.bindparam(None, list(ids), type_=_Ids, unique=True))


def is_one_of(
    connection: sa.Connection, column: sa.ColumnElement[bytes], values: Sequence[bytes]
) -> sa.ColumnElement[bool]:
    """Return the condition that `column` is one of some hundred `values`.

    A server is given all of them as one text: bound one by one they took longer than the rows.
    """
    if connection.dialect.name != "postgresql":
        return column.in_(values)
    return _IsOneOf(column, sa.bindparam(None, list(values), type_=_Values, unique=True))


def listed(ids: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    """Return the aggregate that is the list of all ids, as JSON; NULL or "[]" for none."""
    return _Listed(ids)


def block_of(id: sa.ColumnElement[int], size: int) -> sa.ColumnElement[int]:
    """Return which of the blocks of `size` consecutive ids an id is in, from 0."""
    return id.op("/")(sa.literal_column(str(size), WholeNumber))


class _Ids(sa.types.TypeDecorator[Sequence[int]]):
    """Many ids as one bound text."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[int] | None, dialect: sa.Dialect) -> str | None:
        text = json.dumps(value)
        return f"{{{text[1:-1]}}}" if dialect.name == "postgresql" else text


class _Values(sa.types.TypeDecorator[Sequence[bytes]]):
    """Many values as one bound text, for PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[bytes] | None, dialect: sa.Dialect) -> str | None:
        assert value is not None
        return "{" + ",".join(f'"\\\\x{one.hex()}"' for one in value) + "}"


class _Place(sa.sql.functions.FunctionElement[int]):
    """Where in a text another one begins, from 1; 0: nowhere."""

    inherit_cache = True
    type = sa.Integer()


class _Condition(sa.sql.functions.FunctionElement[bool]):
    """A condition as it is spelled.

    SQLAlchemy would compare a function with 1, for SQLite has no truth values, and SQLite would
    then ask it of every row, in spite of an index.
    """

    inherit_cache = True
    type = sa.Boolean()

    def self_group(self, against: Any = None) -> Any:
        """Return the condition itself; it is in brackets."""
        return self


class _Holds(_Condition):
    """That a text holds another one, which is given as it is and as a pattern of LIKE."""

    inherit_cache = True


class _WhereKindsMix(_Condition):
    """A condition that holds by itself in a database that checks what it stores."""

    inherit_cache = True


class _JsonText(sa.sql.functions.FunctionElement[str]):
    inherit_cache = True
    type = sa.Text()


class _IsAmong(_Condition):
    inherit_cache = True


class _IsOneOf(_Condition):
    inherit_cache = True


class _Listed(sa.sql.functions.FunctionElement[str]):
    inherit_cache = True
    type = sa.Text()


def _parts(element: Any, compiler: SQLCompiler, keywords: Any) -> list[str]:
    return [compiler.process(part, **keywords) for part in element.clauses]


@compiles(_Place)
def _(element: _Place, compiler: SQLCompiler, **keywords: Any) -> str:
    return "instr({}, {})".format(*_parts(element, compiler, keywords))


@compiles(_Place, "postgresql")
def _(element: _Place, compiler: SQLCompiler, **keywords: Any) -> str:
    return "strpos({}, {})".format(*_parts(element, compiler, keywords))


@compiles(_Holds)
def _(element: _Holds, compiler: SQLCompiler, **keywords: Any) -> str:
    column, text, _ = element.clauses
    parts = [compiler.process(part, **keywords) for part in (column, text)]
    return "(instr({}, {}) > 0)".format(*parts)


@compiles(_Holds, "postgresql")
def _(element: _Holds, compiler: SQLCompiler, **keywords: Any) -> str:
    column, _, pattern = element.clauses
    parts = [compiler.process(part, **keywords) for part in (column, pattern)]
    return "({} LIKE {})".format(*parts)


@compiles(_WhereKindsMix)
def _(element: _WhereKindsMix, compiler: SQLCompiler, **keywords: Any) -> str:
    return "({})".format(*_parts(element, compiler, keywords))


@compiles(_WhereKindsMix, "postgresql")
def _(element: _WhereKindsMix, compiler: SQLCompiler, **keywords: Any) -> str:
    return "TRUE"


@compiles(_JsonText)
def _(element: _JsonText, compiler: SQLCompiler, **keywords: Any) -> str:
    column, name = _parts(element, compiler, keywords)
    path = f"'$.{name[1:-1]}'"
    return f"CASE WHEN json_valid({column}) THEN CAST(json_extract({column}, {path}) AS TEXT) END"


@compiles(_JsonText, "postgresql")
def _(element: _JsonText, compiler: SQLCompiler, **keywords: Any) -> str:
    column, name = _parts(element, compiler, keywords)
    return f"(CAST({column} AS JSON) ->> {name})"


@compiles(_IsAmong)
def _(element: _IsAmong, compiler: SQLCompiler, **keywords: Any) -> str:
    column, ids = _parts(element, compiler, keywords)
    return f"({column} IN (SELECT value FROM json_each({ids})))"


@compiles(_IsAmong, "postgresql")
def _(element: _IsAmong, compiler: SQLCompiler, **keywords: Any) -> str:
    column, ids = _parts(element, compiler, keywords)
    return f"({column} IN (SELECT unnest(CAST({ids} AS BIGINT[]))))"


@compiles(_IsOneOf, "postgresql")
def _(element: _IsOneOf, compiler: SQLCompiler, **keywords: Any) -> str:
    column, values = _parts(element, compiler, keywords)
    return f"({column} = ANY (CAST({values} AS BYTEA[])))"


@compiles(_Listed)
def _(element: _Listed, compiler: SQLCompiler, **keywords: Any) -> str:
    return "json_group_array({})".format(*_parts(element, compiler, keywords))


@compiles(_Listed, "postgresql")
def _(element: _Listed, compiler: SQLCompiler, **keywords: Any) -> str:
    [ids] = _parts(element, compiler, keywords)
    return f"('[' || array_to_string(array_agg({ids}), ',') || ']')"
