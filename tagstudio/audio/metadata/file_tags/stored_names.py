"""The names that fields have inside files: frames, items, keys."""

from tagstudio.audio.files.formats import APEV2, ASF, MP4, VORBIS
from tagstudio.audio.metadata.file_tags.fields import Field
from tagstudio.audio.metadata.tag_blocks.id3v2_tag import frame_name, stored_frame

_KEYS = {keys.name: keys for keys in (VORBIS, MP4, ASF, APEV2)}


def stored_name(field: Field, layout: str) -> str:
    """Return what a field is called in tags of a layout (`FileTags.layout`), "" for no place.

    "TCON", "TXXX:ERA", "GENRE", "----:com.apple.iTunes:MOOD".
    """
    kind, _, version = layout.rpartition(".")
    if kind.startswith("ID3"):
        return stored_frame(frame_name(field, int(version)), int(version))
    return _KEYS[layout].key_of(field)
