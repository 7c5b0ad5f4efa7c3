"""What an action said, in counts: the same of one answer and of a hundred thousand."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.schema import (
    edited_facts,
    journal,
    kept_answers,
    named_artists,
    part_answers,
    review_marks,
)
from tagstudio.library.tags import undo_history
from tagstudio.library.tags.decisions import Change, DecisionSource, DecisionState
from tagstudio.library.tags.edited_facts import Edit
from tagstudio.library.tags.kept_answers import Kept
from tagstudio.library.tags.named_artists import Naming
from tagstudio.library.tags.part_answers import PARTS, PartChange
from tagstudio.library.tags.review_marks import Mark
from tagstudio.library.tags.tag_edits import EDITS, TagEdit
from tagstudio.library.tags.undo_history import Step


@dataclass(frozen=True)
class ActionSummary:
    """What an action said of tracks and tags.

    `answers` counts tracks by tag id and answer. `marked` tracks were marked, as `reviewed` or not,
    `again` where all of them were so before, too; `named` tracks got an artist, `artist` where that
    is one. Of `edited` tracks (those `named` too) the `facts` were edited, and of `kept` tracks an
    answer `is_kept`, or no longer is. `parts` counts answers to parts of tracks; `part` is the only
    one. `track_id` is the only track.
    """

    source: DecisionSource = "user"
    answers: Mapping[tuple[int, DecisionState], int] = field(default_factory=dict)
    marked: int = 0
    reviewed: bool = False
    again: bool = False
    named: int = 0
    artist: str | None = None
    edited: int = 0
    facts: frozenset[str] = frozenset()
    kept: int = 0
    is_kept: bool = False
    tag_edits: tuple[TagEdit, ...] = ()
    parts: int = 0
    part: PartChange | None = None
    track_id: int | None = None


def summed(  # noqa: PLR0913 - an action has these
    *,
    changes: Iterable[Change] = (),
    marks: Sequence[Mark] = (),
    namings: Sequence[Naming] = (),
    edits: Sequence[Edit] = (),
    kept: Sequence[Kept] = (),
    parts: Sequence[PartChange] = (),
) -> ActionSummary:
    """Sum up the changes that an action made."""
    artists = {one.after for one in namings} - {None}
    named = {one.track_id for one in namings}
    facts: set[str] = {one.field for one in edits}
    changes = list(changes)
    groups: tuple[Sequence[Any], ...] = (changes, marks, namings, edits, kept, parts)
    ids = {one.track_id for group in groups for one in group}
    return ActionSummary(
        answers=Counter((one.tag_id, one.after) for one in changes),
        marked=len([one for one in marks if one.is_turned] or marks),
        reviewed=bool(marks) and marks[0].after is not None,
        again=bool(marks) and not any(one.is_turned for one in marks),
        named=len(named),
        artist=artists.pop() if len(artists) == 1 else None,
        edited=len({one.track_id for one in edits} | named),
        facts=frozenset(facts | {"artist"} if facts and named else facts),
        kept=len({one.track_id for one in kept}),
        is_kept=any(one.after is not None for one in kept),
        parts=len(parts),
        part=parts[0] if len(parts) == 1 else None,
        track_id=ids.pop() if len(ids) == 1 else None,
    )


def of_step(step: Step, *, back: bool) -> ActionSummary:
    """Sum up what a step took `back`, which is what was there before it, or made again."""

    def said(changes: Sequence[Any]) -> list[Any]:
        return [_turned(one) for one in changes] if back else list(changes)

    made = summed(
        changes=said(step.changes),
        marks=said(step.marks),
        namings=said(step.namings),
        edits=said(step.edits),
        kept=said(step.kept),
        parts=said(step.parts),
    )
    return replace(made, source=step.source, tag_edits=tuple(said(step.tag_edits)))


def next_undo(connection: sa.Connection) -> ActionSummary | None:
    """Sum up the action that undo would take back; None for none."""
    group = undo_history.undoable(connection)
    return None if group is None else of_action(connection, group)


def next_redo(connection: sa.Connection) -> ActionSummary | None:
    """Sum up the action that redo would make again; None for none."""
    group = undo_history.redoable(connection)
    if group is None:
        return None
    return of_action(connection, undo_history.action_of(connection, group))


def of_action(connection: sa.Connection, group: int) -> ActionSummary:
    """Sum up an action by its undo group, without a row of the journals in memory for each track.

    Only of tags each edit is read, and of a part of a track the only one.
    """
    said = journal.c
    tracks = sa.func.count(said.track_id.distinct())
    query = sa.select(said.tag_id, said.state, tracks).where(said.undo_group == group)
    answers = connection.execute(query.group_by(said.tag_id, said.state)).all()
    source = connection.scalar(sa.select(said.source).where(said.undo_group == group).limit(1))
    marked, still_marked = _tracks(connection, review_marks, group)
    named, _ = _tracks(connection, named_artists, group)
    kept, still_kept = _tracks(connection, kept_answers, group)
    artist = sa.select(sa.func.min(named_artists.c.after), sa.func.max(named_artists.c.after))
    first, last = connection.execute(artist.where(named_artists.c.undo_group == group)).one()
    edits = edited_facts.c
    facts = connection.scalars(sa.select(edits.field).where(edits.undo_group == group).distinct())
    parts, _ = _tracks(connection, part_answers, group, sa.func.count())
    fields = frozenset(facts)
    return ActionSummary(
        source=source or "user",
        answers={(row[0], row[1]): row[2] for row in answers},
        marked=marked,
        reviewed=still_marked > 0,
        again=marked > 0 and not _turned_marks(connection, group),
        named=named,
        artist=first if first == last else None,
        edited=_edited(connection, group) if fields else named,
        facts=fields | {"artist"} if fields and named else fields,
        kept=kept,
        is_kept=still_kept > 0,
        tag_edits=tuple(EDITS.of_group(connection, group)),
        parts=parts,
        part=PARTS.of_group(connection, group)[0] if parts == 1 else None,
        track_id=_only_track(connection, group),
    )


def _tracks(
    connection: sa.Connection,
    table: sa.Table,
    group: int,
    counted: sa.ColumnElement[int] | None = None,
) -> tuple[int, int]:
    """Return how many tracks an action speaks of in a journal, and how many words it leaves."""
    columns = table.c
    tracks = sa.func.count(columns.track_id.distinct()) if counted is None else counted
    query = sa.select(tracks, sa.func.count(columns.after)).where(columns.undo_group == group)
    found, left = connection.execute(query).one()
    return found, left


def _turned_marks(connection: sa.Connection, group: int) -> int:
    """Return how many tracks an action marked as reviewed that were not, or the other way round."""
    marks = review_marks.c
    was, is_now = marks.before.is_(None), marks.after.is_(None)
    turned = sa.select(sa.func.count()).where(marks.undo_group == group, was != is_now)
    return connection.scalar(turned) or 0


def _only_track(connection: sa.Connection, group: int) -> int | None:
    """Return the track that an action speaks of, None for none or several."""
    found: set[int] = set()
    for table in (journal, review_marks, named_artists, edited_facts, kept_answers, part_answers):
        ids = table.c.track_id
        query = sa.select(sa.func.min(ids), sa.func.max(ids)).where(table.c.undo_group == group)
        found.update(id for id in connection.execute(query).one() if id is not None)
    return found.pop() if len(found) == 1 else None


def _edited(connection: sa.Connection, group: int) -> int:
    """Return of how many tracks an action edited a fact or named the artist."""
    both = sa.union(
        *(
            sa.select(table.c.track_id).where(table.c.undo_group == group)
            for table in (edited_facts, named_artists)
        )
    )
    return connection.scalar(sa.select(sa.func.count()).select_from(both.subquery())) or 0


def _turned(change: Any) -> Any:
    """Return a change the other way round."""
    if isinstance(change, Change):
        return replace(change, before=change.after, after=change.before)
    return change._replace(before=change.after, after=change.before)
