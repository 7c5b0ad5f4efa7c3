"""The answers to parts of tracks: yes or no to a tag in a stretch, and not of the whole track.

An append-only journal, which undo goes by; the newest entry of a track, tag and stretch is what
holds. What a track's tag is never follows from it: lists, searches, writing and measuring ask for
the decisions on tracks alone. Training learns from both (docs/decisions/0043-parts-of-tracks.md).
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import part_answers
from tagstudio.library.tags.change_journal import ChangeJournal
from tagstudio.library.tags.decisions import DecisionState, next_undo_group

PartSource = Literal["user", "import"]
SHORTEST_SECONDS = 1.0  # a shorter stretch is too little to be heard by itself
# What leaves less out at both ends is the whole track: so much of it, and no more than a second.
MARGIN, MOST_MARGIN = 0.05, 1.0

_columns = part_answers.c


class Stretch(NamedTuple):
    """Where a part is, in milliseconds from the beginning of the track: [start, end)."""

    start_ms: int
    end_ms: int

    @property
    def start(self) -> float:
        """The beginning in seconds."""
        return self.start_ms / 1000

    @property
    def end(self) -> float:
        """The end in seconds."""
        return self.end_ms / 1000

    @property
    def seconds(self) -> float:
        """How long it is."""
        return (self.end_ms - self.start_ms) / 1000


class PartAnswer(NamedTuple):
    """An answer to a tag in a stretch of a track: yes, no, or "unseen", which takes one back.

    `at` is in seconds since 1970; None for one that is given now. `given_by` is the number of the
    person; None: not known, or, for one that is given now, the one at work.
    """

    track_id: int
    tag_id: int
    stretch: Stretch
    state: DecisionState
    source: PartSource = "user"
    at: int | None = None
    given_by: int | None = None


class PartChange(NamedTuple):
    """The state of a tag in a stretch of a track before an action and after it, each with who."""

    track_id: int
    tag_id: int
    start_ms: int
    end_ms: int
    before: DecisionState
    former_source: PartSource
    after: DecisionState
    source: PartSource


PARTS = ChangeJournal(
    part_answers,
    PartChange,
    ("track_id", "tag_id", "start_ms", "end_ms"),
    ("before", "former_source"),
    ("after", "source"),
)
put, of_group = PARTS.put, PARTS.of_group


def is_whole(start: float, end: float, seconds: float | None) -> bool:
    """Tell whether a stretch is all of a track of so many seconds, and so no part of it."""
    if seconds is None:
        return False
    margin = min(MARGIN * seconds, MOST_MARGIN)
    return start < margin and end > seconds - margin


def stretch_of(start: float, end: float, seconds: float | None) -> Stretch:
    """Return the stretch between two moments of a track of so many seconds (None: not known).

    Raises TagStudioError for one that is no part of the track, with what to do.
    """
    if start < 0:
        raise TagStudioError(
            "parts.before-start", "A part begins at 0:00 or later; write a later beginning."
        )
    if end == start:
        raise TagStudioError(
            "parts.empty",
            "The part would end where it begins, at {start:g} s; give it a later end.",
            start=start,
        )
    if end < start:
        raise TagStudioError(
            "parts.backwards",
            "The part ends at {end:g} s, before it begins at {start:g} s; write the beginning"
            " first.",
            start=start,
            end=end,
        )
    if seconds is not None and end > seconds + MOST_MARGIN:
        raise TagStudioError(
            "parts.behind-end",
            "The part ends at {end:g} s, behind the end of the track, which is {seconds:.1f} s"
            " long; write an earlier end.",
            end=end,
            seconds=seconds,
        )
    end = end if seconds is None else min(end, seconds)
    if is_whole(start, end, seconds):
        raise TagStudioError(
            "parts.whole",
            "That is the whole track, not a part of it; answer the tag of the track itself.",
        )
    if end - start < SHORTEST_SECONDS:
        raise TagStudioError(
            "parts.too-short",
            "A part has to be {least:g} s long at least; choose a longer one.",
            least=SHORTEST_SECONDS,
        )
    return Stretch(round(start * 1000), round(end * 1000))


def record(
    connection: sa.Connection, wanted: Sequence[PartAnswer], group: int | None = None
) -> tuple[PartChange, ...]:
    """Record those answers that change something, as one action or as part of `group`.

    Of two answers to one tag in one stretch the last counts. Open the library's
    `write(durable=True)` for it.
    """
    changes = changes_of(connection, wanted)
    group = next_undo_group(connection) if group is None else group
    answers = {_place(one): one for one in wanted}
    for one in changes:
        answer = answers[one.track_id, one.tag_id, Stretch(one.start_ms, one.end_ms)]
        put(connection, [one], group, at=answer.at, given_by=answer.given_by)
    return changes


def changes_of(connection: sa.Connection, wanted: Sequence[PartAnswer]) -> tuple[PartChange, ...]:
    """Return the changes that `record` would make."""
    known = {_place(one): one for one in parts_on(connection, {one.track_id for one in wanted})}
    changes = []
    for place, one in {_place(one): one for one in wanted}.items():
        former = known.get(place)
        before: DecisionState = "unseen" if former is None else former.state
        if one.state == before:
            continue
        change = PartChange(
            one.track_id,
            one.tag_id,
            *one.stretch,
            before,
            "user" if former is None else former.source,
            one.state,
            one.source,
        )
        changes.append(change)
    return tuple(changes)


def parts_on(
    connection: sa.Connection, track_ids: Iterable[int], *, but_groups: Iterable[int] = ()
) -> list[PartAnswer]:
    """Return the answers to parts of tracks, by track and place.

    Those whose newest entry is of an undo group in `but_groups` are left out.
    """
    newest = (
        sa.select(sa.func.max(_columns.id))
        .where(in_ids(_columns.track_id, track_ids))
        .group_by(_columns.track_id, _columns.tag_id, _columns.start_ms, _columns.end_ms)
    )
    query = (
        sa.select(part_answers)
        .where(_columns.id.in_(newest), _columns.after.in_(("yes", "no")))
        .where(_columns.end_ms > _columns.start_ms)  # not so in a damaged journal
        .order_by(_columns.track_id, _columns.start_ms, _columns.end_ms, _columns.tag_id)
    )
    left_out = set(but_groups)
    return [
        PartAnswer(
            row.track_id,
            row.tag_id,
            Stretch(row.start_ms, row.end_ms),
            row.after,
            row.source,
            row.at,
            row.given_by,
        )
        for row in connection.execute(query)
        if row.undo_group not in left_out
    ]


def tracks_with_parts(connection: sa.Connection) -> list[int]:
    """Return the ids of the tracks of which a part was answered, now or once."""
    return list(connection.scalars(sa.select(_columns.track_id).distinct()))


def _place(one: PartAnswer) -> tuple[int, int, Stretch]:
    return one.track_id, one.tag_id, one.stretch
