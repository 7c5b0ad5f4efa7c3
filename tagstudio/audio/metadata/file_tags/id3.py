"""The fields in an ID3v2 tag, at the start of an MP3 or in a chunk of WAV and AIFF.

Frames beside the written ones are copied as bytes: a tag writer that parses them all would renew,
translate or drop some. The version of the tag is kept; a file without a tag gets ID3v2.4.
"""

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from mutagen._util import resize_bytes
from mutagen.aiff import AIFFFile
from mutagen.id3 import ID3, Encoding, ParseID3v1
from mutagen.id3._tags import save_frame
from mutagen.wave import _WaveFile

from tagstudio.audio.containers.id3v2 import (
    Id3v2,
    frames_in,
    id3v2_at,
    id3v2_in_chunks,
    made_of,
    without_large_frames,
)
from tagstudio.audio.metadata.file_tags.fields import FIELDS, Field, FileTags, Stored, Texts

PADDING = 1024  # bytes for the next writer
_NEWEST = 4
_ID3V1_BYTES = 128

_ENCODINGS = {b"\0": "latin-1", b"\1": "utf-16", b"\2": "utf-16-be", b"\3": "utf-8"}

_Key = tuple[str, str]  # a frame's name, and for TXXX its description, folded


def read(file: BinaryIO, size: int) -> FileTags:
    """Return the fields of the ID3 tag in `file`; of an ID3v1 tag where that is all there is."""
    tag = _find(file, size)
    if tag is None:
        return FileTags(f"ID3v2.{_NEWEST}", _stored(_frames_of_v1(file, size), _NEWEST))
    alone = io.BytesIO(without_large_frames(file, tag))
    frames: Any = ID3(alone, translate=False, load_v1=False)  # type: ignore[no-untyped-call]
    return FileTags(f"ID3v2.{tag.version}", _stored(list(frames.values()), tag.version))


def write(file: BinaryIO, size: int, fields: Stored) -> None:
    """Put `fields` into the tag of `file`, which is open for reading and writing.

    Raises ValueError for a tag that cannot be split into frames.
    """
    tag = _find(file, size)
    version = tag.version if tag else _NEWEST
    if tag:
        kept = frames_in(file, tag)
    else:
        kept = [_frame_bytes(frame) for frame in _frames_of_v1(file, size)]
    written = {_key(field, version): _rendered(field, version, fields[field]) for field in fields}
    others = [frame for frame in kept if _key_of(frame, version) not in written]
    frames = [*others, *filter(None, written.values())]
    content = made_of(frames, version, tag.flags if tag else 0, PADDING)
    _replace(file, tag, content if frames else b"")


def _find(file: BinaryIO, size: int) -> Id3v2 | None:
    """Return the tag of an MP3, WAV or AIFF file."""
    return id3v2_at(file, 0, size) or next(id3v2_in_chunks(file, size), None)


def _frames_of_v1(file: BinaryIO, size: int) -> list[Any]:
    """Return an ID3v1 tag as frames: programs read ID3v2 alone once it is there."""
    file.seek(max(0, size - _ID3V1_BYTES))
    last = file.read(_ID3V1_BYTES)
    if not last.startswith(b"TAG"):
        return []
    frames = ParseID3v1(last)  # type: ignore[no-untyped-call]
    return list(frames.values()) if frames else []


def _frame_bytes(frame: Any) -> bytes:
    rendered: bytes = save_frame(frame)  # type: ignore[no-untyped-call]
    return rendered


def _stored(frames: list[Any], version: int) -> Stored:
    texts: dict[_Key, list[str]] = {}
    for frame in frames:
        if hasattr(frame, "text"):
            key = (frame.FrameID, getattr(frame, "desc", "").casefold())
            texts.setdefault(key, []).extend(map(str, frame.text))
    return {field: tuple(texts.get(_mutagens(field, version), ())) for field in FIELDS}


def _mutagens(field: Field, version: int) -> _Key:
    """Return the frame as mutagen names it, which gives frames of ID3v2.2 their later names."""
    name, description = _key(field, version)
    return {"TCO": "TCON", "TXX": "TXXX"}.get(name, name), description


def _key(field: Field, version: int) -> _Key:
    if field == "genre":
        return ("TCO" if version == 2 else "TCON", "")
    if field == "mood" and version == _NEWEST:
        return ("TMOO", "")
    return ("TXX" if version == 2 else "TXXX", field)


def _key_of(frame: bytes, version: int) -> _Key | None:
    """Return the key of a frame; None for one whose description cannot be read."""
    name = frame[: 3 if version == 2 else 4].decode("ascii")
    if name not in {"TXX", "TXXX"}:
        return (name, "")
    content = frame[6 if version == 2 else 10 :]
    encoding = _ENCODINGS.get(content[:1])
    if encoding is None:
        return None
    description = content[1:].decode(encoding, "replace").partition("\0")[0]
    return (name, description.casefold())


def _rendered(field: Field, version: int, texts: Texts) -> bytes:
    """Return the frame for a field; no bytes for a field without texts."""
    if not texts:
        return b""
    name, description = _key(field, version)
    # The spelling of the table of tags: INSTRUMENT and ERA, but mood.
    described = [description.upper() if field != "mood" else description] if description else []
    content = _encoded("\0".join([*described, *texts]), version)
    if version == 2:
        return name.encode() + len(content).to_bytes(3, "big") + content
    length = bytes(_digits(len(content), 7 if version == _NEWEST else 8))
    return name.encode() + length + bytes(2) + content


def _encoded(text: str, version: int) -> bytes:
    if version == _NEWEST:
        return bytes([Encoding.UTF8]) + text.encode("utf-8", "replace")
    try:
        return bytes([Encoding.LATIN1]) + text.encode("latin-1")
    except UnicodeEncodeError:
        # Each string of such a frame begins with a byte order mark of its own.
        marked = text.replace("\0", "\0\ufeff")
        return bytes([Encoding.UTF16]) + b"\xff\xfe" + marked.encode("utf-16-le", "replace")


def _digits(value: int, bits: int) -> Iterator[int]:
    """Yield the four digits of a size, of so many bits each, the highest first."""
    return (value >> shift * bits & (1 << bits) - 1 for shift in (3, 2, 1, 0))


def _replace(file: BinaryIO, tag: Id3v2 | None, content: bytes) -> None:
    file.seek(0)
    magic = file.read(4)
    if magic == b"RIFF":
        _replace_chunk(_WaveFile(file), "id3", content)  # type: ignore[no-untyped-call]
    elif magic == b"FORM":
        _replace_chunk(AIFFFile(file), "ID3", content)  # type: ignore[no-untyped-call]
    else:
        resize_bytes(file, tag.end if tag else 0, len(content), 0)
        file.seek(0)
        file.write(content)


def _replace_chunk(container: Any, name: str, content: bytes) -> None:
    if not content:
        if name in container:
            container.delete_chunk(name)
        return
    if name not in container:
        container.insert_chunk(name)
    chunk = container[name]
    chunk.resize(len(content))
    chunk.write(content)
