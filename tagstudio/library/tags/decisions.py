"""The user's decisions: yes or no to a tag of a track.

A decision is appended to the journal, which triggers keep from being changed or deleted. Other
triggers maintain the table of current decisions from it, so the two cannot disagree. The rows of
one action share an undo group, whose numbers only grow, over the journals of decisions, of review
marks, of named artists, of edited facts and of tags together.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import decisions as decision_table
from tagstudio.library.db.schema import (
    edited_facts,
    journal,
    named_artists,
    review_marks,
    tag_edits,
)

DecisionState = Literal["yes", "no", "unseen"]
DecisionSource = Literal["user", "file tag", "import", "album rule"]

# The tables whose rows belong to undo groups.
JOURNALS_OF_TRACKS = (journal, review_marks, named_artists, edited_facts)
JOURNALS = (*JOURNALS_OF_TRACKS, tag_edits)


@dataclass(frozen=True)
class Decision:
    """That a track has a tag ("yes"), has it not ("no"), or is undecided again ("unseen")."""

    track_id: int
    tag_id: int
    state: DecisionState


@dataclass(frozen=True)
class Change:
    """A change of the state of a track's tag."""

    track_id: int
    tag_id: int
    before: DecisionState
    after: DecisionState


@dataclass(frozen=True)
class Recorded:
    """The changes of an action; `undo_group` is None when it changed nothing."""

    undo_group: int | None
    changes: tuple[Change, ...]


class Decided(NamedTuple):
    """A current decision: "yes" or "no", who made it, and when (seconds since 1970)."""

    state: DecisionState
    source: DecisionSource
    at: int


def newest_entry(connection: sa.Connection) -> int:
    """Return the number of the newest entry in the journal of decisions, 0 for an empty one."""
    return connection.scalar(sa.select(sa.func.max(journal.c.id))) or 0


def record_decisions(
    connection: sa.Connection,
    decisions: Sequence[Decision],
    source: DecisionSource,
    at: float | None = None,
) -> int:
    """Append decisions to the journal as one action and return the action's undo group.

    Open the library's `write(durable=True)` for it.
    """
    group = next_undo_group(connection)
    now = int(time.time() if at is None else at)
    rows = [
        {
            "at": now,
            "track_id": decision.track_id,
            "tag_id": decision.tag_id,
            "state": decision.state,
            "source": source,
            "undo_group": group,
        }
        for decision in decisions
    ]
    if rows:
        connection.execute(sa.insert(journal), rows)
    return group


def record_changes(
    connection: sa.Connection,
    wanted: Sequence[Decision],
    source: DecisionSource,
    at: float | None = None,
) -> Recorded:
    """Record those decisions that change something, as one action, and return the changes."""
    changes = changes_of(connection, wanted)
    if not changes:
        return Recorded(None, ())
    differing = [Decision(change.track_id, change.tag_id, change.after) for change in changes]
    return Recorded(record_decisions(connection, differing, source, at), changes)


def changes_of(connection: sa.Connection, wanted: Sequence[Decision]) -> tuple[Change, ...]:
    """Return the changes `wanted` would make; of two decisions on one tag the last counts."""
    decided = current(connection, {decision.track_id for decision in wanted})
    latest = {(decision.track_id, decision.tag_id): decision.state for decision in wanted}
    changes = (
        Change(track_id, tag_id, _state(decided.get(track_id, {}).get(tag_id)), state)
        for (track_id, tag_id), state in latest.items()
    )
    return tuple(change for change in changes if change.before != change.after)


def newest_group(connection: sa.Connection, before: int | None = None) -> int | None:
    """Return the newest group, of those `before` a number; None when there is none."""
    found = []
    for group in (table.c.undo_group for table in JOURNALS):
        query = sa.select(sa.func.max(group))
        found.append(connection.scalar(query if before is None else query.where(group < before)))
    return max((group for group in found if group is not None), default=None)


def next_undo_group(connection: sa.Connection) -> int:
    """Return the number for a new group."""
    return (newest_group(connection) or 0) + 1


def current(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, dict[int, Decided]]:
    """Return the current decisions on these tracks, by track id and tag id."""
    columns = decision_table.c
    rows = connection.execute(
        sa.select(columns.track_id, columns.tag_id, columns.state, columns.source, columns.at)
        .where(in_ids(columns.track_id, track_ids))
        .order_by(columns.track_id, columns.tag_id)
    )
    found: dict[int, dict[int, Decided]] = {}
    for track_id, tag_id, *decided in rows:
        found.setdefault(track_id, {})[tag_id] = Decided(*decided)
    return found


def _state(decided: Decided | None) -> DecisionState:
    return "unseen" if decided is None else decided.state
