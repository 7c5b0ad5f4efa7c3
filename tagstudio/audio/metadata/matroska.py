"""The texts of a Matroska or WebM file: those of the track, and what is said of the album.

Source: RFC 9559, 5.1.8 (Tags), and the tag names of https://www.matroska.org/technical/tagging.html.
Each `Tag` says by its target whether it is about the album (50 and more) or the track (30); many
programs leave that out. Nested texts are notes to the one around them and are left out.
"""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from tagstudio.audio.containers.chunks import Chunk, ebml_elements, matroska_elements

_INFO, _TITLE = b"\x15\x49\xa9\x66", b"\x7b\xa9"
_TAGS, _TAG, _TARGETS, _SIMPLE_TAG = b"\x12\x54\xc3\x67", b"\x73\x73", b"\x63\xc0", b"\x67\xc8"
_TARGET_VALUE = b"\x68\xca"
_OTHER_TARGETS = frozenset([b"\x63\xc4", b"\x63\xc6", b"\x63\xc9"])  # chapter, attachment, edition
_NAME, _STRING = b"\x45\xa3", b"\x44\x87"
_ALBUM = 50  # the target value from which a tag is about more than a track
_MOST_TEXT_BYTES = 1 << 16

# The names of texts, without case, blanks and "_", and the ID3 frames that mean the same.
FRAMES = {
    "title": "TIT2",
    "artist": "TPE1",
    "album": "TALB",
    "albumartist": "TPE2",
    "daterecorded": "TDRC",
    "date": "TDRC",
    "datereleased": "TDRC",
    "year": "TDRC",
    "genre": "TCON",
    "partnumber": "TRCK",
    "tracknumber": "TRCK",
    "track": "TRCK",
}
_OF_ALBUM = {**FRAMES, "title": "TALB", "artist": "TPE2", "partnumber": ""}

Texts = dict[str, list[str]]  # the values of each ID3 frame


def read_texts(file: BinaryIO, size: int) -> Texts:
    """Return the texts of a Matroska file of `size` bytes by the ID3 frames that mean the same.

    What is said of the track goes before what has no target, and that before what is said of the
    album; the artist of the album is that of a track without its own.
    """
    of_track, untold, of_album = Texts(), Texts(), Texts()
    for element in matroska_elements(file, size):
        if element.name == _INFO:
            for title in _children(file, element, _TITLE):
                untold.setdefault("TIT2", []).append(_text(file, title))
        elif element.name == _TAGS:
            for tag in _children(file, element, _TAG):
                target = _target(file, tag)
                if target is None:
                    continue
                level = of_album if target >= _ALBUM else of_track if target else untold
                _add(file, tag, level, _OF_ALBUM if level is of_album else FRAMES)
    found = of_album | untold | of_track
    if artist := found.get("TPE2"):
        found.setdefault("TPE1", artist)
    return found


def _add(file: BinaryIO, tag: Chunk, texts: Texts, frames: Mapping[str, str]) -> None:
    for one in _children(file, tag, _SIMPLE_TAG):
        name = "".join(_text(file, part) for part in _children(file, one, _NAME))
        frame = frames.get(name.casefold().replace("_", "").replace(" ", ""))
        if frame:
            values = (_text(file, part) for part in _children(file, one, _STRING))
            texts.setdefault(frame, []).extend(filter(None, values))


def _target(file: BinaryIO, tag: Chunk) -> int | None:
    """Return the target value of a tag, 0 where it has none; None for a chapter or attachment."""
    value = 0
    for targets in _children(file, tag, _TARGETS):
        for one in ebml_elements(file, targets.end, targets.start):
            if one.name in _OTHER_TARGETS and any(_bytes(file, one)):
                return None
            if one.name == _TARGET_VALUE:
                value = int.from_bytes(_bytes(file, one), "big")
    return value


def _children(file: BinaryIO, element: Chunk, name: bytes) -> Iterator[Chunk]:
    found = ebml_elements(file, element.end, element.start)
    return (one for one in list(found) if one.name == name)


def _text(file: BinaryIO, element: Chunk) -> str:
    return _bytes(file, element).decode("utf-8", "replace").partition("\0")[0].strip()


def _bytes(file: BinaryIO, element: Chunk) -> bytes:
    file.seek(element.start)
    return file.read(min(element.end - element.start, _MOST_TEXT_BYTES))
