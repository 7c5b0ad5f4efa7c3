"""Find out what a merge takes over: the words of the other library, where this one lacks them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from tagstudio.core.clock import clock
from tagstudio.engine.merging import words
from tagstudio.engine.merging.match_tags import TagMatches, match_tags
from tagstudio.engine.merging.match_tracks import TrackMatches, match_tracks, tracks_to_match
from tagstudio.engine.merging.report import (
    Choice,
    Conflict,
    ConflictKind,
    MergeOptions,
    MergeReport,
    NotHere,
    Said,
)
from tagstudio.engine.merging.tag_words import TagRules
from tagstudio.engine.merging.words import (
    ANSWERS,
    ARTISTS,
    JOURNALS_OF_TAGGED,
    JOURNALS_OF_TRACKS,
    NOW,
    PARTS,
    REVIEWS,
    TAG_EDITS,
    Key,
    Side,
    Word,
    WordJournal,
    gathered,
    outcome,
    reviewed_before_journal,
    unknown_words,
    words_of,
)
from tagstudio.library.tags.tags import shown_names

if TYPE_CHECKING:
    from pathlib import Path

SHOWN_LENGTH = 60  # characters of a value in a list of conflicts
_KINDS: dict[str, ConflictKind] = {
    "answer": "answer",
    "part": "answer",
    "artist": "artist",
    "fact": "fact",
}
_Gathered = dict[Key, list[Word]]


@dataclass
class MergePlan:
    """What is to be appended to each journal, by subject, with what holds there before.

    A track or tag with a number below 0 is one of the other library that this one lacks.
    """

    here: Side
    there: Side
    tags: TagMatches
    report: MergeReport
    appended: dict[str, dict[Key, list[Word]]] = field(default_factory=dict)


def plan_merge(
    connection: sa.Connection, other: sa.Connection, path: "Path", options: MergeOptions
) -> MergePlan:
    """Compare two libraries and return what is to be taken from the one at `path`.

    Raises TagStudioError for a root that is none.
    """
    here, there = words.side_of(connection), words.side_of(other)
    theirs: dict[str, _Gathered] = {
        one.kind: gathered(_all_words(there, one)) for one in (*JOURNALS_OF_TRACKS, TAG_EDITS)
    }
    tags = match_tags(connection, other, _tags_spoken_of(theirs))
    ours_now, known = tracks_to_match(connection), tracks_to_match(other)
    tracks = match_tracks(ours_now, known, there.id, options.roots)
    report = MergeReport(path, roots=tracks.roots)
    plan = MergePlan(here, there, tags, report)
    compare = _Comparison(plan, options, {one.id: one.path for one in ours_now})
    spoken_of: set[int] = set()
    ours: _Gathered = {}
    for one in JOURNALS_OF_TRACKS:
        spoken_of |= {key[0] for key in theirs[one.kind]}
        own = gathered(_all_words(here, one))
        ours = own if one is ANSWERS else ours
        compare.take(one, own, _moved(theirs.pop(one.kind), one, tracks, tags))
    report.matched = Counter(tracks.how[id] for id in spoken_of if id in tracks.how)
    paths = {one.id: one.path for one in known}
    report.not_here = _not_here(plan, paths)
    rules = TagRules(connection, tags, ours, report)
    compare.take_tags(rules, gathered(words_of(here, TAG_EDITS)), theirs[TAG_EDITS.kind])
    report.conflicts = tuple(compare.conflicts)
    return plan


def _all_words(side: Side, read: WordJournal) -> Iterator[tuple[Key, Word]]:
    before = reviewed_before_journal(side) if read is REVIEWS else iter(())
    return chain(before, words_of(side, read))


def _tags_spoken_of(theirs: Mapping[str, _Gathered]) -> set[int]:
    answered = {key[1] for one in JOURNALS_OF_TAGGED for key in theirs[one.kind]}
    return answered | {key[0] for key in theirs[TAG_EDITS.kind] if key[0] is not None}


def _moved(
    theirs: _Gathered, read: WordJournal, tracks: TrackMatches, tags: TagMatches
) -> _Gathered:
    """Return their words by subjects of this library; those of several that are one by time."""
    met: Counter[Key] = Counter()
    found: _Gathered = {}
    has_tag = read in JOURNALS_OF_TAGGED
    for key, said in theirs.items():
        rest = (tags.ids[key[1]], *key[2:]) if has_tag else key[1:]
        for id in tracks.ids.get(key[0], (-key[0],)):
            place = (id, *rest)
            met[place] += 1
            found[place] = said if met[place] == 1 else [*found[place], *said]
    for place, count in met.items():
        if count > 1:
            found[place] = sorted(found[place], key=lambda word: word.at)
    return found


def _not_here(plan: MergePlan, paths: Mapping[int, str]) -> tuple[NotHere, ...]:
    counts: Counter[int] = Counter()
    for one in JOURNALS_OF_TRACKS:
        for key in plan.appended.get(one.kind, ()):
            if key[0] < 0:
                counts[-key[0]] += 1
    return tuple(NotHere(paths[id], count) for id, count in sorted(counts.items()))


class _Subject(NamedTuple):
    """What both sides said something about: an entry's key, and how people call it."""

    read: WordJournal
    key: Key
    name: str
    what: str


