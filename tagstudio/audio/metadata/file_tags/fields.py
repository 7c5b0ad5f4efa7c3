"""The fields of an audio file that are written, and the separation of their values.

Four hold tags, and may hold several; title, artist, album, tempo and key are one text each. These
nine are read of every file. Grouping and comment, and texts of any other name ("text:Energy"), are
read and written where a preset says so (`engine.file_tags.presets`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

TagField = Literal["genre", "mood", "instrument", "era"]
MeasuredField = Literal["bpm", "key"]
Field = str  # one of FIELDS or FURTHER_FIELDS, or FREE_TEXT and a name, whose case is kept
TAG_FIELDS: tuple[TagField, ...] = get_args(TagField)
MEASURED_FIELDS: tuple[MeasuredField, ...] = get_args(MeasuredField)
FIELDS: tuple[Field, ...] = (*TAG_FIELDS, "title", "artist", "album", *MEASURED_FIELDS)
# "grp1" is the frame of that name: the grouping of Apple and Navidrome in ID3v2, where "grouping"
# is TIT1. Other tags have one grouping.
FURTHER_FIELDS: tuple[Field, ...] = ("grouping", "grp1", "comment")
FREE_TEXT = "text:"

Texts = tuple[str, ...]
Stored = Mapping[Field, Texts]

_JOINED = frozenset(["ID3v2.2", "ID3v2.3"])  # hold one text a frame, so several values in it
_JOINT = "; "
_WHOLE = frozenset(["title", "artist", "album", "comment"])  # a text of these is one value
_FREE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.-]{0,63}", re.ASCII)
_REFERENCES = re.compile(r"(?:\((?:\d+|RX|CR)\))*", re.ASCII)
_SPECIAL_GENRES = {"RX": "Remix", "CR": "Cover"}


@dataclass(frozen=True)
class FileTags:
    """The fields of one file: the `layout` of its tag, and each field's texts as they stand there.

    A field that the file lacks has no texts. In ID3v2.2 and 2.3 one text holds several values.
    Others than FIELDS are there only where they were asked for.
    """

    layout: str
    stored: Stored

    def values(self, field: Field) -> list[str]:
        """Return the values of a field, each as it is written, a genre by number as its name."""
        texts = self.stored[field]
        if self.layout.startswith("ID3") and field == "genre":
            texts = tuple(name for text in texts for name in genre_names(text))
        if self.layout in _JOINED and field not in _WHOLE:
            texts = tuple(part for text in texts for part in text.split(_JOINT.strip()))
        cleaned = (part.strip() for text in texts for part in text.split("\0"))
        return [value for value in cleaned if value]


def is_field(name: str) -> bool:
    """Tell whether this is the name of a field."""
    if name.startswith(FREE_TEXT):
        return bool(_FREE_NAME.fullmatch(name.removeprefix(FREE_TEXT)))
    return name in FIELDS or name in FURTHER_FIELDS


def with_further(further: Iterable[Field]) -> tuple[Field, ...]:
    """Return FIELDS and those of `further` that are not among them, each once in any case."""
    return tuple({one.casefold(): one for one in (*further, *FIELDS)}.values())


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
