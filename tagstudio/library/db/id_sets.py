"""Any number of ids, into SQLite and out of it.

One JSON text each way: SQLite takes 32,766 bound variables at most, and 100,000 rows fetched one
by one take twice to five times as long as one text of 100,000 numbers.
"""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa


def in_ids(column: sa.ColumnElement[int], ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """Return the condition that `column` is one of `ids`."""
    each = sa.func.json_each(json.dumps(list(ids))).table_valued("value")
    return column.in_(sa.select(each.c.value))


def ids_of(connection: sa.Connection, query: sa.Select[Any]) -> list[int]:
    """Return the ids that `query` selects, its only column, in its order."""
    [column] = (rows := query.subquery()).c
    found = connection.scalar(sa.select(sa.func.json_group_array(column)).select_from(rows))
    ids: list[int] = json.loads(found or "[]")
    return ids
