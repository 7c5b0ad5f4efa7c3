"""The fields in tags that mutagen keeps as keys and values: Vorbis comments, MP4 and ASF."""

from typing import Any

from mutagen.asf._attrs import ASFUnicodeAttribute
from mutagen.mp4 import AtomDataType, MP4FreeForm

from tagstudio.audio.files.formats import ASF, TagKeys
from tagstudio.audio.metadata.file_tags.fields import FIELDS, Field, FileTags, Stored

_FREE_FORM = "----:"  # begins the keys of MP4 atoms whose texts are bytes of a declared type


def read(tags: Any, keys: TagKeys) -> FileTags:
    """Return the fields of mutagen's `tags`, None where the file has none."""
    stored = {
        field: tuple(_text(value) for key in _spellings(tags, keys, field) for value in tags[key])
        for field in FIELDS
    }
    return FileTags(keys.name, stored)


def write(tags: Any, keys: TagKeys, fields: Stored) -> None:
    """Put `fields` into mutagen's `tags`, under the spelling that a key has there already."""
    for field, texts in fields.items():
        spellings = _spellings(tags, keys, field)
        for spelling in spellings:
            del tags[spelling]
        if texts:
            keeps = spellings and not keys.caseless
            key = spellings[0] if keeps else keys.fields[field]
            tags[key] = [_value(text, keys, field) for text in texts]


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _value(text: str, keys: TagKeys, field: Field) -> Any:
    """Return a text as mutagen takes it in this kind of tag."""
    if keys is ASF:
        return ASFUnicodeAttribute(text)  # type: ignore[no-untyped-call]
    if keys.fields[field].startswith(_FREE_FORM):
        content = text.encode("utf-8", "replace")
        return MP4FreeForm(content, AtomDataType.UTF8)  # type: ignore[no-untyped-call]
    return text


def _spellings(tags: Any, keys: TagKeys, field: Field) -> list[str]:
    wanted = keys.fields[field].casefold()
    return [key for key in (tags.keys() if tags else ()) if key.casefold() == wanted]
