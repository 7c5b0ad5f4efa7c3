"""Write fields into the tags of a file, so that no program reads an old value.

The file's own tag is written: ID3v2 in MP3, WAV and AIFF, APEv2 in WavPack and its like. Every
other tag that holds a field already gets the new values of it too. A file without a tag of its own
gets one, with the texts of the tags that it has: programs that find one often read no other.
"""

from collections.abc import Iterable, Sequence
from typing import BinaryIO

from mutagen._util import resize_bytes

from tagstudio.audio.containers.chunk_edit import ChunkEdit, edit_chunks, is_chunked
from tagstudio.audio.files.formats import ID3, FileFormat
from tagstudio.audio.metadata.file_tags.fields import (
    FileTags,
    Stored,
    stored_as,
    with_further,
)
from tagstudio.audio.metadata.tag_blocks.ape import ape_tag_of
from tagstudio.audio.metadata.tag_blocks.block import TagBlock, fields_in
from tagstudio.audio.metadata.tag_blocks.find import tag_blocks
from tagstudio.audio.metadata.tag_blocks.id3v1_tag import Id3v1Tag
from tagstudio.audio.metadata.tag_blocks.id3v2_tag import Id3v2Tag, id3v2_tag_of
from tagstudio.audio.metadata.tag_blocks.merge import merged_fields, merged_texts, own_block

_Edit = tuple[int, int, bytes]  # the first byte, the one after the last, what takes their place


def write_blocks(file: BinaryIO, size: int, kind: FileFormat, fields: Stored) -> None:
    """Put `fields` into the tags of a `file` of `size` bytes, which is open for both.

    Raises ValueError for a tag that cannot be taken apart.
    """
    blocks = tag_blocks(file, size, kind)
    own = own_block(blocks, kind.tags)
    found = merged_fields(blocks, kind.tags, with_further(fields))
    edits = edits_of(blocks, own, FileTags(found.layout, fields))
    new = b""
    hidden = next((one for one in blocks if isinstance(one, Id3v2Tag) and one.behind), None)
    if own is None and hidden:  # a tag in front of it hides all that it holds, pictures too
        new = hidden.with_fields({**found.stored, **fields})
    elif own is None and any(fields.values()):
        make = id3v2_tag_of if kind.tags is ID3 else ape_tag_of
        new = make(merged_texts(blocks), {**found.stored, **fields})
    if kind.chunks and not is_chunked(file):
        raise ValueError(f"no {kind.name} by its content")
    if is_chunked(file):
        chunks = [ChunkEdit(start, content) for start, _, content in edits]
        edit_chunks(file, size, chunks, new)
        return
    if new:
        at = 0 if kind.tags is ID3 else _before_id3v1(blocks, size)
        edits.append((at, at, new))
    apply(file, edits)


def edits_of(blocks: Sequence[TagBlock], own: TagBlock | None, tags: FileTags) -> list[_Edit]:
    """Return what changes in the tags that a file has: in its own, and where a field is already.

    `tags` are the fields to write, as they will be stored in its own tag.
    """
    edits = []
    for block in blocks:
        if isinstance(block, Id3v2Tag) and block.behind == "junk":
            continue
        held = fields_in(block.texts(), tags.stored)
        written = {
            field: texts if block is own else stored_as(block.layout, tags.values(field))
            for field, texts in tags.stored.items()
            if block is own or held[field]
        }
        if written:
            edits.append((block.start, block.end, block.with_fields(written)))
    return edits


def apply(file: BinaryIO, edits: Iterable[_Edit]) -> None:
    """Replace these spans of `file`, which do not overlap."""
    for start, end, content in sorted(edits, reverse=True):
        resize_bytes(file, end - start, len(content), start)
        file.seek(start)
        file.write(content)


def _before_id3v1(blocks: Sequence[TagBlock], size: int) -> int:
    """Return where a tag behind the audio begins: in front of ID3v1, which comes last."""
    return min((one.start for one in blocks if isinstance(one, Id3v1Tag)), default=size)
