"""The fields in tags that mutagen keeps as names and values: Vorbis comments, MP4 and ASF."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mutagen.asf._attrs import ASFUnicodeAttribute
from mutagen.mp4 import AtomDataType, MP4FreeForm

from tagstudio.audio.metadata.file_tags.fields import FIELDS, Field, FileTags, Stored


@dataclass(frozen=True)
class Layout:
    """How a container names the fields, in whatever case where that is so, and holds a text."""

    name: str
    names: Mapping[Field, str]
    caseless: bool = False
    held: Callable[[Field, str], Any] = lambda field, text: text
    text: Callable[[Any], str] = str


def _mp4_held(field: Field, text: str) -> Any:
    if field == "genre":
        return text
    content = text.encode("utf-8", "replace")
    return MP4FreeForm(content, AtomDataType.UTF8)  # type: ignore[no-untyped-call]


def _mp4_text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


VORBIS = Layout("Vorbis", {field: field.upper() for field in FIELDS}, caseless=True)
MP4 = Layout(
    "MP4",
    {
        "genre": "\xa9gen",
        "mood": "----:com.apple.iTunes:MOOD",
        "instrument": "----:com.apple.iTunes:INSTRUMENT",
        "era": "----:com.apple.iTunes:ERA",
    },
    held=_mp4_held,
    text=_mp4_text,
)
ASF = Layout(
    "ASF",
    {"genre": "WM/Genre", "mood": "WM/Mood", "instrument": "INSTRUMENT", "era": "ERA"},
    held=lambda field, text: ASFUnicodeAttribute(text),  # type: ignore[no-untyped-call]
)


def read(tags: Any, layout: Layout) -> FileTags:
    """Return the fields of mutagen's `tags`, None where the file has none."""
    stored = {
        field: tuple(layout.text(value) for name in _spellings(tags, layout, field)
                     for value in tags[name])
        for field in FIELDS
    }  # fmt: skip
    return FileTags(layout.name, stored)


def write(tags: Any, layout: Layout, fields: Stored) -> None:
    """Put `fields` into mutagen's `tags`, under the spelling of their names that stands there."""
    for field, texts in fields.items():
        spellings = _spellings(tags, layout, field)
        for spelling in spellings:
            del tags[spelling]
        if texts:
            keeps = spellings and not layout.caseless
            name = spellings[0] if keeps else layout.names[field]
            tags[name] = [layout.held(field, text) for text in texts]


def _spellings(tags: Any, layout: Layout, field: Field) -> list[str]:
    wanted = layout.names[field].casefold()
    return [name for name in (tags.keys() if tags else ()) if name.casefold() == wanted]
