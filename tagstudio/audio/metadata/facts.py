"""What a sound file says of itself: its tags, and the properties its header claims."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import mutagen
from mutagen.aac import AAC
from mutagen.aiff import AIFF
from mutagen.asf import ASF
from mutagen.flac import FLAC
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggspeex import OggSpeex
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from tagstudio.audio.containers.skip_artwork import without_pictures
from tagstudio.audio.decoding.duration_check import is_plausible_duration
from tagstudio.audio.files.regular_file import opened

_OPUS_HZ = 48_000  # always, so that mutagen does not mention it
LONGEST_TEXT = 500  # characters kept of one tag

_FORMATS = {
    MP3: "mp3",
    FLAC: "flac",
    OggVorbis: "ogg",
    OggOpus: "opus",
    OggFLAC: "ogg",
    OggSpeex: "ogg",
    MP4: "m4a",
    AAC: "aac",
    ASF: "wma",
    WAVE: "wav",
    AIFF: "aiff",
}

_Names = dict[str, tuple[str, ...]]
_ID3: _Names = {
    "title": ("TIT2",),
    "artist": ("TPE1",),
    "album": ("TALB",),
    "albumartist": ("TPE2",),
    "year": ("TDRC", "TDOR"),
    "genre": ("TCON",),
    "track_number": ("TRCK",),
}
_VORBIS: _Names = {
    "title": ("title",),
    "artist": ("artist",),
    "album": ("album",),
    "albumartist": ("albumartist", "album artist"),
    "year": ("date", "year", "originaldate"),
    "genre": ("genre",),
    "track_number": ("tracknumber",),
}
_MP4: _Names = {
    "title": ("\xa9nam",),
    "artist": ("\xa9ART",),
    "album": ("\xa9alb",),
    "albumartist": ("aART",),
    "year": ("\xa9day",),
    "genre": ("\xa9gen",),
    "track_number": ("trkn",),
}
_ASF: _Names = {
    "title": ("Title",),
    "artist": ("Author",),
    "album": ("WM/AlbumTitle",),
    "albumartist": ("WM/AlbumArtist",),
    "year": ("WM/Year",),
    "genre": ("WM/Genre",),
    "track_number": ("WM/TrackNumber",),
}
_TAG_NAMES = {MP3: _ID3, AIFF: _ID3, WAVE: _ID3, MP4: _MP4, ASF: _ASF}  # the others: Vorbis


@dataclass(frozen=True)
class Facts:
    """A file's tags and header; "" and None stand for what is not known.

    `seconds` is the duration that the header claims, None where the file is too small for it; only
    decoding tells the truth. `hz` is the sample rate, `format` a short name such as "mp3".
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
    """Read the tags and the header of the sound file at `path`, without its pictures.

    Broken tags are no tags. Raises UnreadableAudio when the file holds no audio.
    """
    with opened(path) as (file, size):
        return facts_of(file, size, path)


def facts_of(file: BinaryIO, size: int, path: str) -> Facts:
    """Return what `read_facts` does of a `file` of `size` bytes that is open already."""
    facts = _told_by_mutagen(file, size, path)
    return facts if facts.hz else _told_by_decoder(path, size, facts)


def _told_by_mutagen(file: BinaryIO, size: int, path: str) -> Facts:
    try:
        found = mutagen.File(without_pictures(file, size, path), options=list(_FORMATS))
    except Exception:  # mutagen raises IndexError, KeyError, MemoryError ... on a broken file
        return Facts()
    return Facts() if found is None else _facts(found, size)


def _told_by_decoder(path: str, size: int, facts: Facts) -> Facts:
    """Return `facts` with the properties that a decoder finds; raises UnreadableAudio."""
    from tagstudio.audio.decoding.sources import open_source

    source = open_source(path)
    source.close()
    seconds = source.frames / source.hz if source.frames else None
    return replace(
        facts,
        seconds=_plausible(seconds, size),
        hz=source.hz,
        channels=source.channels,
        format=facts.format or Path(path).suffix[1:].lower(),
    )


def _facts(found: mutagen.FileType, size: int) -> Facts:
    info: Any = found.info
    values = _tag_values(found)
    text = {name: "; ".join(values[name])[:LONGEST_TEXT] for name in values}
    return Facts(
        title=text["title"],
        artist=text["artist"],
        album=text["album"],
        albumartist=text["albumartist"],
        year=_number(r"(?<!\d)([12]\d{3})(?!\d)", text["year"]),
        genre=tuple(_genres(values["genre"])),
        track_number=_number(r"^(\d{1,6})(?!\d)", text["track_number"]),
        seconds=_plausible(info.length, size, _pcm_bytes_per_second(found)),
        hz=_trusted_hz(info),
        channels=_positive(info.channels),
        format=_FORMATS[type(found)],
    )


def _tag_values(found: mutagen.FileType) -> dict[str, list[str]]:
    tags: Any = found.tags if found.tags is not None else {}
    names = _TAG_NAMES.get(type(found), _VORBIS)
    return {field: _first_values(tags, names[field]) for field in names}


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


def _pcm_bytes_per_second(found: mutagen.FileType) -> float:
    """Return how many bytes a second takes if the format is uncompressed, else 0."""
    info: Any = found.info
    return info.bitrate / 8 if isinstance(found, WAVE | AIFF) else 0.0


def _plausible(seconds: float | None, size: int, bytes_per_second: float = 0.0) -> float | None:
    if seconds is None or not is_plausible_duration(seconds, size, bytes_per_second):
        return None
    return float(seconds)
