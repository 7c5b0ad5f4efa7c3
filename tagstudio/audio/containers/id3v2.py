"""ID3v2 tags as bytes: their end, their frames, and a new tag of given frames.

mutagen reads the texts of tags. This module is for bytes that must not be read at all (pictures),
must be left out (a tag before the audio), or must stay the same (frames beside those written).
Layout: https://id3.org/id3v2.4.0-structure

Unsynchronisation: a decoder that looks for the eleven set bits of an MPEG frame may find them in a
tag, so a writer may put a zero byte behind each 0xFF and set a flag. Up to version 2.3 that is done
to the tag as a whole, after the sizes of the frames were written: they count the bytes before it,
so frames can be told apart only in a tag that is freed of it (0xFF 0x00 -> 0xFF). In version 2.4 it
is done frame by frame, with a flag in each frame, and sizes count the bytes in the file: frames are
copied as they are.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tagstudio.audio.containers.chunks import iff_chunks, riff_chunks
from tagstudio.audio.containers.spliced_file import Span

HEADER_BYTES = 10
LARGEST_KEPT_FRAME = 1 << 16  # pictures and private frames of programs are longer, texts are not
MOST_KEPT_BYTES = 1 << 20

_MOST_PADDING = 1 << 16  # zeros skipped after a leading tag
_MOST_TAGS = 16  # in a row at the start of a file

_UNSYNCHRONISED, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10
_FOOTER_NAME = b"3DI"


@dataclass(frozen=True)
class Id3v2:
    """A tag in the bytes [start, end) of a file; `version` is 2, 3 or 4."""

    start: int
    end: int
    version: int
    flags: int


def id3v2_at(file: BinaryIO, start: int, size: int) -> Id3v2 | None:
    """Return the tag at `start` in a file of `size` bytes, or None where there is none."""
    file.seek(start)
    header = file.read(HEADER_BYTES)
    if len(header) < HEADER_BYTES or header[:3] != b"ID3" or max(header[6:]) > 0x7F:
        return None
    footer = HEADER_BYTES if header[5] & _FOOTER else 0
    end = start + HEADER_BYTES + _syncsafe(header[6:]) + footer
    return Id3v2(start, min(end, size), header[3], header[5])


def after_leading_tags(file: BinaryIO, size: int) -> int:
    """Return where the tags at the start of `file` end, with the zeros around them.

    Zeros in front of a tag stand behind another as soon as one is written there. Tags behind the
    sixteenth are passed over by no one.
    """
    start = zeros_before_tag(file)
    for _ in range(_MOST_TAGS):
        tag = id3v2_at(file, start, size)
        if tag is None:
            break
        file.seek(tag.end)
        following = file.read(_MOST_PADDING)
        start = tag.end + len(following) - len(following.lstrip(b"\0"))
    return start


def zeros_before_tag(file: BinaryIO) -> int:
    """Return how many zeros stand in front of a tag at the start of `file`; 0 where none does."""
    file.seek(0)
    if file.read(4) != bytes(4):
        return 0
    file.seek(0)
    beginning = file.read(_MOST_PADDING)
    rest = beginning.lstrip(b"\0")
    return len(beginning) - len(rest) if rest.startswith(b"ID3") else 0


def id3v2_in_chunks(file: BinaryIO, size: int) -> Iterator[Id3v2 | None]:
    """Yield the tag of each chunk for one, where `file` is AIFF or WAV; None for an empty chunk."""
    file.seek(0)
    walk = {b"FORM": iff_chunks, b"RIFF": riff_chunks}.get(file.read(4))
    for chunk in walk(file, size) if walk else ():
        if chunk.name.lower() == b"id3 ":
            yield id3v2_at(file, chunk.start, chunk.end)


def id3v2_before(file: BinaryIO, end: int) -> Id3v2 | None:
    """Return the tag with a footer that ends at `end`, or None where none does."""
    if end < 2 * HEADER_BYTES:
        return None
    file.seek(end - HEADER_BYTES)
    footer = file.read(HEADER_BYTES)
    start = end - 2 * HEADER_BYTES - _syncsafe(footer[6:])
    if footer[:3] != _FOOTER_NAME or max(footer[6:]) > 0x7F or start < 0:
        return None
    return id3v2_at(file, start, end)


def has_footer(tag: Id3v2) -> bool:
    """Tell whether a copy of the header stands behind the frames of `tag`."""
    return bool(tag.flags & _FOOTER)


def is_unsynchronised(tag: Id3v2) -> bool:
    """Tell whether zeros stand in `tag` as a whole, and not in its frames one by one."""
    return tag.version < 4 and bool(tag.flags & _UNSYNCHRONISED)


def small_frames_in(file: BinaryIO, tag: Id3v2) -> Iterator[bytes]:
    """Yield the frames of `tag` that texts can be in, each with its header, up to damaged ones.

    As `frames_in`, without unsynchronisation up to 2.3; then only the first MOST_KEPT_BYTES of the
    tag are looked at.
    """
    if is_unsynchronised(tag):
        file.seek(tag.start)
        content = file.read(min(tag.end - tag.start, MOST_KEPT_BYTES))
        content = content[:HEADER_BYTES] + content[HEADER_BYTES:].replace(b"\xff\0", b"\xff")
        tag = Id3v2(0, len(content), tag.version, tag.flags & ~_UNSYNCHRONISED)
        file = io.BytesIO(content)
    kept = 0
    for start, end in _frames(file, tag):
        if end - start <= LARGEST_KEPT_FRAME and kept + end - start <= MOST_KEPT_BYTES:
            file.seek(start)
            kept += end - start
            yield file.read(end - start)


def frames_in(file: BinaryIO, tag: Id3v2) -> list[bytes]:
    """Return all frames of `tag`, each with its header, without unsynchronisation up to 2.3.

    Raises ValueError where something stands in the tag that is neither a frame nor padding.
    """
    file.seek(tag.start)
    content = file.read(tag.end - tag.start)
    if tag.flags & _FOOTER:
        content = content[:-HEADER_BYTES]
    flags = tag.flags
    if tag.version < 4 and flags & _UNSYNCHRONISED:
        content = content[:HEADER_BYTES] + content[HEADER_BYTES:].replace(b"\xff\0", b"\xff")
        flags &= ~_UNSYNCHRONISED
    alone, whole = io.BytesIO(content), Id3v2(0, len(content), tag.version, flags)
    spans = list(_frames(alone, whole))
    end = spans[-1][1] if spans else _first_frame(alone, whole)
    if content[end:].strip(b"\0"):
        raise ValueError("the ID3v2 tag holds something else than frames")
    return [content[start:end] for start, end in spans]


def made_of(
    frames: Iterable[bytes], version: int, flags: int, padding: int, *, footer: bool = False
) -> bytes:
    """Return a tag of these frames and `padding` zeros; `flags` are those of the tag before it.

    With a `footer`, which a tag behind the audio is found by, it has no padding.
    """
    content = b"".join(frames) + (b"" if footer else bytes(padding))
    if version < 4:
        flags &= ~_UNSYNCHRONISED
    header = _header(version, flags, len(content))
    if not footer:
        return header + content
    header = header[:5] + bytes([header[5] | _FOOTER]) + header[6:]
    return header + content + _FOOTER_NAME + header[3:]


def _header(version: int, flags: int, length: int) -> bytes:
    flags &= ~(_EXTENDED | _FOOTER)
    return bytes((*b"ID3", version, 0, flags, *_to_syncsafe(length)))


def _frames(file: BinaryIO, tag: Id3v2) -> Iterator[Span]:
    """Yield the spans of the frames of a tag that is not unsynchronised, or of version 4."""
    at = _first_frame(file, tag)
    while at < tag.end:
        length = _frame_length(file, at, tag)
        if length is None or at + length > tag.end:
            return
        yield at, at + length
        at += length


def _first_frame(file: BinaryIO, tag: Id3v2) -> int:
    """Return the offset of the first frame."""
    extended = _extended_header_bytes(file, tag) if tag.flags & _EXTENDED else 0
    return tag.start + HEADER_BYTES + extended


def _extended_header_bytes(file: BinaryIO, tag: Id3v2) -> int:
    file.seek(tag.start + HEADER_BYTES)
    length = file.read(4)
    return _syncsafe(length) if tag.version == 4 else 4 + int.from_bytes(length, "big")


def _frame_length(file: BinaryIO, at: int, tag: Id3v2) -> int | None:
    """Return the length of the frame at `at` with its header; None where none begins."""
    file.seek(at)
    if tag.version == 2:
        header = file.read(6)
        return 6 + int.from_bytes(header[3:], "big") if _is_name(header[:3]) else None
    header = file.read(HEADER_BYTES)
    if not _is_name(header[:4]):
        return None
    plain = HEADER_BYTES + int.from_bytes(header[4:8], "big")
    if tag.version == 3 or max(header[4:8], default=0) > 0x7F:
        return plain
    syncsafe = HEADER_BYTES + _syncsafe(header[4:8])
    file.seek(at + syncsafe)
    follows = file.read(4)
    # iTunes has written plain sizes into version 4: the reading after which a frame, padding or the
    # end of the tag follows is the right one.
    fits = at + syncsafe >= tag.end or _is_name(follows) or not any(follows)
    return syncsafe if fits else plain


def _is_name(name: bytes) -> bool:
    return len(name) >= 3 and name.isalnum() and name.upper() == name


def _syncsafe(digits: bytes) -> int:
    """Return the number whose seven-bit digits these are."""
    value = 0
    for digit in digits:
        value = value << 7 | digit & 0x7F
    return value


def _to_syncsafe(value: int) -> bytes:
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))
