"""The four fields of an audio file that tags are written to, and the separation of their values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

Field = Literal["genre", "mood", "instrument", "era"]
FIELDS: tuple[Field, ...] = get_args(Field)

Texts = tuple[str, ...]
Stored = Mapping[Field, Texts]

_JOINED = frozenset(["ID3v2.2", "ID3v2.3"])  # hold one text a frame, so several values in it
_JOINT = "; "


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
            texts = _named(texts)
        if self.layout in _JOINED:
            texts = tuple(part for text in texts for part in text.split(_JOINT.strip()))
        cleaned = (part.strip() for text in texts for part in text.split("\0"))
        return [value for value in cleaned if value]


def stored_as(layout: str, values: Iterable[str]) -> Texts:
    """Return the texts that hold these values in a tag of this layout."""
    texts = tuple(values)
    return (_JOINT.join(texts),) if texts and layout in _JOINED else texts


def names_in(value: str) -> list[str]:
    """Return the names that programs read in one value: "Rock/Pop" is two."""
    return [name for part in re.split(r"[\0;/,]", value) if (name := part.strip())]


def _named(texts: Texts) -> Texts:
    """Return genres with ID3's numbers, "(17)" or "17", as names."""
    from mutagen.id3 import TCON

    if not texts:
        return ()
    return tuple(TCON(encoding=3, text=list(texts)).genres)  # type: ignore[no-untyped-call]
