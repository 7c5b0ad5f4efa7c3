"""The kinds of audio files: one declaration each, from which all of `audio` is derived.

From FORMATS follow the names of files that a scan takes, how a file is recognised by its content
(`containers.recognise`), the place of the audio in it (`containers.audio_spans`), the decoder that
is asked first (`decoding.sources`), the tags that are read (`metadata.facts`) and those that are
written (`metadata.file_tags`). The declarations are plain data, so a walk of folders loads no tag
library.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ChunkStructure = Literal["riff", "iff", "mp4", "asf", "dsf", "dff", "caf", "w64", "matroska"]
Frames = Literal["mpeg1", "mpeg2", "mpeg3", "adts", "ac3"]
Signature = Mapping[int, bytes]  # the bytes of a file at these offsets

_ASF_HEADER = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_ASF_DATA = bytes.fromhex("3626b2758e66cf11a6d900aa0062ce6c")
_W64_HEADER = bytes.fromhex("726966662e91cf11a5d628db04c10000")
_W64_DATA = bytes.fromhex("64617461f3acd3118cd100c04f8edb8a")


@dataclass(frozen=True)
class TagKeys:
    """One kind of tag, and the keys of its texts as mutagen spells them.

    `facts` are the keys of each text in `metadata.facts.Facts`; the first that has a value counts.
    `fields` are the keys of the fields that are written; none for ID3, whose frames differ by
    version (`metadata.tag_blocks.id3v2_tag`). `free_texts` begins the keys of texts of other names.
    With `caseless` keys compare without case and are written as they stand here.
    """

    name: str
    facts: Mapping[str, tuple[str, ...]]
    fields: Mapping[str, str] = field(default_factory=dict)
    caseless: bool = False
    free_texts: str = ""

    def key_of(self, field: str) -> str:
        """Return the key of a field, "" where this kind of tag has no place for it."""
        kind, is_free, name = field.partition(":")
        return f"{self.free_texts}{name}" if is_free else self.fields.get(kind, "")


@dataclass(frozen=True)
class AudioChunks:
    """The audio of a file that is made of chunks.

    The chunks have the headers of `structure` (see `containers.chunks`), and those called one of
    `names` hold audio. `container` goes into the content hash, so it never changes.
    """

    container: str
    structure: ChunkStructure
    names: tuple[bytes, ...]


@dataclass(frozen=True)
class FileFormat:
    """One kind of audio file.

    `name` is its short name for people, and `suffixes` end the names of such files. Its content
    begins as one of `signatures` says, or is a row of `frames`, or is an Ogg stream whose first
    packet begins with `ogg_packet`. `mutagen` is the class that parses one, as "module.Class", ""
    where mutagen has none. `tags` is None where no tags are written, for whatever reason; tags that
    such a file has are read as ID3. `chunks` is None where the audio is a stream of frames or pages
    that `containers.audio_spans` knows. `container` is what the content hash begins with where the
    audio is all between the tags at both ends. With `libsndfile` that decoder is asked first, else
    FFmpeg. What `is_lossless` holds the sound as it was recorded.
    """

    name: str
    suffixes: tuple[str, ...]
    mutagen: str
    tags: TagKeys | None
    signatures: tuple[Signature, ...] = ()
    frames: Frames | None = None
    ogg_packet: bytes = b""
    chunks: AudioChunks | None = None
    container: str = ""
    libsndfile: bool = False
    is_pcm: bool = False
    is_lossless: bool = False


ID3 = TagKeys(
    "ID3",
    {
        "title": ("TIT2",),
        "artist": ("TPE1",),
        "album": ("TALB",),
        "albumartist": ("TPE2", "TXXX:albumartist", "TXXX:album artist"),
        "year": ("TDRC", "TYER", "TDRL", "TDOR", "TORY"),
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
        "albumartist": ("albumartist", "album artist", "album_artist"),
        "year": ("date", "year", "originaldate"),
        "genre": ("genre",),
        "track_number": ("tracknumber", "track"),
    },
    {
        "genre": "GENRE",
        "mood": "MOOD",
        "instrument": "INSTRUMENT",
        "era": "ERA",
        "title": "TITLE",
        "artist": "ARTIST",
        "album": "ALBUM",
        "grouping": "GROUPING",
        "comment": "COMMENT",
        "bpm": "BPM",
        "key": "KEY",
    },
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
        "title": "\xa9nam",
        "artist": "\xa9ART",
        "album": "\xa9alb",
        "grouping": "\xa9grp",
        "comment": "\xa9cmt",
        "bpm": "tmpo",
        "key": "----:com.apple.iTunes:initialkey",
    },
    free_texts="----:com.apple.iTunes:",
)
ASF = TagKeys(
    "ASF",
    {
        "title": ("Title", "title"),
        "artist": ("Author",),
        "album": ("WM/AlbumTitle",),
        "albumartist": ("WM/AlbumArtist", "AlbumArtist"),
        "year": ("WM/Year", "date", "Year", "WM/OriginalReleaseYear"),
        "genre": ("WM/Genre",),
        "track_number": ("WM/TrackNumber", "TrackNumber", "WM/Track"),
    },
    {
        "genre": "WM/Genre",
        "mood": "WM/Mood",
        "instrument": "INSTRUMENT",
        "era": "ERA",
        "title": "Title",
        "artist": "Author",
        "album": "WM/AlbumTitle",
        "grouping": "WM/ContentGroupDescription",
        "comment": "Description",
        "bpm": "WM/BeatsPerMinute",
        "key": "WM/InitialKey",
    },
)

APEV2 = TagKeys(
    "APEv2",
    {
        "title": ("Title",),
        "artist": ("Artist",),
        "album": ("Album",),
        "albumartist": ("Album Artist", "AlbumArtist"),
        "year": ("Year", "Original Date", "OriginalDate"),
        "genre": ("Genre",),
        "track_number": ("Track",),
    },
    {
        "genre": "Genre",
        "mood": "Mood",
        "instrument": "Instrument",
        "era": "Era",
        "title": "Title",
        "artist": "Artist",
        "album": "Album",
        "grouping": "Grouping",
        "comment": "Comment",
        "bpm": "BPM",
        "key": "KEY",
    },
    caseless=True,
)

_MPEG = (
    FileFormat("mp3", (".mp3",), "mutagen.mp3.MP3", ID3, frames="mpeg3", libsndfile=True),
    FileFormat("mp2", (".mp2", ".mpa"), "mutagen.mp3.MP3", ID3, frames="mpeg2", libsndfile=True),
    FileFormat("mp1", (".mp1",), "mutagen.mp3.MP3", ID3, frames="mpeg1", libsndfile=True),
)
_OGG = (
    FileFormat(
        "ogg",
        (".ogg", ".oga", ".ogx"),
        "mutagen.oggvorbis.OggVorbis",
        VORBIS,
        ogg_packet=b"\x01vorbis",
        libsndfile=True,
    ),
    FileFormat(
        "opus",
        (".opus",),
        "mutagen.oggopus.OggOpus",
        VORBIS,
        ogg_packet=b"OpusHead",
        libsndfile=True,
    ),
    FileFormat("ogg", (), "mutagen.oggflac.OggFLAC", VORBIS, ogg_packet=b"\x7fFLAC"),
    FileFormat("spx", (".spx",), "mutagen.oggspeex.OggSpeex", VORBIS, ogg_packet=b"Speex   "),
)
_CHUNKED = (
    FileFormat(
        "m4a",
        (".m4a", ".m4b", ".mp4", ".m4r", ".m4p", ".3gp", ".3g2", ".3ga", ".mov", ".qt"),
        "mutagen.mp4.MP4",
        MP4,
        ({4: b"ftyp"},),
        chunks=AudioChunks("mp4", "mp4", (b"mdat",)),
    ),
    FileFormat(
        "wma",
        (".wma", ".asf"),
        "mutagen.asf.ASF",
        ASF,
        ({0: _ASF_HEADER},),
        chunks=AudioChunks("asf", "asf", (_ASF_DATA,)),
    ),
    FileFormat(
        "wav",
        (".wav", ".wave", ".bwf"),
        "mutagen.wave.WAVE",
        ID3,
        ({0: b"RIFF", 8: b"WAVE"},),
        chunks=AudioChunks("wav", "riff", (b"data",)),
        libsndfile=True,
        is_pcm=True,
        is_lossless=True,
    ),
    FileFormat(
        "aiff",
        (".aif", ".aiff", ".aifc"),
        "mutagen.aiff.AIFF",
        ID3,
        ({0: b"FORM", 8: b"AIFF"}, {0: b"FORM", 8: b"AIFC"}),
        chunks=AudioChunks("aiff", "iff", (b"SSND",)),
        libsndfile=True,
        is_pcm=True,
        is_lossless=True,
    ),
    FileFormat(
        "dsf",
        (".dsf",),
        "mutagen.dsf.DSF",
        None,
        ({0: b"DSD ", 28: b"fmt "},),
        chunks=AudioChunks("dsf", "dsf", (b"data",)),
        is_lossless=True,
    ),
    FileFormat(
        "dff",
        (".dff",),
        "mutagen.dsdiff.DSDIFF",
        None,
        ({0: b"FRM8", 12: b"DSD "},),
        chunks=AudioChunks("dff", "dff", (b"DSD ", b"DST ")),
        is_lossless=True,
    ),
    FileFormat(
        "caf",
        (".caf",),
        "",
        None,
        ({0: b"caff"},),
        chunks=AudioChunks("caf", "caf", (b"data",)),
        libsndfile=True,
    ),
    FileFormat(
        "w64",
        (".w64",),
        "",
        None,
        ({0: _W64_HEADER},),
        chunks=AudioChunks("w64", "w64", (_W64_DATA,)),
        libsndfile=True,
        is_lossless=True,
    ),
    # WebM is Matroska with fewer codecs. Both have video or none.
    FileFormat(
        "mka",
        (".mka", ".mkv", ".webm", ".weba"),
        "",
        None,
        ({0: b"\x1a\x45\xdf\xa3"},),
        chunks=AudioChunks("matroska", "matroska", (b"\x1f\x43\xb6\x75",)),
    ),
)
_STREAMS = (
    FileFormat("aac", (".aac", ".adts"), "mutagen.aac.AAC", None, frames="adts"),
    # The content hash of RF64 covers the whole file, as it always did.
    FileFormat(
        "rf64",
        (".rf64", ".bw64"),
        "",
        None,
        ({0: b"RF64", 8: b"WAVE"}, {0: b"BW64", 8: b"WAVE"}),
        libsndfile=True,
        is_pcm=True,
        is_lossless=True,
    ),
    FileFormat(
        "flac",
        (".flac", ".fla"),
        "mutagen.flac.FLAC",
        VORBIS,
        ({0: b"fLaC"},),
        libsndfile=True,
        is_lossless=True,
    ),
    FileFormat(
        "wv",
        (".wv",),
        "mutagen.wavpack.WavPack",
        APEV2,
        ({0: b"wvpk"},),
        container="wavpack",
        is_lossless=True,
    ),
    FileFormat(
        "mpc",
        (".mpc", ".mp+", ".mpp"),
        "mutagen.musepack.Musepack",
        APEV2,
        ({0: b"MPCK"}, {0: b"MP+"}),
        container="musepack",
    ),
    FileFormat(
        "ape",
        (".ape",),
        "mutagen.monkeysaudio.MonkeysAudio",
        APEV2,
        ({0: b"MAC "}, {0: b"MACF"}),
        container="ape",
        is_lossless=True,
    ),
    FileFormat(
        "tak",
        (".tak",),
        "mutagen.tak.TAK",
        APEV2,
        ({0: b"tBaK"},),
        container="tak",
        is_lossless=True,
    ),
    FileFormat(
        "tta",
        (".tta",),
        "mutagen.trueaudio.TrueAudio",
        ID3,
        ({0: b"TTA1"}, {0: b"TTA2"}),
        container="tta",
        is_lossless=True,
    ),
    FileFormat(
        "ac3",
        (".ac3", ".eac3", ".ec3"),
        "mutagen.ac3.AC3",
        None,
        frames="ac3",
        container="ac3",
    ),
    FileFormat(
        "dts",
        (".dts",),
        "",
        None,
        (
            {0: b"\x7f\xfe\x80\x01"},
            {0: b"\xfe\x7f\x01\x80"},
            {0: b"\x1f\xff\xe8\x00"},
            {0: b"\xff\x1f\x00\xe8"},
            {0: b"DTSHDHDR"},
        ),
        container="dts",
    ),
    FileFormat("amr", (".amr", ".awb"), "", None, ({0: b"#!AMR"},), container="amr"),
    FileFormat(
        "au",
        (".au", ".snd"),
        "",
        None,
        ({0: b".snd"},),
        container="au",
        libsndfile=True,
    ),
    FileFormat(
        "voc",
        (".voc",),
        "",
        None,
        ({0: b"Creative Voice File\x1a"},),
        container="voc",
        libsndfile=True,
    ),
)
FORMATS = (*_MPEG, *_OGG, *_CHUNKED, *_STREAMS)
LOSSLESS = frozenset(one.name for one in FORMATS if one.is_lossless)
SUFFIXES = frozenset(suffix for one in FORMATS for suffix in one.suffixes)


def is_audio(path: str | os.PathLike[str]) -> bool:
    """Tell whether the name of `path` ends as that of an audio file; case does not matter."""
    return os.path.splitext(path)[1].lower() in SUFFIXES  # noqa: PTH122  runs for each file found
