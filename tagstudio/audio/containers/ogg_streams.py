"""The logical streams of an Ogg file: one, or several at once or one after the other (RFC 3533)."""

from typing import BinaryIO

_HEADER_BYTES = 27
_BEGINS = 2  # flag of the first page of a stream


class SeveralStreams(Exception):  # noqa: N818  reads as what it says
    """An Ogg file with more than one stream: a writer that renumbers pages may mix them up."""


def refuse_several_streams(file: BinaryIO, size: int) -> None:
    """Raise SeveralStreams unless all pages of `file` are of one stream, begun once.

    Only the headers are read, up to where something else than a page stands.
    """
    serial, at = None, 0
    while at < size:
        file.seek(at)
        header = file.read(_HEADER_BYTES + 255)
        if len(header) < _HEADER_BYTES or header[:4] != b"OggS":
            return
        if serial is None:
            serial = header[14:18]
        elif header[14:18] != serial or header[5] & _BEGINS:
            raise SeveralStreams
        segments = header[_HEADER_BYTES : _HEADER_BYTES + header[26]]
        at += _HEADER_BYTES + len(segments) + sum(segments)
