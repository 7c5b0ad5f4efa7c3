"""Vorbis comments as bytes, in FLAC and in Ogg.

mutagen renames keys that are not ASCII, decodes texts that are not UTF-8 with a loss, and drops
comments without a key. Here each comment stays as it stands.
Layout: https://xiph.org/vorbis/doc/v-comment.html
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from tagstudio.audio.containers.chunks import flac_blocks
from tagstudio.audio.containers.id3v2 import after_leading_tags
from tagstudio.audio.containers.ogg_streams import ogg_pages

_FLAC_COMMENT = 4  # the type of its block
# What the first packet of a stream begins with, and the bytes in front of the comments in the next.
_BEFORE_COMMENTS = {b"\x01vorbis": 7, b"OpusHead": 8, b"Speex   ": 0, b"\x7fFLAC": 4}
_MOST_PAGES = 1 << 12  # 64 KiB each at most
_FRAMING = b"\x01"


@dataclass(frozen=True)
class VorbisComments:
    """The name of the program that wrote the stream, and the comments, "KEY=text" each."""

    vendor: bytes
    comments: tuple[bytes, ...]

    def packed(self, *, framing: bool = False) -> bytes:
        """Return them as they stand in a file, in Vorbis with the bit behind them set."""
        count = len(self.comments).to_bytes(4, "little")
        comments = b"".join(_counted(one) for one in self.comments)
        return _counted(self.vendor) + count + comments + (_FRAMING if framing else b"")


def _counted(text: bytes) -> bytes:
    return len(text).to_bytes(4, "little") + text


def key_of(comment: bytes) -> str:
    """Return the key of a comment without case, one character a byte; "" where it has none."""
    key, equals, _ = comment.partition(b"=")
    return key.decode("latin-1").casefold() if equals else ""


def vorbis_comments(file: BinaryIO, size: int) -> VorbisComments | None:
    """Return the comments of a FLAC or Ogg file of `size` bytes; None without, or damaged ones."""
    content = _comment_bytes(file, size)
    fields: list[bytes] = []
    at, count = 0, 2
    while len(fields) < count:
        length = int.from_bytes(content[at : at + 4], "little")
        if at + 4 > len(content):
            return None
        at += 4
        if len(fields) == 1:  # the number of comments stands behind the vendor
            count = length + 2
            fields.append(b"")
            continue
        if at + length > len(content):
            return None
        fields.append(content[at : at + length])
        at += length
    return VorbisComments(fields[0], tuple(fields[2:]))


def _comment_bytes(file: BinaryIO, size: int) -> bytes:
    start = after_leading_tags(file, size)
    file.seek(start)
    magic = file.read(4)
    if magic == b"fLaC":
        for block in flac_blocks(file, start, size):
            if block.name[0] & 0x7F == _FLAC_COMMENT:
                file.seek(block.start)
                return file.read(block.end - block.start)
    if magic == b"OggS":
        packets = ogg_packets(file, start)
        first, second = next(packets, b""), next(packets, b"")
        for head, before in _BEFORE_COMMENTS.items():
            if first.startswith(head):
                return second[before:]
    return b""


def ogg_packets(file: BinaryIO, start: int) -> Iterator[bytes]:
    """Yield the packets of the stream whose first page is at `start`."""
    serial, packet = b"", bytearray()
    for page in islice(ogg_pages(file, start), _MOST_PAGES):
        serial = serial or page.serial
        if page.serial != serial:
            continue
        file.seek(page.start)
        content, first = file.read(page.end - page.start), 0
        for length in page.lengths:
            packet += content[first : first + length]
            first += length
            if length < 255:
                yield bytes(packet)
                packet.clear()


def with_comments(
    found: VorbisComments, dropped: Iterable[str], added: Iterable[bytes]
) -> VorbisComments:
    """Return the comments without those of the keys `dropped`, with `added` behind them."""
    keys = {key.casefold() for key in dropped}
    kept = [one for one in found.comments if key_of(one) not in keys]
    return VorbisComments(found.vendor, (*kept, *added))
