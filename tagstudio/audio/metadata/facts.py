"""The facts of an audio file: its tags, and the properties that its header claims."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from tagstudio.audio.containers.skip_artwork import without_pictures
from tagstudio.audio.decoding.duration_check import is_plausible_duration
from tagstudio.audio.files.formats import ID3, MP4, FileFormat
from tagstudio.audio.files.regular_file import opened
from tagstudio.audio.metadata.file_tags.mp4 import read_texts
from tagstudio.audio.metadata.parse import format_of, parse

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


def read_facts(path: str) -> Facts:
    """Read the tags and the header of the audio file at `path`, without its pictures.

    Broken tags are no tags. Raises UnreadableAudio when the file holds no audio.
    """
    with opened(path) as (file, size):
        return facts_of(file, size, path)


def facts_of(file: BinaryIO, size: int, path: str) -> Facts:
    """Return the facts of a `file` of `size` bytes that is open already; see `read_facts`."""
    facts = _from_mutagen(file, size, path)
    return facts if facts.hz else _from_decoder(path, size, facts)


def _from_mutagen(file: BinaryIO, size: int, path: str) -> Facts:
    try:
        found = parse(without_pictures(file, size, path))
    except Exception:  # mutagen raises IndexError, KeyError, MemoryError ... on a broken file
        return Facts()
    kind = format_of(found)
    if kind is None:
        return Facts()
    tags = read_texts(file, size) if kind.tags is MP4 else found.tags
    return _facts(found.info, tags, kind, size)


def _from_decoder(path: str, size: int, facts: Facts) -> Facts:
    """Add the properties that a decoder finds to `facts`; raises UnreadableAudio."""
    from tagstudio.audio.decoding.sources import open_source

    source = open_source(path)
    source.close()
    seconds = source.frames / source.hz if source.frames else None
    return replace(
        facts,
        seconds=_checked_seconds(seconds, size),
        hz=source.hz,
        channels=source.channels,
        format=facts.format or Path(path).suffix[1:].lower(),
    )


def _facts(info: Any, tags: Mapping[str, Any] | None, kind: FileFormat, size: int) -> Facts:
    values = _tag_values(tags, kind)
    pcm_bytes_per_second = info.bitrate / 8 if kind.is_pcm else 0.0
    text = {name: "; ".join(values[name])[:LONGEST_TEXT] for name in values}
    return Facts(
        title=text["title"],
        artist=text["artist"],
        album=text["album"],
        albumartist=text["albumartist"],
        year=_number(r"(?<!\d)([12]\d{3})(?!\d)", text["year"]),
        genre=tuple(_genres(values["genre"])),
        track_number=_number(r"^(\d{1,6})(?!\d)", text["track_number"]),
        seconds=_checked_seconds(info.length, size, pcm_bytes_per_second),
        hz=_trusted_hz(info),
        channels=_positive(info.channels),
        format=kind.name,
    )


def _tag_values(tags: Mapping[str, Any] | None, kind: FileFormat) -> dict[str, list[str]]:
    """Return the values of each text; none where the file has no tags."""
    keys = (kind.tags or ID3).facts
    return {text: _first_values({} if tags is None else tags, keys[text]) for text in keys}


def _first_values(tags: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Return the cleaned values of the first of `names` that has any."""
    for name in names:
        found = tags.get(name)
        values = getattr(found, "genres", None) or getattr(found, "text", None) or found or ()
        if cleaned := [text for value in values if (text := _clean(value))]:
            return cleaned
    return []


def _clean(value: Any) -> str:
    if isinstance(value, tuple):  # MP4's (track, of how many)
        value = value[0] or ""
    text = str(value).encode("utf-8", "replace").decode().replace("\0", "; ").strip(" \t\r\n;")
    return text[:LONGEST_TEXT]


def _genres(values: Iterable[str]) -> Iterable[str]:
    """Yield each genre once, in the order of the file."""
    parts = (part.strip() for value in values for part in re.split(r"[\0;/,]", value))
    return dict.fromkeys(part for part in parts if part)


def _number(pattern: str, text: str) -> int | None:
    match = re.search(pattern, text)
    return int(match[1]) if match else None


def _trusted_hz(info: Any) -> int | None:
    """Return the sample rate; None where mutagen is not sure that it has found audio at all."""
    if getattr(info, "sketchy", False):
        return None
    return _positive(getattr(info, "sample_rate", _OPUS_HZ))


def _positive(value: Any) -> int | None:
    return int(value) if value and 0 < value < 1 << 31 else None


def _checked_seconds(
    seconds: float | None, size: int, bytes_per_second: float = 0.0
) -> float | None:
    """Return a claimed duration; None where a file of `size` bytes cannot be that long."""
    if seconds is None or not is_plausible_duration(seconds, size, bytes_per_second):
        return None
    return float(seconds)
