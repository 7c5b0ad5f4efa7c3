"""The kinds of sound files: how one is encoded and tagged, and what can be expected of it."""

from collections.abc import Callable
from dataclasses import dataclass

from corpus import layouts, tags
from corpus.encode import Encoding, encoded
from corpus.sound import plucked
from corpus.truth import Read, Values, Written

Tagger = Callable[[bytes, Values], bytes]


def id3_in_front(content: bytes, values: Values) -> bytes:
    """Return `content` behind an ID3v2.4 tag."""
    return tags.id3v2(values) + content


def ape_behind(content: bytes, values: Values) -> bytes:
    """Return `content` before an APEv2 tag."""
    return content + tags.ape_tag(values)


@dataclass(frozen=True)
class Kind:
    """A kind of file; `variants` are its encodings, the first one the usual.

    `tag` puts the values into the bytes, None where the encoder does it (`by_encoder`) or nothing
    can. `declares` says that a header or index tells the length, so that a cut can be noticed.
    `rearrange` is applied to the encoded bytes.
    """

    name: str
    suffix: str
    variants: dict[str, Encoding]
    tag: Tagger | None = tags.tagged
    by_encoder: bool = False
    read: Read = "all"
    written: Written = "yes"
    declares: bool = True
    rearrange: Callable[[bytes], bytes] | None = None

    def sound(
        self, seed: int, seconds: float, variant: str = "", values: Values | None = None
    ) -> bytes:
        """Return a file without tags, but for those that the encoder itself must write."""
        how = self.variants[variant or next(iter(self.variants))]
        samples = plucked(seed, seconds, how.hz, how.channels)
        metadata = _for_encoder(values) if self.by_encoder and values else None
        content = encoded(samples, how, metadata)
        return self.rearrange(content) if self.rearrange else content

    def whole(self, seed: int, seconds: float, values: Values, variant: str = "") -> bytes:
        """Return a file with the tags `values`."""
        content = self.sound(seed, seconds, variant, values)
        return self.tag(content, values) if self.tag else content


def _for_encoder(values: Values) -> dict[str, str]:
    said = {
        "title": values.title,
        "artist": values.artist,
        "album": values.album,
        "album_artist": values.albumartist,
        "date": str(values.year or ""),
        "genre": "; ".join(values.genres),
    }
    return {name: text for name, text in said.items() if text}


def _mp3(hz: int = 44_100, channels: int = 2, bit_rate: int = 128_000, **more: object) -> Encoding:
    return Encoding(
        "mp3",
        "libmp3lame",
        hz,
        channels,
        bit_rate,
        container_options={"id3v2_version": "0"} | more.pop("container", {}),
        **more,
    )


def _sf(container: str, codec: str, hz: int = 44_100, channels: int = 2) -> Encoding:
    return Encoding(container, codec, hz, channels, tool="soundfile")


def _mp4(codec: str = "aac", container: str = "ipod", flags: str = "", **more: object) -> Encoding:
    options = {"movflags": flags} if flags else {}
    return Encoding(container, codec, container_options=options | more.pop("container", {}), **more)


