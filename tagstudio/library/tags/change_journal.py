"""An append-only journal of changes to tracks: what undo goes by."""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa

from tagstudio.library.tags.people import said_here


class _Change(Protocol):
    """A NamedTuple whose fields are columns of the journal's table."""

    _fields: Any

    def _asdict(self) -> dict[str, Any]: ...


Change = TypeVar("Change", bound=_Change)


@dataclass(frozen=True)
class StepResult(Generic[Change]):
    """What an undo or a redo makes of a subject: a change, and whose word holds by it.

    `is_left`: what another person said since holds, so that the change is none.
    """

    change: Change
    given_by: int | None
    is_left: bool


class ChangeJournal(Generic[Change]):
    """The journal in `table`: a row for each `change`, of the action (`group`) that made it.

    `keys` are the fields that say what an entry speaks of, its subject; `former` those of what held
    before it, and `said` in the same order those of what it says.
    """

    def __init__(
        self,
        table: sa.Table,
        change: type[Change],
        keys: Sequence[str],
        former: Sequence[str] = ("before",),
        said: Sequence[str] = ("after",),
    ) -> None:
        self.table = table
        self._change = change
        self._keys, self._former, self._said = tuple(keys), tuple(former), tuple(said)

    def put(
        self,
        connection: sa.Connection,
        changes: Iterable[Change],
        group: int,
        at: float | None = None,
        given_by: int | None = None,
    ) -> None:
        """Record `changes` as part of `group`, as words of the one at work or of `given_by`."""
        now = int(time.time() if at is None else at)
        if made := list(changes):
            of_group = {"at": now, "undo_group": group, **said_here(connection)}
            if given_by is not None:
                of_group["given_by"] = given_by
            rows = [{**one._asdict(), **of_group} for one in made]
            connection.execute(sa.insert(self.table), rows)

    def put_step(
        self,
        connection: sa.Connection,
        restored: Sequence[StepResult[Change]],
        of_group: dict[str, Any],
    ) -> None:
        """Record what an undo or a redo makes, with the columns `of_group` of each row."""
        rows = [{**one.change._asdict(), **of_group, "given_by": one.given_by} for one in restored]
        if rows:
            connection.execute(sa.insert(self.table), rows)

    def of_group(self, connection: sa.Connection, group: int) -> list[Change]:
        """Return the changes of an action, in their order."""
        columns = [self.table.c[name] for name in self._change._fields]
        found = sa.select(*columns).where(self.table.c.undo_group == group)
        rows = connection.execute(found.order_by(self.table.c.id))
        return [self._change(*row) for row in rows]

    def step(
        self, connection: sa.Connection, action: int, undone: Collection[int], *, back: bool
    ) -> list[StepResult[Change]]:
        """Return what taking an action `back`, or making it again, makes of each of its subjects.

        `undone` are the actions that are undone. What holds is the last word that stands: what
        somebody said after the action stays, and what was taken back before it stays away.
        """
        found = [
            self._restored(said, action, undone, back) for said in self._of(connection, action)
        ]
        return found[::-1] if back else found

    def _of(self, connection: sa.Connection, action: int) -> list[list[sa.RowMapping]]:
        """Return the entries of all actions on each subject of one, in their order."""
        columns, own = self.table.c, self.table.alias().c
        first = columns[self._keys[0]]
        spoken_of: sa.ColumnElement[bool] = first.in_(
            sa.select(own[first.name]).where(own.undo_group == action)
        )
        if first.nullable:  # all tags
            spoken_of = spoken_of | first.is_(None)
        query = sa.select(self.table).where(columns.undoes.is_(None), spoken_of)
        found: dict[tuple[Any, ...], list[sa.RowMapping]] = {}
        for row in connection.execute(query.order_by(columns.id)).mappings():
            found.setdefault(tuple(row[name] for name in self._keys), []).append(row)
        return [said for said in found.values() if any(row["undo_group"] == action for row in said)]

    def _restored(
        self, said: Sequence[sa.RowMapping], action: int, undone: Collection[int], back: bool
    ) -> StepResult[Change]:
        own = [place for place, row in enumerate(said) if row["undo_group"] == action]
        last, after = said[own[-1]], said[own[-1] + 1 :]
        beneath = own[0] - 1
        while beneath >= 0 and said[beneath]["undo_group"] in undone:
            beneath -= 1
        former = tuple(said[beneath + 1][name] for name in self._former)
        spoken = tuple(last[name] for name in self._said)
        before, now = (spoken, former) if back else (former, spoken)
        giver = (said[beneath]["given_by"] if beneath >= 0 else None) if back else last["given_by"]
        later = [row for row in after if row["undo_group"] not in undone]
        if later:
            before = now = tuple(later[-1][name] for name in self._said)
            giver = later[-1]["given_by"]
        values = zip((*self._former, *self._said), (*before, *now), strict=True)
        fields = {name: last[name] for name in self._change._fields} | dict(values)
        return StepResult(self._change(**fields), giver, bool(later))
