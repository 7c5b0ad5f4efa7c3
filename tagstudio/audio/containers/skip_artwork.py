"""A view of an audio file for the tag reader, without leading tags and large pictures.

Artwork of 64 MiB costs the tag reader four times that in memory, and a scan has no use for it.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from tagstudio.audio.containers.chunks import flac_blocks
from tagstudio.audio.containers.id3v2 import LARGEST_KEPT_FRAME, after_leading_tags
from tagstudio.audio.containers.spliced_file import SplicedFile, SplicedPart

MOST_TAG_BYTES = 1 << 20  # tags up to here are read as they are

_STREAMINFO, _VORBIS_COMMENT = 0, 4


def without_pictures(file: BinaryIO, size: int, name: str) -> BinaryIO:
    """Return a view of `file` from its container on, without large pictures, or `file` itself.

    It begins behind the tags in front of the container. Pictures are left out of FLAC; those in an
    ID3v2 tag are in front of it, or in a chunk that nobody reads through this view.
    """
    start = after_leading_tags(file, size)
    file.seek(start)
    is_flac = file.read(4) == b"fLaC"
    pieces = [*_flac_pieces(file, start, size)] if is_flac else []
    if start and not pieces:
        pieces = [(start, size)]
    file.seek(0)
    if not pieces:
        return file
    view = SplicedFile(file, pieces, name)
    return cast(BinaryIO, io.BufferedReader(view))


def _flac_pieces(file: BinaryIO, start: int, size: int) -> Iterator[SplicedPart]:
    """Yield the stream with each large block made an empty padding block, if its tags are large."""
    blocks = list(flac_blocks(file, start, size))
    if not blocks or blocks[-1].end - start <= MOST_TAG_BYTES:
        return
    yield b"fLaC"
    for block in blocks:
        is_text = block.name[0] & 0x7F in (_STREAMINFO, _VORBIS_COMMENT)
        if is_text or block.end - block.start <= LARGEST_KEPT_FRAME:
            yield block.header, block.end
        else:
            padding_type = bytes((block.name[0] & 0x80 | 1,))
            yield padding_type + bytes(3)
    yield blocks[-1].end, size
