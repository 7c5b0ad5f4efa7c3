"""Recognise the format of a file: by its content, and by its name where the content says nothing.

A name is only what someone called the file: AAC is found as .mp3, a copy has a temporary name. The
content is looked at where the audio may begin, behind ID3v2 tags and zeros. A signature, the first
packet of an Ogg stream or a row of frames there settles it. Where nothing is known there, frames
are looked for in the bytes that follow, since broken tags and remains of downloads stand in front
of many MPEG files, and every player finds the sound behind them.
"""

import os
from itertools import islice
from typing import BinaryIO

from tagstudio.audio.containers.chunks import mp4_atoms
from tagstudio.audio.containers.frames import LONGEST_FRAME, first_row, row_at
from tagstudio.audio.containers.id3v2 import HEADER_BYTES, Id3v2, after_leading_tags, id3v2_at
from tagstudio.audio.containers.ogg_streams import first_pages
from tagstudio.audio.files.formats import FORMATS, FileFormat, Frames, Signature

MOST_JUNK = 1 << 18  # bytes in front of a row of frames

_FRAMES_AT_START, _FRAMES_IN_JUNK = 3, 5  # that follow one another; chance makes two of them
_SIGNATURE_BYTES = 64
_HEAD_BYTES = (_FRAMES_AT_START + 1) * LONGEST_FRAME
_MOST_ATOMS = 16  # in front of an index
_QUICKTIME_ATOMS = frozenset([b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"])

_BY_SUFFIX = {suffix: one for one in FORMATS for suffix in one.suffixes}
_BY_FRAMES: dict[Frames, FileFormat] = {one.frames: one for one in FORMATS if one.frames}
_BY_PACKET = {one.ogg_packet: one for one in FORMATS if one.ogg_packet}
_LONGEST_PACKET_MARK = max(map(len, _BY_PACKET))
_SIGNED = [(one, signature) for one in FORMATS for signature in one.signatures]
# By the first byte, so that a file is compared with few of them; that of an MP4 is a size.
_BY_FIRST_BYTE = {
    byte: [(one, parts) for one, parts in _SIGNED if parts.get(0, bytes((byte,)))[0] == byte]
    for byte in range(256)
}
_MP4 = _BY_SUFFIX[".m4a"]


def recognise(file: BinaryIO, size: int, name: str = "") -> FileFormat | None:
    """Return the format of a `file` of `size` bytes, called `name`; None for none of FORMATS.

    A format that only the name tells is a guess: such a file may hold anything.
    """
    return format_of_content(file, size) or _BY_SUFFIX.get(os.path.splitext(name)[1].lower())  # noqa: PTH122  runs for each file


def format_of_content(file: BinaryIO, size: int) -> FileFormat | None:
    """Return the format that the content of a `file` of `size` bytes shows; None for none."""
    start, found = start_of_content(file, size)
    return found or _behind_junk(file, min(start, HEADER_BYTES) if start >= size else start, size)


def start_of_content(file: BinaryIO, size: int) -> tuple[int, FileFormat | None]:
    """Return where the content begins behind leading tags, and its format; None for none there."""
    start = after_leading_tags(file, size)
    if found := format_at(file, start, size):
        return start, found
    # The zeros behind a tag may be the first bytes of an MP4, and a tag may claim more than it has.
    for other in (start - 3, start - 2, start - 1, 0) if start else ():
        if found := format_at(file, other, size):
            return other, found
    return start, None


def format_at(file: BinaryIO, start: int, size: int) -> FileFormat | None:
    """Return the format whose content begins at `start`; None where none does."""
    file.seek(start)
    head = file.read(_SIGNATURE_BYTES)
    if head[:4] == b"OggS":
        return _ogg_format(file, start)
    for one, parts in _BY_FIRST_BYTE[head[0]] if head else ():
        if _has_signature(head, parts):
            return one
    head += file.read(_HEAD_BYTES)
    if row := row_at(head, 0, _FRAMES_AT_START, is_end=start + len(head) >= size):
        return _BY_FRAMES[row.kind]
    return _MP4 if _is_quicktime(file, start, size) else None


def _has_signature(head: bytes, signature: Signature) -> bool:
    return all(head.startswith(part, at) for at, part in signature.items())


def _behind_junk(file: BinaryIO, start: int, size: int) -> FileFormat | None:
    file.seek(start)
    row = first_row(file.read(MOST_JUNK), _FRAMES_IN_JUNK)
    return _BY_FRAMES[row[1].kind] if row else None


def tag_in_junk(file: BinaryIO, size: int) -> Id3v2 | None:
    """Return the ID3v2 tag that stands behind something else in front of MPEG frames; else None.

    Some programs find it there, most do not. Where a tag or frames begin the file, none is looked
    for.
    """
    file.seek(0)
    beginning = file.read(MOST_JUNK)
    if beginning[:3] in (b"ID3", b"APE") or beginning[:1] == b"\xff":
        return None
    at = beginning.find(b"ID3", 1)
    while at >= 0:
        tag = id3v2_at(file, at, size)
        if tag and tag.version in {2, 3, 4} and tag.end < size:
            found = format_at(file, tag.end, size)
            if found and found.frames:
                return tag
        at = beginning.find(b"ID3", at + 1)
    return None


def _ogg_format(file: BinaryIO, start: int) -> FileFormat | None:
    """Return the format of the first stream with audio, that of Ogg Vorbis where none is known."""
    for page in first_pages(file, start):
        file.seek(page.start)
        content = file.read(_LONGEST_PACKET_MARK)
        for packet, one in _BY_PACKET.items():
            if content.startswith(packet):
                return one
    return _BY_SUFFIX[".ogg"]


def _is_quicktime(file: BinaryIO, start: int, size: int) -> bool:
    """Tell whether QuickTime atoms begin at `start`; its older files have no `ftyp` before them."""
    for atom in islice(mp4_atoms(file, size, start), _MOST_ATOMS):
        if atom.name not in _QUICKTIME_ATOMS:
            return False
        if atom.name == b"moov" or atom.lacking:
            return atom.name in {b"moov", b"mdat"}
    return False
