"""Every tag of a file, whichever of them is read first: their keys and values, for comparison."""

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, BinaryIO

from mutagen import MutagenError
from mutagen.apev2 import APEv2
from mutagen.asf import ASFTags
from mutagen.id3 import ID3
from mutagen.mp4 import MP4Tags

from tagstudio.audio.containers.chunks import Chunk, mp4_atoms, riff_chunks
from tagstudio.audio.containers.id3v2 import Id3v2, id3v2_at, id3v2_in_chunks
from tagstudio.audio.containers.recognise import tag_in_junk
from tagstudio.audio.containers.trailing_tags import trailing_tag_bytes
from tagstudio.audio.containers.vorbis_comments import key_of, vorbis_comments
from tagstudio.audio.metadata.file_tags.fields import FREE_TEXT, Field

Key = tuple[str, str]  # the kind of tag, and the key in it
Values = tuple[str, ...]
AllTags = Mapping[Key, Values]

_ID3V1_BYTES = 128
_OF_ID3V1 = (1, 1)  # the version that mutagen gives frames which it made of ID3v1
_ID3V1 = {"title": (3, 33), "artist": (33, 63), "album": (63, 93), "year": (93, 97)}
_KEYS_HEADER = 8  # bytes of the list of QuickTime's names, and in front of each of them
_MOST_NAMES_BYTES = 1 << 20
_LONGEST = 1 << 12  # characters; of a longer value its hash is kept

_FIELD_KEYS: dict[str, Field] = {
    **dict.fromkeys(("genre", "tcon", "tco", "©gen", "gnre", "ignr", "wm/genre"), "genre"),
    **dict.fromkeys(("mood", "tmoo", "wm/mood", "imoo"), "mood"),
    **dict.fromkeys(("instrument", "wm/instrument"), "instrument"),
    **dict.fromkeys(("era", "wm/era"), "era"),
    **dict.fromkeys(("title", "tit2", "tt2", "©nam", "titl", "inam"), "title"),
    **dict.fromkeys(("artist", "tpe1", "tp1", "©art", "perf", "iart", "author"), "artist"),
    **dict.fromkeys(("album", "talb", "tal", "©alb", "albm", "iprd", "wm/albumtitle"), "album"),
    **dict.fromkeys(("grouping", "tit1", "tt1", "©grp", "grp1", "gp1"), "grouping"),
    "wm/contentgroupdescription": "grouping",
    **dict.fromkeys(("comment", "©cmt", "icmt"), "comment"),
    **dict.fromkeys(("bpm", "tbpm", "tbp", "tmpo", "ibpm", "wm/beatsperminute"), "bpm"),
    **dict.fromkeys(("key", "tkey", "tke", "initialkey", "wm/initialkey"), "key"),
}
_COMMENT = re.compile(r"comm?::[^:]*")  # as mutagen spells one without description, of a language


def field_of_key(key: str) -> Field:
    """Return the field that a key stands for in any kind of tag, in small letters.

    Any key may be that of a free text. Both groupings are "grouping": FFmpeg calls them alike.
    """
    name = key.casefold().removeprefix("txxx:").removeprefix("txx:")
    name = name.removeprefix("----:com.apple.itunes:")
    if _COMMENT.fullmatch(name):
        return "comment"
    return _FIELD_KEYS.get(name, FREE_TEXT + name)


def compared_fields(fields: Iterable[Field]) -> frozenset[Field]:
    """Return the fields as `field_of_key` gives them."""
    folded = (field.casefold() for field in fields)
    return frozenset("grouping" if field == "grp1" else field for field in folded)


def all_tags(file: BinaryIO, size: int, parsed: Any) -> AllTags:
    """Return the tags of a file of `size` bytes; `parsed` is mutagen's view of it, or None."""
    found: dict[Key, list[str]] = {}
    for key, value in _pairs(file, size, parsed):
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


def _pairs(file: BinaryIO, size: int, parsed: Any) -> Iterator[tuple[Key, str]]:
    tags = getattr(parsed, "tags", None)
    if isinstance(tags, ID3):  # wherever it lies: in DSF behind the sound
        if tags.version != _OF_ID3V1:
            yield from _frames("ID3", tags)
    elif comments := vorbis_comments(file, size):
        for comment in comments.comments:
            yield ("Vorbis", key_of(comment)), _text(comment.partition(b"=")[2] or comment)
    elif tags is not None:
        names = _quicktime_names(file, size) if isinstance(tags, MP4Tags) else {}
        yield from _keyed(tags, names)
    first = id3v2_at(file, 0, size) or tag_in_junk(file, size)
    for tag in (first, *id3v2_in_chunks(file, size)):
        if tag:
            yield from _id3v2(file, tag)
    yield from _id3v1(file, size)
    if not isinstance(tags, APEv2):
        yield from _apev2(file)
    yield from _riff_info(file, size)


