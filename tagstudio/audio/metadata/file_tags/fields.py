"""The fields of an audio file that are written, and the separation of their values.

Four hold tags, and may hold several; title, artist, album, tempo and key are one text each.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

TagField = Literal["genre", "mood", "instrument", "era"]
MeasuredField = Literal["bpm", "key"]
Field = TagField | Literal["title", "artist", "album"] | MeasuredField
TAG_FIELDS: tuple[TagField, ...] = get_args(TagField)
FIELDS: tuple[Field, ...] = (*TAG_FIELDS, "title", "artist", "album", "bpm", "key")

Texts = tuple[str, ...]
Stored = Mapping[Field, Texts]

_JOINED = frozenset(["ID3v2.2", "ID3v2.3"])  # hold one text a frame, so several values in it
_JOINT = "; "
_REFERENCES = re.compile(r"(?:\((?:\d+|RX|CR)\))*", re.ASCII)
_SPECIAL_GENRES = {"RX": "Remix", "CR": "Cover"}


@dataclass(frozen=True)
class FileTags:
    """The fields of one file: the `layout` of its tag, and each field's texts as they stand there.

    A field that the file lacks has no texts. In ID3v2.2 and 2.3 one text holds several values.
    """

    layout: str
    stored: Stored

    def values(self, field: Field) -> list[str]:
        """Return the values of a field, each as it is written, a genre by number as its name."""
        texts = self.stored[field]
        if self.layout.startswith("ID3") and field == "genre":
            texts = tuple(name for text in texts for name in genre_names(text))
        if self.layout in _JOINED and field in TAG_FIELDS:
            texts = tuple(part for text in texts for part in text.split(_JOINT.strip()))
        cleaned = (part.strip() for text in texts for part in text.split("\0"))
        return [value for value in cleaned if value]


def stored_as(layout: str, values: Iterable[str]) -> Texts:
    """Return the texts that hold these values in a tag of this layout."""
    texts = tuple(values)
    return (_JOINT.join(texts),) if texts and layout in _JOINED else texts


def names_in(value: str, separators: str = "") -> list[str]:
    """Return the names that one value holds: "Rock; Pop" is two, "Folk, World, & Country" one.

    `separators` are the signs at which the user wants values taken apart beside NUL and ";".
    """
    parts = re.split(f"[\0;{re.escape(separators)}]", value)
    return [name for part in parts if (name := part.strip())]


@cache
def _genres_by_code() -> dict[str, str]:
    from mutagen.id3 import TCON

    return {str(number): genre for number, genre in enumerate(TCON.GENRES)} | _SPECIAL_GENRES


def genre_names(text: str) -> list[str]:
    """Return the genres that one text of an ID3 tag states, those given by number as their names.

    "(9)(138)Viking Metal" is Metal, Black Metal and Viking Metal; "((Foo)" is "(Foo)"; RX and CR
    stand for remixes and covers. A number that stands for no genre states none, unless it is all
    there is: then it is a name.
    """
    named = _genres_by_code()
    if text.isdecimal():
        return [named.get(text.lstrip("0") or "0", text)]
    references = _REFERENCES.match(text)
    codes = re.findall(r"[^()]+", references[0]) if references else []
    rest = text[references.end() :].strip() if references else text
    found = [named.get(code.lstrip("0") or "0", "") for code in codes]
    name = _SPECIAL_GENRES.get(rest, rest[1:] if rest.startswith("((") else rest)
    return [*dict.fromkeys(one for one in (*found, name) if one)]
