"""Merging of tags into the values of a file's fields: genre, mood, instrument, era.

For each value v of a field, with tag(v) the one tag that it names (by name or alias), if any:

    keep v          if tag(v) is none: someone else's words are never touched;
    remove v        if tag(v) is refused (the answer is no);
    remove v        if TagStudio wrote v itself and tag(v) has lost its support: it is neither
                    decided nor suggested any more;
    keep v          otherwise.

A value is a whole: "Folk, World, & Country" names no tag "Folk". Only where it names no tag itself
and ";" or a separator that the user has set stands in it ("Jazz; Rock") is it looked at part by
part, and split only if a part goes. Then the wanted tags of the field that no value names yet are
appended, the strongest first. Invariants: values that stay keep order and spelling; a merge of a
merge changes nothing (idempotent), so a file is planned again only after an answer or the file
changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tagstudio.audio.metadata.file_tags.fields import (
    TAG_FIELDS,
    Field,
    FileTags,
    MeasuredField,
    TagField,
    Texts,
    names_in,
    stored_as,
)
from tagstudio.audio.metadata.values import joined
from tagstudio.core.musical_keys import as_key
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tracks.facts_by_user import FactField
from tagstudio.plugin_api.vocabulary import TAG_GROUPS

# The groups of tags that have a field, some named as the field by a plugin or a user; a tag of the
# user's own is most often a genre.
_FIELDS: dict[str, TagField] = {"": "genre"}
_FIELDS |= {group: field for field in TAG_FIELDS for group in (field, TAG_GROUPS[field])}


@dataclass(frozen=True)
class FieldChange:
    """A field that will change: its values and their stored texts, before and after."""

    field: Field
    before: tuple[str, ...]
    after: tuple[str, ...]
    stored_before: Texts
    stored_after: Texts


@dataclass(frozen=True)
class TagVotes:
    """The votes on the tags of one track: decisions and suggestions.

    `wanted` are the tags to write, the strongest first, with their fields; `refused` the ids of
    tags that go; `supported` the ids of tags that stay if TagStudio wrote them.
    """

    wanted: Sequence[tuple[Field, int, str]]
    refused: frozenset[int]
    supported: frozenset[int]


def field_of(group: str) -> TagField | None:
    """Return the field for tags of a group, None for a group that files have no field for."""
    return _FIELDS.get(group.casefold())


def field_changes(
    tags: FileTags,
    votes: TagVotes,
    names: TagNames,
    ours: Mapping[Field, set[str]],
    separators: str = "",
) -> tuple[FieldChange, ...]:
    """Return the fields that will change; `ours` are the folded names that TagStudio wrote.

    At `separators` the user wants genres taken apart, beside NUL and ";".
    """
    return tuple(
        FieldChange(field, before, after, tags.stored[field], stored_as(tags.layout, after))
        for field in TAG_FIELDS
        if (before := tuple(tags.values(field)))
        != (after := _Merge(field, votes, names, ours.get(field, set()), separators).of(before))
    )


def fact_changes(tags: FileTags, words: Mapping[FactField, str]) -> tuple[FieldChange, ...]:
    """Return the fields that do not say what the user said of title, artist and album."""
    return tuple(
        FieldChange(field, before, (word,), tags.stored[field], stored_as(tags.layout, (word,)))
        for field, word in words.items()
        if joined(before := tuple(tags.values(field))) != word
    )


@dataclass(frozen=True)
class WrittenMeasure:
    """A tempo or key to write; one that `replaces` goes in the place of what another wrote."""

    text: str
    replaces: bool


def measure_changes(
    tags: FileTags,
    measures: Mapping[MeasuredField, WrittenMeasure],
    ours: Mapping[Field, set[str]],
) -> tuple[FieldChange, ...]:
    """Return the changes of tempo and key; `ours` are the folded texts that TagStudio wrote."""
    changes = []
    for field, wanted in measures.items():
        before = tuple(tags.values(field))
        if before and _says_the_same(field, before, wanted.text):
            continue
        is_ours = bool(before) and {folded(value) for value in before} <= ours.get(field, set())
        if not before or is_ours or wanted.replaces:
            texts = (wanted.text,)
            stored = stored_as(tags.layout, texts)
            changes.append(FieldChange(field, before, texts, tags.stored[field], stored))
    return tuple(changes)


def _says_the_same(field: MeasuredField, before: tuple[str, ...], text: str) -> bool:
    if len(before) > 1:
        return False
    if field == "key":
        return as_key(before[0]) == text
    try:
        return f"{float(before[0].replace(',', '.')):.0f}" == text
    except ValueError:
        return False


@dataclass(frozen=True)
class _Merge:
    """The merge of one field."""

    field: Field
    votes: TagVotes
    names: TagNames
    ours: set[str]
    separators: str

    def of(self, values: Sequence[str]) -> tuple[str, ...]:
        kept = [part for value in values for part in self._kept(value)]
        named = {id for value in kept for name in self._names_in(value) if (id := self._id(name))}
        new = [
            name for field, id, name in self.votes.wanted if field == self.field and id not in named
        ]
        return (*kept, *new)

    def _kept(self, value: str) -> list[str]:
        """Return the value, or the parts of it that stay."""
        names = self._names_in(value)
        kept = [name for name in names if not self._is_removed(name)]
        return [value] if kept == names else kept

    def _names_in(self, value: str) -> list[str]:
        return [value] if self._id(value) else names_in(value, self.separators)

    def _is_removed(self, name: str) -> bool:
        id = self._id(name)
        if id is None or id in self.votes.refused:
            return id is not None
        return folded(name) in self.ours and id not in self.votes.supported

    def _id(self, name: str) -> int | None:
        """Return the id of the one tag that a name means, None for none or several."""
        meant = self.names.meant_by(name)
        return meant[0].id if len(meant) == 1 else None
