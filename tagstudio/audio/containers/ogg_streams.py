"""The pages of an Ogg file and its streams: one, or several at once or one after the other.

Layout: RFC 3533. A page has a header of 27 bytes, the lengths of its segments, and these.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import BinaryIO

_MOST_STREAMS = 16  # of a file at one time
_HEADER_BYTES = 27
_BEGINS = 2  # flag of the first page of a stream


class SeveralStreams(Exception):  # noqa: N818  reads as what it says
    """An Ogg file with more than one stream: a writer that renumbers pages may mix them up."""


@dataclass(frozen=True, slots=True)
class OggPage:
    """A page, with its header at `header` and its content in bytes [start, end).

    `begins` tells that it is the first of its stream. `position` is the number of samples up to its
    end as the page has it: 8 bytes, little-endian, all set where no packet ends. `lengths` are
    those of its segments; a packet goes on behind one of 255 bytes.
    """

    header: int
    start: int
    end: int
    serial: bytes
    begins: bool
    position: bytes
    lengths: bytes


def ogg_pages(file: BinaryIO, start: int) -> Iterator[OggPage]:
    """Yield the pages from `start` on, up to where something else stands; reads their headers."""
    at = start
    while True:
        file.seek(at)
        header = file.read(_HEADER_BYTES + 255)
        if len(header) < _HEADER_BYTES or header[:4] != b"OggS":
            return
        lengths = header[_HEADER_BYTES : _HEADER_BYTES + header[26]]
        content = at + _HEADER_BYTES + len(lengths)
        end = content + sum(lengths)
        begins = bool(header[5] & _BEGINS)
        yield OggPage(at, content, end, header[14:18], begins, header[6:14], lengths)
        at = end


def first_pages(file: BinaryIO, start: int) -> Iterator[OggPage]:
    """Yield the first page of each stream that begins at `start`: they come before all others."""
    return islice(takewhile(lambda page: page.begins, ogg_pages(file, start)), _MOST_STREAMS)


def refuse_several_streams(file: BinaryIO) -> None:
    """Raise SeveralStreams unless all pages of `file` are of one stream, begun once."""
    serial = None
    for page in ogg_pages(file, 0):
        if serial is None:
            serial = page.serial
        elif page.serial != serial or page.begins:
            raise SeveralStreams
