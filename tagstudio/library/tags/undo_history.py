"""Undo and redo of one's own actions, as new groups in append-only journals.

Each group is an action (`undoes` is NULL), an undo (`undoes` is the action's group), or a redo
(`undoes` is the undo's group). A group has rows in one journal or in several. Nothing else is
stored: an action is undone where its newest undo was not redone. What holds of a subject, such as
a tag of a track, is the last word of an action that is not undone. So the history outlives the
program, and the actions of several people stand side by side: a person takes back their own newest
action, and where another one has said something since, that stays
(docs/decisions/0050-who-said-what.md).

Actions that nobody is known to have made, of the time before names were kept, are everybody's own.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import journal, tags, tracks
from tagstudio.library.tags import people, review_marks, tag_edits
from tagstudio.library.tags.change_journal import ChangeJournal, StepResult
from tagstudio.library.tags.decisions import (
    JOURNALS,
    Change,
    DecisionSource,
    DecisionState,
    current,
    newest_group_of,
    next_undo_group,
)
from tagstudio.library.tags.edited_facts import FACTS, Edit
from tagstudio.library.tags.kept_answers import KEPT, Kept
from tagstudio.library.tags.named_artists import ARTISTS, Naming
from tagstudio.library.tags.part_answers import PARTS, PartChange
from tagstudio.library.tags.review_marks import MARKS, Mark
from tagstudio.library.tags.tag_edits import EDITS, TagEdit

_PIECE = 2_000  # tracks whose answers are taken back at once, so that memory does not grow


@dataclass(frozen=True)
class Step:
    """An undo or redo that was made: the action it concerns, and the changes.

    `action` is the action's undo group, `source` and `at` (seconds since 1970) are the action's.
    `left` is on how many answers, marks and other words of it other people have said something
    since, which stays; `by` are the names of these people.
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
    left: int = 0
    by: tuple[str, ...] = ()


class _Former(NamedTuple):
    """A state to restore; `at` is None but for one that is left, which keeps its time."""

    track_id: int
    tag_id: int
    state: DecisionState
    source: DecisionSource
    said_in: int | None
    given_by: int | None
    at: int | None


class _Action(NamedTuple):
    """An action to take back or to make again, and the group that does not hold from now on."""

    group: int
    taken_back: int
    back: bool


def undo(connection: sa.Connection, at: float | None = None) -> Step | None:
    """Undo the newest action of one's own in effect; return None when there is none.

    Open the library's `write(durable=True)` for it.
    """
    action = undoable(connection)
    if action is None:
        return None
    return _step(connection, _Action(action, action, back=True), at)


def redo(connection: sa.Connection, at: float | None = None) -> Step | None:
    """Redo one's own newest undo after which one made no action; return None when there is none.

    Open the library's `write(durable=True)` for it.
    """
    taken_back = redoable(connection)
    if taken_back is None:
        return None
    action = _Action(action_of(connection, taken_back), taken_back, back=False)
    return _step(connection, action, at)


def undone_groups(connection: sa.Connection) -> set[int]:
    """Return the actions that are undone: what they said does not stand."""
    return _undone(_undoes(connection))


def undoable(connection: sa.Connection) -> int | None:
    """Return the group of the action that `undo` would take back."""
    undoes, who = _undoes(connection), people.who_is_at_work(connection)
    undone = _undone(undoes)
    group = newest_group_of(connection, who)
    while group is not None and (group in undoes or group in undone):
        group = newest_group_of(connection, who, before=group)
    return group


def redoable(connection: sa.Connection) -> int | None:
    """Return the group of the undo that `redo` would take back."""
    undoes, who = _undoes(connection), people.who_is_at_work(connection)
    redone = set(undoes.values())
    group = newest_group_of(connection, who)
    while group in undoes:  # a new action clears what could be redone
        if undoes[group] not in undoes and group not in redone:
            return group
        group = newest_group_of(connection, who, before=group)
    return None


def is_after_undoable(connection: sa.Connection, at: float) -> bool:
    """Tell whether a moment is after the action that `undo` would take back, or there is none.

    In the same second it counts as later: what is compared is a writing to files, and before files
    are put back it is asked.
    """
    group = undoable(connection)
    return group is None or at >= _of_group(connection, group, "at")


def action_of(connection: sa.Connection, undo_group: int) -> int:
    """Return the group of the action that an undo took back."""
    return _undoes(connection)[undo_group]


def _undoes(connection: sa.Connection) -> dict[int, int]:
    """Return by the group of each undo and redo the group that it takes back."""
    undoes: dict[int, int] = {}
    for table in JOURNALS:
        columns = table.c
        query = sa.select(columns.undo_group, columns.undoes).where(columns.undoes.is_not(None))
        undoes.update((row.undo_group, row.undoes) for row in connection.execute(query.distinct()))
    return undoes


def _undone(undoes: dict[int, int]) -> set[int]:
    taken_back = set(undoes.values())  # an undo among them was redone, an action undone
    return {
        action for step, action in undoes.items() if action not in undoes and step not in taken_back
    }


