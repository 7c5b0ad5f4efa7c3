"""ID3v2 tags: in front of or behind the audio, or in a chunk of WAV and AIFF.

Frames are read one by one, so that a damaged one costs itself alone, and as they stand: mutagen
translates those of older versions, which loses dates that it does not understand. Frames beside
those that are written are copied as bytes: a tag writer that parses them all would renew, translate
or drop some. The version of a tag is kept.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal

from mutagen.id3 import MCDI, Encoding, Frames_2_2
from mutagen.id3._tags import ID3Header

from tagstudio.audio.containers.id3v2 import (
    LARGEST_KEPT_FRAME,
    Id3v2,
    frames_in,
    has_footer,
    made_of,
    small_frames_in,
)
from tagstudio.audio.metadata.file_tags.fields import FREE_TEXT, Field, Stored, Texts
from tagstudio.audio.metadata.tag_blocks.block import (
    USER_TEXT,
    TagTexts,
    field_named,
    folded_fields,
)

NEWEST = 4
_VERSIONS = (2, 3, NEWEST)
PADDING = 1024  # bytes for the next writer

_ENCODINGS = {b"\0": "latin-1", b"\1": "utf-16", b"\2": "utf-16-be", b"\3": "utf-8"}
_OWN_FRAMES: dict[Field, str] = {
    "genre": "TCON",
    "title": "TIT2",
    "artist": "TPE1",
    "album": "TALB",
    "grouping": "TIT1",
    "grp1": "GRP1",
    "comment": "COMM",
    "bpm": "TBPM",
    "key": "TKEY",
}
_OLD_NAMES = {
    "TCON": "TCO",
    "TXXX": "TXX",
    "TIT2": "TT2",
    "TPE1": "TP1",
    "TALB": "TAL",
    "TIT1": "TT1",
    "GRP1": "GP1",
    "COMM": "COM",
    "TBPM": "TBP",
    "TKEY": "TKE",
}
_LATER_NAMES = {old: later for later, old in _OLD_NAMES.items()}
_LANGUAGE = b"eng"  # of a comment where none is known: Apple's programs look for it


@dataclass(frozen=True)
class Id3v2Tag:
    """The ID3v2 tag in the bytes of `file` that `tag` says.

    `behind` is what begins the file in front of it. One behind junk never changes: with a tag in
    front of the junk, the junk and all that follows count as the sound.
    """

    file: BinaryIO
    tag: Id3v2
    behind: Literal["", "zeros", "junk"] = ""

    @property
    def layout(self) -> str:
        """The kind of tag with its version."""
        return layout_of(self.tag.version)

    @property
    def start(self) -> int:
        """The offset of its first byte."""
        return self.tag.start

    @property
    def end(self) -> int:
        """The offset after its last byte."""
        return self.tag.end

    @property
    def is_found_by_others(self) -> bool:
        """Whether it stands where other programs look: not behind junk or the audio."""
        return not self.behind and not self._is_behind_the_audio

    @property
    def _is_behind_the_audio(self) -> bool:
        return has_footer(self.tag) and self.tag.start > 0 and not self.behind

    def texts(self) -> TagTexts:
        """Return its texts that are not blank, by the names of ID3v2.4 frames."""
        found: dict[str, list[str]] = {}
        if self.tag.version not in _VERSIONS:
            return {}
        for frame in small_frames_in(self.file, self.tag):
            name, texts = _text_of(frame, self.tag)
            kept = [text for text in texts if text.strip()]
            if kept:
                found.setdefault(name, []).extend(kept)
        return {name: tuple(texts) for name, texts in found.items()}

    def with_fields(self, fields: Stored) -> bytes:
        """Return its bytes with these fields; b"" where no frame is left.

        Raises ValueError for a tag that cannot be split into frames.
        """
        version = self.tag.version
        if version not in _VERSIONS:
            raise ValueError(f"ID3v2.{version} is not known")
        written = folded_fields(fields)
        kept: list[bytes] = []
        languages: list[bytes] = []
        for frame in frames_in(self.file, self.tag):
            name = _name_of(frame, version)
            if field_named(name) not in written or len(frame) > LARGEST_KEPT_FRAME:
                kept.append(frame)  # one that is too long to be read is nobody's tags
            elif name == "COMM":
                languages.append(_split(frame, version)[1][1:4])
        frames = [*kept, *_field_frames(fields, version, languages)]
        if not frames:
            return b""
        footer = self._is_behind_the_audio
        return made_of(frames, version, self.tag.flags, PADDING, footer=footer)


def layout_of(version: int) -> str:
    """Return the name of ID3v2 of this version."""
    return f"ID3v2.{version}"


def id3v2_tag_of(texts: TagTexts, fields: Stored) -> bytes:
    """Return a new tag of these texts, with `fields` in place of what they say of them."""
    written = folded_fields(fields)
    others = [
        _rendered(name, found, NEWEST)
        for name, found in texts.items()
        if field_named(name) not in written
    ]
    frames = [*others, *_field_frames(fields, NEWEST)]
    return made_of(frames, NEWEST, 0, PADDING) if frames else b""


def frame_name(field: Field, version: int) -> str:
    """Return the name of the frame that holds a field in a tag of this version."""
    if field in _OWN_FRAMES:
        return _OWN_FRAMES[field]
    if field.startswith(FREE_TEXT):
        return USER_TEXT + field.removeprefix(FREE_TEXT)
    if field == "mood":
        return "TMOO" if version == NEWEST else f"{USER_TEXT}mood"
    # The spelling of the table of tags: INSTRUMENT and ERA, but mood.
    return USER_TEXT + field.upper()


def stored_frame(name: str, version: int) -> str:
    """Return what a frame of this name is called in a tag of this version."""
    frame, colon, description = name.partition(":")
    return f"{_OLD_NAMES[frame] if version == 2 else frame}{colon}{description}"


def _field_frames(fields: Stored, version: int, languages: Sequence[bytes] = ()) -> Iterator[bytes]:
    """Yield the frames of these fields; `languages` are those of the comments before."""
    for field, texts in fields.items():
        if field == "comment":
            yield from _comment_frames(texts, version, languages)
        elif texts:
            yield _rendered(frame_name(field, version), texts, version)


def _comment_frames(texts: Texts, version: int, languages: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the comments, each in the language of the one that it takes the place of.

    Of one language there is one frame.
    """
    by_language: dict[bytes, list[str]] = {}
    for number, text in enumerate(texts):
        language = languages[min(number, len(languages) - 1)] if languages else _LANGUAGE
        by_language.setdefault(language, []).append(text)
    for language, found in by_language.items():
        yield _rendered("COMM", tuple(found), version, language)


