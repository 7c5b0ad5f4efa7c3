"""What was said in a library, as its journals have it, and what of another's words is to be taken.

The words on a subject (a tag of a track, the artist of a track, the name of a tag ...) are those
entries of its journal that stand: not undone, and no undo themselves. The last one holds. Two
libraries that were merged before share words, so that it can be told which of them has gone on from
what the other said.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.identity import library_id
from tagstudio.library.db.schema import (
    edited_facts,
    journal,
    kept_answers,
    named_artists,
    part_answers,
    review_marks,
    tag_edits,
    tracks,
)
from tagstudio.library.tags.decisions import FILE_TAG
from tagstudio.library.tags.merged_libraries import known_libraries
from tagstudio.library.tags.people import people_by_id
from tagstudio.library.tags.undo_history import undone_groups

Kind = Literal["answer", "part", "artist", "fact", "review", "kept", "tag"]
Outcome = Literal["known", "take", "conflict"]
Key = tuple[Any, ...]  # the columns of a journal that say what a word is about

BY_HAND = "user"  # the source of words in journals that have no column for it
REVIEWED, KEPT, DELETED = "reviewed", "kept", "deleted"  # values whose times or counts say no more
NOW = -1  # in the place of the time of a word that is said by merging
_EMPTY = (None, "unseen")


class Word(NamedTuple):
    """What was said: a value (None or "unseen": taken back), how, when, in which library, by whom.

    `person` is a name, "" where nobody knows.
    """

    value: str | None
    source: str
    at: int
    by: str
    person: str = ""


Gathered = dict[Key, list[Word]]  # by subject, in their order


@dataclass(frozen=True)
class WordJournal:
    """A journal of words: its table, the columns that say on what, and the one that says what."""

    kind: Kind
    table: sa.Table
    keys: tuple[str, ...]
    value: str = "after"


ANSWERS = WordJournal("answer", journal, ("track_id", "tag_id"), "state")
PARTS = WordJournal("part", part_answers, ("track_id", "tag_id", "start_ms", "end_ms"))
ARTISTS = WordJournal("artist", named_artists, ("track_id",))
FACTS = WordJournal("fact", edited_facts, ("track_id", "field"))
REVIEWS = WordJournal("review", review_marks, ("track_id",))
KEPT_ANSWERS = WordJournal("kept", kept_answers, ("track_id", "tag_id", "state"))
TAG_EDITS = WordJournal("tag", tag_edits, ("tag_id", "field"))
JOURNALS_OF_TAGGED = (ANSWERS, PARTS, KEPT_ANSWERS)  # their second key is a tag
JOURNALS_OF_TRACKS = (ANSWERS, PARTS, ARTISTS, FACTS, REVIEWS, KEPT_ANSWERS)


@dataclass(frozen=True)
class Side:
    """A library that is read: the ids of the libraries that its entries were said in, by number."""

    connection: sa.Connection
    id: str
    authors: Mapping[int | None, str]
    paths: Mapping[str, str]  # of the libraries that it knows of, by id
    undone: frozenset[int]
    people: Mapping[int, str]


def side_of(connection: sa.Connection) -> Side:
    """Return what is needed to read the words of a library."""
    own = library_id(connection)
    known = known_libraries(connection)
    authors: dict[int | None, str] = {number: one for number, (one, _) in known.items()}
    return Side(
        connection,
        own,
        {**authors, None: own},
        dict(known.values()),
        frozenset(undone_groups(connection)),
        people_by_id(connection),
    )


def words_on(side: Side, read: WordJournal, track_ids: Collection[int]) -> Gathered:
    """Return the words of a journal on some tracks by subject, in their order."""
    before = _reviewed_before_journal(side, track_ids) if read is REVIEWS else iter(())
    return gathered(chain(before, words_of(side, read, track_ids)))


def words_of(
    side: Side, read: WordJournal, track_ids: Collection[int] | None = None
) -> Iterator[tuple[Key, Word]]:
    """Yield the words of a journal, on some tracks or all, with their subjects, in their order.

    What stands in files is nobody's word: each library takes it from its own files.
    """
    columns = read.table.c
    source = columns.source if "source" in columns else sa.literal(BY_HAND)
    query = (
        sa.select(
            *(columns[name] for name in read.keys),
            columns[read.value],
            source,
            columns.at,
            columns.said_in,
            columns.given_by,
            columns.undo_group,
        )
        .where(columns.undoes.is_(None))
        .order_by(columns.id)
    )
    if track_ids is not None:
        query = query.where(in_ids(columns.track_id, track_ids))
    width = len(read.keys)
    for row in side.connection.execute(query).all():
        key, (value, how, at, said_in, given_by, group) = row[:width], row[width:]
        if group not in side.undone and how != FILE_TAG:
            by = side.authors.get(said_in, side.id)
            person = side.people.get(given_by, "")
            yield key, Word(_plain(read, key, value), how, at, by, person)


def tracks_spoken_of(side: Side, read: WordJournal) -> Iterator[int]:
    """Yield the tracks that a journal has entries on, those that were undone too."""
    yield from side.connection.scalars(sa.select(read.table.c.track_id).distinct())
    if read is REVIEWS:
        reviewed = sa.select(tracks.c.id).where(tracks.c.reviewed_at.is_not(None))
        known = sa.select(review_marks.c.track_id)
        yield from side.connection.scalars(reviewed.where(tracks.c.id.not_in(known)))


def tags_spoken_of(side: Side) -> set[int]:
    """Return the tags that something was said of: as one of a track, or of the tag itself."""
    found: set[int] = set()
    for read in (*JOURNALS_OF_TAGGED, TAG_EDITS):
        columns = read.table.c
        query = sa.select(columns.tag_id).where(
            columns.undoes.is_(None), columns.tag_id.is_not(None), _stands(side, columns)
        )
        if "source" in columns:
            query = query.where(columns.source != FILE_TAG)
        found.update(side.connection.scalars(query.distinct()))
    return found


def answered_tags(side: Side) -> set[tuple[int, str]]:
    """Return the tags of the answers that hold, each with a library that they were said in."""
    columns = journal.c
    last = (
        sa.select(sa.func.max(columns.id))
        .where(columns.undoes.is_(None), columns.source != FILE_TAG, _stands(side, columns))
        .group_by(columns.track_id, columns.tag_id)
    )
    query = sa.select(columns.tag_id, columns.said_in).where(
        columns.id.in_(last), columns.state != "unseen"
    )
    rows = side.connection.execute(query.distinct())
    return {(tag, side.authors.get(said_in, side.id)) for tag, said_in in rows}


def _stands(side: Side, columns: Any) -> sa.ColumnElement[bool]:
    return ~in_ids(columns.undo_group, side.undone)


def _reviewed_before_journal(side: Side, track_ids: Collection[int]) -> Iterator[tuple[Key, Word]]:
    """Yield the marks of review that no journal knows: of the time before there was one."""
    known = sa.select(review_marks.c.track_id)
    query = sa.select(tracks.c.id, tracks.c.reviewed_at).where(
        tracks.c.reviewed_at.is_not(None),
        tracks.c.id.not_in(known),
        in_ids(tracks.c.id, track_ids),
    )
    for row in side.connection.execute(query):
        yield (row.id,), Word(REVIEWED, BY_HAND, row.reviewed_at, side.id)


def gathered(words: Iterator[tuple[Key, Word]]) -> Gathered:
    """Return words by subject."""
    found: Gathered = {}
    for key, word in words:
        if key in found:
            found[key].append(word)
        else:
            found[key] = [word]
    return found


def outcome(ours: Sequence[Word], theirs: Sequence[Word]) -> Outcome:
    """Tell what is to become of the other library's words on a subject.

    They are taken where nobody here said anything, and where the one who said what holds here said
    otherwise later. Taking back is no opposite: it takes only one's own word back.
    """
    their = theirs[-1]
    if not ours:
        return "known" if their.value in _EMPTY else "take"
    our = ours[-1]
    if their.value == our.value or _said(their) in map(_said, ours):
        return "known"
    if their.by == our.by and _said(our) in map(_said, theirs):
        return "take"
    if their.value in _EMPTY:
        return "known"
    return "take" if our.value in _EMPTY else "conflict"


def unknown_words(ours: Sequence[Word], theirs: Sequence[Word]) -> list[Word]:
    """Return their words that are not known here, in their order; the last one always."""
    if not ours:
        return [*theirs]
    known: set[Hashable] = set(map(_said, ours))
    return [*(one for one in theirs[:-1] if _said(one) not in known), theirs[-1]]


def is_empty(word: Word) -> bool:
    """Tell whether a word takes back what was said, and says nothing."""
    return word.value in _EMPTY


def _said(word: Word) -> tuple[str | None, str, int]:
    return word[:3]


def _plain(read: WordJournal, key: Key, value: Any) -> str | None:
    if value is None:
        return None
    if read is REVIEWS:
        return REVIEWED
    if read is KEPT_ANSWERS:
        return KEPT
    return DELETED if key[-1] == "deleted_at" else str(value)
