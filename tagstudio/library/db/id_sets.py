"""Pass any number of ids into a database and out of it, as one text each way, and combine sets.

In: SQLite takes 32,766 bound variables at most, PostgreSQL 65,535, so `column IN (?, ?, ...)` fails
on a large library; `json_each` and `unnest` unfold one bound text into a table of any length, and
the statement, whose SQL is the same for every number of ids, stays in SQLAlchemy's cache. Out:
100,000 rows fetched one by one take twice to five times as long as one aggregate (`listed`) and one
`json.loads`.

Sets of ids that are combined with each other are arrays (`id_array`): numpy reads the same text in
a quarter of the time, and intersects two sets of 100,000 in a fraction of a millisecond, without
holding up other threads.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import sqlalchemy as sa

from tagstudio.library.db.expressions import is_among, listed

if TYPE_CHECKING:  # numpy is loaded with the first query, not with the command line
    import numpy as np
    from numpy.typing import NDArray

    Ids: TypeAlias = NDArray[np.int64]  # (n,), each id once, in any order

FEW = 2000  # up to so many ids SQLite sorts faster than it lists all rows in their order
FEW_OF_A_SERVER = 10_000  # up to so many PostgreSQL does
_PIECE = 100_000  # characters: a millisecond
_NO_INTEGERS = ('"', "n", ".")  # of a text, null, a float


def in_ids(column: sa.ColumnElement[int], ids: Iterable[int]) -> sa.ColumnElement[bool]:
    """Return the condition that `column` is one of `ids`."""
    return is_among(column, ids)


def ids_of(connection: sa.Connection, query: sa.Select[Any]) -> list[int]:
    """Return the ids in the only column of `query`, in its order."""
    ids: list[int] = json.loads(_listed(connection, query))
    return ids


def few_to_sort(connection: sa.Connection) -> int:
    """Return up to how many ids the database sorts faster than it lists all rows in an order."""
    return FEW_OF_A_SERVER if connection.dialect.name == "postgresql" else FEW


def id_array(connection: sa.Connection, query: sa.Select[Any]) -> Ids:
    """Return the ids in the only column of `query`, in its order; it must not find one twice."""
    return array_of(_listed(connection, query))


def array_of(text: str) -> Ids:
    """Return the ids in a JSON list; what is no integer, of a damaged row, is left out."""
    import numpy as np

    if any(sign in text for sign in _NO_INTEGERS):
        return np.array([one for one in json.loads(text) if isinstance(one, int)], np.int64)
    return np.concatenate([np.fromstring(one, np.int64, sep=",") for one in _pieces(text[1:-1])])


def _pieces(text: str) -> Iterator[str]:
    """Yield a list in pieces: numpy holds up all other threads while it reads one."""
    start = 0
    while len(text) - start > _PIECE:
        end = text.find(",", start + _PIECE)
        if end < 0:
            break
        yield text[start:end]
        start = end + 1
    yield text[start:]


def id_set(ids: Iterable[int]) -> Ids:
    """Return ids that Python holds, each once."""
    import numpy as np

    return np.array(list(dict.fromkeys(ids)), np.int64)


def no_ids() -> Ids:
    """Return the empty set."""
    import numpy as np

    return np.empty(0, np.int64)


def both(ids: Ids, others: Ids) -> Ids:
    """Return the ids that are in both sets, in the order of the first."""
    import numpy as np

    return ids[np.isin(ids, others, assume_unique=True)]


def without(ids: Ids, others: Ids) -> Ids:
    """Return the ids of the first set that are not in the second, in their order."""
    import numpy as np

    return ids[np.isin(ids, others, assume_unique=True, invert=True)] if len(others) else ids


def either(ids: Ids, others: Ids) -> Ids:
    """Return the ids that are in one of the sets or both."""
    import numpy as np

    return np.concatenate([ids, without(others, ids)])


def _listed(connection: sa.Connection, query: sa.Select[Any]) -> str:
    [column] = (rows := query.subquery()).c
    found = connection.scalar(sa.select(listed(column)).select_from(rows))
    return found or "[]"
