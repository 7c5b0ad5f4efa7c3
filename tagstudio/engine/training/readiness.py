"""What can be learned from the answers, and what is missing, tag by tag: one answer for all.

The button, the pages, the command line and the trainer ask here. From the first answer on
something can be learned; what it is worth, and what would make it worth more, stands beside it.
"""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

import sqlalchemy as sa

from tagstudio.core.messages import Message, message
from tagstudio.engine.correcting.answers import given_answers
from tagstudio.engine.correcting.parts import tracks_with_parts_to_learn
from tagstudio.engine.evaluation.answered_tracks import reviewed_tracks
from tagstudio.engine.evaluation.out_of_reach import out_of_reach
from tagstudio.engine.plugins.installed_models import InstalledModel
from tagstudio.engine.training.aims import Reached, worth_of
from tagstudio.engine.training.hear_parts import part_counts
from tagstudio.learning.witnesses import MIN_GROUPS, MIN_NO, MIN_YES
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import decisions, tracks
from tagstudio.library.models import models, suggestions
from tagstudio.library.search.pending import pending_tracks
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.tags.tags import list_tags, said_names, tags_now
from tagstudio.library.tracks.folders import in_library
from tagstudio.library.tracks.track_groups import TrackGroup, groups_of, without_cluster
from tagstudio.library.tracks.track_state import readable

LEARNS_WELL_FROM = 3  # yes, by different artists
OWN_TAG_YES, OWN_TAG_NO = 10, 20  # with so many an own tag was shown to be learned, nine in ten
COUNTED_WHOLE = 2_000  # tracks of a library, up to which its artists are counted
ENOUGH_TO_LOOK_AT = 500  # answers: where these teach something, no other has to be looked at
NOTHING = message(
    "readiness.nothing",
    "There is nothing to learn from yet. Answer yes or no to a tag of some track.",
)


@dataclass(frozen=True)
class TagReadiness:
    """The answers of a tag: numbers of yes and no, and of the artists they are about.

    `tag` is what it is called now, `key` the name by which models know it. `missing` says what it
    takes to learn it well, each by another artist, by one rule for all tags, None where it has
    enough for a start;
    `to_test` what it takes to tell how well the librarian's own tag (`is_own`) is learned, None
    where nothing is known to be missing.
    """

    tag: str
    yes: int
    no: int
    yes_artists: int
    no_artists: int
    missing: Message | None
    key: str = ""
    is_own: bool = False
    to_test: Message | None = None


