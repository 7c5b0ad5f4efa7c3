"""What can be learned from the answers, and what is missing, tag by tag: one answer for all.

The button, the pages, the command line and the trainer ask here. From the first answer on
something can be learned; what it is worth, and what would make it worth more, stands beside it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.core.messages import Message, message
from tagstudio.engine.correcting.answers import given_answers
from tagstudio.engine.correcting.parts import tracks_with_parts_to_learn
from tagstudio.engine.evaluation.answered_tracks import reviewed_tracks
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.training.hear_parts import part_counts
from tagstudio.learning.looks import FIRST_LOOK, FIRST_TRIAL
from tagstudio.learning.witnesses import MIN_GROUPS, MIN_NO, MIN_YES
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import decisions, tracks
from tagstudio.library.models import models, suggestions
from tagstudio.library.search.pending import pending_tracks
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.tags.tags import said_names
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.track_groups import groups_of
from tagstudio.library.tracks.track_state import readable

LEARNS_WELL_FROM = 3  # yes, by different artists
NOTHING = message(
    "readiness.nothing",
    "There is nothing to learn from yet. Answer yes or no to a tag of some track.",
)


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

    `known_artists` are those that are more than tracks alike in sound: a proof takes them alone.
    `obstacle` is the reason why nothing can be learned, None where something can; `worth` says how
    much it is worth so far. `parts` counts the answered parts of tracks, which teach and are no
    part of the other numbers; `parts_out_of_reach` those of them that cannot be heard now.
    """

    tracks: int
    answers: int
    artists: int
    known_artists: int
    tags: tuple[TagReadiness, ...]
    obstacle: Message | None
    worth: Message | None
    parts: int = 0
    parts_out_of_reach: int = 0

    @property
    def on_parts(self) -> Message | None:
        """What the answered parts of tracks are worth, None where there are none."""
        if not self.parts:
            return None
        if self.parts_out_of_reach:
            return message(
                "readiness.parts-out-of-reach",
                "Answered parts of tracks that teach, too: {count:,}. Of them {lacking:,} cannot be"
                " heard now: their files are missing or cannot be read. Connect the disk with the"
                " music, or scan the folder again.",
                count=self.parts,
                lacking=self.parts_out_of_reach,
            )
        return message(
            "readiness.parts",
            "Answered parts of tracks that teach, too: {count:,}.",
            count=self.parts,
        )


@dataclass(frozen=True)
class AnswerCounts:
    """Numbers of tracks with answers or reviewed, and of yes and no; `obstacle` as in Readiness."""

    tracks: int
    yes: int
    no: int
    obstacle: Message | None


def answer_counts(connection: sa.Connection) -> AnswerCounts:
    """Count the answers, which is quick; whose they are about takes `readiness`."""
    columns = decisions.c
    here = in_library(columns.track_id) & (columns.source != FILE_TAG)
    by_state = sa.select(columns.state, sa.func.count()).where(here).group_by(columns.state)
    counts = {row[0]: row[1] for row in connection.execute(by_state)}
    reviewed = sa.select(tracks.c.id).where(
        tracks.c.reviewed_at.is_not(None), in_library(tracks.c.id)
    )
    answered = sa.union(sa.select(columns.track_id).where(here), reviewed).subquery()
    count = connection.scalar(sa.select(sa.func.count()).select_from(answered)) or 0
    teaches = bool(count or tracks_with_parts_to_learn(connection))
    return AnswerCounts(
        count, counts.get("yes", 0), counts.get("no", 0), None if teaches else NOTHING
    )


def readiness(connection: sa.Connection, learner: InstalledModel | None = None) -> Readiness:
    """Count the answers as they stand; `learner` is the model that is to learn from them."""
    given = list(given_answers(connection))
    answered = sorted({*(track_id for track_id, _, _ in given), *reviewed_tracks(connection)})
    groups = groups_of(connection, answered)
    by_tag: dict[int, tuple[list[str], list[str]]] = {}
    for track_id, tag_id, yes in given:
        by_tag.setdefault(tag_id, ([], []))[yes].append(groups[track_id].key)
    names = said_names(connection)
    tags = sorted(
        (_tag(names[tag_id], *found) for tag_id, found in by_tag.items()),
        key=lambda one: one.tag.casefold(),
    )
    artists = {groups[track_id] for track_id in answered}
    known = sum(one.is_known for one in artists)
    count = sum(one.yes + one.no for one in tags)
    parts = part_counts(connection, learner.info if learner is not None else None)
    taught_by = {*answered, *tracks_with_parts_to_learn(connection)}
    return Readiness(
        len(answered),
        count,
        len(artists),
        known,
        tuple(tags),
        obstacle(connection, taught_by, learner),
        _worth(tags, len(artists), known, len(answered)),
        parts.parts,
        parts.out_of_reach,
    )


