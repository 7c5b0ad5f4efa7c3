"""Whether a training is due: by the tracks answered since the last one, or by the clock."""

from dataclasses import dataclass
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.core.messages import Message, message
from tagstudio.core.settings import DAILY, NEVER, WEEKLY
from tagstudio.engine.correcting.answers import answers
from tagstudio.library.db.schema import journal, tracks
from tagstudio.library.models.judgements import newest_training
from tagstudio.library.tracks.folders import in_library

DAY = 86_400  # seconds
SECONDS = {DAILY: DAY, WEEKLY: 7 * DAY}


@dataclass(frozen=True)
class Due:
    """Whether a training is due, and why or why not; `tracks` were newly answered."""

    is_due: bool
    tracks: int
    reason: Message


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
        return Due(False, 0, reason)
    learned_up_to, trained_at = newest_training(connection)
    last = Tried(max(learned_up_to, tried.entry), max(trained_at, tried.at))
    count = _newly_answered(connection, last)
    if train_after in SECONDS:
        is_due = count > 0 and now - last.at >= SECONDS[train_after]
        needed = 1
    else:
        needed = int(train_after)
        is_due = count >= needed
    return Due(is_due, count, _reason(is_due, count, needed))


def _reason(is_due: bool, count: int, needed: int) -> Message:
    if is_due:
        return message("due.now", "A training is due: {count} newly answered tracks.", count=count)
    if count < needed:
        return message(
            "due.too-few",
            "No training is due: {count} newly answered tracks so far, of {needed}.",
            count=count,
            needed=needed,
        )
    return message(
        "due.later",
        "No training is due yet: the last one was too short a while ago. {count} newly answered"
        " tracks wait for the next.",
        count=count,
    )


def _newly_answered(connection: sa.Connection, last: Tried) -> int:
    """Count the tracks with answers of later entries, and those marked as reviewed later."""
    changed = sa.select(journal.c.track_id).where(journal.c.id > last.entry).distinct()
    marked = sa.select(tracks.c.id).where(tracks.c.reviewed_at > last.at, in_library(tracks.c.id))
    found = set(connection.scalars(changed)) & answers(connection).by_track.keys()
    return len(found.union(connection.scalars(marked)))
