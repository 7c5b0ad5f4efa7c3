"""Parse the header and tags of an audio file with mutagen, as the format that it is."""

import os
from functools import cache
from importlib import import_module
from types import SimpleNamespace
from typing import Any, BinaryIO

from tagstudio.audio.containers.chunks import flac_blocks
from tagstudio.audio.containers.recognise import recognise
from tagstudio.audio.files.formats import FileFormat

_VORBIS_COMMENT = 4  # the type of a FLAC block
# The classes that parse the header alone, of formats whose tags are blocks of their own.
_HEADERS = {
    "mutagen.mp3.MP3": "mutagen.mp3.MPEGInfo",
    "mutagen.wave.WAVE": "mutagen.wave.WaveStreamInfo",
    "mutagen.aiff.AIFF": "mutagen.aiff.AIFFInfo",
}


def parse(file: BinaryIO, name: str = "") -> Any:
    """Return mutagen's view of `file`; None for a file of none of FORMATS, or of one unknown to it.

    `name` counts only where the content does not show the format. Raises whatever mutagen raises on
    a broken file: IndexError, KeyError, MemoryError ...
    """
    size = file.seek(0, os.SEEK_END)
    return parse_as(recognise(file, size, name or getattr(file, "name", "")), file)


def parse_as(kind: FileFormat | None, file: BinaryIO) -> Any:
    """Return mutagen's view of a `file` of this format; as `parse`."""
    if kind is None or not kind.mutagen:
        return None
    file.seek(0)
    return _class(kind.mutagen)(file)


def parse_beside_blocks(kind: FileFormat | None, file: BinaryIO) -> Any:
    """Return mutagen's view of a `file`, without the tags that `metadata.tag_blocks` reads.

    It has no `tags` where the format has none of its own. As `parse`.
    """
    if kind is None or kind.mutagen not in _HEADERS:
        return parse_as(kind, file)
    file.seek(0)
    return SimpleNamespace(info=_class(_HEADERS[kind.mutagen])(file))


def parse_tags_alone(kind: FileFormat | None, file: BinaryIO) -> Any:
    """Return the Vorbis comment of a FLAC `file` whose header mutagen refuses; None without one.

    Raises as `parse`.
    """
    if kind is None or kind.name != "flac":
        return None
    size = file.seek(0, os.SEEK_END)
    for block in flac_blocks(file, 0, size):
        if block.name[0] & 0x7F == _VORBIS_COMMENT:
            file.seek(block.start)
            return _class("mutagen.flac.VCFLACDict")(file.read(block.end - block.start))
    return None


@cache
def _class(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    return getattr(import_module(module), name)
