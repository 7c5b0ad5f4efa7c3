"""What all kinds of tag blocks have in common: a place in the file, texts, and new bytes.

A file may hold several tags of several kinds, written by several programs. So that they can be
compared and carried from one into another, each kind gives its texts under the names of ID3v2.4
frames, the largest vocabulary of them: "TIT2" for the title, "TXXX:INSTRUMENT" for a text that has
no frame of its own.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from tagstudio.audio.metadata.file_tags.fields import FIELDS, FREE_TEXT, Field, Stored, Texts

TagTexts = Mapping[str, Texts]
USER_TEXT = "TXXX:"  # begins the names of texts without a frame of their own
LONGEST_KEPT_TEXT = 1 << 16  # bytes of a text that is read; longer ones are pictures or garbage

_FRAMES: dict[Field, tuple[str, ...]] = {
    "genre": ("TCON",),
    "mood": ("TMOO", "TXXX:mood"),
    "instrument": ("TXXX:instrument",),
    "era": ("TXXX:era",),
    "title": ("TIT2",),
    "artist": ("TPE1",),
    "album": ("TALB",),
    "grouping": ("TIT1",),
    "grp1": ("GRP1",),
    "comment": ("COMM",),
    "bpm": ("TBPM",),
    "key": ("TKEY",),
}
_FIELDS = {name.casefold(): field for field, names in _FRAMES.items() for name in names}


class TagBlock(Protocol):
    """A tag in the bytes [start, end) of a file; `layout` names its kind and version."""

    @property
    def layout(self) -> str:
        """The name of its kind, with the version where texts are stored differently by it."""

    @property
    def start(self) -> int:
        """The offset of its first byte."""

    @property
    def end(self) -> int:
        """The offset after its last byte."""

    def texts(self) -> TagTexts:
        """Return its texts that are not blank, by the names of ID3v2.4 frames."""

    def with_fields(self, fields: Stored) -> bytes:
        """Return its bytes with these fields in place of what it says of them, b"" for no tag.

        All else that it holds stays as it is, byte for byte.
        """


def field_named(name: str) -> Field | None:
    """Return the field that a text of this name belongs to, None for any other text.

    A text without a frame of its own is a field in small letters: compare with `folded_fields`.
    """
    folded = name.casefold()
    if field := _FIELDS.get(folded):
        return field
    return FREE_TEXT + name[len(USER_TEXT) :].casefold() if name.startswith(USER_TEXT) else None


def folded_fields(fields: Iterable[Field]) -> frozenset[Field]:
    """Return the fields as `field_named` gives them."""
    return frozenset(field.casefold() for field in fields)


def fields_in(texts: TagTexts, fields: Iterable[Field] = FIELDS) -> Stored:
    """Return the texts of each field; none for a field that is not there."""
    return {field: tuple(_texts_of(texts, field.casefold())) for field in fields}


def _texts_of(texts: TagTexts, field: Field) -> Iterator[str]:
    for name, found in texts.items():
        if field_named(name) == field:
            yield from found


def local_text(content: bytes) -> str:
    """Decode a text of an undeclared encoding, up to its first NUL.

    Text with bytes from 0x80 that is valid UTF-8 is UTF-8: in Windows-1252 it would be a row of
    signs like "Ã©", which no word has. Anything else is read as Windows-1252.
    """
    content = content.partition(b"\0")[0]
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
