"""Where in a sound file the encoded audio lies, apart from tags, pictures and padding."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from tagstudio.audio.containers.chunks import (
    Chunk,
    asf_objects,
    flac_blocks,
    iff_chunks,
    mp4_atoms,
    riff_chunks,
)
from tagstudio.audio.containers.id3v2 import id3v2_at
from tagstudio.audio.containers.spliced_file import Span

_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")

_MOST_PADDING = 1 << 16  # zeros skipped after a leading tag
_MOST_HEADER_PAGES = 1 << 16  # of an Ogg stream; 64 KiB each at most


@dataclass(frozen=True)
class Payload:
    """The spans of a file that hold its audio; `layout` names the container, "" an unknown one."""

    layout: str
    spans: tuple[Span, ...]


def audio_payload(file: BinaryIO, size: int) -> Payload:
    """Return where the audio lies in a file of `size` bytes.

    Tags at the ends are left out of an unknown layout too; it is the whole file where none is.
    """
    start = _after_leading_tags(file, size)
    file.seek(start)
    magic = file.read(16)
    if magic[:4] == b"fLaC":
        found = Payload("flac", (_flac_span(file, start, size),))
    elif magic[:4] == b"OggS":
        found = Payload("ogg", (_ogg_span(file, start, size),))
    elif magic[0:2] in _MPEG_SYNC:
        found = Payload("mpeg", ((start, _before_trailing_tags(file, start, size)),))
    else:
        found = _chunked(file, size, magic)
    if any(end > begin for begin, end in found.spans):
        return found
    end = _before_trailing_tags(file, start, size)
    return Payload("", ((start, end) if end > start else (0, size),))


# MPEG audio (MP3) and ADTS (AAC) frames begin with eleven or twelve set bits.
_MPEG_SYNC = frozenset(bytes((0xFF, second)) for second in range(0xE0, 0x100))


def _chunked(file: BinaryIO, size: int, magic: bytes) -> Payload:
    """Return the audio chunks of WAV, AIFF, MP4 and ASF; no spans for anything else."""
    if magic[:4] == b"RIFF" and magic[8:12] == b"WAVE":
        return _named("wav", b"data", riff_chunks(file, size))
    if magic[:4] == b"FORM" and magic[8:11] == b"AIF":
        return _named("aiff", b"SSND", iff_chunks(file, size))
    if magic[4:8] == b"ftyp":
        return _named("mp4", b"mdat", mp4_atoms(file, size))
    if magic == _ASF_HEADER:
        return _named("asf", _ASF_DATA, asf_objects(file, size))
    return Payload("", ())


def _named(layout: str, name: bytes, chunks: Iterable[Chunk]) -> Payload:
    return Payload(layout, tuple((c.start, c.end) for c in chunks if c.name == name))


def _after_leading_tags(file: BinaryIO, size: int) -> int:
    """Return where the ID3v2 tags at the start end, with the zeros that follow them."""
    start = 0
    while tag := id3v2_at(file, start, size):
        file.seek(tag.end)
        following = file.read(_MOST_PADDING)
        start = tag.end + len(following) - len(following.lstrip(b"\0"))
    return start


def _before_trailing_tags(file: BinaryIO, start: int, end: int) -> int:
    """Return where the ID3v1, APEv2 and Lyrics3 tags at the end begin."""
    while (length := _trailing_tag_bytes(file, end)) and end - length >= start:
        end -= length
    return end


def _trailing_tag_bytes(file: BinaryIO, end: int) -> int:
    """Return the length of the tag that ends at `end`; 0 for none."""
    file.seek(max(0, end - 227))
    last = file.read(min(end, 227)).rjust(227, b" ")
    if last[-128:-125] == b"TAG":
        return 128
    if last[:4] == b"TAG+":
        return 227
    if last[-9:] == b"LYRICS200" and last[-15:-9].isdigit():
        return int(last[-15:-9]) + 15
    footer = last[-32:]
    if footer[:8] == b"APETAGEX":
        has_header = footer[23] & 0x80
        return max(32, int.from_bytes(footer[12:16], "little")) + (32 if has_header else 0)
    return 0


def _flac_span(file: BinaryIO, start: int, size: int) -> Span:
    """Return the span of the MD5 of the samples, or of the frames where it was not computed."""
    blocks = list(flac_blocks(file, start, size))
    if not blocks:
        return (size, size)
    streaminfo = blocks[0]
    md5 = (streaminfo.start + 18, streaminfo.start + 34)
    file.seek(md5[0])
    if any(file.read(16)) and md5[1] <= streaminfo.end:
        return md5
    return blocks[-1].end, _before_trailing_tags(file, blocks[-1].end, size)


def _ogg_span(file: BinaryIO, start: int, size: int) -> Span:
    """Return the span of the pages after the headers.

    Header pages are at sample position 0, or -1 while a packet goes on.
    """
    at = start
    for _ in range(_MOST_HEADER_PAGES):
        file.seek(at)
        header = file.read(27 + 255)
        if header[:4] != b"OggS" or len(header) < 27:
            break
        if header[6:14] not in (bytes(8), b"\xff" * 8):
            return at, size
        segments = header[27 : 27 + header[26]]
        at += 27 + len(segments) + sum(segments)
    return size, size
