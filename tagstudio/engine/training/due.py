"""Whether a training is due: by the tracks answered since the last one, or by the clock."""

from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.core.messages import Message, message
from tagstudio.core.settings import DAILY, NEVER, WEEKLY
from tagstudio.engine.correcting.answers import answers
from tagstudio.engine.evaluation.out_of_reach import out_of_reach
from tagstudio.library.db.schema import journal, part_answers, tracks
from tagstudio.library.models.judgements import newest_training
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.tracks.folders import in_library

DAY = 86_400  # seconds
SECONDS = {DAILY: DAY, WEEKLY: 7 * DAY}


@dataclass(frozen=True)
class Due:
    """The newly answered tracks, and why no training is due for them: None where one is."""

    tracks: int
    reason: Message | None

    @property
    def is_due(self) -> bool:
        """Tell whether a training is due."""
        return self.reason is None


class Tried(NamedTuple):
    """A training that was tried, and may have failed: up to an entry of the journal, at a time."""

    entry: int = 0
    at: float = 0.0


NOT_TRIED = Tried()


def due(connection: sa.Connection, train_after: str, now: float, tried: Tried = NOT_TRIED) -> Due:
    """Tell whether a training is due `now`, in seconds since 1970, by the setting `train_after`.

    Answers before `tried` do not count again.
    """
    if train_after == NEVER:
        reason = message(
            "due.never",
            "No training is due: versions are not trained by themselves, as the settings say.",
        )
        return Due(0, reason)
    learned = Tried(*newest_training(connection))
    last = Tried(max(learned.entry, tried.entry), max(learned.at, tried.at))
    count = _newly_answered(connection, last)
    pause = SECONDS.get(train_after, 0)
    needed = 1 if pause else int(train_after)
    if count < needed:
        reason = message(
            "due.too-few",
            "No training is due: newly answered tracks so far: {count:,} of {needed:,}.",
            count=count,
            needed=needed,
        )
        return Due(count, reason)
    if now - last.at < pause:
        reason = message(
            "due.later",
            "No training is due yet, for the last one was a short while ago. {count:,} newly"
            " answered tracks wait for the next.",
            count=count,
        )
        return Due(count, reason)
    return Due(count, None)


def answered_since_training(connection: sa.Connection) -> int | None:
    """Count the tracks answered since the newest version learned; None before the first one."""
    learned = Tried(*newest_training(connection))
    return None if learned == NOT_TRIED else _newly_answered(connection, learned)


def _newly_answered(connection: sa.Connection, last: Tried) -> int:
    """Count the tracks with later answers, to them or to parts, and those reviewed later.

    An answer that was given and taken back again is none, nor is one to a track out of reach.
    """
    marked = sa.select(tracks.c.id).where(tracks.c.reviewed_at > last.at, in_library(tracks.c.id))
    changed = set(connection.scalars(_changed_since(last.entry)))
    found = changed & answers(connection).by_track.keys()
    columns = part_answers.c
    in_parts = sa.select(columns.track_id).where(columns.at > last.at, in_library(columns.track_id))
    found = found.union(connection.scalars(marked), connection.scalars(in_parts))
    return len(found - out_of_reach(connection)) if found else 0


def _changed_since(entry: int) -> sa.Select[tuple[int]]:
    """Select the tracks with an answer by hand that is another one than at this entry."""
    columns, before = journal.c, journal.alias()
    newest = (
        sa.select(sa.func.max(columns.id).label("id"))
        .where(columns.id > entry, columns.source != FILE_TAG)
        .group_by(columns.track_id, columns.tag_id)
        .subquery()
    )
    then = (
        sa.select(before.c.state)
        .where(
            before.c.track_id == columns.track_id,
            before.c.tag_id == columns.tag_id,
            before.c.id <= entry,
        )
        .order_by(before.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    is_new = sa.func.coalesce(then, "unseen") != columns.state
    return sa.select(columns.track_id).join(newest, columns.id == newest.c.id).where(is_new)
