"""The user's decisions: yes or no to a tag of a track.

A decision is appended to the journal, which triggers keep from being changed or deleted. Other
triggers maintain the table of current decisions from it, so the two cannot disagree. The rows of
one action share an undo group, whose numbers only grow, over the journals of decisions, of review
marks, of named artists, of edited facts, of kept answers, of parts of tracks and of tags
together.
"""

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import decisions as decision_table
from tagstudio.library.db.schema import (
    edited_facts,
    journal,
    kept_answers,
    named_artists,
    part_answers,
    review_marks,
    tag_edits,
)
from tagstudio.library.tags.people import (
    NEW,
    known_person,
    number_of,
    said_here,
    who_is_at_work,
)

DecisionState = Literal["yes", "no", "unseen"]
DecisionSource = Literal["user", "file tag", "import", "album rule", "settled"]
DECISION_SOURCES: tuple[DecisionSource, ...] = get_args(DecisionSource)

# The source of the yes that a genre in a file says: nobody gave it, so it is no proof of anything.
FILE_TAG: DecisionSource = "file tag"

# The source of an answer that says what holds where people had answered differently.
SETTLED: DecisionSource = "settled"

# The tables whose rows belong to undo groups.
JOURNALS_OF_TRACKS = (
    journal,
    review_marks,
    named_artists,
    edited_facts,
    kept_answers,
    part_answers,
)
JOURNALS = (*JOURNALS_OF_TRACKS, tag_edits)


@dataclass(frozen=True)
class Decision:
    """That a track has a tag ("yes"), has it not ("no"), or is undecided again ("unseen")."""

    track_id: int
    tag_id: int
    state: DecisionState


@dataclass(frozen=True, slots=True)  # an undo of a merge has hundreds of thousands
class Change:
    """A change of the state of a track's tag.

    Both states are the same where someone answers what only the file had said, or says what
    another person has said.
    """

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
    """A current decision: "yes" or "no", how it was made, and when (seconds since 1970).

    `given_by` is the number of the person (`people`), None where nobody knows.
    """

    state: DecisionState
    source: DecisionSource
    at: int
    given_by: int | None = None


class Origin(NamedTuple):
    """How a decision was made, when (seconds since 1970; None: now), and by whom ("": at work)."""

    source: DecisionSource
    at: int | None
    by: str = ""


_NO_ORIGINS: Mapping[Decision, Origin] = MappingProxyType({})


def newest_entry(connection: sa.Connection, until: float | None = None) -> int:
    """Return the number of the newest entry in the journal of decisions, 0 for an empty one.

    Of those `until` a time, in seconds since 1970, where one is given.
    """
    newest = sa.select(sa.func.max(journal.c.id))
    return connection.scalar(newest if until is None else newest.where(journal.c.at <= until)) or 0


def record_decisions(
    connection: sa.Connection,
    decisions: Sequence[Decision],
    source: DecisionSource,
    at: float | None = None,
    origins: Mapping[Decision, Origin] = _NO_ORIGINS,
) -> int:
    """Append decisions to the journal as one action and return the action's undo group.

    Those in `origins` are recorded as made by these and then, not by `source` and now. Open the
    library's `write(durable=True)` for it.
    """
    group = next_undo_group(connection)
    now = int(time.time() if at is None else at)
    here, who = Origin(source, now), said_here(connection)
    numbers = {name: number_of(connection, name) for name in _named(origins)}
    rows = []
    for decision in decisions:
        origin = origins.get(decision, here)
        rows.append(
            {
                "at": now if origin.at is None else origin.at,
                "track_id": decision.track_id,
                "tag_id": decision.tag_id,
                "state": decision.state,
                "source": origin.source,
                "undo_group": group,
                **who,
                "given_by": numbers.get(origin.by, who["given_by"]),
            }
        )
    if rows:
        connection.execute(sa.insert(journal), rows)
    return group


def givers_of(
    connection: sa.Connection,
    wanted: Sequence[Decision],
    origins: Mapping[Decision, Origin] = _NO_ORIGINS,
    *,
    by_hand: bool = False,
) -> list[int | None]:
    """Return the numbers of the people whose own words decisions are.

    Of one who is new a number below 0. Of the one at work they are with `by_hand` only: an answer
    to this very track and tag, which nothing else led to.
    """
    who = who_is_at_work(connection) if by_hand else None
    known = {name: known_person(connection, name) or NEW for name in _named(origins)}
    return [known.get(origins[one].by, who) if one in origins else who for one in wanted]


