"""One order of all that Undo takes back: actions of the journals, and acts that none of them holds.

An act (a folder removed, a search saved, another version in use) stands behind the action that was
the newest when it was made, and keeps that place while it is undone and redone. So what was done
last is undone first, what was undone last is redone first, and whatever is done anew leaves nothing
to redo.

Acts are forgotten with the program. They are moved on the thread that writes the decisions; any
thread may ask what is next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import sqlalchemy as sa

from tagstudio.library.tags import file_writes
from tagstudio.library.tags.decisions import newest_group
from tagstudio.library.tags.undo_history import action_of, redoable, undoable


@dataclass(frozen=True)
class Moment:
    """The newest group of the journals, and the newest writing to files, when an act was made."""

    group: int
    writing: int


@dataclass(frozen=True, eq=False)
class Act:
    """What was done, and how it is taken `back` and done `again`; False says: not now."""

    what: str
    back: Callable[[], bool]
    again: Callable[[], bool]
    after: Moment = Moment(0, 0)


def moment(connection: sa.Connection) -> Moment:
    """Return the moment behind which an act stands that is made now."""
    return Moment(newest_group(connection) or 0, file_writes.next_write_group(connection) - 1)


class UndoOrder:
    """The acts of a window among the actions of its library."""

    def __init__(self) -> None:
        self._done: tuple[Act, ...] = ()
        self._undone: tuple[Act, ...] = ()
        self._emptied = 0  # the newest group when an act left nothing to redo

    def add(self, act: Act, after: Moment) -> None:
        """Take in an act that was made."""
        self._done = (*self._done, replace(act, after=after))
        self.empty_redo(after)

    def empty_redo(self, after: Moment) -> None:
        """Leave nothing to redo of what was undone so far."""
        self._undone, self._emptied = (), after.group

    def next_undo(self, connection: sa.Connection) -> Act | int | None:
        """Return what was done last and is not undone: an act, or the group of an action."""
        group = undoable(connection)
        last = self._done[-1] if self._done else None
        return last if last is not None and last.after.group >= (group or 0) else group

    def next_redo(self, connection: sa.Connection) -> Act | int | None:
        """Return what was undone last and can be redone: an act, or the group of an undo."""
        step, act = redoable(connection), self._last_undone(connection)
        if step is not None and step <= self._emptied:
            step = None
        if step is not None and act is not None:
            return step if action_of(connection, step) <= act.after.group else act
        return step if act is None else act

    def forget_what_is_over(self, connection: sa.Connection) -> None:
        """Drop undone acts after which an action was made: while that is undone they stay away."""
        if self._last_undone(connection) is None:
            self._undone = ()

    def move(self, act: Act, *, back: bool) -> None:
        """Take in that an act is undone, or done again; it is the next one."""
        if back:
            self._done = tuple(one for one in self._done if one is not act)
            self._undone = (*self._undone, act)
        else:
            self._undone = tuple(one for one in self._undone if one is not act)
            self._done = (*self._done, act)

    def _last_undone(self, connection: sa.Connection) -> Act | None:
        last = self._undone[-1] if self._undone else None
        if last is None or (undoable(connection) or 0) > last.after.group:
            return None
        return last
