"""Find out what a merge takes over: the words of the other library, where this one lacks them.

Words are compared some tracks at a time, and what is to be taken of these is handed on before the
next are read: an archive's answers need no more memory than those of a few albums.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from tagstudio.core.clock import clock
from tagstudio.engine.merging import words
from tagstudio.engine.merging.match_tags import TagMatches, match_tags
from tagstudio.engine.merging.match_tracks import TrackMatches, TracksToMatch, match_tracks
from tagstudio.engine.merging.report import (
    Choice,
    Conflict,
    ConflictKind,
    Example,
    MergeOptions,
    MergeReport,
    NotHere,
    Said,
)
from tagstudio.engine.merging.tag_words import TagRules
from tagstudio.engine.merging.words import (
    ANSWERS,
    ARTISTS,
    FACTS,
    JOURNALS_OF_TAGGED,
    JOURNALS_OF_TRACKS,
    NOW,
    PARTS,
    TAG_EDITS,
    Gathered,
    Key,
    Side,
    Word,
    WordJournal,
    gathered,
    outcome,
    tags_spoken_of,
    tracks_spoken_of,
    unknown_words,
    words_of,
    words_on,
)
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import tracks as track_table
from tagstudio.library.tags.tags import shown_names

if TYPE_CHECKING:
    from pathlib import Path

PIECE = 2_000  # tracks of this library whose words are compared at once
SHOWN_LENGTH = 60  # characters of a value in a list of conflicts
_KINDS: dict[str, ConflictKind] = {
    "answer": "answer",
    "part": "answer",
    "artist": "artist",
    "fact": "fact",
}


@dataclass
class MergePlan:
    """What is known of two libraries before what was said of tracks is compared.

    A track or tag with a number below 0 is one of the other library that this one lacks. `of_tags`
    is to be appended to the journal of tags themselves. `report` is complete once all that
    `to_append` yields was gone through.
    """

    here: Side
    there: Side
    tags: TagMatches
    tracks: TrackMatches
    report: MergeReport
    options: MergeOptions

    def __post_init__(self) -> None:
        self._comparison = _Comparison(self)
        self.of_tags = self._comparison.of_tags()

    def to_append(self) -> Iterator[tuple[WordJournal, Gathered]]:
        """Compare what was said of tracks, journal by journal; yield what is to be appended.

        What is yielded may be written before the next is asked for.
        """
        spoken_of: set[int] = set()
        not_here: Counter[int] = Counter()
        for read in JOURNALS_OF_TRACKS:
            for piece in _pieces(self.tracks, tracks_spoken_of(self.there, read)):
                theirs = words_on(self.there, read, piece)
                spoken_of.update(key[0] for key in theirs)
                moved = _moved(theirs, read, piece, self.tags)
                own = words_on(self.here, read, {key[0] for key in moved if key[0] > 0})
                appended = self._comparison.of_tracks(read, own, moved)
                not_here.update(-key[0] for key in appended if key[0] < 0)
                yield read, appended
        how = self.tracks.how
        self.report.matched = Counter(how[id] for id in spoken_of if id in how)
        paths = _paths(self.there, not_here)
        self.report.not_here = tuple(NotHere(paths[id], not_here[id]) for id in sorted(not_here))
        self.report.conflicts = self._comparison.conflicts


def plan_merge(
    connection: sa.Connection, other: sa.Connection, path: "Path", options: MergeOptions
) -> MergePlan:
    """Match the tags and tracks of two libraries, the other one at `path`.

    Raises TagStudioError for a root that is none.
    """
    here, there = words.side_of(connection), words.side_of(other)
    tags = match_tags(connection, other, tags_spoken_of(there))
    tracks = match_tracks(TracksToMatch(connection), TracksToMatch(other), there.id, options.roots)
    report = MergeReport(path, roots=tracks.roots)
    return MergePlan(here, there, tags, tracks, report, options)


def _pieces(tracks: TrackMatches, spoken_of: Iterable[int]) -> Iterator[dict[int, list[int]]]:
    """Yield the tracks of the other library, some at a time, each with those that it is here.

    All that are one track here are in one piece. One that is not here has its number below 0.
    """
    found = [(own, theirs) for theirs in spoken_of for own in tracks.ids.get(theirs, (-theirs,))]
    pairs = _in_order(found)
    piece: dict[int, list[int]] = {}
    for count, (own, same) in enumerate(groupby(pairs, lambda pair: pair[0]), start=1):
        for _, theirs in same:
            piece.setdefault(theirs, []).append(own)
        if count % PIECE == 0:
            yield piece
            piece = {}
    if piece:
        yield piece


def _moved(
    theirs: Gathered, read: WordJournal, piece: dict[int, list[int]], tags: TagMatches
) -> Gathered:
    """Return their words by subjects of this library; those of several that are one by time."""
    shared: set[Key] = set()  # by several of their tracks or tags
    found: Gathered = {}
    has_tag = read in JOURNALS_OF_TAGGED
    for key, said in theirs.items():
        rest = (tags.ids[key[1]], *key[2:]) if has_tag else key[1:]
        for id in piece[key[0]]:
            place = (id, *rest)
            if place in found:
                shared.add(place)
                found[place] = [*found[place], *said]
            else:
                found[place] = said
    for place in shared:
        found[place] = sorted(found[place], key=lambda word: word.at)
    return found


def _in_order(keys: Iterable[Key]) -> list[Key]:
    """Sort keys, those of tracks that are here first, so that pieces change no order."""
    here: list[Key] = []
    absent: list[Key] = []
    for key in keys:
        (here if key[0] > 0 else absent).append(key)
    return sorted(here) + sorted(absent, key=lambda key: (-key[0], *key[1:]))


def _paths(side: Side, ids: Iterable[int]) -> dict[int, str]:
    columns = track_table.c
    query = sa.select(columns.id, columns.path).where(in_ids(columns.id, ids))
    return {row.id: row.path for row in side.connection.execute(query)}


class _Subject(NamedTuple):
    """What both sides said something about: an entry's key, and how people call it."""

    read: WordJournal
    key: Key
    name: str
    what: str


