"""The INFO list of a WAV file, and the text chunks of an AIFF file.

A LIST chunk of the type INFO holds chunks of its own, one a text: a name of four letters, the
length (little-endian), the text with a NUL behind it, padded to an even length. Its encoding is
nowhere declared: TagLib and FFmpeg write UTF-8, older programs the code page of their system.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tagstudio.audio.metadata.file_tags.fields import Field, Stored
from tagstudio.audio.metadata.tag_blocks.block import TagTexts, field_named, local_text

INFO = "INFO"
JOINT = "; "  # between the values of one text

_MAGIC = b"INFO"
_NAMES = {
    b"INAM": "TIT2",
    b"IART": "TPE1",
    b"IPRD": "TALB",
    b"ICRD": "TDRC",
    b"IGNR": "TCON",
    b"ITRK": "TRCK",
    b"IPRT": "TRCK",
    b"ICMT": "COMM",
    b"ICOP": "TCOP",
    b"IMUS": "TCOM",
    b"IWRI": "TEXT",
    b"ILNG": "TLAN",
    b"IPUB": "TPUB",
    b"IBPM": "TBPM",
}
_AIFF_NAMES = {b"NAME": "TIT2", b"AUTH": "TPE1", b"ANNO": "COMM", b"(c) ": "TCOP"}
_FIELD_NAMES: dict[Field, bytes] = {
    "genre": b"IGNR",
    "title": b"INAM",
    "artist": b"IART",
    "album": b"IPRD",
    "comment": b"ICMT",
    "bpm": b"IBPM",
}
AIFF_TEXTS = frozenset(_AIFF_NAMES)


@dataclass(frozen=True)
class InfoList:
    """A LIST chunk with this content, which begins at `start` of a file."""

    start: int
    content: bytes
    layout: str = INFO

    @property
    def end(self) -> int:
        """The offset after its last byte."""
        return self.start + len(self.content)

    def texts(self) -> TagTexts:
        """Return its texts that are not blank, by the names of ID3v2.4 frames."""
        found: dict[str, list[str]] = {}
        for name, chunk in _chunks(self.content):
            frame = _NAMES.get(name, "")
            text = local_text(chunk[8:]).strip()
            values = text.split(JOINT) if frame == "TCON" else [text]
            if frame and text:
                found.setdefault(frame, []).extend(filter(None, values))
        return {frame: tuple(texts) for frame, texts in found.items()}

    def with_fields(self, fields: Stored) -> bytes:
        """Return its content with those of `fields` for which it has a place."""
        if not _FIELD_NAMES.keys() & fields.keys():
            return self.content
        chunks = [*_chunks(self.content)]
        rest = self.content[len(_MAGIC) + sum(len(chunk) for _, chunk in chunks) :]
        kept = [chunk for name, chunk in chunks if field_named(_NAMES.get(name, "")) not in fields]
        written = [
            _chunk(name, JOINT.join(fields[field]))
            for field, name in _FIELD_NAMES.items()
            if fields.get(field)
        ]
        content = b"".join([*kept, *written])
        return _MAGIC + content + rest if content or rest else b""


@dataclass(frozen=True)
class AiffText:
    """A text chunk of an AIFF file with this content, which begins at `start` of it."""

    name: bytes
    start: int
    content: bytes
    layout: str = "AIFF"

    @property
    def end(self) -> int:
        """The offset after its last byte."""
        return self.start + len(self.content)

    def texts(self) -> TagTexts:
        """Return its text, if it is not blank, by the name of its ID3v2.4 frame."""
        text = local_text(self.content).strip()
        return {_AIFF_NAMES[self.name]: (text,)} if text else {}

    def with_fields(self, fields: Stored) -> bytes:
        """Return its content as it is: the file's own tag is read before it."""
        return self.content


def is_info(content: bytes) -> bool:
    """Tell whether the content of a LIST chunk is a list of texts."""
    return content.startswith(_MAGIC)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name of each text and its chunk, with header and padding."""
    at = len(_MAGIC)
    while at + 8 <= len(content):
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        if end - length % 2 > len(content):
            return
        yield content[at : at + 4].upper(), content[at:end]
        at = end


def _chunk(name: bytes, text: str) -> bytes:
    content = text.encode("utf-8", "replace") + b"\0"
    return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)
