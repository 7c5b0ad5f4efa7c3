"""Merging of tags into the values of a file's fields, as a preset places them.

For each value v of a field, with tag(v) the one tag that it names (by name or alias), if any:

    keep v          if tag(v) is none and TagStudio did not write v itself: someone else's words are
                    never touched;
    remove v        if tag(v) is refused (the answer is no);
    remove v        if TagStudio wrote v itself and tag(v) is none any more, or has lost its
                    support: it is neither decided nor suggested, or its kind has another place now;
    rename v        if TagStudio wrote v itself, and tag(v) has another name in files by now: it was
                    renamed, or merged into another; where another value names it, v is removed;
    keep v          otherwise.

A value is a whole: "Folk, World, & Country" names no tag "Folk". Only where it names no tag itself
and ";" or a separator that the user has set stands in it ("Jazz; Rock") is it looked at part by
part, and split only if a part goes. A text that writing joined is taken apart at its separator
(`apart`), but for the words of others in it. Then the wanted tags of the place that no value names
yet are appended, the strongest first. A field that has no place any more loses what TagStudio wrote
there. Invariants: values that stay keep order and spelling; a merge of a merge changes nothing
(idempotent), so a file is planned again only after an answer, a tag, the preset or the file
changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tagstudio.audio.metadata.file_tags.fields import (
    MEASURED_FIELDS,
    Field,
    FileTags,
    Texts,
    names_in,
    stored_as,
)
from tagstudio.audio.metadata.values import joined
from tagstudio.engine.file_tags import comment_block
from tagstudio.engine.file_tags.presets.preset import Kind, Place, Preset
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.file_writes import Ours
from tagstudio.library.tracks.facts_by_user import FactField

COMMENT: Field = "comment"


@dataclass(frozen=True)
class FieldChange:
    """A field that will change: its values and their stored texts, before and after.

    `ours` is what TagStudio put there, None for a fact.
    """

    field: Field
    before: tuple[str, ...]
    after: tuple[str, ...]
    stored_before: Texts
    stored_after: Texts
    ours: Ours | None = None


@dataclass(frozen=True)
class TagVotes:
    """The votes on the tags of one track: decisions and suggestions.

    `wanted` are the tags to write, the strongest first: their kinds, ids and names in files;
    `refused` the ids of tags that go; `supported` the ids of tags that stay if TagStudio wrote
    them; `kinds` are those of all tags, by id, and `names` what they are called in files.
    """

    wanted: Sequence[tuple[Kind, int, str]]
    refused: frozenset[int]
    supported: frozenset[int]
    kinds: Mapping[int, Kind] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)


def field_changes(  # noqa: PLR0913, PLR0917 - the file, the votes, and how both are read
    tags: FileTags,
    votes: TagVotes,
    names: TagNames,
    ours: Mapping[Field, Ours],
    preset: Preset,
    separators: str = "",
) -> tuple[FieldChange, ...]:
    """Return the fields that will change; `ours` is what TagStudio wrote into each.

    `tags` hold the fields of the preset and of `ours`. At `separators` the user wants genres taken
    apart, beside NUL and ";".
    """
    written = {name.casefold(): one for name, one in ours.items()}
    places = preset.places_in(tags.layout)
    placed = {*MEASURED_FIELDS, *(name.casefold() for name in places)}  # these hold no tags
    for name, one in ours.items():
        if one.names and name.casefold() not in placed:
            places[name] = Place((), name)
    found = []
    for name, place in places.items():
        merge = _Merge(place, votes, names, written.get(name.casefold(), Ours()), separators)
        of = _of_comment if name == COMMENT else _of_field
        if change := of(name, merge, tags):
            found.append(change)
    return tuple(found)


def fact_changes(tags: FileTags, words: Mapping[FactField, str]) -> tuple[FieldChange, ...]:
    """Return the fields that do not say what the user said of title, artist and album."""
    return tuple(
        FieldChange(field, before, (word,), tags.stored[field], stored_as(tags.layout, (word,)))
        for field, word in words.items()
        if joined(before := tuple(tags.values(field))) != word
    )


def apart(value: str, ours: Ours) -> list[str]:
    """Return the parts of a value that writing may have joined: our names, and what is between.

    What others wrote stays in one part, whatever signs stand in it. A name with the separator in
    it is found as a whole.
    """
    if not ours.separator or ours.has(value):
        return [value]
    pieces = value.split(ours.separator)
    parts: list[str] = []
    others: list[str] = []
    at = 0
    while at < len(pieces):
        joints = range(len(pieces), at, -1)
        named = (end for end in joints if ours.has(ours.separator.join(pieces[at:end])))
        end = next(named, None)
        if end is None:
            others.append(pieces[at])
            at += 1
            continue
        if others:
            parts.append(ours.separator.join(others))
            others = []
        parts.append(ours.separator.join(pieces[at:end]))
        at = end
    if others:
        parts.append(ours.separator.join(others))
    return parts


def _of_field(name: Field, merge: "_Merge", tags: FileTags) -> FieldChange | None:
    before = tuple(tags.values(name))
    parts = tuple(part for value in before for part in apart(value, merge.ours))
    after, ours = merge.of(parts)
    separator = merge.place.separator
    stored = (separator.join(after),) if separator and after else stored_as(tags.layout, after)
    is_as_it_should = stored == tags.stored[name] if separator else after == before
    is_concern = ours or (merge.wanted and merge.place.existing != "keep")
    is_others = after == parts and not is_concern
    if is_as_it_should or is_others:
        return None
    kept = Ours(tuple(map(merge.as_written, ours)), separator)
    after = stored if separator else after
    return FieldChange(name, before, after, tags.stored[name], stored, kept)


def _of_comment(name: Field, merge: "_Merge", tags: FileTags) -> FieldChange | None:
    before = tags.stored[name]
    names = comment_block.names_in(before)
    block = replace(merge, ours=Ours(names), is_comment=True)
    after, _ = block.of(names)
    stored = comment_block.with_names(before, after)
    if stored == before:
        return None
    return FieldChange(name, before, stored, before, stored, Ours(after))


class _Word(NamedTuple):
    """A value, or a part of one, as it is to stand in the file."""

    text: str
    is_ours: bool
    is_renamed: bool = False


@dataclass
class _Merge:
    """The merge of one field, of which `ours` are the names that TagStudio wrote."""

    place: Place
    votes: TagVotes
    names: TagNames
    ours: Ours
    separators: str
    is_comment: bool = False

    def __post_init__(self) -> None:
        self.wanted = [
            (id, self._written(name))
            for kind, id, name in self.votes.wanted
            if kind in self.place.kinds
        ]

    def of(self, values: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the values after the merge, and those of them that are ours."""
        words = [word for value in values for word in self._kept(value)]
        others = [one.text for one in words if not one.is_ours]
        if self.place.existing == "keep" and others:
            return tuple(others), ()
        if self.place.existing == "replace" and self.wanted:
            words, others = [], []
        words = self._once(words, others)
        mine = self._mine([one.text for one in words if one.is_ours], others)
        is_mine = set(mine)
        before = [one.text for one in words if one.text in is_mine or not one.is_ours]
        if self.place.most:
            return (*others, *mine), tuple(mine)
        new = [one for one in mine if one not in before]
        return (*before, *new), tuple(mine)

    def as_written(self, name: str) -> str:
        """Return a name of ours with the capitals that TagStudio gives it, not those of others."""
        now = self.votes.names.get(self._id(name) or 0, name)
        return now if folded(now) == folded(name) else name

    def _once(self, words: Sequence["_Word"], others: Sequence[str]) -> list["_Word"]:
        """Leave out what of ours says by its new name what another value says already."""
        known = set(self._ids(others))
        once = []
        for one in words:
            ids = set(self._ids([one.text])) if one.is_ours else set()
            if not (one.is_renamed and ids & known):
                once.append(one)
            known |= ids
        return once

    def _mine(self, staying: Sequence[str], others: Sequence[str]) -> list[str]:
        """Return our values: those that stay, and the wanted ones that no other value names."""
        named = set(self._ids(others))
        spelled = {id: one for one in reversed(staying) for id in self._ids([one])}
        wanted = [(id, spelled.get(id, name)) for id, name in self.wanted if id not in named]
        if not self.place.most:
            return [*staying, *(name for id, name in wanted if id not in spelled)]
        room = max(0, self.place.most - len(others))
        return list(dict.fromkeys([*(name for _, name in wanted), *staying]))[:room]

    def _kept(self, value: str) -> list["_Word"]:
        """Return the value, or the parts of it that stay, called as their tags are now."""
        names = self._names_in(value)
        kept = [self._word(name) for name in names if not self._is_removed(name)]
        return [self._word(value)] if [one.text for one in kept] == names else kept

    def _word(self, name: str) -> "_Word":
        is_ours, id = self.ours.has(name), self._id(name)
        if not is_ours or id is None or id not in self.votes.names:
            return _Word(name, is_ours)
        now = self._written(self.votes.names[id])
        is_as_written = name in self.ours.names  # nobody else has given it other capitals
        is_renamed = name != now and (is_as_written or folded(name) != folded(now))
        return _Word(now if is_renamed else name, is_ours, is_renamed)

    def _written(self, name: str) -> str:
        return comment_block.written(name) if self.is_comment else name

    def _names_in(self, value: str) -> list[str]:
        return [value] if self._id(value) else names_in(value, self.separators)

    def _is_removed(self, name: str) -> bool:
        is_ours, id = self.ours.has(name), self._id(name)
        if is_ours and not self.place.kinds:  # the field has no place any more
            return True
        if id is None:
            return is_ours and all(name != wanted for _, wanted in self.wanted)
        if id in self.votes.refused:
            return True
        kind = self.votes.kinds.get(id)
        is_placed = kind is None or kind in self.place.kinds
        return is_ours and not (id in self.votes.supported and is_placed)

    def _ids(self, values: Iterable[str]) -> Iterator[int]:
        """Yield the ids of the tags that values name, in whatever they may be parted by."""
        for value in values:
            parts = self._names_in(value)
            if self.place.separator:
                parts = [*parts, *(one.strip() for one in value.split(self.place.separator))]
            yield from (id for name in parts if (id := self._id(name)))

    def _id(self, name: str) -> int | None:
        """Return the id of the one tag that a name means, None for none or several."""
        meant = self.names.meant_by(name)
        return meant[0].id if len(meant) == 1 else None