class _Comparison:
    """Compares the words of both sides; counts in the report of a plan what is taken."""

    def __init__(self, plan: MergePlan) -> None:
        self._plan = plan
        self._report = plan.report
        self._choices: dict[str, Choice] = dict(plan.options.choices)
        self._names = shown_names(plan.here.connection)
        self._of_tracks: list[Conflict] = []
        self._of_tags: list[Conflict] = []

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """All conflicts that were found, those of tracks first."""
        return (*self._of_tracks, *self._of_tags)

    def of_tracks(self, read: WordJournal, ours: Gathered, theirs: Gathered) -> Gathered:
        """Return what to append of what was said of some tracks."""
        found = {
            key: result
            for key, said in theirs.items()
            if (result := outcome(ours.get(key, ()), said)) != "known"
        }
        conflicts = {key for key, result in found.items() if result == "conflict"}
        paths = _paths(self._plan.here, {key[0] for key in conflicts})
        appended: Gathered = {}
        for key in _in_order(found):
            own, said = ours.get(key, ()), theirs[key]
            if found[key] == "take":
                appended[key] = unknown_words(own, said)
                self._report.taken[read.kind] += 1
                if read.kind not in self._report.examples:
                    self._report.examples[read.kind] = self._example(read, key, said)
            elif key in conflicts and read.kind in _KINDS:
                about = _Subject(read, key, paths[key[0]], self._what(read, key))
                self._of_tracks.append(met := self._conflict(about, own, said))
                if met.choice:
                    appended[key] = self._decided(met.choice, own, said)
        return appended

    def _example(self, read: WordJournal, key: Key, said: Sequence[Word]) -> Example:
        """Return what is taken of a track, as people call it."""
        side = self._plan.here if key[0] > 0 else self._plan.there
        [path] = _paths(side, [abs(key[0])]).values()
        has_value = read in (ANSWERS, PARTS, ARTISTS, FACTS)
        return Example(path, self._what(read, key), (said[-1].value or "") if has_value else "")

    def _what(self, read: WordJournal, key: Key) -> str:
        """Return how people call what was said of a track, "" where its kind says it."""
        if read in JOURNALS_OF_TAGGED:
            tag = self._names[key[1]] if key[1] > 0 else self._plan.tags.name(-key[1])
            start_end = [clock(at / 1000) for at in key[2:]] if read is PARTS else []
            return " ".join((tag, *(["-".join(start_end)] if start_end else [])))
        if read is ARTISTS:
            return "artist"
        return str(key[1]) if read is FACTS else ""

    def of_tags(self) -> Gathered:
        """Return what to append of what was said of tags themselves; count the tags to be made."""
        plan, taken = self._plan, self._report.taken
        rules = TagRules(plan.here, plan.tags, self._report)
        ours, theirs = (gathered(words_of(side, TAG_EDITS)) for side in (plan.here, plan.there))
        appended: Gathered = {}
        made = [id for id in plan.tags.ids.values() if id < 0]
        for key, said in rules.back(ours):
            appended[key] = said
            made.append(key[0])
        taken["new tag"] = len(made)
        if made:
            self._report.examples["new tag"] = Example(rules.name_of((made[0],)))
        for key, said in rules.moved(theirs):
            own = ours.get(key, [])
            result = rules.fitting(key, own, said, outcome(own, said))
            about = _Subject(TAG_EDITS, key, rules.name_of(key), str(key[1]))
            show = partial(rules.shown, about.what)
            if result == "take":
                both = rules.joined(key[0], own, said) if key[1] == "aliases" else said
                appended[key] = unknown_words(own, both)
                taken["tag"] += 1
                example = Example(about.name, about.what, _shortened(show(both[-1])))
                self._report.examples.setdefault("tag", example)
            elif result == "conflict":
                self._of_tags.append(found := self._conflict(about, own, said, show))
                if found.choice:
                    appended[key] = self._decided(found.choice, own, said)
        return appended

    def _conflict(
        self,
        about: "_Subject",
        own: Sequence[Word],
        said: Sequence[Word],
        show: Callable[[Word], str] = lambda word: word.value or "",
    ) -> Conflict:
        """Return a conflict, with what is decided on it."""
        here, kind = self._holding(own), about.read.kind
        found = Conflict(
            "/".join(map(str, (kind, *about.key))),
            _KINDS.get(kind, "tag"),
            about.name,
            about.what,
            _said(here, self._plan.here, show),
            _said(said[-1], self._plan.there, show),
        )
        return replace(found, choice=self._choices.get(found.key) or self._by_rule(here, said[-1]))

    def _decided(self, choice: Choice, own: Sequence[Word], said: Sequence[Word]) -> list[Word]:
        """Return what to append where a conflict is decided: both words, the one that holds last.

        So the other one stays in the journal, and the question is not asked again.
        """
        appended = unknown_words(own, said)
        if choice == "ours":
            here = self._holding(own)
            appended.append(here._replace(at=NOW, by=self._plan.here.id, source=words.BY_HAND))
        return appended

    def _holding(self, own: Sequence[Word]) -> Word:
        return own[-1] if own else Word(None, words.BY_HAND, 0, self._plan.here.id)

    def _by_rule(self, here: Word, there: Word) -> Choice | None:
        rule = self._plan.options.conflicts
        if rule == "newer":
            return "theirs" if there.at > here.at else "ours"
        return None if rule == "leave" else rule


def _said(word: Word, side: Side, show: Callable[[Word], str]) -> Said:
    by = "" if word.by == side.id else side.paths.get(word.by, "")
    return Said(_shortened(show(word)), word.at, word.source, by, word.person)


def _shortened(text: str) -> str:
    return text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 1]}…"
