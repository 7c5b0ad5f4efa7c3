"""The clock of whoever keeps the library: the one by which several machines agree on a time."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class server_now(FunctionElement[float]):  # noqa: N801 - as SQLAlchemy's own functions are called
    """The seconds since 1970 (UTC, with a fraction) when the statement reaches it."""

    type = sa.Float()
    inherit_cache = True


@compiles(server_now)
def _in_sqlite(element: server_now, compiler: Any, **_: Any) -> str:
    return "((julianday('now') - 2440587.5) * 86400.0)"


@compiles(server_now, "postgresql")
def _in_postgresql(element: server_now, compiler: Any, **_: Any) -> str:
    # Not now(): that is when the transaction began, which may have waited for another writer since.
    return "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"
