"""Undo and redo, as new groups in append-only journals.

Each group is an action (`undoes` is NULL), an undo (`undoes` is the action's group), or a redo
(`undoes` is the undo's group). A group has rows in the journal of decisions, in that of review
marks, in that of named artists, in that of edited facts, in that of kept answers, in that of parts
of tracks, in that of tags, or in several of them. The undo and redo stacks are not stored: they
follow from the newest groups. Walking back from the newest group, an undo is skipped together with
all groups down to the action it took back, and a redo stands for its action. So the history
outlives the program.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from tagstudio.library.db.schema import journal, tags, tracks
from tagstudio.library.tags import (
    edited_facts,
    kept_answers,
    named_artists,
    part_answers,
    tag_edits,
)
from tagstudio.library.tags.decisions import (
    JOURNALS,
    Change,
    Decision,
    DecisionSource,
    DecisionState,
    changes_of,
    newest_group,
    next_undo_group,
)
from tagstudio.library.tags.edited_facts import Edit
from tagstudio.library.tags.kept_answers import Kept
from tagstudio.library.tags.named_artists import Naming
from tagstudio.library.tags.part_answers import PartChange
from tagstudio.library.tags.review_marks import Mark, marks_of, put
from tagstudio.library.tags.tag_edits import TagEdit

Changed = TypeVar("Changed", Mark, Naming, Edit, Kept, TagEdit)


@dataclass(frozen=True)
class Step:
    """An undo or redo that was made: the action it concerns, and the changes.

    `action` is the action's undo group, `source` and `at` (seconds since 1970) are the action's.
    """

    action: int
    source: DecisionSource
    at: int
    changes: tuple[Change, ...]
    marks: tuple[Mark, ...] = ()
    namings: tuple[Naming, ...] = ()
    edits: tuple[Edit, ...] = ()
    kept: tuple[Kept, ...] = ()
    tag_edits: tuple[TagEdit, ...] = ()
    parts: tuple[PartChange, ...] = ()


class _Former(NamedTuple):
    """A state to restore."""

    track_id: int
    tag_id: int
    state: DecisionState
    source: DecisionSource
    said_in: int | None


class _Restored(NamedTuple):
    """All that a step restores."""

    states: list[_Former]
    marks: list[Mark]
    namings: list[Naming]
    edits: list[Edit]
    kept: list[Kept]
    tag_edits: list[TagEdit]
    parts: list[PartChange]


def undo(connection: sa.Connection, at: float | None = None) -> Step | None:
    """Undo the newest action in effect, however large; return None when there is none.

    Open the library's `write(durable=True)` for it.
    """
    action = undoable(connection)
    if action is None:
        return None
    put_back = _Restored(
        _states_before(connection, action),
        _turned(marks_of(connection, action)),
        _turned(named_artists.of_group(connection, action)),
        _turned(edited_facts.of_group(connection, action)),
        _turned(kept_answers.of_group(connection, action)),
        _turned(tag_edits.of_group(connection, action)),
        [one.taken_back() for one in reversed(part_answers.of_group(connection, action))],
    )
    return _step(connection, action, action, put_back, at)


def redo(connection: sa.Connection, at: float | None = None) -> Step | None:
    """Redo the newest undo after which no action was made; return None when there is none.

    Open the library's `write(durable=True)` for it.
    """
    taken_back = redoable(connection)
    action = None if taken_back is None else _undoes(connection, taken_back)
    if taken_back is None or action is None:
        return None
    put_back = _Restored(
        _states_after(connection, action),
        marks_of(connection, action),
        named_artists.of_group(connection, action),
        edited_facts.of_group(connection, action),
        kept_answers.of_group(connection, action),
        tag_edits.of_group(connection, action),
        part_answers.of_group(connection, action),
    )
    return _step(connection, action, taken_back, put_back, at)


def undone_groups(connection: sa.Connection) -> set[int]:
    """Return the actions that are undone: what they said does not stand."""
    undoes: dict[int, int] = {}
    for table in JOURNALS:
        columns = table.c
        query = sa.select(columns.undo_group, columns.undoes).where(columns.undoes.is_not(None))
        undoes.update((row.undo_group, row.undoes) for row in connection.execute(query.distinct()))
    taken_back = set(undoes.values())  # an undo among them was redone, an action undone
    return {
        action for step, action in undoes.items() if action not in undoes and step not in taken_back
    }


def undoable(connection: sa.Connection) -> int | None:
    """Return the group of the action that `undo` would take back."""
    group = newest_group(connection)
    while group is not None:
        taken_back = _undoes(connection, group)
        if taken_back is None:
            return group
        action = _undoes(connection, taken_back)
        if action is not None:  # the group is a redo
            return action
        group = newest_group(connection, before=taken_back)  # an undo: skip what it took back
    return None


def redoable(connection: sa.Connection) -> int | None:
    """Return the group of the undo that `redo` would take back."""
    group = newest_group(connection)
    while group is not None:
        taken_back = _undoes(connection, group)
        if taken_back is None:  # a new action clears the redo stack
            return None
        if _undoes(connection, taken_back) is None:
            return group
        group = newest_group(connection, before=taken_back)  # a redo: skip the undo it took back
    return None


def _turned(changes: Sequence[Changed]) -> list[Changed]:
    """Return what takes changes back, the last one first."""
    return [one._replace(before=one.after, after=one.before) for one in reversed(changes)]


def _undoes(connection: sa.Connection, group: int) -> int | None:
    undoes: int | None = _of_group(connection, group, "undoes")
    return undoes


def _of_group(connection: sa.Connection, group: int, column: str) -> Any:
    """Return the value of a column that is the same in all rows of a group, in either journal."""
    for table in JOURNALS:
        query = sa.select(table.c[column]).where(table.c.undo_group == group).limit(1)
        if row := connection.execute(query).one_or_none():
            return row[0]
    raise LookupError(group)


def _states_before(connection: sa.Connection, action: int) -> list[_Former]:
    """Return the states before an action, of each track and tag that it concerns."""
    row, earlier = _last_rows(action), journal.alias()
    first = sa.select(sa.func.min(journal.c.id)).where(journal.c.undo_group == action)
    newest_earlier = sa.select(sa.func.max(earlier.c.id)).where(
        earlier.c.track_id == row.c.track_id,
        earlier.c.tag_id == row.c.tag_id,
        earlier.c.id < first.scalar_subquery(),
    )
    former = journal.c.id == newest_earlier.scalar_subquery()
    return _formers(connection, row, row.outerjoin(journal, former))


def _states_after(connection: sa.Connection, action: int) -> list[_Former]:
    """Return the states after an action, of each track and tag that it concerns."""
    row = _last_rows(action)
    return _formers(connection, row, row.join(journal, journal.c.id == row.c.id))


def _last_rows(group: int) -> sa.Subquery:
    """Return the last row of a group for each track and tag."""
    columns = journal.c
    return (
        sa.select(sa.func.max(columns.id).label("id"), columns.track_id, columns.tag_id)
        .where(columns.undo_group == group)
        .group_by(columns.track_id, columns.tag_id)
        .subquery()
    )


def _formers(connection: sa.Connection, row: sa.Subquery, found: sa.Join) -> list[_Former]:
    query = sa.select(
        row.c.track_id,
        row.c.tag_id,
        sa.func.coalesce(journal.c.state, "unseen"),
        sa.func.coalesce(journal.c.source, "user"),
        journal.c.said_in,
    )
    there = query.select_from(found).where(  # not so in a damaged journal
        row.c.track_id.in_(sa.select(tracks.c.id)), row.c.tag_id.in_(sa.select(tags.c.id))
    )
    return [_Former(*former) for former in connection.execute(there)]


def _step(
    connection: sa.Connection, action: int, taken_back: int, put_back: _Restored, at: float | None
) -> Step:
    formers = put_back.states
    changes = changes_of(
        connection,
        [Decision(f.track_id, f.tag_id, f.state) for f in formers],
        [f.source for f in formers],
    )
    group, now = next_undo_group(connection), int(time.time() if at is None else at)
    rows: list[dict[str, Any]] = [
        {**former._asdict(), "at": now, "undo_group": group, "undoes": taken_back}
        for former in formers
    ]
    if rows:
        connection.execute(sa.insert(journal), rows)
    put(connection, put_back.marks, group, taken_back, now)
    named_artists.put(connection, put_back.namings, group, taken_back, now)
    edited_facts.put(connection, put_back.edits, group, taken_back, now)
    kept_answers.put(connection, put_back.kept, group, taken_back, now)
    tag_edits.put(connection, put_back.tag_edits, group, taken_back, now)
    part_answers.put(connection, put_back.parts, group, taken_back, now)
    source: DecisionSource = "user"
    if rows:
        source = _of_group(connection, action, "source")
    elif put_back.parts:
        source = part_answers.of_group(connection, action)[0].source
    return Step(
        action,
        source,
        _of_group(connection, action, "at"),
        changes,
        tuple(put_back.marks),
        tuple(put_back.namings),
        tuple(put_back.edits),
        tuple(put_back.kept),
        tuple(put_back.tag_edits),
        tuple(put_back.parts),
    )
