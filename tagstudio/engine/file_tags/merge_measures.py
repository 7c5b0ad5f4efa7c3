"""Tempo and key in a file: written where it has none, or in the place of what is there."""

from collections.abc import Mapping
from dataclasses import dataclass

from tagstudio.audio.metadata.file_tags.fields import Field, FileTags, MeasuredField, stored_as
from tagstudio.core.musical_keys import as_key
from tagstudio.engine.file_tags.merge_values import FieldChange
from tagstudio.library.tags.file_writes import Ours


@dataclass(frozen=True)
class WrittenMeasure:
    """A tempo or key to write; one that `replaces` goes in the place of what another wrote."""

    text: str
    replaces: bool


def measure_changes(
    tags: FileTags,
    measures: Mapping[MeasuredField, WrittenMeasure],
    ours: Mapping[Field, Ours],
) -> tuple[FieldChange, ...]:
    """Return the changes of tempo and key; `ours` is what TagStudio wrote into each field."""
    changes = []
    for field, wanted in measures.items():
        before = tuple(tags.values(field))
        if before and _says_the_same(field, before, wanted.text):
            continue
        is_ours = bool(before) and all(map(ours.get(field, Ours()).has, before))
        if not before or is_ours or wanted.replaces:
            texts = (wanted.text,)
            stored = stored_as(tags.layout, texts)
            kept = Ours(texts)
            changes.append(FieldChange(field, before, texts, tags.stored[field], stored, kept))
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