@dataclass(frozen=True)
class Readiness:
    """All answers: `tracks` with answers or reviewed, `answers` given, `artists` they are about.

    `known_artists` are those that are more than tracks alike in sound: a proof takes them alone.
    Of `nameless` tracks it is not known who made them: alike in sound they count as one artist,
    once they were compared, which `uncompared` of them were not; these count for no artist yet.
    `obstacle` is the reason why nothing can be learned, None where something can, and
    `obstacle_of_answers` the same where finished tracks do not count; `worth` says how
    much it is worth so far. `parts` counts the answered parts of tracks, which teach and are no
    part of the other numbers; `parts_out_of_reach` those of them that cannot be heard now.
    Neither are the answered `tracks_out_of_reach`, which teach nothing until they can be heard;
    `library_tracks` are all that can be heard; `finished` tracks were reviewed, and tags without an
    answer are assumed no on them.
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
    nameless: int = 0
    uncompared: int = 0
    tracks_out_of_reach: int = 0
    library_tracks: int = 0
    finished: int = 0
    obstacle_of_answers: Message | None = None

    def obstacle_for(self, *, reviewed_as_no: bool) -> Message | None:
        """Why a training would learn nothing, by whether finished tracks are to count in it."""
        return self.obstacle if reviewed_as_no else self.obstacle_of_answers

    @property
    def on_assumed(self) -> Message | None:
        """How what is assumed no on finished tracks counts, None where no track is finished."""
        if not self.finished:
            return None
        return message(
            "readiness.assumed",
            "What is assumed no on finished tracks counts a little in training, and nowhere here:"
            " these are the answers that you gave.",
        )

    @property
    def on_out_of_reach(self) -> Message | None:
        """That answered tracks do not count as they cannot be heard, None where all can."""
        if not self.tracks_out_of_reach:
            return None
        if self.tracks_out_of_reach == 1:
            return message(
                "readiness.one-out-of-reach",
                "One more answered track does not count: its file is missing or cannot be read.",
            )
        return message(
            "readiness.tracks-out-of-reach",
            "{count:,} more answered tracks do not count: their files are missing or cannot be"
            " read.",
            count=self.tracks_out_of_reach,
        )

    @property
    def on_artists(self) -> Message | None:
        """For how many artists the tracks count of which nobody knows who made them.

        None where there are none, or where the known ones are enough.
        """
        if not self.nameless or self.known_artists >= MIN_GROUPS:
            return None
        if self.uncompared:
            return message(
                "readiness.artists-open",
                "Of {count:,} answered tracks it is not known who made them. Training compares"
                " them: those that sound alike count as one artist. For a proof only artists known"
                " by name count, {known:,} so far: choose tracks in the library, then Set the"
                " artist.",
                count=self.nameless,
                known=self.known_artists,
            )
        return message(
            "readiness.artists-by-sound",
            "Of {count:,} answered tracks it is not known who made them: by their sound they count"
            " as {groups:,} artists. For a proof only artists known by name count, {known:,} so"
            " far: choose tracks in the library, then Set the artist.",
            count=self.nameless,
            groups=self.artists - self.known_artists,
            known=self.known_artists,
        )

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
    """The number of tracks that teach, by answers or as they are reviewed.

    `answered` of them have an answer.
    """

    tracks: int
    answered: int = 0


def answer_counts(connection: sa.Connection) -> AnswerCounts:
    """Count the answered tracks, which is quick; whose they are about takes `readiness`."""
    columns = decisions.c
    by_hand = in_library(columns.track_id) & (columns.source != FILE_TAG)
    reviewed = sa.select(tracks.c.id).where(
        tracks.c.reviewed_at.is_not(None), in_library(tracks.c.id)
    )
    answered = sa.select(columns.track_id).where(by_hand)
    teaching = sa.union(answered, reviewed).subquery()
    every = connection.scalar(sa.select(sa.func.count()).select_from(teaching)) or 0
    lost = out_of_reach(connection) if every else ()

    def heard(track_id: sa.ColumnElement[int]) -> int:
        counting = sa.select(sa.func.count(track_id.distinct()))
        return connection.scalar(counting.where(~in_ids(track_id, lost)) if lost else counting) or 0

    return AnswerCounts(heard(teaching.c.track_id), heard(answered.subquery().c.track_id))


def readiness(connection: sa.Connection, learner: InstalledModel | None = None) -> Readiness:
    """Count the answers as they stand; `learner` is the model that is to learn from them."""
    lost, every = out_of_reach(connection), list(given_answers(connection))
    finished, by_parts = {*reviewed_tracks(connection)}, tracks_with_parts_to_learn(connection)
    by_answers = {track_id for track_id, _, _ in every}
    taught_by = by_answers | finished
    given = [one for one in every if one[0] not in lost]
    answered = sorted(taught_by - lost)
    groups = groups_of(connection, answered)
    tags = _tags(connection, given, groups)
    nameless = [track_id for track_id in answered if not groups[track_id].is_known]
    uncompared = without_cluster(connection, nameless)
    artists = {group for track_id, group in groups.items() if track_id not in uncompared}
    known = sum(one.is_known for one in artists)
    parts = part_counts(connection, learner.info if learner is not None else None)
    library_tracks, library_artists = _size(connection, known, lost)
    two_sided, judging, nearest = _two_sided(connection, given)
    reached = Reached(
        len(answered),
        library_tracks,
        len({groups[track_id] for track_id in judging if track_id not in uncompared}),
        known,
        len(uncompared),
        two_sided,
        library_artists,
        nearest,
    )
    return Readiness(
        len(answered),
        len(given),
        len(artists),
        known,
        tags,
        obstacle(connection, taught_by | by_parts, learner),
        worth_of(reached),
        parts.parts,
        parts.out_of_reach,
        len(nameless),
        len(uncompared),
        len(taught_by & lost),
        library_tracks,
        len(finished - lost),
        obstacle(connection, by_answers | by_parts, learner),
    )


def _tags(
    connection: sa.Connection,
    given: Sequence[tuple[int, int, bool]],
    groups: Mapping[int, TrackGroup],
) -> tuple[TagReadiness, ...]:
    """Return the answers of each tag that there is, by name; a merged one's are those of both."""
    by_tag: dict[int, tuple[list[str], list[str]]] = {}
    now = tags_now(connection)
    for track_id, tag_id, yes in given:
        if (kept := now[tag_id]) is not None:
            by_tag.setdefault(kept, ([], []))[yes].append(groups[track_id].key)
    keys = said_names(connection)
    found = (
        _tag(one.name, keys[one.id], one.origin == "user", *by_tag[one.id])
        for one in list_tags(connection)
        if one.id in by_tag
    )
    return tuple(sorted(found, key=lambda one: one.tag.casefold()))