def _keyed(tags: Any, names: Mapping[str, str]) -> Iterator[tuple[Key, str]]:
    """Yield the values of mutagen's `tags`; a key of `names` under its name there."""
    kind = type(tags).__name__
    # ASF's are a list, which mutagen would search from its start for each key.
    for key, values in list(tags) if isinstance(tags, ASFTags) else tags.items():
        name = names.get(key, str(key)).casefold()
        if isinstance(tags, ASFTags) and name == "description":
            name = "comment"  # as FFmpeg calls it; in other tags a description is none
        for value in values if isinstance(values, list) else [values]:
            yield (kind, name), _text(value)


def _quicktime_names(file: BinaryIO, size: int) -> Mapping[str, str]:
    """Return the names of QuickTime's items in `udta`, which it numbers, by those numbers."""
    start, end = 0, size
    for name in (b"moov", b"udta", b"meta", b"keys"):
        atom = next((one for one in mp4_atoms(file, end, start) if one.name == name), None)
        if atom is None:
            return {}
        file.seek(atom.start)
        has_version = name == b"meta" and file.read(8)[4:] != b"hdlr"
        start, end = atom.start + 4 * has_version, atom.end
    file.seek(start)
    content = file.read(min(end - start, _MOST_NAMES_BYTES))
    names: dict[str, str] = {}
    at = _KEYS_HEADER
    while at + _KEYS_HEADER <= len(content):
        length = max(_KEYS_HEADER, int.from_bytes(content[at : at + 4], "big"))
        text = content[at + _KEYS_HEADER : at + length].decode("utf-8", "replace")
        number = (len(names) + 1).to_bytes(4, "big").decode("latin-1")
        names[number] = text.removeprefix("com.apple.quicktime.")
        at += length
    return names


def _id3v2(file: BinaryIO, tag: Id3v2) -> Iterator[tuple[Key, str]]:
    file.seek(tag.start)
    alone = io.BytesIO(file.read(tag.end - tag.start))
    try:
        frames: Any = ID3(alone, translate=False, load_v1=False)  # type: ignore[no-untyped-call]
    except Exception as error:  # a tag that cannot be read is compared as it stands
        yield ("ID3v2", f"unreadable ({type(error).__name__})"), _text(alone.getvalue())
        return
    yield from _frames("ID3v2", frames)


def _frames(kind: str, frames: Any) -> Iterator[tuple[Key, str]]:
    for key, frame in frames.items():
        texts = getattr(frame, "text", None)
        for value in texts if isinstance(texts, list) else [frame]:
            yield (kind, key), _text(value)
    for unknown in frames.unknown_frames:
        yield (kind, "unknown"), _text(unknown)


def _id3v1(file: BinaryIO, size: int) -> Iterator[tuple[Key, str]]:
    file.seek(max(0, size - _ID3V1_BYTES))
    tag = file.read(_ID3V1_BYTES)
    if not tag.startswith(b"TAG") or trailing_tag_bytes(file, size) != _ID3V1_BYTES:
        return
    for key, (start, end) in _ID3V1.items():
        yield ("ID3v1", key), _text(tag[start:end].partition(b"\0")[0].decode("latin-1"))
    comment, number = tag[97:127], ""
    if comment[28] == 0 and comment[29]:
        comment, number = comment[:28], str(comment[29])
    yield ("ID3v1", "comment"), _text(comment.partition(b"\0")[0].decode("latin-1"))
    yield ("ID3v1", "track"), number
    yield ("ID3v1", "genre"), str(tag[127])


def _apev2(file: BinaryIO) -> Iterator[tuple[Key, str]]:
    file.seek(0)
    try:
        tags: Any = APEv2(file)  # type: ignore[no-untyped-call]
    except (MutagenError, ValueError, KeyError, IndexError, OSError, EOFError):
        return
    for key, value in tags.items():
        texts = list(value) if value.kind == 0 else [value.value]
        for text in texts:
            yield ("APEv2", key.casefold()), _text(text)


def _riff_info(file: BinaryIO, size: int) -> Iterator[tuple[Key, str]]:
    file.seek(0)
    if file.read(4) != b"RIFF":
        return
    for chunk in list(riff_chunks(file, size)):
        file.seek(chunk.start)
        if chunk.name == b"LIST" and file.read(4) == b"INFO":
            yield from _info_texts(file, chunk)


def _info_texts(file: BinaryIO, chunk: Chunk) -> Iterator[tuple[Key, str]]:
    at = chunk.start + 4
    while at + 8 <= chunk.end:
        file.seek(at)
        header = file.read(8)
        length = int.from_bytes(header[4:], "little")
        content = file.read(min(length, chunk.end - at - 8)).rstrip(b"\0")
        yield ("INFO", header[:4].decode("latin-1").casefold()), _text(content.decode("latin-1"))
        at += 8 + length + length % 2


def _text(value: Any) -> str:
    """Return a value as a text to compare; a long or binary one as its hash."""
    value = getattr(value, "value", value)  # of ASF
    if isinstance(value, bytes):
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            return blake2b(value, digest_size=16).hexdigest()
    elif hasattr(value, "HashKey"):  # an ID3 frame that is no text
        data = getattr(value, "data", b"")
        text = blake2b(data, digest_size=16).hexdigest() if data else repr(value)
    else:
        text = str(value)
    if len(text) > _LONGEST:
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return text.strip()
