"""What becomes of the values in a file's fields, by what the librarian decided.

A value that means none of the library's tags stays, whatever it is. One that means a tag goes when
the answer to the tag is no, or when TagStudio wrote it and nothing speaks for it any more. New
values come behind those that are there, the strongest first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tagstudio.audio.metadata.file_tags.fields import Field, FileTags, Texts, names_in, stored_as
from tagstudio.library.db.text_folding import folded
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.file_writes import FileWrite

# The groups of tags that have a field; what the user made a tag is most often a genre.
_FIELDS: dict[str, Field] = {
    "": "genre",
    "genre": "genre",
    "mood": "mood",
    "voice and instrument": "instrument",
    "instrument": "instrument",
    "era": "era",
}


@dataclass(frozen=True)
class FieldChange:
    """A field that is to change: its values, and the texts that hold them, before and after."""

    field: Field
    before: tuple[str, ...]
    after: tuple[str, ...]
    stored_before: Texts
    stored_after: Texts


@dataclass(frozen=True)
class TagVotes:
    """What is known of the tags of one track.

    `wanted` are the tags to write, the strongest first, with their fields; `refused` the ids of
    tags that go; `supported` the ids of tags that stay if TagStudio wrote them.
    """

    wanted: Sequence[tuple[Field, int, str]]
    refused: frozenset[int]
    supported: frozenset[int]


def field_of(group: str) -> Field | None:
    """Return the field for tags of a group, None for a group that files have no field for."""
    return _FIELDS.get(group.casefold())


def field_changes(
    tags: FileTags, standing: TagVotes, names: TagNames, ours: Mapping[Field, set[str]]
) -> tuple[FieldChange, ...]:
    """Return what is to change in a file; `ours` are the folded names that TagStudio wrote."""
    return tuple(
        FieldChange(field, before, after, tags.stored[field], stored_as(tags.layout, after))
        for field in tags.stored
        if (before := tuple(tags.values(field)))
        != (after := _Merge(field, standing, names, ours.get(field, set())).of(before))
    )


def written_names(writes: Iterable[FileWrite]) -> dict[Field, set[str]]:
    """Return the folded names that these writes brought into a file, the oldest write first."""
    ours: dict[Field, set[str]] = {}
    for write in writes:
        for field, texts in write.after.items():
            before, after = _folded(write.before[field]), _folded(texts)
            ours[field] = ours.get(field, set()) - (before - after) | (after - before)
    return ours


def _folded(texts: Texts) -> set[str]:
    return {folded(name) for text in texts for name in names_in(text)}


@dataclass(frozen=True)
class _Merge:
    """The values of one field, put together."""

    field: Field
    standing: TagVotes
    names: TagNames
    ours: set[str]

    def of(self, values: Sequence[str]) -> tuple[str, ...]:
        kept = [left for value in values for left in self._what_stays(value)]
        said = {id for value in kept for name in self._names_in(value) if (id := self._id(name))}
        new = [
            name
            for field, id, name in self.standing.wanted
            if field == self.field and id not in said
        ]
        return (*kept, *new)

    def _what_stays(self, value: str) -> list[str]:
        names = self._names_in(value)
        staying = [name for name in names if not self._goes(name)]
        return [value] if staying == names else staying

    def _names_in(self, value: str) -> list[str]:
        return [value] if self._id(value) else names_in(value)

    def _goes(self, name: str) -> bool:
        id = self._id(name)
        if id is None or id in self.standing.refused:
            return id is not None
        return folded(name) in self.ours and id not in self.standing.supported

    def _id(self, name: str) -> int | None:
        """Return the tag that a name means beyond doubt."""
        meant = self.names.meant_by(name)
        return meant[0].id if len(meant) == 1 else None