def _two_sided(
    connection: sa.Connection, given: Sequence[tuple[int, int, bool]]
) -> tuple[int, set[int], Message | None]:
    """Return how many tags have yes and no enough to be compared, and the tracks they are about.

    And which one lacks least of that, and what. The librarian's own are judged apart, for no
    published model has them.
    """
    now = tags_now(connection)
    known = list_tags(connection)
    own = {one.id for one in known if one.origin == "user"}
    by_tag: dict[int, tuple[set[int], set[int]]] = {}
    for track_id, tag_id, yes in given:
        if (kept := now[tag_id]) is not None and kept not in own:
            by_tag.setdefault(kept, (set(), set()))[yes].add(track_id)
    compared = [
        no | yes for no, yes in by_tag.values() if len(yes) >= MIN_YES and len(no) >= MIN_NO
    ]
    names = {one.id: one.name for one in known}
    lacking = [
        (max(0, MIN_YES - len(yes)), max(0, MIN_NO - len(no)), -len(yes), names[tag])
        for tag, (no, yes) in by_tag.items()
    ]
    nearest = None
    if lacking:
        more_yes, more_no, _, tag = min(lacking, key=lambda one: (one[0] + one[1], *one[2:]))
        nearest = _lacks(tag, more_yes, more_no)
    return len(compared), set().union(*compared), nearest


def _lacks(tag: str, yes: int, no: int) -> Message | None:
    """Return what a tag lacks to be compared, None for nothing."""
    missing = _missing(yes, no)
    if missing is None:
        return None
    return message(
        "readiness.nearest",
        "{missing} to a tag that the model suggests, such as “{tag}” (say no where a suggestion is"
        " wrong; what is assumed no, and your own words, do not count)",
        missing=missing,
        tag=tag,
    )


def _size(
    connection: sa.Connection, known_artists: int, lost: Collection[int]
) -> tuple[int, int | None]:
    """Return how many tracks can be heard, and by how many artists, where that may be too few.

    Those `lost` cannot be. None where the artists answered are enough, not all are known by name,
    or the library is large.
    """
    every = sa.select(tracks.c.id).where(in_library(tracks.c.id))
    if lost:
        every = every.where(~in_ids(tracks.c.id, lost))
    count = connection.scalar(sa.select(sa.func.count()).select_from(every.subquery())) or 0
    if known_artists >= MIN_GROUPS or count > COUNTED_WHOLE:
        return count, None
    artists = set(groups_of(connection, connection.scalars(every)).values())
    return count, len(artists) if all(one.is_known for one in artists) else None


def learning_obstacle(connection: sa.Connection, learner: InstalledModel | None) -> Message | None:
    """Return the `obstacle` of the readiness alone, from as few of the answers as tell it."""
    with closing(given_answers(connection)) as given:  # else what is read later is of this moment
        some = {track_id for track_id, _, _ in islice(given, ENOUGH_TO_LOOK_AT)}
    found = obstacle(connection, some, learner)
    if found is None:
        return None
    every = {track_id for track_id, _, _ in given_answers(connection)}
    every |= reviewed_tracks(connection) | tracks_with_parts_to_learn(connection)
    return obstacle(connection, every, learner)


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


def _tag(name: str, key: str, is_own: bool, no: Sequence[str], yes: Sequence[str]) -> TagReadiness:
    counts = len(yes), len(no), len(set(yes)), len(set(no))
    missing = _missing(LEARNS_WELL_FROM - counts[2], MIN_NO - counts[3])
    to_test = _to_test(len(yes), len(no), len({*yes, *no})) if is_own else None
    return TagReadiness(name, *counts, missing, key, is_own, to_test)


def _missing(yes: int, no: int) -> Message | None:
    """Return so many yes and no as lacking, each by another artist; None where neither is."""
    if yes > 0 and no > 0:
        return message(
            "readiness.yes-and-no",
            "{yes:,} more yes and {no:,} more no",
            yes=yes,
            no=no,
        )
    if yes == 1:
        return message("readiness.one-more-yes", "one more yes")
    if yes > 0:
        return message("readiness.more-yes", "{count:,} more yes", count=yes)
    if no == 1:
        return message("readiness.one-more-no", "one more no")
    if no > 0:
        return message("readiness.more-no", "{count:,} more no", count=no)
    return None


def _to_test(yes: int, no: int, artists: int) -> Message | None:
    """Return what it takes to tell how well an own tag is learned; None: nothing is known."""
    if yes >= OWN_TAG_YES and no >= OWN_TAG_NO and artists >= MIN_GROUPS:
        return None
    counts = {"yes": max(0, OWN_TAG_YES - yes), "no": max(0, OWN_TAG_NO - no)}
    if artists >= MIN_GROUPS:
        return message("readiness.own-tag", "about {yes:,} more yes and {no:,} more no", **counts)
    return message(
        "readiness.own-tag-artists",
        "about {yes:,} more yes and {no:,} more no, by {artists:,} artists in all",
        artists=MIN_GROUPS,
        **counts,
    )