class _Comparison:
    """Compares the words of both sides and puts what is to be taken into a plan."""

    def __init__(self, plan: MergePlan, options: MergeOptions, paths: Mapping[int, str]) -> None:
        self._plan = plan
        self._rule = options.conflicts
        self._choices: dict[str, Choice] = dict(options.choices)
        self._paths = paths
        self._names = shown_names(plan.here.connection)
        self.conflicts: list[Conflict] = []

    def take(self, read: WordJournal, ours: _Gathered, theirs: _Gathered) -> None:
        """Take what was said of tracks."""
        for key, said in theirs.items():
            own = ours.get(key, [])
            result = outcome(own, said)
            if result == "take":
                self._append(read, key, unknown_words(own, said))
            elif result == "conflict" and read.kind in _KINDS:
                about = _Subject(read, key, self._paths[key[0]], self._what(read, key))
                self._decide(about, own, said)

    def _what(self, read: WordJournal, key: Key) -> str:
        """Return how people call what was said of a track."""
        if read is ANSWERS:
            return self._names[key[1]]
        if read is PARTS:
            start, end = (clock(at / 1000) for at in key[2:])
            return f"{self._names[key[1]]} {start}-{end}"
        return "artist" if read is ARTISTS else str(key[1])

    def take_tags(self, rules: TagRules, ours: _Gathered, theirs: _Gathered) -> None:
        """Take what was said of tags themselves, and the tags that this library lacks."""
        taken, appended = self._plan.report.taken, self._plan.appended
        taken["new tag"] = sum(id < 0 for id in self._plan.tags.ids.values())
        for key, said in rules.back(ours):
            appended.setdefault(TAG_EDITS.kind, {})[key] = said
            taken["new tag"] += 1
        for key, said in rules.moved(theirs):
            own = ours.get(key, [])
            result = rules.fitting(key, own, said, outcome(own, said))
            if result == "take":
                both = rules.joined(key[0], own, said) if key[1] == "aliases" else said
                self._append(TAG_EDITS, key, unknown_words(own, both))
            elif result == "conflict":
                field = str(key[1])
                show = partial(rules.shown, field)
                about = _Subject(TAG_EDITS, key, rules.name_of(key), field)
                self._decide(about, own, said, show)

    def _append(self, read: WordJournal, key: Key, said: list[Word]) -> None:
        self._plan.appended.setdefault(read.kind, {})[key] = said
        self._plan.report.taken[read.kind] += 1

    def _decide(
        self,
        about: "_Subject",
        own: Sequence[Word],
        said: Sequence[Word],
        show: Callable[[Word], str] = lambda word: word.value or "",
    ) -> None:
        """Note a conflict, and append both words where it is decided, the one that holds last."""
        here = own[-1] if own else Word(None, words.BY_HAND, 0, self._plan.here.id)
        kind = about.read.kind
        found = Conflict(
            "/".join(map(str, (kind, *about.key))),
            _KINDS.get(kind, "tag"),
            about.name,
            about.what,
            _said(here, self._plan.here, show),
            _said(said[-1], self._plan.there, show),
        )
        choice = self._choices.get(found.key) or self._by_rule(here, said[-1])
        self.conflicts.append(replace(found, choice=choice))
        if choice is None:
            return
        appended = unknown_words(own, said)
        if choice == "ours":
            appended.append(here._replace(at=NOW, by=self._plan.here.id, source=words.BY_HAND))
        self._plan.appended.setdefault(kind, {})[about.key] = appended

    def _by_rule(self, here: Word, there: Word) -> Choice | None:
        if self._rule == "newer":
            return "theirs" if there.at > here.at else "ours"
        return None if self._rule == "leave" else self._rule


def _said(word: Word, side: Side, show: Callable[[Word], str]) -> Said:
    text = show(word)
    shown = text if len(text) <= SHOWN_LENGTH else f"{text[: SHOWN_LENGTH - 1]}…"
    by = "" if word.by == side.id else side.paths.get(word.by, "")
    return Said(shown, word.at, word.source, by, word.person)
