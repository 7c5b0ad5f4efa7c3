"""The kinds of audio files: one declaration each, from which all of `audio` is derived.

From FORMATS follow the names of files that a scan takes, the place of the audio in a file of chunks
(`containers.audio_spans`), the tags that are read (`metadata.facts`) and those that are written
(`metadata.file_tags`). The declarations are plain data, so a walk of folders loads no tag library.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ChunkStructure = Literal["riff", "iff", "mp4", "asf"]

_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")


@dataclass(frozen=True)
class TagKeys:
    """One kind of tag, and the keys of its texts as mutagen spells them.

    `facts` are the keys of each text in `metadata.facts.Facts`; the first that has a value counts.
    `fields` are the keys of the four fields that are written; none for ID3, whose frames differ by
    version (`metadata.file_tags.id3`). With `caseless` keys compare without case and are written as
    they stand here.
    """

    name: str
    facts: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, str] = field(default_factory=dict)
    caseless: bool = False


@dataclass(frozen=True)
class AudioChunks:
    """The audio of a file that is made of chunks.

    The file has the bytes of `signature` at these offsets, its chunks have the headers of
    `structure` (see `containers.chunks`), and those called `name` hold audio. `container` goes into
    the content hash, so it never changes.
    """

    container: str
    signature: Mapping[int, bytes]
    structure: ChunkStructure
    name: bytes


@dataclass(frozen=True)
class FileFormat:
    """One kind of audio file.

    `name` is its short name for people, `suffixes` end the names of such files, and `mutagen` is
    the class that parses one, as "module.Class". `tags` is None where a file has no place for any,
    and `chunks` where the audio is a stream of frames or pages that `containers.audio_spans` knows.
    """

    name: str
    suffixes: tuple[str, ...]
    mutagen: str
    tags: TagKeys | None
    chunks: AudioChunks | None = None
    is_pcm: bool = False


ID3 = TagKeys(
    "ID3",
    {
        "title": ("TIT2",),
        "artist": ("TPE1",),
        "album": ("TALB",),
        "albumartist": ("TPE2",),
        "year": ("TDRC", "TDOR"),
        "genre": ("TCON",),
        "track_number": ("TRCK",),
    },
)
VORBIS = TagKeys(
    "Vorbis",
    {
        "title": ("title",),
        "artist": ("artist",),
        "album": ("album",),
        "albumartist": ("albumartist", "album artist"),
        "year": ("date", "year", "originaldate"),
        "genre": ("genre",),
        "track_number": ("tracknumber",),
    },
    {"genre": "GENRE", "mood": "MOOD", "instrument": "INSTRUMENT", "era": "ERA"},
    caseless=True,
)
MP4 = TagKeys(
    "MP4",
    {
        "title": ("\xa9nam",),
        "artist": ("\xa9ART",),
        "album": ("\xa9alb",),
        "albumartist": ("aART",),
        "year": ("\xa9day",),
        "genre": ("\xa9gen",),
        "track_number": ("trkn",),
    },
    {
        "genre": "\xa9gen",
        "mood": "----:com.apple.iTunes:MOOD",
        "instrument": "----:com.apple.iTunes:INSTRUMENT",
        "era": "----:com.apple.iTunes:ERA",
    },
)
ASF = TagKeys(
    "ASF",
    {
        "title": ("Title",),
        "artist": ("Author",),
        "album": ("WM/AlbumTitle",),
        "albumartist": ("WM/AlbumArtist",),
        "year": ("WM/Year",),
        "genre": ("WM/Genre",),
        "track_number": ("WM/TrackNumber",),
    },
    {"genre": "WM/Genre", "mood": "WM/Mood", "instrument": "INSTRUMENT", "era": "ERA"},
)

FORMATS = (
    FileFormat("mp3", (".mp3",), "mutagen.mp3.MP3", ID3),
    FileFormat("flac", (".flac",), "mutagen.flac.FLAC", VORBIS),
    FileFormat("ogg", (".ogg", ".oga"), "mutagen.oggvorbis.OggVorbis", VORBIS),
    FileFormat("opus", (".opus",), "mutagen.oggopus.OggOpus", VORBIS),
    FileFormat("ogg", (), "mutagen.oggflac.OggFLAC", VORBIS),
    FileFormat("ogg", (), "mutagen.oggspeex.OggSpeex", VORBIS),
    FileFormat(
        "m4a",
        (".m4a", ".m4b", ".mp4"),
        "mutagen.mp4.MP4",
        MP4,
        AudioChunks("mp4", {4: b"ftyp"}, "mp4", b"mdat"),
    ),
    FileFormat("aac", (".aac",), "mutagen.aac.AAC", None),
    FileFormat(
        "wma",
        (".wma",),
        "mutagen.asf.ASF",
        ASF,
        AudioChunks("asf", {0: _ASF_HEADER}, "asf", _ASF_DATA),
    ),
    FileFormat(
        "wav",
        (".wav",),
        "mutagen.wave.WAVE",
        ID3,
        AudioChunks("wav", {0: b"RIFF", 8: b"WAVE"}, "riff", b"data"),
        is_pcm=True,
    ),
    FileFormat(
        "aiff",
        (".aif", ".aiff", ".aifc"),
        "mutagen.aiff.AIFF",
        ID3,
        AudioChunks("aiff", {0: b"FORM", 8: b"AIF"}, "iff", b"SSND"),
        is_pcm=True,
    ),
)
SUFFIXES = frozenset(suffix for one in FORMATS for suffix in one.suffixes)


def is_audio(path: str | os.PathLike[str]) -> bool:
    """Tell whether the name of `path` ends as that of an audio file; case does not matter."""
    return os.path.splitext(path)[1].lower() in SUFFIXES  # noqa: PTH122  runs for each file found