def _of_group(connection: sa.Connection, group: int, column: str) -> Any:
    """Return the value of a column that is the same in all rows of a group, in either journal."""
    for table in JOURNALS:
        query = sa.select(table.c[column]).where(table.c.undo_group == group).limit(1)
        if row := connection.execute(query).one_or_none():
            return row[0]
    raise LookupError(group)


def _answered(connection: sa.Connection, action: _Action) -> list[int]:
    """Return the tracks of which an action answered tags."""
    query = sa.select(journal.c.track_id).where(journal.c.undo_group == action.group)
    return sorted(connection.scalars(query.distinct()))


def _states(
    connection: sa.Connection, action: _Action, undone: Collection[int], track_ids: Collection[int]
) -> list[_Former]:
    """Return what is to hold of each tag that an action answered of tracks: the last that stands.

    The sum keeps SQLite from reading all entries of the action to find those of a few tracks.
    """
    columns = journal.c
    row = (
        sa.select(sa.func.max(columns.id).label("id"), columns.track_id, columns.tag_id)
        .where(columns.undo_group + 0 == action.group, in_ids(columns.track_id, track_ids))
        .group_by(columns.track_id, columns.tag_id)
        .subquery()
    )
    said = journal.alias()
    last = (
        sa.select(sa.func.max(said.c.id))
        .where(
            said.c.track_id == row.c.track_id,
            said.c.tag_id == row.c.tag_id,
            said.c.undoes.is_(None),
            ~in_ids(said.c.undo_group, undone),
        )
        .scalar_subquery()
    )
    query = sa.select(
        row.c.track_id,
        row.c.tag_id,
        sa.func.coalesce(columns.state, "unseen"),
        sa.func.coalesce(columns.source, "user"),
        columns.said_in,
        columns.given_by,
        sa.case((columns.id > row.c.id, columns.at)),
    )
    there = query.select_from(row.outerjoin(journal, columns.id == last)).where(
        row.c.track_id.in_(sa.select(tracks.c.id)),  # not so in a damaged journal
        row.c.tag_id.in_(sa.select(tags.c.id)),
    )
    return [_Former(*former) for former in connection.execute(there)]


def _step(connection: sa.Connection, action: _Action, at: float | None) -> Step:
    undone = undone_groups(connection)
    undone = undone | {action.group} if action.back else undone - {action.group}
    group, now = next_undo_group(connection), int(time.time() if at is None else at)
    of_group = {
        "at": now,
        "undo_group": group,
        "undoes": action.taken_back,
        "entered_by": people.at_work(connection),
    }
    changes: list[Change] = []
    left: list[int | None] = []  # who said what is left
    answered = _answered(connection, action)
    for first in range(0, len(answered), _PIECE):
        piece = answered[first : first + _PIECE]
        formers = _states(connection, action, undone, piece)
        changes += _changes(connection, [one for one in formers if one.at is None])
        left += [one.given_by for one in formers if one.at is not None]
        if formers:
            rows = [{**of_group, **one._asdict(), "at": one.at or now} for one in formers]
            connection.execute(sa.insert(journal), rows)
    restored: dict[str, list[StepResult[Any]]] = {}
    for name, one_journal in _JOURNALS_OF_CHANGES.items():
        restored[name] = one_journal.step(connection, action.group, undone, back=action.back)
        one_journal.put_step(connection, restored[name], of_group)
    made = {
        name: tuple(one.change for one in found if not one.is_left)
        for name, found in restored.items()
    }
    review_marks.hold(connection, made["marks"])
    tag_edits.hold(connection, made["tag_edits"])
    source: DecisionSource = "user"
    if answered:
        source = _of_group(connection, action.group, "source")
    elif restored["parts"]:
        source = PARTS.of_group(connection, action.group)[0].source
    left += [one.given_by for found in restored.values() for one in found if one.is_left]
    return Step(
        action.group,
        source,
        _of_group(connection, action.group, "at"),
        tuple(changes),
        **made,
        left=len(left),
        by=_names(connection, left),
    )


def _changes(connection: sa.Connection, formers: Collection[_Former]) -> list[Change]:
    """Return what restoring changes: a state, or only by whom or how it was said."""
    decided = current(connection, {one.track_id for one in formers})
    found = []
    for one in formers:
        now = decided.get(one.track_id, {}).get(one.tag_id)
        if now is None:
            before: DecisionState = "unseen"
            differs = one.state != "unseen"
        else:
            before = now.state
            differs = (now.state, now.source, now.given_by) != (one.state, one.source, one.given_by)
        if differs:
            found.append(Change(one.track_id, one.tag_id, before, one.state))
    return found


def _names(connection: sa.Connection, numbers: Collection[int | None]) -> tuple[str, ...]:
    known = people.people_by_id(connection) if numbers else {}
    return tuple(sorted(known[one] for one in set(numbers) if one in known))


_JOURNALS_OF_CHANGES: dict[str, ChangeJournal[Any]] = {  # by the field of `Step`
    "marks": MARKS,
    "namings": ARTISTS,
    "edits": FACTS,
    "kept": KEPT,
    "tag_edits": EDITS,
    "parts": PARTS,
}
