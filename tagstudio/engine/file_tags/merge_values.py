"""Merging of tags into the values of a file's fields, as a preset places them.

For each value v of a field, with tag(v) the one tag that it names (by name or alias), if any:

    keep v          if tag(v) is none: someone else's words are never touched;
    remove v        if tag(v) is refused (the answer is no);
    remove v        if TagStudio wrote v itself and tag(v) has lost its support: it is neither
                    decided nor suggested any more, or its kind has another place now;
    keep v          otherwise.

A value is a whole: "Folk, World, & Country" names no tag "Folk". Only where it names no tag itself
and ";" or a separator that the user has set stands in it ("Jazz; Rock") is it looked at part by
part, and split only if a part goes. A text that writing joined is taken apart at its separator
(`apart`), but for the words of others in it. Then the wanted tags of the place that no value names
yet are appended, the strongest first. A field that has no place any more loses what TagStudio wrote
there. Invariants: values that stay keep order and spelling; a merge of a merge changes nothing
(idempotent), so a file is planned again only after an answer, the preset or the file changed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

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
    them; `kinds` are those of all tags, by id.
    """

    wanted: Sequence[tuple[Kind, int, str]]
    refused: frozenset[int]
    supported: frozenset[int]
    kinds: Mapping[int, Kind] = field(default_factory=dict)


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
    if not ours.separator or folded(value) in ours.names:
        return [value]
    pieces = value.split(ours.separator)
    parts: list[str] = []
    others: list[str] = []
    at = 0
    while at < len(pieces):
        joints = range(len(pieces), at, -1)
        named = (end for end in joints if folded(ours.separator.join(pieces[at:end])) in ours.names)
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
    kept = Ours(tuple(map(folded, ours)), separator)
    after = stored if separator else after
    return FieldChange(name, before, after, tags.stored[name], stored, kept)


def _of_comment(name: Field, merge: "_Merge", tags: FileTags) -> FieldChange | None:
    before = tags.stored[name]
    names = comment_block.names_in(before)
    block = replace(merge, ours=Ours(tuple(map(folded, names))), is_comment=True)
    after, _ = block.of(names)
    stored = comment_block.with_names(before, after)
    if stored == before:
        return None
    return FieldChange(name, before, stored, before, stored, Ours(tuple(map(folded, after))))


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
            (id, name) for kind, id, name in self.votes.wanted if kind in self.place.kinds
        ]
        if self.is_comment:
            self.wanted = [(id, comment_block.written(name)) for id, name in self.wanted]

    def of(self, values: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the values after the merge, and those of them that are ours."""
        kept = [part for value in values for part in self._kept(value)]
        others = [one for one in kept if not self._is_ours(one)]
        if self.place.existing == "keep" and others:
            return tuple(others), ()
        if self.place.existing == "replace" and self.wanted:
            kept, others = [], []
        mine = self._mine(kept, others)
        is_mine = set(mine)
        before = [one for one in kept if one in is_mine or not self._is_ours(one)]
        if self.place.most:
            return (*others, *mine), tuple(mine)
        new = [one for one in mine if one not in before]
        return (*before, *new), tuple(mine)

    def _mine(self, kept: Sequence[str], others: Sequence[str]) -> list[str]:
        """Return our values: those that stay, and the wanted ones that no other value names."""
        staying = [one for one in kept if self._is_ours(one)]
        named = set(self._ids(others))
        spelled = {id: one for one in reversed(staying) for id in self._ids([one])}
        wanted = [(id, spelled.get(id, name)) for id, name in self.wanted if id not in named]
        if not self.place.most:
            return [*staying, *(name for id, name in wanted if id not in spelled)]
        room = max(0, self.place.most - len(others))
        return list(dict.fromkeys([*(name for _, name in wanted), *staying]))[:room]

    def _kept(self, value: str) -> list[str]:
        """Return the value, or the parts of it that stay."""
        names = self._names_in(value)
        kept = [name for name in names if not self._is_removed(name)]
        return [value] if kept == names else kept

    def _names_in(self, value: str) -> list[str]:
        return [value] if self._id(value) else names_in(value, self.separators)

    def _is_removed(self, name: str) -> bool:
        is_ours, id = self._is_ours(name), self._id(name)
        if is_ours and not self.place.kinds:  # the field has no place any more
            return True
        if self.is_comment and id is None:  # all in the block is ours, whatever it is called now
            return all(name != wanted for _, wanted in self.wanted)
        if id is None or id in self.votes.refused:
            return id is not None
        kind = self.votes.kinds.get(id)
        is_placed = kind is None or kind in self.place.kinds
        return is_ours and not (id in self.votes.supported and is_placed)

    def _is_ours(self, name: str) -> bool:
        return folded(name) in self.ours.names

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
