"""The picture of the cover in an audio file, if it holds one."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from tagstudio.audio.containers.id3v2 import after_leading_tags
from tagstudio.audio.files.regular_file import opened
from tagstudio.audio.metadata.parse import parse

MOST_BYTES = 16 << 20  # tags in front of the sound that are larger are not read for a picture
_FRONT = 3  # the type of the front cover among those of ID3 and FLAC


def read_cover(path: str) -> bytes | None:
    """Return the picture file (JPEG, PNG ...) of the front cover, else of any picture, else None.

    Raises UnreadableAudio when the file cannot be read.
    """
    with opened(path) as (file, size):
        if after_leading_tags(file, size) > MOST_BYTES:
            return None
        # mutagen raises IndexError, KeyError, MemoryError ... on a broken file.
        with suppress(Exception):
            pictures = [one for one in _pictures(parse(file, path)) if one[1]]
            pictures.sort(key=lambda picture: picture[0] != _FRONT)
            return pictures[0][1] if pictures else None
    return None


def _pictures(found: Any) -> Iterator[tuple[int, bytes]]:
    """Yield type and content of all pictures, by the ways in which formats hold them."""
    for picture in getattr(found, "pictures", ()):  # FLAC
        yield picture.type, picture.data
    tags = getattr(found, "tags", None)
    if tags is None:
        return
    if hasattr(tags, "getall"):  # ID3
        for frame in tags.getall("APIC"):
            yield frame.type, frame.data
        return
    for cover in tags.get("covr", ()):  # MP4
        yield _FRONT, bytes(cover)
    for name in ("metadata_block_picture", "METADATA_BLOCK_PICTURE"):  # Vorbis comments
        for text in tags.get(name, ()):
            yield from _flac_picture(text)
    for picture in tags.get("WM/Picture", ()):  # ASF
        yield from _asf_picture(picture.value)
    item = tags.get("Cover Art (Front)")  # APEv2: a name, a zero, the picture
    if item is not None:
        yield _FRONT, bytes(item.value).partition(b"\0")[2]


def _flac_picture(text: str) -> Iterator[tuple[int, bytes]]:
    from mutagen.flac import Picture

    picture: Any = Picture(b64decode(text))  # type: ignore[no-untyped-call]
    yield picture.type, picture.data


def _asf_picture(value: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the picture of a WM_PICTURE: type, length, two UTF-16 texts that end in 0, content."""
    place = 5
    for _ in range(2):
        while value[place : place + 2] != b"\0\0":
            if place >= len(value):
                return
            place += 2
        place += 2
    yield value[0], value[place : place + int.from_bytes(value[1:5], "little")]
