"""APEv2 tags: the tag of WavPack, Musepack and Monkey's Audio, and behind many an MP3.

Layout (https://wiki.hydrogenaud.io/index.php?title=APEv2_specification), numbers little-endian:

    [header 32] items [footer 32]
    header, footer   "APETAGEX", version (1000 or 2000), bytes of items and footer, count, flags, 0
    item             bytes of value, flags, key in ASCII, 0, value; several texts separated by 0

Items beside those that are written are copied as bytes. mutagen's writer sorts them anew and cuts
off an ID3v1 tag behind them, and its reader gives up at the first damaged item.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tagstudio.audio.files.formats import APEV2
from tagstudio.audio.metadata.file_tags.fields import Stored, Texts
from tagstudio.audio.metadata.tag_blocks.block import (
    LONGEST_KEPT_TEXT,
    USER_TEXT,
    TagTexts,
    field_named,
    folded_fields,
    local_text,
)

APE = "APEv2"
FRAME_BYTES = 32  # of header and footer alike

_MAGIC = b"APETAGEX"
_HAS_HEADER, _HAS_NO_FOOTER, _IS_HEADER = 1 << 31, 1 << 30, 1 << 29
_KIND = 6  # the bits of an item's flags that are 0 for texts
_MOST_ITEMS = 1 << 12
_LONGEST_KEY = 255
_NAMES = {
    "title": "TIT2",
    "subtitle": "TIT3",
    "artist": "TPE1",
    "album": "TALB",
    "album artist": "TPE2",
    "albumartist": "TPE2",
    "album_artist": "TPE2",
    "conductor": "TPE3",
    "composer": "TCOM",
    "lyricist": "TEXT",
    "year": "TDRC",
    "date": "TDRC",
    "originaldate": "TDOR",
    "originalyear": "TDOR",
    "track": "TRCK",
    "tracknumber": "TRCK",
    "disc": "TPOS",
    "discnumber": "TPOS",
    "genre": "TCON",
    "mood": "TMOO",
    "comment": "COMM",
    "lyrics": "USLT",
    "copyright": "TCOP",
    "publisher": "TPUB",
    "label": "TPUB",
    "isrc": "TSRC",
    "bpm": "TBPM",
    "key": "TKEY",
    "initialkey": "TKEY",
    "language": "TLAN",
    "compilation": "TCMP",
    "grouping": "TIT1",
}


@dataclass(frozen=True)
class _Item:
    """An item in the bytes [start, end) of the file, its value from `value_start`."""

    key: str
    is_text: bool
    start: int
    value_start: int
    end: int

    @property
    def name(self) -> str:
        return _NAMES.get(self.key.casefold(), USER_TEXT + self.key)


@dataclass(frozen=True)
class ApeTag:
    """An APEv2 tag in the bytes [start, end) of `file`; its items are in [first, last)."""

    file: BinaryIO
    start: int
    end: int
    first: int
    last: int
    version: int = 2000
    has_header: bool = True

    @property
    def layout(self) -> str:
        """The kind of tag."""
        return APE

    def texts(self) -> TagTexts:
        """Return its texts that are not blank, by the names of ID3v2.4 frames."""
        found: dict[str, list[str]] = {}
        for item in self._items():
            if item.is_text and item.end - item.value_start <= LONGEST_KEPT_TEXT:
                values = self._bytes(item.value_start, item.end).split(b"\0")
                texts = (text for value in values if (text := local_text(value)).strip())
                found.setdefault(item.name, []).extend(texts)
        return {name: tuple(texts) for name, texts in found.items() if texts}

    def with_fields(self, fields: Stored) -> bytes:
        """Return its bytes with these fields; b"" where no item is left.

        Raises ValueError where something stands in the tag that is no item.
        """
        kept, at, written = [], self.first, folded_fields(fields)
        for item in self._items():
            if field_named(item.name) not in written or not item.is_text:
                kept.append(self._bytes(item.start, item.end))
            at = item.end
        if self._bytes(at, self.last).strip(b"\0"):
            raise ValueError("the APEv2 tag holds something else than items")
        return _tag([*kept, *_field_items(fields)], self.version, self.has_header)

    def _items(self) -> Iterator[_Item]:
        at = self.first
        for _ in range(_MOST_ITEMS):
            head = self._bytes(at, min(at + 9 + _LONGEST_KEY, self.last))
            key, ended, _ = head[8:].partition(b"\0")
            value_start = at + 8 + len(key) + 1
            end = value_start + int.from_bytes(head[:4], "little")
            if not (ended and key.isascii() and key) or end > self.last:
                return
            is_text = not int.from_bytes(head[4:8], "little") & _KIND
            yield _Item(key.decode("ascii"), is_text, at, value_start, end)
            at = end

    def _bytes(self, start: int, end: int) -> bytes:
        self.file.seek(start)
        return self.file.read(end - start)


def ape_tag_of(texts: TagTexts, fields: Stored) -> bytes:
    """Return a new tag of these texts, with `fields` in place of what they say of them."""
    keys = {name: key.title() for key, name in reversed(_NAMES.items())}
    written = folded_fields(fields)
    others = [
        _item(key, found)
        for name, found in texts.items()
        if field_named(name) not in written
        and (key := keys.get(name, name.removeprefix(USER_TEXT))).isascii()
    ]
    return _tag([*others, *_field_items(fields)], 2000, has_header=True)


def ape_tag_before(file: BinaryIO, end: int) -> ApeTag | None:
    """Return the tag that ends at `end`, None where none does."""
    if end < FRAME_BYTES:
        return None
    file.seek(end - FRAME_BYTES)
    footer = file.read(FRAME_BYTES)
    version, length, flags = _numbers(footer)
    has_header = bool(flags & _HAS_HEADER)
    first = end - length
    start = first - FRAME_BYTES * has_header
    if footer[:8] != _MAGIC or flags & _IS_HEADER or length < FRAME_BYTES or start < 0:
        return None
    return ApeTag(file, start, end, first, end - FRAME_BYTES, version, has_header)


def ape_tag_at(file: BinaryIO, start: int, size: int) -> ApeTag | None:
    """Return the tag that begins at `start` with a header, None where none does."""
    file.seek(start)
    header = file.read(FRAME_BYTES)
    version, length, flags = _numbers(header)
    end = start + FRAME_BYTES + length
    if header[:8] != _MAGIC or not flags & _IS_HEADER or end > size:
        return None
    last = end if flags & _HAS_NO_FOOTER else end - FRAME_BYTES
    return ApeTag(file, start, end, start + FRAME_BYTES, last, version, has_header=True)


def _numbers(frame: bytes) -> tuple[int, int, int]:
    """Return the version, length and flags of a header or footer."""
    version, length, _, flags = (
        int.from_bytes(frame[at : at + 4], "little") for at in range(8, 24, 4)
    )
    return version, length, flags


def _field_items(fields: Stored) -> Iterator[bytes]:
    for field, texts in fields.items():
        if texts and (key := APEV2.key_of(field)):
            yield _item(key, texts)


def _item(key: str, texts: Texts) -> bytes:
    value = "\0".join(texts).encode("utf-8", "replace")
    return len(value).to_bytes(4, "little") + bytes(4) + key.encode("ascii") + b"\0" + value


def _tag(items: list[bytes], version: int, has_header: bool) -> bytes:
    if not items:
        return b""
    content = b"".join(items)
    flags = _HAS_HEADER if has_header else 0
    numbers = version, len(content) + FRAME_BYTES, len(items)
    begin, end = (
        _MAGIC + b"".join(one.to_bytes(4, "little") for one in (*numbers, bits)) + bytes(8)
        for bits in (flags | _IS_HEADER, flags)
    )
    return (begin if has_header else b"") + content + end
