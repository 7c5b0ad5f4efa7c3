"""The fields in tags that mutagen keeps as keys and values: Vorbis comments and ASF attributes."""

from collections.abc import Iterable
from typing import Any, BinaryIO

from mutagen.asf._attrs import ASFUnicodeAttribute
from mutagen.flac import VCFLACDict

from tagstudio.audio.containers.chunks import asf_objects
from tagstudio.audio.containers.vorbis_comments import VorbisComments, with_comments
from tagstudio.audio.files.formats import ASF, VORBIS, TagKeys
from tagstudio.audio.metadata.file_tags.fields import FIELDS, Field, FileTags, Stored

# ASF's File Properties: its GUID, and where in its content the size of the file stands.
_ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_ASF_SIZE_AT = 16
# As Traktor, Mixxx and Mp3tag call the key in Vorbis comments.
_OTHER_NAMES = {VORBIS.fields["key"]: ("INITIALKEY",)}
_ASF_FIRST_OBJECT = 30  # within the header


def read(tags: Any, keys: TagKeys, fields: Iterable[Field] = FIELDS) -> FileTags:
    """Return the fields of mutagen's `tags`, None where the file has none."""
    stored = {
        field: tuple(str(value) for key in _spellings(tags, keys, field) for value in tags[key])
        for field in fields
    }
    return FileTags(keys.name, stored)


def write(tags: Any, keys: TagKeys, fields: Stored) -> None:
    """Put `fields` into mutagen's `tags`, under the spelling that a key has there already."""
    for field, texts in fields.items():
        spellings = _spellings(tags, keys, field)
        for spelling in spellings:
            del tags[spelling]
        if texts:
            keeps = spellings and not keys.caseless
            key = spellings[0] if keeps else keys.key_of(field)
            tags[key] = [_value(text, keys) for text in texts]


def keep_as_bytes(tags: Any, found: VorbisComments, keys: TagKeys, fields: Stored) -> None:
    """Make mutagen's Vorbis `tags` write the comments `found` as they stand, but for `fields`."""
    added = [
        f"{keys.key_of(field)}={text}".encode("utf-8", "replace")
        for field, texts in fields.items()
        for text in texts
    ]
    names = [name for field in fields for name in _names(keys, field)]
    kept = with_comments(found, names, added)
    has_framing = not isinstance(tags, VCFLACDict)

    def write(framing: bool = has_framing) -> bytes:
        return kept.packed(framing=framing)

    tags.write = write


def restate_size(file: BinaryIO, before: int, after: int) -> None:
    """Write the size of an ASF file into its header where the size `before` stands.

    mutagen leaves it; a player may take a file of another size for one that is cut off.
    """
    header = next(asf_objects(file, after), None)
    if header is None:
        return
    first = header.header + _ASF_FIRST_OBJECT
    for one in asf_objects(file, header.end, first):
        at = one.start + _ASF_SIZE_AT
        if one.name == _ASF_PROPERTIES and at + 8 <= one.end:
            file.seek(at)
            if int.from_bytes(file.read(8), "little") == before:
                file.seek(at)
                file.write(after.to_bytes(8, "little"))


def _value(text: str, keys: TagKeys) -> Any:
    """Return a text as mutagen takes it in this kind of tag."""
    return ASFUnicodeAttribute(text) if keys is ASF else text  # type: ignore[no-untyped-call]


def _spellings(tags: Any, keys: TagKeys, field: Field) -> list[str]:
    wanted = {name.casefold() for name in _names(keys, field)}
    return [key for key in (tags.keys() if tags else ()) if key.casefold() in wanted]


def _names(keys: TagKeys, field: Field) -> tuple[str, ...]:
    """Return the key that a field is written under, and those under which others write it."""
    key = keys.key_of(field)
    return (key, *_OTHER_NAMES.get(key, ())) if key else ()