_NO_XING = {"write_xing": "0"}
_MP3 = {
    "cbr": _mp3(),
    "cbr without Xing": _mp3(container=_NO_XING),
    "vbr": _mp3(bit_rate=0, quality=4 * 118),
    "vbr without Xing": _mp3(bit_rate=0, quality=4 * 118, container=_NO_XING),
    "joint stereo off": _mp3(codec_options={"joint_stereo": "0"}),
    "mono": _mp3(channels=1, bit_rate=64_000),
    "320": _mp3(bit_rate=320_000),
    **{
        f"{hz} Hz": _mp3(hz, 1 if hz < 16_000 else 2, 0 if hz < 32_000 else 128_000)
        for hz in (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 48_000)
    },
    **{
        f"{hz} Hz without Xing": _mp3(hz, 1, 0, container=_NO_XING)
        for hz in (8_000, 11_025, 12_000, 16_000, 22_050, 24_000)
    },
    "free format": Encoding(
        "mp3", "mp3", tool="lame", options=("--quiet", "--freeformat", "-b", "96", "{wav}", "{out}")
    ),
}
_FLAC = {
    "16 bit": Encoding("flac", "flac", sample_format="s16"),
    "24 bit": Encoding("flac", "flac", sample_format="s32"),
    "8 bit": _sf("FLAC", "PCM_S8"),
    "mono 8000 Hz": Encoding("flac", "flac", 8_000, 1, sample_format="s16"),
    "96000 Hz": Encoding("flac", "flac", 96_000, sample_format="s32"),
    "5.1": Encoding("flac", "flac", 48_000, 6, sample_format="s16"),
    "by libsndfile": _sf("FLAC", "PCM_16"),
}
_M4A = {
    "aac": _mp4(),
    "index first": _mp4(flags="faststart"),
    "aac mono 22050 Hz": _mp4(hz=22_050, channels=1),
    "aac 96 kbit": _mp4(bit_rate=96_000),
    "5.1": _mp4(hz=48_000, channels=6),
    "brand mp42": _mp4(container="mp4"),
    "mp3 in mp4": _mp4("libmp3lame", "mp4"),
    "ac3 in mp4": _mp4("ac3", "mp4", hz=48_000),
    "flac in mp4": _mp4("flac", "mp4", sample_format="s16"),
    "opus in mp4": _mp4("libopus", "mp4", hz=48_000),
}
_ALAC = {
    "alac": _mp4("alac", sample_format="s16p"),
    "alac 24 bit": _mp4("alac", sample_format="s32p"),
    "alac index first": _mp4("alac", flags="faststart", sample_format="s16p"),
}
_WAV = {
    "16 bit": _sf("WAV", "PCM_16"),
    "8 bit": _sf("WAV", "PCM_U8"),
    "24 bit": _sf("WAV", "PCM_24"),
    "32 bit": _sf("WAV", "PCM_32"),
    "float": _sf("WAV", "FLOAT"),
    "double": _sf("WAV", "DOUBLE"),
    "extensible": _sf("WAVEX", "PCM_16"),
    "alaw": _sf("WAV", "ALAW"),
    "ulaw": _sf("WAV", "ULAW"),
    "ima adpcm": _sf("WAV", "IMA_ADPCM"),
    "ms adpcm": _sf("WAV", "MS_ADPCM"),
    "gsm": _sf("WAV", "GSM610", 8_000, 1),
    "mp3 in wav": Encoding("wav", "libmp3lame", bit_rate=128_000),
    "mono 8000 Hz": _sf("WAV", "PCM_16", 8_000, 1),
}
_AIFF = {
    "16 bit": _sf("AIFF", "PCM_16"),
    "24 bit": _sf("AIFF", "PCM_24"),
    "8 bit": _sf("AIFF", "PCM_S8"),
    "float": _sf("AIFF", "FLOAT"),
    "double": _sf("AIFF", "DOUBLE"),
    "ulaw": _sf("AIFF", "ULAW"),
    "alaw": _sf("AIFF", "ALAW"),
    "sowt": Encoding("aiff", "pcm_s16le"),
    "ima4": _sf("AIFF", "IMA_ADPCM", 44_100, 1),
}
_OPUS = {
    "stereo": Encoding("ogg", "libopus", 48_000),
    "mono": Encoding("ogg", "libopus", 48_000, 1),
    "24 kbit": Encoding("ogg", "libopus", 48_000, bit_rate=24_000),
    "by libsndfile": _sf("OGG", "OPUS", 48_000),
    "by opusenc": Encoding(
        "opus", "opus", 48_000, tool="opusenc", options=("--quiet", "{wav}", "{out}")
    ),
}
_WMA = {
    "v2": Encoding("asf", "wmav2", bit_rate=128_000),
    "v1": Encoding("asf", "wmav1", bit_rate=128_000),
    "v2 mono": Encoding("asf", "wmav2", 22_050, 1, bit_rate=32_000),
    "mp3 in asf": Encoding("asf", "libmp3lame", bit_rate=128_000),
}
_DCA = Encoding(
    "dts",
    "dca",
    48_000,
    tool="ffmpeg",
    options=("-v", "error", "-i", "{wav}", "-c:a", "dca", "-strict", "-2", "{out}"),
)


def _one(how: Encoding) -> dict[str, Encoding]:
    return {"usual": how}


