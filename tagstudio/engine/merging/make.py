"""Do what a merge planned: append words to the journals, as one action that undo takes back."""

import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import Any

import sqlalchemy as sa

from tagstudio.engine.merging.plan import MergePlan
from tagstudio.engine.merging.words import (
    ANSWERS,
    ARTISTS,
    BY_HAND,
    FACTS,
    JOURNALS_OF_TAGGED,
    KEPT_ANSWERS,
    NOW,
    PARTS,
    REVIEWS,
    TAG_EDITS,
    Gathered,
    Key,
    Word,
    WordJournal,
    is_empty,
)
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import FACT_COLUMNS, decisions
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.db.schema import tracks as track_table
from tagstudio.library.tags import people, tag_edits
from tagstudio.library.tags.decisions import next_undo_group
from tagstudio.library.tags.merged_libraries import number_of
from tagstudio.library.tags.part_answers import parts_on
from tagstudio.library.tags.tag_changes import take_answers, take_parts
from tagstudio.library.tags.tag_edits import TagEdit
from tagstudio.library.tags.tags import known_since, tag_id
from tagstudio.library.tracks.absent_tracks import absent_path, add_absent
from tagstudio.library.tracks.facts_by_user import hold

_BATCH = 20_000  # rows of a journal that are inserted at once
_Row = dict[str, Any]