def _text_of(frame: bytes, tag: Id3v2) -> tuple[str, Texts]:
    """Return the name and texts of a frame; no texts for one that is damaged or holds none."""
    head, content = _split(frame, tag.version)
    name = head[:4].decode("ascii") if tag.version > 2 else _NEW_NAMES.get(head[:3].decode("ascii"))
    if not name or not (name[0] == "T" or name in {"COMM", "GRP1"}):
        return "", ()
    if any(head[8:10]) or (tag.version == NEWEST and tag.flags):
        content = _unpacked(head, content, tag)
    encoding = _ENCODINGS.get(content[:1], "")
    try:
        texts = _strings(content[4 if name == "COMM" else 1 :], encoding)
    except (LookupError, UnicodeError):
        return "", ()
    if name == "TXXX":
        return USER_TEXT + texts[0], texts[1:]
    if name == "COMM":  # one with a description is some program's note to itself
        return name, () if texts[0] else texts[1:]
    return name, texts


def _unpacked(head: bytes, content: bytes, tag: Id3v2) -> bytes:
    """Return the content of a frame without compression and unsynchronisation; b"" if damaged."""
    header: Any = ID3Header()
    header.version, header._flags = (2, tag.version, 0), tag.flags
    try:
        # A frame that is nothing but bytes: mutagen undoes what the flags say before it reads them.
        flags = int.from_bytes(head[8:10], "big")
        plain = MCDI._fromData(header, flags, content)  # type: ignore[no-untyped-call]
    except Exception:  # mutagen raises ValueError, zlib.error, NotImplementedError ...
        return b""
    return bytes(plain.data)


