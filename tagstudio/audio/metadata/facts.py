"""The facts of an audio file: its tags, and the properties that its header claims."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

from tagstudio.audio.containers.recognise import recognise
from tagstudio.audio.containers.skip_artwork import without_pictures
from tagstudio.audio.decoding.duration_check import is_plausible_duration
from tagstudio.audio.files.formats import ID3, FileFormat, TagKeys
from tagstudio.audio.files.regular_file import opened
from tagstudio.audio.metadata.container_tags import container_tags
from tagstudio.audio.metadata.duration import likely_seconds
from tagstudio.audio.metadata.file_tags.fields import FileTags
from tagstudio.audio.metadata.parse import parse_beside_blocks, parse_tags_alone
from tagstudio.audio.metadata.tag_blocks.block import TagBlock, fields_in
from tagstudio.audio.metadata.tag_blocks.find import tag_blocks
from tagstudio.audio.metadata.values import genres_in, joined, number_in, year_in

_OPUS_HZ = 48_000  # always, so that mutagen does not mention it
LONGEST_TEXT = 500  # characters kept of one tag


@dataclass(frozen=True)
class Facts:
    """A file's tags and header; "" and None stand for unknown values.

    `seconds` is the duration that the header claims, None where the file is too small for it; the
    true one is known after decoding. `hz` is the sample rate, `format` a short name such as "mp3".
    """

    title: str = ""
    artist: str = ""
    album: str = ""
    albumartist: str = ""
    year: int | None = None
    genre: tuple[str, ...] = ()
    track_number: int | None = None
    seconds: float | None = None
    hz: int | None = None
    channels: int | None = None
    format: str = ""


def read_facts(path: str, genre_separators: str = "") -> Facts:
    """Read the tags and the header of the audio file at `path`, without its pictures.

    Genres are taken apart at the `genre_separators` of the user too. Broken tags are no tags, and
    those of a file whose header is broken are read all the same. Raises UnreadableAudio when the
    file holds no audio.
    """
    with opened(path) as (file, size):
        return facts_of(file, size, path, genre_separators)


def facts_of(file: BinaryIO, size: int, path: str, genre_separators: str = "") -> Facts:
    """Return the facts of a `file` of `size` bytes that is open already; see `read_facts`."""
    kind = recognise(file, size, path)
    found = _parsed(file, size, kind, path)
    tags = container_tags(file, size, kind, found)
    texts = _texts(file, size, kind, tags, genre_separators)
    facts = _with_header(texts, found, kind, size)
    if kind and facts.hz:
        seconds = likely_seconds(file, size, kind, found.info, path)
        facts = replace(facts, seconds=_checked_seconds(seconds, size))
    return facts if facts.hz else _from_decoder(path, size, facts)


def _parsed(file: BinaryIO, size: int, kind: FileFormat | None, path: str) -> Any:
    """Return mutagen's view of the header and of the container's own tag; None for none."""
    view = without_pictures(file, size, path)
    # mutagen raises IndexError, KeyError, MemoryError ... on a broken file.
    with suppress(Exception):
        return parse_beside_blocks(kind, view)
    with suppress(Exception):
        return SimpleNamespace(tags=parse_tags_alone(kind, view))
    return None


def _from_decoder(path: str, size: int, facts: Facts) -> Facts:
    """Add the properties that a decoder finds to `facts`; raises UnreadableAudio."""
    from tagstudio.audio.decoding.sources import open_source

    source = open_source(path)
    source.close()
    seconds = (source.frames or source.estimated_frames) / source.hz
    return replace(
        facts,
        seconds=_checked_seconds(seconds, size),
        hz=source.hz,
        channels=source.channels,
        format=facts.format or Path(path).suffix[1:].lower(),
    )


def _with_header(facts: Facts, found: Any, kind: FileFormat | None, size: int) -> Facts:
    """Add what the header claims to `facts`."""
    info = getattr(found, "info", None)
    if info is None or kind is None:
        return replace(facts, format=kind.name if kind else "")
    return replace(
        facts,
        hz=_trusted_hz(info),
        channels=_positive(getattr(info, "channels", None)),
        format=kind.name,
    )


def _texts(file: BinaryIO, size: int, kind: FileFormat | None, tags: Any, separators: str) -> Facts:
    """Return what the tags of a file say: each text from the first tag that has it."""
    found = _said_by(tags, (kind and kind.tags) or ID3)
    for block in tag_blocks(file, size, kind):
        if len(found) < len(ID3.facts):
            found = _said_by_block(block) | found
    title, artist, album, albumartist = (
        joined(found.get(name, ()))[:LONGEST_TEXT]
        for name in ("title", "artist", "album", "albumartist")
    )
    return Facts(
        title,
        artist,
        album,
        albumartist,
        year=year_in(found.get("year", ())),
        genre=tuple(genres_in(found.get("genre", ()), separators)),
        track_number=number_in(found.get("track_number", ())),
    )


def _said_by(tags: Mapping[str, Any] | None, keys: TagKeys) -> dict[str, list[str]]:
    """Return the values of each text that mutagen's `tags` have."""
    if tags is None:
        return {}
    return _first_said(keys.facts, lambda key: _values(tags.get(key)))


def _said_by_block(block: TagBlock) -> dict[str, list[str]]:
    found = block.texts()
    texts = {name.casefold(): values for name, values in found.items()}
    said = _first_said(ID3.facts, lambda key: _values(texts.get(key.casefold())))
    if genres := FileTags(block.layout, fields_in(found)).values("genre"):
        said["genre"] = _values(genres)
    return said


def _first_said(
    keys: Mapping[str, tuple[str, ...]], values: Callable[[str], list[str]]
) -> dict[str, list[str]]:
    """Return for each text the values of the first of its keys that has any; of years a valid one.

    A text without any is left out.
    """
    said = {}
    for text, names in keys.items():
        found = (cleaned for name in names if (cleaned := values(name)))
        valid = (one for one in found if text != "year" or year_in(one))
        if first := next(valid, None):
            said[text] = first
    return said


def _values(found: Any) -> list[str]:
    """Return the cleaned values of a text, as mutagen gives them or as strings."""
    values = getattr(found, "genres", None) or getattr(found, "text", None) or found or ()
    return [text for value in values if (text := _clean(value))]


def _clean(value: Any) -> str:
    if isinstance(value, tuple):  # MP4's (track, of how many)
        value = value[0] or ""
    text = str(value).encode("utf-8", "replace").decode().replace("\0", "; ").strip(" \t\r\n;")
    return text[:LONGEST_TEXT]


def _trusted_hz(info: Any) -> int | None:
    """Return the sample rate; None where mutagen is not sure that it has found audio at all."""
    if getattr(info, "sketchy", False):
        return None
    return _positive(getattr(info, "sample_rate", _OPUS_HZ))


def _positive(value: Any) -> int | None:
    return int(value) if value and 0 < value < 1 << 31 else None


def _checked_seconds(seconds: float | None, size: int) -> float | None:
    """Return a claimed duration; None where a file of `size` bytes cannot be that long."""
    if seconds is None or not is_plausible_duration(seconds, size):
        return None
    return float(seconds)