def _named(origins: Mapping[Decision, Origin]) -> set[str]:
    return {one.by for one in origins.values()} - {""}


def record_changes(  # noqa: PLR0913 - how a decision can be made
    connection: sa.Connection,
    wanted: Sequence[Decision],
    source: DecisionSource,
    at: float | None = None,
    origins: Mapping[Decision, Origin] = _NO_ORIGINS,
    *,
    by_hand: bool = False,
) -> Recorded:
    """Record those decisions that change something, as one action, and return the changes.

    An answer `by_hand` is recorded where another person has said the same, too. The rest as for
    `record_decisions`.
    """
    sources = [origins[one].source if one in origins else source for one in wanted]
    givers = givers_of(connection, wanted, origins, by_hand=by_hand)
    changes = changes_of(connection, wanted, sources, givers)
    if not changes:
        return Recorded(None, ())
    differing = [Decision(change.track_id, change.tag_id, change.after) for change in changes]
    return Recorded(record_decisions(connection, differing, source, at, origins), changes)


def changes_of(
    connection: sa.Connection,
    wanted: Sequence[Decision],
    source: DecisionSource | Sequence[DecisionSource] = "user",
    givers: Sequence[int | None] | None = None,
) -> tuple[Change, ...]:
    """Return the changes `wanted` would make; of two decisions on one tag the last counts.

    `source` is that of all, or a sequence of one for each; `givers` are those of `givers_of`, None:
    none of them is a word of somebody's own beside the same one of another person.
    """
    decided = current(connection, {decision.track_id for decision in wanted})
    sources = repeat(source, len(wanted)) if isinstance(source, str) else source
    people = repeat(None, len(wanted)) if givers is None else givers
    latest = {
        (decision.track_id, decision.tag_id): (decision.state, made_as, made_by)
        for decision, made_as, made_by in zip(wanted, sources, people, strict=True)
    }
    changes = []
    for (track_id, tag_id), (state, made_as, made_by) in latest.items():
        former = decided.get(track_id, {}).get(tag_id)
        if _differs(former, state, made_as, made_by):
            changes.append(Change(track_id, tag_id, _state(former), state))
    return tuple(changes)


def _differs(
    former: Decided | None, state: DecisionState, source: DecisionSource, given_by: int | None
) -> bool:
    """Tell whether a decision is another one.

    That of the file and a person's own differ, and so do those of two people who answer by hand:
    that both say the same is known only where both have said it.
    """
    if former is None or state != former.state:
        return state != _state(former)
    if (former.source == FILE_TAG) is not (source == FILE_TAG):
        return True
    by_another = given_by is not None and former.given_by not in {None, given_by}
    return by_another and source != FILE_TAG


def newest_group(connection: sa.Connection, before: int | None = None) -> int | None:
    """Return the newest group, of those `before` a number; None when there is none."""
    found = []
    for group in (table.c.undo_group for table in JOURNALS):
        query = sa.select(sa.func.max(group))
        found.append(connection.scalar(query if before is None else query.where(group < before)))
    return max((group for group in found if group is not None), default=None)


def newest_group_of(
    connection: sa.Connection, person: int | None, before: int | None = None
) -> int | None:
    """Return the newest group that a person entered, or that nobody is known to have entered.

    Of those `before` a number; None when there is none.
    """
    found = []
    for table in JOURNALS:
        group, entered_by = table.c.undo_group, table.c.entered_by
        owners = [None] if person is None else [None, person]
        for owned in (entered_by == owner for owner in owners):
            query = sa.select(sa.func.max(group)).where(owned)
            query = query if before is None else query.where(group < before)
            found.append(connection.scalar(query))
    return max((group for group in found if group is not None), default=None)


def next_undo_group(connection: sa.Connection) -> int:
    """Return the number for a new group."""
    return (newest_group(connection) or 0) + 1


def current(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, dict[int, Decided]]:
    """Return the current decisions on these tracks, by track id and tag id."""
    columns = decision_table.c
    rows = connection.execute(
        sa.select(
            columns.track_id,
            columns.tag_id,
            columns.state,
            columns.source,
            columns.at,
            columns.given_by,
        )
        .where(in_ids(columns.track_id, track_ids))
        .order_by(columns.track_id, columns.tag_id)
    )
    found: dict[int, dict[int, Decided]] = {}
    for track_id, tag_id, *decided in rows:
        found.setdefault(track_id, {})[tag_id] = Decided(*decided)
    return found


def _state(decided: Decided | None) -> DecisionState:
    return "unseen" if decided is None else decided.state