def _strings(content: bytes, encoding: str) -> Texts:
    """Return the strings that stand in a frame, NUL between them."""
    if encoding.startswith("utf-16"):
        content = content[: len(content) // 2 * 2]  # one NUL at the end where two belong
    text = content.decode(encoding)
    if encoding == "latin-1" and not content.isascii():
        text = _latin(content)
    elif encoding == "utf-16":
        text = text.replace("\ufeff", "")
    return tuple(text.split("\0"))


def _latin(content: bytes) -> str:
    """Decode a text that the tag declares Latin-1, where many writers put UTF-8.

    It is certain where the bytes from 0x80 on are valid UTF-8: as Latin-1 they would be rows of
    signs like "Ã©", which no word has. A text in another local encoding cannot be told from Latin-1
    and stays as the tag declares it.
    """
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _name_of(frame: bytes, version: int) -> str:
    """Return the name of a frame; that of TXXX without one where it cannot be read.

    A comment with a description is "COMM:" and that; one without is "COMM".
    """
    head, content = _split(frame, version)
    name = head.rstrip(b"\0")[:4].decode("ascii") if version > 2 else head[:3].decode("ascii")
    name = _LATER_NAMES.get(name, name)
    if name not in {"TXXX", "COMM"}:
        return name
    encoding = _ENCODINGS.get(content[:1])
    if encoding is None:
        return f"{name}:"
    text = content[1 if name == "TXXX" else 4 :].decode(encoding, "replace")
    described = text.partition("\0")[0].removeprefix("\ufeff")
    return f"{name}:{described}" if described or name == "TXXX" else name


def _split(frame: bytes, version: int) -> tuple[bytes, bytes]:
    """Return the header and content of a frame."""
    length = 6 if version == 2 else 10
    return frame[:length], frame[length:]


def _rendered(name: str, texts: Texts, version: int, language: bytes = _LANGUAGE) -> bytes:
    """Return a text frame; `language` is that of a comment or of lyrics."""
    frame, _, description = name.partition(":")
    described = [description] if frame in {"TXXX", "COMM", "USLT"} else []
    content = _encoded("\0".join([*described, *texts]), version)
    if frame in {"COMM", "USLT"}:
        content = content[:1] + language + content[1:]
    if version == 2:
        old = _OLD_NAMES[frame]
        return old.encode() + len(content).to_bytes(3, "big") + content
    length = bytes(_digits(len(content), 7 if version == NEWEST else 8))
    return frame.encode() + length + bytes(2) + content


def _encoded(text: str, version: int) -> bytes:
    if version == NEWEST:
        return bytes([Encoding.UTF8]) + text.encode("utf-8", "replace")
    with suppress(UnicodeEncodeError):
        latin = text.encode("latin-1")
        if _latin(latin) == text:  # else readers that know of such mistakes take it for UTF-8
            return bytes([Encoding.LATIN1]) + latin
    # Each string of such a frame begins with a byte order mark of its own.
    marked = text.replace("\0", "\0\ufeff")
    return bytes([Encoding.UTF16]) + b"\xff\xfe" + marked.encode("utf-16-le", "replace")


def _digits(value: int, bits: int) -> Iterator[int]:
    """Yield the four digits of a size, of so many bits each, the highest first."""
    return (value >> shift * bits & (1 << bits) - 1 for shift in (3, 2, 1, 0))


def _new_name(old: str) -> str:
    """Return the later name of a frame of ID3v2.2, which mutagen has as its class's base."""
    return str(Frames_2_2[old].__mro__[1].__name__)


_NEW_NAMES = {old: _new_name(old) for old in Frames_2_2}
