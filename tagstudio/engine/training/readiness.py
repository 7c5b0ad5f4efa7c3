"""What can be learned from the answers, and what is missing, tag by tag: one answer for all.

The button, the pages, the command line and the trainer ask here. From the first answer on
something can be learned; what it is worth, and what would make it worth more, stands beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.core.messages import Message, message
from tagstudio.engine.correcting.answers import answers
from tagstudio.engine.evaluation.answered_tracks import reviewed_tracks
from tagstudio.learning.witnesses import MIN_GROUPS, MIN_NO, MIN_YES
from tagstudio.library.tracks.track_groups import groups_of

LEARNS_WELL_FROM = 3  # yes, by different artists


@dataclass(frozen=True)
class TagReadiness:
    """The answers of a tag: numbers of yes and no, and of the artists they are about.

    `missing` says what would help most, None where nothing is missing.
    """

    tag: str
    yes: int
    no: int
    yes_artists: int
    no_artists: int
    missing: Message | None


@dataclass(frozen=True)
class Readiness:
    """All answers: `tracks` with answers or reviewed, `answers` given, `artists` they are about.

    `obstacle` is the reason why nothing can be learned, None where something can; `worth` says how
    much it is worth so far.
    """

    tracks: int
    answers: int
    artists: int
    tags: tuple[TagReadiness, ...]
    obstacle: Message | None
    worth: Message | None


def readiness(connection: sa.Connection) -> Readiness:
    """Count the answers as they stand."""
    given = answers(connection)
    reviewed = reviewed_tracks(connection)
    answered = sorted({*given.by_track, *reviewed})
    groups = groups_of(connection, answered)
    by_tag: dict[int, tuple[list[str], list[str]]] = {}
    for track_id, of_track in given.by_track.items():
        for tag_id, yes in of_track.items():
            by_tag.setdefault(tag_id, ([], []))[yes].append(groups[track_id].key)
    tags = sorted(
        (_tag(given.tag_names[tag_id], *found) for tag_id, found in by_tag.items()),
        key=lambda one: one.tag.casefold(),
    )
    artists = len({groups[track_id].key for track_id in answered})
    count = sum(one.yes + one.no for one in tags)
    obstacle = None
    if not answered:
        obstacle = message(
            "readiness.nothing",
            "There is nothing to learn from yet. Answer yes or no to a tag of some track.",
        )
    return Readiness(
        len(answered), count, artists, tuple(tags), obstacle, _worth(tags, artists, len(answered))
    )


def _tag(name: str, no: Sequence[str], yes: Sequence[str]) -> TagReadiness:
    counts = len(yes), len(no), len(set(yes)), len(set(no))
    return TagReadiness(name, *counts, _missing(*counts))


def _missing(yes: int, no: int, yes_artists: int, no_artists: int) -> Message | None:
    if yes_artists < LEARNS_WELL_FROM:
        more = LEARNS_WELL_FROM - yes_artists
        if yes > yes_artists or (yes and more == 1):
            return message(
                "readiness.yes-by-others", "{count} more yes by another artist", count=more
            )
        return message("readiness.yes", "{count} more yes", count=more)
    if no < MIN_NO or no_artists < MIN_NO:
        return message("readiness.no", "{count} more no", count=max(1, MIN_NO - no_artists))
    return None


def _worth(tags: Sequence[TagReadiness], artists: int, tracks: int) -> Message | None:
    """Return how much can be expected of the answers, None without any."""
    if not tracks:
        return None
    counted = sum(one.yes >= MIN_YES and one.no >= MIN_NO for one in tags)
    if artists < MIN_GROUPS or not counted:
        return message(
            "readiness.little",
            "So few answers are worth little: a version that learns from them is not put to use by"
            " itself. With yes and no to the same tags by {artists} artists it can be judged.",
            artists=MIN_GROUPS,
        )
    return message(
        "readiness.enough",
        "{tags} tags can be judged, by {artists} artists.",
        tags=counted,
        artists=artists,
    )
