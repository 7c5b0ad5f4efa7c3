"""A view of an audio file for the tag reader, in which large pictures are left out, unread.

Artwork of 64 MiB costs the tag reader four times that in memory, and a scan has no use for it.
"""

import io
from collections.abc import Iterator
from typing import BinaryIO, cast

from tagstudio.audio.containers.chunks import flac_blocks
from tagstudio.audio.containers.id3v2 import (
    LARGEST_KEPT_FRAME,
    Id3v2,
    id3v2_at,
    id3v2_in_chunks,
    without_large_frames,
)
from tagstudio.audio.containers.spliced_file import SplicedFile, SplicedPart

MOST_TAG_BYTES = 1 << 20  # tags up to here are read as they are

_STREAMINFO, _VORBIS_COMMENT = 0, 4


def without_pictures(file: BinaryIO, size: int, name: str) -> BinaryIO:
    """Return a view of `file` without large pictures, or `file` itself where it has none.

    Knows ID3v2 in MP3, AIFF and WAV, and FLAC; other files come back as they are.
    """
    pieces = list(_pieces(file, size))
    file.seek(0)
    if not pieces:
        return file
    view = SplicedFile(file, pieces, name)
    return cast(BinaryIO, io.BufferedReader(view))


def _pieces(file: BinaryIO, size: int) -> Iterator[SplicedPart]:
    file.seek(0)
    magic = file.read(12)
    flac_start = 0
    if leading := id3v2_at(file, 0, size):
        file.seek(leading.end)
        flac_start = leading.end
        magic = file.read(12)
    if magic[:4] == b"fLaC":
        yield from _flac_pieces(file, flac_start, size)
    elif leading and _is_large(leading):
        yield without_large_frames(file, leading)
        yield leading.end, size
    elif tag := _large_in_chunk(file, size):
        # The chunk keeps its size: what is left over of it follows the shorter tag, unread.
        shorter = without_large_frames(file, tag)
        yield from ((0, tag.start), shorter, (tag.start + len(shorter), size))


def _is_large(tag: Id3v2) -> bool:
    return tag.end - tag.start > MOST_TAG_BYTES


def _large_in_chunk(file: BinaryIO, size: int) -> Id3v2 | None:
    """Return the large ID3v2 tag in a chunk of an AIFF or WAV file, if there is one."""
    found = id3v2_in_chunks(file, size)
    return next((tag for tag in found if tag and _is_large(tag)), None)


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