class Merge:
    """A plan that is carried out in one write transaction, some tracks after the other."""

    def __init__(self, plan: MergePlan) -> None:
        self._plan = plan
        self._connection = plan.here.connection
        self._now = int(time.time())
        self.group = next_undo_group(self._connection)
        self._tags: dict[int, int] = {}  # those made, by number below 0
        self._tracks: dict[int, int] = {}  # those made, by the other library's
        self._authors: dict[str, int | None] = {"": None, plan.here.id: None}
        self._held: list[TagEdit] = []
        self._people: dict[str, int | None] = {}
        self._who = people.at_work(self._connection)

    def make(self) -> bool:
        """Make the tags and tracks that are missing, append the words; tell whether there were any.

        A kept answer is appended with how many answers its tag has: those of the plan, too, which
        go before it.
        """
        is_change = bool(self._plan.of_tags) or self._plan.report.taken["new tag"] > 0
        self._make_tags()
        for read, words in self._plan.to_append():
            is_change = is_change or bool(words)
            self._make_tracks({-key[0] for key in words if key[0] < 0} - self._tracks.keys())
            self._insert(read, words)
            self._hold(read, words)
        self._insert(TAG_EDITS, self._plan.of_tags)
        tag_edits.hold(self._connection, self._held)
        self._take_answers_of_merged()
        return is_change

    def tag(self, id: int) -> int:
        """Return the tag of this library for one of the plan."""
        return id if id > 0 else self._tags[id]

    def _make_tags(self) -> None:
        for theirs, id in self._plan.tags.ids.items():
            row = self._plan.tags.rows[theirs]
            if id > 0:
                known_since(self._connection, id, row.added)
            else:
                name = row.said or row.name
                made = tag_id(self._connection, name, row.group, "user", at=row.added)
                self._tags[id] = made
                # Undo takes the tag out of all lists again.
                edit = TagEdit(made, "deleted_at", str(self._now), None)
                tag_edits.put(self._connection, [edit], self.group, at=self._now)

    def _make_tracks(self, theirs: Collection[int]) -> None:
        """Keep tracks of which something was said, and that this library does not have."""
        wanted = sorted(theirs)
        columns = track_table.c
        in_files = {f"file_{name}": columns[name] for name in ("title", "artist", "album")}
        query = sa.select(track_table).where(in_ids(columns.id, wanted)).order_by(columns.id)
        rows = []
        for row in self._plan.there.connection.execute(query).mappings():
            facts = {one.name: row[one.name] for one in FACT_COLUMNS}
            said = {one.name: row[name] for name, one in in_files.items() if row[name] is not None}
            rest = {name: row[name] for name in ("size", "mtime_ns", "content_hash")}
            path = absent_path(self._plan.there.id, row["path"])
            rows.append({**facts, **said, **rest, "path": path})
        made = add_absent(self._connection, rows)
        self._tracks.update(zip(wanted, made, strict=True))

    def _rows(self, read: WordJournal, appended: Gathered) -> Iterator[_Row]:
        """Yield the rows to append to a journal."""
        before = self._values_before(read, appended)
        sources = self._part_sources(appended) if read is PARTS else {}
        counts = self._answers if read is KEPT_ANSWERS else Counter[int]()
        for key, said in appended.items():
            place = self._place(read, key)
            value: str | int | None = before.get(place)
            source = sources.get(place, BY_HAND)
            for word in said:
                row = dict(zip(read.keys, place, strict=True)) | self._entry(word)
                after = self._stored(read, place, word, counts)
                if read is ANSWERS:
                    yield row | {"state": after, "source": word.source}
                    continue
                if read is PARTS:
                    row |= {"former_source": source, "source": word.source}
                    value, source = value or "unseen", word.source
                yield row | {"before": value, "after": after}
                if read is TAG_EDITS:
                    self._held.append(TagEdit.of_row({**row, "before": value, "after": after}))
                value = after

    def _insert(self, read: WordJournal, appended: Gathered) -> None:
        rows = self._rows(read, appended)
        while batch := list(islice(rows, _BATCH)):
            self._connection.execute(sa.insert(read.table), batch)

    def _entry(self, word: Word) -> _Row:
        at = self._now if word.at == NOW else word.at
        return {
            "at": at,
            "undo_group": self.group,
            "said_in": self._author(word.by),
            "given_by": self._person(word.person) if word.by else self._who,
            "entered_by": self._who,
        }

    def _person(self, name: str) -> int | None:
        if name not in self._people:
            self._people[name] = people.number_of(self._connection, name)
        return self._people[name]

    def _author(self, by: str) -> int | None:
        if by not in self._authors:
            there = self._plan.there
            path = self._plan.report.other if by == there.id else there.paths.get(by, "")
            self._authors[by] = number_of(self._connection, by, path)
        return self._authors[by]

    def _place(self, read: WordJournal, key: Key) -> Key:
        if read is TAG_EDITS:
            return (None if key[0] is None else self.tag(key[0]), key[1])
        track = key[0] if key[0] > 0 else self._tracks[-key[0]]
        if read in JOURNALS_OF_TAGGED:
            return (track, self.tag(key[1]), *key[2:])
        return (track, *key[1:])

    def _stored(
        self, read: WordJournal, place: Key, word: Word, counts: Counter[int]
    ) -> str | int | None:
        """Return the value of a word as its journal has it."""
        if word.value is None or read in (ANSWERS, PARTS, ARTISTS, FACTS):
            return word.value
        if read is REVIEWS:
            return word.at
        if read is KEPT_ANSWERS:
            return max(1, counts[place[1]])
        if place[1] == "deleted_at":
            return str(self._now if word.at == NOW else word.at)
        return str(self.tag(int(word.value))) if place[1] == "merged_into" else word.value

    def _values_before(
        self, read: WordJournal, appended: Mapping[Key, object]
    ) -> dict[Key, str | int | None]:
        """Return what holds before the merge, as the journal has it."""
        if read is ANSWERS:
            return {}
        places = [self._place(read, key) for key in appended]
        if read is TAG_EDITS:
            return self._tag_columns(places)
        if read is REVIEWS:
            columns = track_table.c
            query = sa.select(columns.id, columns.reviewed_at)
            found = self._connection.execute(
                query.where(in_ids(columns.id, [p[0] for p in places]))
            )
            return {(row.id,): row.reviewed_at for row in found}
        return self._newest(read, places)

    def _newest(self, read: WordJournal, places: list[Key]) -> dict[Key, str | int | None]:
        columns = read.table.c
        keys = [columns[name] for name in read.keys]
        query = sa.select(*keys, columns.after).where(
            in_ids(columns.track_id, {place[0] for place in places})
        )
        rows = self._connection.execute(query.order_by(columns.id))
        return {tuple(row[:-1]): row[-1] for row in rows}

    def _part_sources(self, appended: Mapping[Key, object]) -> dict[Key, str]:
        """Return who said what holds of the parts before the merge."""
        tracks = {self._place(PARTS, key)[0] for key in appended}
        return {
            (one.track_id, one.tag_id, *one.stretch): one.source
            for one in parts_on(self._connection, tracks)
        }

    def _tag_columns(self, places: list[Key]) -> dict[Key, str | int | None]:
        rows = {row["id"]: row for row in self._connection.execute(sa.select(tag_table)).mappings()}
        found: dict[Key, str | int | None] = {}
        for id, field in places:
            value = tag_edits.of_library(self._connection, field) if id is None else rows[id][field]
            found[id, field] = None if value is None else str(value)
        return found

    @cached_property
    def _answers(self) -> Counter[int]:
        """The answers by tag, once all that the plan has are appended."""
        columns = decisions.c
        query = sa.select(columns.tag_id, sa.func.count()).group_by(columns.tag_id)
        return Counter({row[0]: row[1] for row in self._connection.execute(query)})

    def _take_answers_of_merged(self) -> None:
        """Add the answers here to tags that are merged now to those of the tags they became."""
        merged = {one.tag_id: one.after for one in self._held if one.field == "merged_into"}
        for id, kept in merged.items():
            if id is not None and kept:
                take_answers(self._connection, id, int(kept), self.group, self._now)
                take_parts(self._connection, id, int(kept), self.group, self._now)

    def _hold(self, read: WordJournal, appended: Gathered) -> None:
        """Let the words on facts and reviews hold in the columns of tracks."""
        if read in (ARTISTS, FACTS):
            hold(self._connection, {self._place(read, key)[0] for key in appended})
        if read is REVIEWS and appended:
            marks = [
                {
                    "track": self._place(REVIEWS, key)[0],
                    "at": None if is_empty(said[-1]) else said[-1].at,
                }
                for key, said in appended.items()
            ]
            marked = sa.update(track_table).where(track_table.c.id == sa.bindparam("track"))
            self._connection.execute(marked.values(reviewed_at=sa.bindparam("at")), marks)
