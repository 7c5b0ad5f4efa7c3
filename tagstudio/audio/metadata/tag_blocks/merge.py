"""The texts and fields of several tags of one file as one."""

from collections.abc import Sequence

from tagstudio.audio.files.formats import APEV2, ID3, TagKeys
from tagstudio.audio.metadata.file_tags.fields import (
    FIELDS,
    Field,
    FileTags,
    Stored,
    Texts,
    stored_as,
)
from tagstudio.audio.metadata.tag_blocks.ape import ApeTag
from tagstudio.audio.metadata.tag_blocks.block import TagBlock, TagTexts, fields_in
from tagstudio.audio.metadata.tag_blocks.id3v2_tag import NEWEST, Id3v2Tag, layout_of


def own_block(blocks: Sequence[TagBlock], keys: TagKeys | None) -> TagBlock | None:
    """Return the block that a file with such keys is written to first; None where it has none.

    That is its first ID3v2 or APEv2 tag; a container's own tag is no block. An ID3v2 tag behind the
    audio does not count: other programs do not look for one there.
    """
    if keys is ID3:
        tags = (one for one in blocks if isinstance(one, Id3v2Tag) and one.is_found_by_others)
        return next(tags, None)
    return next((one for one in blocks if keys is APEV2 and isinstance(one, ApeTag)), None)


def merged_fields(
    blocks: Sequence[TagBlock], keys: TagKeys | None, fields: Sequence[Field] = FIELDS
) -> FileTags:
    """Return the fields of a file whose own tag is a block, from the first that has each.

    They are stored as in its own tag, or as they would be in a new one.
    """
    own = own_block(blocks, keys)
    layout = own.layout if own else layout_of(NEWEST) if keys is ID3 else APEV2.name
    own_fields = fields_in(own.texts(), fields) if own else {}
    others = values_of(blocks, fields)
    stored = {field: own_fields.get(field) or stored_as(layout, others[field]) for field in fields}
    return FileTags(layout, stored)


def values_of(blocks: Sequence[TagBlock], fields: Sequence[Field] = FIELDS) -> Stored:
    """Return the values of each field, from the first of the blocks that has any."""
    tags = [FileTags(one.layout, fields_in(one.texts(), fields)) for one in blocks]
    return {field: _first_values(tags, field) for field in fields}


def _first_values(tags: Sequence[FileTags], field: Field) -> Texts:
    found = (tuple(values) for one in tags if (values := one.values(field)))
    return next(found, ())


def merged_texts(blocks: Sequence[TagBlock]) -> TagTexts:
    """Return every text of the blocks, each from the first of them that has it."""
    merged: dict[str, Texts] = {}
    for block in reversed(blocks):
        merged |= block.texts()
    return merged