KINDS = (
    Kind("mp3", ".mp3", _MP3, id3_in_front, declares=False),
    Kind(
        "mp2",
        ".mp2",
        _one(Encoding("mp2", "mp2", bit_rate=192_000)),
        id3_in_front,
        written="any",
        declares=False,
    ),
    Kind("flac", ".flac", _FLAC),
    Kind(
        "ogg",
        ".ogg",
        {
            "stereo": _sf("OGG", "VORBIS"),
            "mono": _sf("OGG", "VORBIS", 22_050, 1),
            "48000 Hz": _sf("OGG", "VORBIS", 48_000),
        },
        declares=False,
    ),
    Kind(
        "oggflac",
        ".oga",
        {
            "stereo": Encoding("ogg", "flac", sample_format="s16"),
            "mono": Encoding("ogg", "flac", channels=1, sample_format="s16"),
        },
        declares=False,
    ),
    Kind(
        "speex",
        ".spx",
        _one(Encoding("spx", "speex", 16_000, 1, tool="speexenc", options=("{wav}", "{out}"))),
        declares=False,
    ),
    Kind("opus", ".opus", _OPUS, declares=False),
    Kind("m4a", ".m4a", _M4A),
    Kind("alac", ".m4a", _ALAC),
    Kind(
        "m4a fragmented",
        ".m4a",
        {
            "one a second": Encoding(
                "mp4",
                "aac",
                container_options={"movflags": "empty_moov+delay_moov", "frag_duration": "1000000"},
            ),
            "one in all": Encoding(
                "mp4", "aac", container_options={"movflags": "frag_keyframe+empty_moov"}
            ),
            "dash": Encoding(
                "mp4",
                "aac",
                container_options={"movflags": "dash+delay_moov", "frag_duration": "500000"},
            ),
        },
        tag=None,
        by_encoder=True,
        read="right or none",
        written="any",
    ),
    Kind(
        "m4a quicktime meta",
        ".m4a",
        {
            "mov": _mp4(container="mov", flags="use_metadata_tags"),
            "mp4": _mp4(container="mp4", flags="use_metadata_tags"),
            "index first": _mp4(container="mov", flags="use_metadata_tags+faststart"),
        },
        tag=None,
        by_encoder=True,
        read="right or none",
    ),
    Kind(
        "mov",
        ".mov",
        {"aac": _mp4(container="mov"), "pcm": _mp4("pcm_s16be", "mov")},
        written="any",
        read="right or none",
    ),
    Kind("m4b", ".m4b", {"aac": _mp4()}),
    Kind(
        "3gp",
        ".3gp",
        {
            "aac": _mp4(container="3gp"),
            "amr": _mp4("libopencore_amrnb", "3gp", hz=8_000, channels=1),
        },
        written="any",
        read="right or none",
    ),
    Kind(
        "aac",
        ".aac",
        {
            "adts": Encoding("adts", "aac", bit_rate=128_000),
            "adts mono": Encoding("adts", "aac", 22_050, 1),
        },
        id3_in_front,
        read="right or none",
        written="any",
        declares=False,
    ),
    Kind("wma", ".wma", _WMA),
    Kind("wav", ".wav", _WAV),
    Kind(
        "w64",
        ".w64",
        {"16 bit": _sf("W64", "PCM_16"), "24 bit": _sf("W64", "PCM_24")},
        None,
        written="any",
    ),
    Kind("aiff", ".aiff", _AIFF),
    Kind(
        "au",
        ".au",
        {"16 bit": _sf("AU", "PCM_16"), "float": _sf("AU", "FLOAT"), "ulaw": _sf("AU", "ULAW")},
        None,
        written="any",
    ),
    Kind(
        "caf",
        ".caf",
        {
            "pcm": Encoding("caf", "pcm_s16be"),
            "alac": Encoding("caf", "alac", sample_format="s16p"),
            "ima4": Encoding("caf", "adpcm_ima_qt", channels=1),
            "float": _sf("CAF", "FLOAT"),
        },
        None,
        by_encoder=True,
        read="right or none",
        written="any",
    ),
    Kind(
        "wavpack",
        ".wv",
        {
            "16 bit": Encoding("wv", "wavpack", sample_format="s16p"),
            "by wavpack": Encoding(
                "wv", "wv", tool="wavpack", options=("-q", "{wav}", "-o", "{out}")
            ),
            "hybrid": Encoding(
                "wv", "wv", tool="wavpack", options=("-q", "-b256", "{wav}", "-o", "{out}")
            ),
        },
        written="any",
    ),
    Kind(
        "musepack",
        ".mpc",
        {"sv8": Encoding("mpc", "mpc", tool="mpcenc", options=("--silent", "{wav}", "{out}"))},
        written="any",
    ),
    Kind(
        "tta",
        ".tta",
        _one(Encoding("tta", "tta", sample_format="s16")),
        id3_in_front,
        written="any",
    ),
    Kind(
        "tta ape",
        ".tta",
        _one(Encoding("tta", "tta", sample_format="s16")),
        ape_behind,
        written="any",
        read="right or none",
    ),
    Kind(
        "matroska",
        ".mka",
        {
            "opus": Encoding("matroska", "libopus", 48_000),
            "flac": Encoding("matroska", "flac", sample_format="s16"),
            "aac": Encoding("matroska", "aac"),
            "mp3": Encoding("matroska", "libmp3lame"),
        },
        None,
        by_encoder=True,
        read="right or none",
        written="any",
    ),
    Kind(
        "webm",
        ".webm",
        {"opus": Encoding("webm", "libopus", 48_000)},
        None,
        by_encoder=True,
        read="right or none",
        written="any",
    ),
    Kind(
        "ac3",
        ".ac3",
        {
            "ac3": Encoding("ac3", "ac3", 48_000, bit_rate=192_000),
            "5.1": Encoding("ac3", "ac3", 48_000, 6),
        },
        None,
        written="any",
        declares=False,
    ),
    Kind(
        "eac3", ".eac3", _one(Encoding("eac3", "eac3", 48_000)), None, written="any", declares=False
    ),
    Kind("dts", ".dts", _one(_DCA), None, written="any", declares=False),
    Kind(
        "amr",
        ".amr",
        _one(Encoding("amr", "libopencore_amrnb", 8_000, 1)),
        None,
        written="any",
        declares=False,
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}
REARRANGED = {
    "meta without version": layouts.mp4_meta_without_version,
    "mdat of 64 bits": layouts.mp4_wide_mdat,
    "mdat to the end": layouts.mp4_index_before_endless_mdat,
    "offsets of 64 bits": layouts.mp4_co64,
    "atoms behind the index": layouts.mp4_free_after_moov,
}
