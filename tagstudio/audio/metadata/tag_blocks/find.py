"""Find the tags of a file beside those of its container: in front, behind, and in its chunks.

Of the tags at the end of a file those of Lyrics3 and the extension of ID3v1 are passed over. An
ID3v2 tag behind junk counts where none is in front of that: programs that know both do the same.
"""

from collections.abc import Iterator
from typing import BinaryIO

from tagstudio.audio.containers.chunks import Chunk, iff_chunks, riff_chunks
from tagstudio.audio.containers.id3v2 import id3v2_at, id3v2_before, zeros_before_tag
from tagstudio.audio.containers.recognise import tag_in_junk
from tagstudio.audio.containers.trailing_tags import trailing_tag_bytes
from tagstudio.audio.files.formats import FileFormat
from tagstudio.audio.metadata.tag_blocks.ape import ApeTag, ape_tag_at, ape_tag_before
from tagstudio.audio.metadata.tag_blocks.block import TagBlock
from tagstudio.audio.metadata.tag_blocks.id3v1_tag import ID3V1_BYTES, Id3v1Tag
from tagstudio.audio.metadata.tag_blocks.id3v2_tag import Id3v2Tag
from tagstudio.audio.metadata.tag_blocks.info import AIFF_TEXTS, AiffText, InfoList, is_info

_WALKS = {b"RIFF": riff_chunks, b"RF64": riff_chunks, b"BW64": riff_chunks, b"FORM": iff_chunks}
_PREFERENCE = (Id3v2Tag, ApeTag, InfoList, AiffText, Id3v1Tag)
_MOST_BLOCKS = 16  # at one end of a file
_MOST_PADDING = 1 << 16  # zeros between two tags
_LARGEST_LIST = 1 << 20


def tag_blocks(file: BinaryIO, size: int, kind: FileFormat | None) -> list[TagBlock]:
    """Return the tags of a `file` of this format, the preferred ones first.

    The order is: ID3v2, APEv2, RIFF INFO, AIFF texts, ID3v1; in the file's order within a kind.
    ID3v1 comes last since it cuts its texts off. The container's own tag (Vorbis, MP4, ASF), which
    is not among them, goes before all of them.
    """
    found = sorted(_blocks(file, size, kind), key=lambda one: _PREFERENCE.index(type(one)))
    return [one for one in found if one.end > one.start]


def _blocks(file: BinaryIO, size: int, kind: FileFormat | None) -> Iterator[TagBlock]:
    file.seek(0)
    magic = file.read(4)
    if walk := _WALKS.get(magic):
        for chunk in walk(file, size):
            yield from _in_chunk(file, chunk)
    elif kind is None or kind.chunks is None:
        leading = [*_leading(file, size)]
        if not leading and kind and kind.frames and (hidden := tag_in_junk(file, size)):
            zeros = zeros_before_tag(file)
            leading = [Id3v2Tag(file, hidden, "zeros" if zeros == hidden.start else "junk")]
        yield from leading
        start = leading[-1].end if leading else 0
        yield from reversed([*_trailing(file, start, size)])


def _in_chunk(file: BinaryIO, chunk: Chunk) -> Iterator[TagBlock]:
    if chunk.name.lower() == b"id3 ":
        if tag := id3v2_at(file, chunk.start, chunk.end):
            yield Id3v2Tag(file, tag)
    elif chunk.name == b"LIST" or chunk.name in AIFF_TEXTS:
        file.seek(chunk.start)
        content = file.read(min(chunk.end - chunk.start, _LARGEST_LIST))
        if chunk.name in AIFF_TEXTS:
            yield AiffText(chunk.name, chunk.start, content)
        elif is_info(content):
            yield InfoList(chunk.start, content)


def _leading(file: BinaryIO, size: int) -> Iterator[TagBlock]:
    """Yield the tags at the start; zeros may stand between two of them."""
    at = 0
    for _ in range(_MOST_BLOCKS):
        if id3v2 := id3v2_at(file, at, size):
            yield Id3v2Tag(file, id3v2)
            at = id3v2.end
        elif ape := ape_tag_at(file, at, size):
            yield ape
            at = ape.end
        elif at and (zeros := _zeros(file, at)):
            at += zeros
        else:
            return


def _zeros(file: BinaryIO, at: int) -> int:
    """Return how many zeros stand at `at`, if a tag may follow them."""
    file.seek(at)
    if file.read(1) != b"\0":
        return 0
    file.seek(at)
    following = file.read(_MOST_PADDING)
    rest = following.lstrip(b"\0")
    return len(following) - len(rest) if rest[:3] in (b"ID3", b"APE") else 0


def _trailing(file: BinaryIO, start: int, size: int) -> Iterator[TagBlock]:
    """Yield the tags at the end, the last one first."""
    end = size
    for _ in range(_MOST_BLOCKS):
        begin = end - trailing_tag_bytes(file, end)
        if not start <= begin < end:
            return
        if block := _block(file, begin, end):
            yield block
        end = begin


def _block(file: BinaryIO, begin: int, end: int) -> TagBlock | None:
    """Return the tag in these bytes at the end of a file; None for one that is not read."""
    if ape := ape_tag_before(file, end):
        return ape
    if id3v2 := id3v2_before(file, end):
        return Id3v2Tag(file, id3v2)
    file.seek(begin)
    content = file.read(min(end - begin, ID3V1_BYTES))
    is_id3v1 = end - begin == ID3V1_BYTES and content.startswith(b"TAG")
    return Id3v1Tag(begin, content) if is_id3v1 else None