def obstacle(
    connection: sa.Connection, answered: Collection[int], learner: InstalledModel | None
) -> Message | None:
    """Return why nothing can be learned from the `answered` tracks, None where something can."""
    manifest = learner.plugin.manifest if learner is not None else None
    if learner is not None and not (manifest and manifest.reads_examples):
        return message(
            "training.old-plugin",
            "The plugin {plugin} was written for an older TagStudio: it suggests, but does not"
            " learn. Install a newer version of it.",
            plugin=learner.plugin.name,
        )
    if not answered:
        return NOTHING
    if learner is not None and _all_out_of_reach(connection, answered, learner):
        return message(
            "readiness.out-of-reach",
            "There is nothing to learn from now: the files of all answered tracks are missing or"
            " cannot be read. Connect the disk with the music, or scan the folder again.",
        )
    return None


def _all_out_of_reach(
    connection: sa.Connection, answered: Collection[int], learner: InstalledModel
) -> bool:
    """Tell whether no answered track has stored features, nor a file to make them from.

    A file that the model failed on again and again is none.
    """
    info = learner.info
    lacking = suggestions.without_features(
        connection, info.feature_digest, answered, info.feature_shape
    )
    if len(lacking) < len(answered):
        return False
    if hears := models.find_model(connection, info.parent or info.name):
        return not pending_tracks(connection, hears.id, lacking, again=True)
    here = sa.select(tracks.c.id).where(readable(), in_ids(tracks.c.id, lacking)).limit(1)
    return connection.scalar(here) is None


def _tag(name: str, no: Sequence[str], yes: Sequence[str]) -> TagReadiness:
    counts = len(yes), len(no), len(set(yes)), len(set(no))
    return TagReadiness(name, *counts, _missing(*counts))


def _missing(yes: int, no: int, yes_artists: int, no_artists: int) -> Message | None:
    if not yes:
        return message(
            "readiness.yes", "{count:,} yes by different artists", count=LEARNS_WELL_FROM
        )
    if not no:
        return message("readiness.no", "{count:,} no by different artists", count=MIN_NO)
    if yes_artists < LEARNS_WELL_FROM:
        more = LEARNS_WELL_FROM - yes_artists
        if more == 1:
            return message("readiness.one-more-yes", "one more yes by another artist")
        return message("readiness.more-yes", "{count:,} more yes by other artists", count=more)
    if no_artists < MIN_NO:
        return message("readiness.one-more-no", "one more no by another artist")
    return None


def _worth(
    tags: Sequence[TagReadiness], artists: int, known_artists: int, tracks: int
) -> Message | None:
    """Return how much can be expected of the answers, None without any."""
    if not tracks:
        return None
    judged = sum(one.yes >= MIN_YES and one.no >= MIN_NO for one in tags)
    if tracks < FIRST_TRIAL or artists < MIN_GROUPS:
        return message(
            "readiness.little",
            "So few answers are worth little: a version learns from them, but nobody can tell yet"
            " whether it is better, so it is not used by itself. That begins with {enough:,}"
            " answered tracks by {enough_artists:,} artists, and yes and no to the same tag. So"
            " far: tracks {tracks:,}, artists {artists:,}.",
            tracks=tracks,
            artists=artists,
            enough=FIRST_TRIAL,
            enough_artists=MIN_GROUPS,
        )
    if not judged:
        return message(
            "readiness.one-sided",
            "{tracks:,} answered tracks by {artists:,} artists would do, but no tag has {yes:,} yes"
            " and {no:,} no, so nobody can tell whether a version is better. In Review, say no"
            " where a suggestion is wrong.",
            tracks=tracks,
            artists=artists,
            yes=MIN_YES,
            no=MIN_NO,
        )
    if tracks < FIRST_LOOK:
        return message(
            "readiness.some",
            "{tracks:,} answered tracks by {artists:,} artists: enough to use a version on trial if"
            " it is probably better. A proof takes {enough:,} tracks or more by {enough_artists:,}"
            " artists or more who are known by name; {known_artists:,} are so far.",
            tracks=tracks,
            artists=artists,
            enough=FIRST_LOOK,
            enough_artists=MIN_GROUPS,
            known_artists=known_artists,
        )
    if known_artists < MIN_GROUPS:
        return message(
            "readiness.unknown-artists",
            "{tracks:,} answered tracks: enough to use a version on trial if it is probably better."
            " A proof takes {enough:,} artists or more who are known by name, and {artists:,} are:"
            " say who made the tracks.",
            tracks=tracks,
            enough=MIN_GROUPS,
            artists=known_artists,
        )
    return message(
        "readiness.enough",
        "{tracks:,} answered tracks by {artists:,} artists: enough to prove that a version is"
        " better, by {tags:,} tags.",
        tracks=tracks,
        artists=artists,
        tags=judged,
    )
