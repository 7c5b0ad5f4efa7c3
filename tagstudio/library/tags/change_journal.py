"""An append-only journal of changes to tracks: what undo goes by."""

import time
from collections.abc import Iterable
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa


class _Change(Protocol):
    """A NamedTuple whose fields are columns of the journal's table."""

    _fields: Any

    def _asdict(self) -> dict[str, Any]: ...


Change = TypeVar("Change", bound=_Change)


class ChangeJournal(Generic[Change]):
    """The journal in `table`: a row for each `change`, of the action (`group`) that made it."""

    def __init__(self, table: sa.Table, change: type[Change]) -> None:
        self._table = table
        self._change = change

    def put(
        self,
        connection: sa.Connection,
        changes: Iterable[Change],
        group: int,
        undoes: int | None = None,
        at: float | None = None,
    ) -> None:
        """Record `changes` as part of `group`, which may undo the group `undoes`."""
        now = int(time.time() if at is None else at)
        of_group = {"at": now, "undo_group": group, "undoes": undoes}
        rows = [{**one._asdict(), **of_group} for one in changes]
        if rows:
            connection.execute(sa.insert(self._table), rows)

    def of_group(self, connection: sa.Connection, group: int) -> list[Change]:
        """Return the changes of an action, in their order."""
        columns = [self._table.c[name] for name in self._change._fields]
        found = sa.select(*columns).where(self._table.c.undo_group == group)
        rows = connection.execute(found.order_by(self._table.c.id))
        return [self._change(*row) for row in rows]
