"""What of the other library's words on tags themselves fits the tags of this one.

A name means one tag, so that none is taken that means another one here. A tag that somebody here
answered is not deleted or merged without asking. Aliases of both sides are joined.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import sqlalchemy as sa

from tagstudio.core.messages import Message, message
from tagstudio.engine.merging.match_tags import TagMatches
from tagstudio.engine.merging.report import MergeReport
from tagstudio.engine.merging.words import (
    BY_HAND,
    NOW,
    Key,
    Outcome,
    Side,
    Word,
    answered_tags,
    is_empty,
)
from tagstudio.library.db.schema import tags as tag_table
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.tags import gone_tags, list_tags

OF_ALL = "tree"  # the one word on all tags that is taken; whether implications are on is a setting
_NAMES = ("name", "export_name")
_GOING = ("deleted_at", "merged_into")
_Words = Mapping[Key, Sequence[Word]]


class TagRules:
    """The rules for the tags of two libraries."""

    def __init__(self, here: Side, matches: TagMatches, report: MergeReport) -> None:
        self._here = here
        connection = here.connection
        self._matches = matches
        self._report = report
        rows = connection.execute(sa.select(tag_table)).all()
        self._rows = {row.id: row for row in rows}
        self._names = TagNames(list_tags(connection))
        self._gone = gone_tags(connection)
        self._is_placed = any(row.position is not None for row in rows)

    def moved(self, theirs: _Words) -> Iterator[tuple[Key, list[Word]]]:
        """Yield their words on tags that are the same here, by tags of this library."""
        for key, said in theirs.items():
            id, field = key
            if id is None and field == OF_ALL:
                yield key, list(said)
            elif id in self._matches.same:
                moved = [self._moved(field, word) for word in said]
                yield (self._matches.ids[id], field), moved

    def back(self, ours: _Words) -> Iterator[tuple[Key, list[Word]]]:
        """Yield words for tags that the other has and that are gone here by an undo alone."""
        for id in self._matches.same:
            row, own = self._matches.rows[id], self._matches.ids[id]
            is_there = row.merged_into is None and row.deleted_at is None
            if is_there and own in self._gone and not any((own, one) in ours for one in _GOING):
                yield (own, "deleted_at"), [Word(None, BY_HAND, NOW, "")]

    def fitting(
        self, key: Key, own: Sequence[Word], said: Sequence[Word], result: Outcome
    ) -> Outcome:
        """Return what is to become of words, by the other tags of this library."""
        id, field = key
        their = said[-1]
        if result == "known" or id is None:
            return result
        if field == "aliases":
            now = own[-1].value if own else ""
            return "known" if self.joined(id, own, said)[-1].value == now else "take"
        if field == "position" and self._is_placed:
            return "known"
        if reason := self._refusal(id, field, their):
            if reason not in self._report.left:
                self._report.left.append(reason)
            return "known"
        return self._if_unused(id, result, their) if field in _GOING else result

    def joined(self, id: int, own: Sequence[Word], said: Sequence[Word]) -> list[Word]:
        """Return their words on aliases, and if need be one that has those of both sides.

        An alias that means another tag here is left out.
        """
        known = (own[-1].value or "").splitlines() if own else []
        theirs = (said[-1].value or "").splitlines()
        new = [one for one in theirs if one not in known and self._can_mean(id, one)]
        both = "\n".join([*known, *new])
        if both == "\n".join(theirs):
            return list(said)
        return [*said, Word(both, BY_HAND, NOW, "")]

    def name_of(self, key: Key) -> str:
        """Return the name of the tag that a word is about, "" for one on all tags."""
        return "" if key[0] is None else self._name(key[0])

    def shown(self, field: str, word: Word) -> str:
        """Return the value of a word on a tag as people read it."""
        if field == "merged_into" and word.value:
            return self._name(int(word.value))
        if field == OF_ALL and word.value:
            return ", ".join(json.loads(word.value))
        return (word.value or "").replace("\n", ", ")

    def _moved(self, field: str, word: Word) -> Word:
        if field != "merged_into" or not (word.value or "").isdecimal():
            return word
        kept = self._matches.ids.get(int(word.value or 0))
        return word._replace(value=None if kept is None else str(kept))

    def _name(self, id: int) -> str:
        if id in self._rows:
            return str(self._rows[id].name)
        theirs = next(one for one, own in self._matches.ids.items() if own == id)
        return str(self._matches.rows[theirs].name)

    def _can_mean(self, id: int, name: str) -> bool:
        return all(tag.id == id for tag in self._names.meant_by(name))

    def _refusal(self, id: int, field: str, their: Word) -> Message | None:
        value = their.value or ""
        if field in _NAMES and not self._can_mean(id, value):
            return message(
                "merge.name-taken",
                "{tag} is called {name} in the other library; here that name means another tag.",
                tag=self._name(id),
                name=value,
            )
        if field != "merged_into" or not value:
            return None
        kept = int(value)
        own, other = self._rows.get(id), self._rows.get(kept)
        is_of_model = own is not None and own.origin == "model"
        if kept in self._gone or (is_of_model and (other is None or other.origin == "user")):
            return message(
                "merge.tags-apart",
                "{tag} was merged into {other} in the other library; here that cannot be.",
                tag=self._name(id),
                other=self._name(kept),
            )
        return None

    def _if_unused(self, id: int, result: Outcome, their: Word) -> Outcome:
        """Ask before a tag goes that anybody but who says so has answered."""
        others = any(tag == id and by != their.by for tag, by in self._answered)
        return "conflict" if others and not is_empty(their) else result

    @cached_property
    def _answered(self) -> set[tuple[int, str]]:
        """The tags that are answered here, each with a library that says so."""
        return answered_tags(self._here)
