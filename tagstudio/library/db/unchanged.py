"""Whether a library is as it was: what was read of it is not read again while nobody writes."""

from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.sqlite.connection import driver

_KEPT = "what was read of the library as it is"


def _state_read(connection: sa.Connection) -> int | str | None:
    """Return what stays the same while nobody has changed the library; None where nothing tells.

    That is, on a connection that has written itself. Of a file SQLite counts what other connections
    have committed; of a server it is the snapshot, the transactions that had written by then.
    """
    if connection.dialect.name == "postgresql":
        row = connection.exec_driver_sql(
            "SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text"
        ).one()
        return None if row[1] is not None else str(row[0])
    if driver(connection).total_changes:
        return None
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def kept_while_unchanged(connection: sa.Connection) -> dict[str, Any]:
    """Return what was kept on this connection while the library is as it is, to read and add to.

    Empty once somebody has changed the library; where nothing tells, what is added is not kept.
    """
    state = _state_read(connection)
    if state is None:
        return {}
    then: int | str | None
    kept: dict[str, Any]
    then, kept = connection.info.get(_KEPT, (None, {}))
    if state != then:
        connection.info[_KEPT] = (state, kept := {})
    return kept
