"""All cases of the corpus, in an order that does not change: healthy, tagged, misnamed, damaged."""

import random
import struct
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial

import numpy as np

from corpus import damages, layouts, tags
from corpus.kinds import BY_NAME, KINDS, REARRANGED, Kind
from corpus.oddities import oddities
from corpus.sound import plucked
from corpus.truth import Case, Truth, Values

YEARS = (
    ("1987", 1987),
    ("20200629", 2020),
    ("1999/2003", 1999),
    ("c. 1970", 1970),
    ("[1999]", 1999),
    ("2020-06-29T07:00Z", 2020),
    ("2001-05", 2001),
    ("2001-05-17", 2001),
    ("17.05.2001", 2001),
    ("05/17/2001", 2001),
    ("(P) 1977", 1977),
    ("1968?", 1968),
    ("2020-06-29 07:00:00", 2020),
    ("0000", None),
    ("unknown", None),
)
GENRES = (
    ("Folk, World, & Country", ("Folk, World, & Country",)),
    ("Rock/Pop", ("Rock/Pop",)),
    ("Jazz; Blues", ("Jazz", "Blues")),
    ("R&B", ("R&B",)),
    ("Hip Hop; Folk, World, & Country", ("Hip Hop", "Folk, World, & Country")),
    ("ロック", ("ロック",)),
    ("  Swing  ", ("Swing",)),
)
ID3_GENRES = (
    ("(9)(138)Viking Metal", ("Metal", "Black Metal", "Viking Metal")),
    ("(17)", ("Rock",)),
    ("17", ("Rock",)),
    ("(4)Eurodisco", ("Disco", "Eurodisco")),
    ("(RX)", ("Remix",)),
    ("(CR)", ("Cover",)),
    ("((odd) one", ("(odd) one",)),
)
NAMES = (
    "...And Justice for All",
    ".45",
    "#1 Hit; & more",
    "שיר בעברית",
    "أغنية",
    "🎵 emoji 🎧",
    "x" * 200,
    "Ünïcödé Ѽ",
    "two  spaces ",
    "quote ' and \" mark",
    "new\nline",
    "bytes \udce9\udcff",
    "-dash",
    "[brackets] {braces} $(x) `y`",
    "100%",
    "a.b.c.d",
    "CON",
    "~tilde",
)
YEAR_KINDS = ("mp3", "flac", "ogg", "opus", "m4a", "wma", "wav", "aiff", "wavpack")
OTHER_NAMES = (".mp3", ".flac", ".ogg", ".m4a", ".wav", ".wma", ".opus", ".aiff", ".aac", ".wv")


def catalogue() -> Iterator[Case]:
    """Yield every case, those without an encoder too."""
    yield from healthy()
    yield from mpeg_layouts()
    yield from id3_kinds()
    yield from vorbis_kinds()
    yield from mp4_kinds()
    yield from riff_kinds()
    yield from others()
    yield from years_and_genres()
    yield from names()
    yield from wrong_names()
    yield from damaged()
    yield from oddities()
    yield from crossed()


def values_of(seed: int) -> Values:
    """Return tags that no two seeds share."""
    chance = random.Random(seed)
    return Values(
        title=f"Título {seed}",
        artist=f"Björk & Söhne {chance.randrange(99)}",
        album=f"Album № {chance.randrange(9999)}",
        albumartist=f"Various {seed % 7}",
        year=chance.randrange(1920, 2026),
        genres=tuple(chance.sample(("Jazz", "Blues", "Dark Folk", "Chanson", "Ska"), 2)),
    )


NO_VALUES = Values()
LATIN = Values("Für Elise", "Åse", "Œuvre".replace("Œ", "O"), "Various", 1999, ("Jazz",))


def seconds_of(seed: int) -> float:
    """Return a length, between 3 and 5 s."""
    return 3 + seed * 0.37 % 2


class _Seeds:
    """Numbers that are used once each, begun anew for each part of the catalogue."""

    def __init__(self, start: int) -> None:
        self._next = start

    def __call__(self) -> int:
        self._next += 1
        return self._next


def _known(kind: Kind, values: Values) -> Values:
    """Return the values that a file of a kind can hold."""
    return values if kind.tag or kind.by_encoder else Values()


def _truth(kind: Kind, seed: int, values: Values | None = None, **more: object) -> Truth:
    said = _known(kind, values or values_of(seed))
    given = {"read": kind.read, "written": kind.written} | more
    return Truth(seconds_of(seed), said, **given)


def healthy() -> Iterator[Case]:
    """Yield each encoding of each kind, with tags and without."""
    seeds = _Seeds(1_000)
    for kind in KINDS:
        for variant in kind.variants:
            seed = seeds()
            make = partial(kind.whole, seed, seconds_of(seed), values_of(seed), variant)
            yield Case(kind.name, variant, f"tagged{kind.suffix}", make, _truth(kind, seed))
            seed = seeds()
            make = partial(kind.sound, seed, seconds_of(seed), variant)
            yield Case(
                kind.name,
                f"{variant}, no tag",
                f"bare{kind.suffix}",
                make,
                _truth(kind, seed, Values()),
            )


def mpeg_layouts() -> Iterator[Case]:
    """Yield layer I, and MP4 files whose atoms were rearranged."""
    for seed, hz in ((2_001, 44_100), (2_002, 48_000), (2_003, 32_000)):
        seconds, values = seconds_of(seed), values_of(seed)
        truth = Truth(seconds, values, written="any")
        yield Case(
            "mp1",
            f"layer I {hz} Hz",
            "layer one.mp3",
            lambda seed=seed, s=seconds, hz=hz, v=values: (
                tags.id3v2(v) + layouts.layer_one(seed, s, hz)
            ),
            truth,
        )
        yield Case(
            "mp1",
            f"layer I {hz} Hz, no tag",
            "layer one.mp1",
            lambda seed=seed, s=seconds, hz=hz: layouts.layer_one(seed + 50, s, hz),
            Truth(seconds, written="any"),
        )
    seeds = _Seeds(2_100)
    for name in ("m4a", "alac", "m4b"):
        kind = BY_NAME[name]
        for about, rearranged in REARRANGED.items():
            seed = seeds()

            def make(kind: Kind = kind, seed: int = seed, change: Callable = rearranged) -> bytes:
                return change(kind.whole(seed, seconds_of(seed), values_of(seed)))

            yield Case(name, about, f"rearranged{kind.suffix}", make, _truth(kind, seed))


def _mp3_with(seed: int, front: bytes = b"", behind: bytes = b"", variant: str = "") -> bytes:
    return front + BY_NAME["mp3"].sound(seed, seconds_of(seed), variant) + behind


def id3_kinds() -> Iterator[Case]:
    """Yield MP3 files with every kind of tag."""
    seeds = _Seeds(3_000)

    def case(
        about: str,
        make: Callable[[int, Values], tuple[bytes, bytes]],
        values: Values = LATIN,
        **more: object,
    ) -> Case:
        seed = seeds()
        values = replace(values, title=f"{values.title[:20]} {seed}")

        def content() -> bytes:
            front, behind = make(seed, values)
            return _mp3_with(seed, front, behind)

        return Case("mp3", about, "song.mp3", content, Truth(seconds_of(seed), values, **more))

    for version in (2, 3, 4):
        for encoding in (0, 1) if version < 4 else (0, 1, 2, 3):
            yield case(
                f"ID3v2.{version} encoding {encoding}",
                lambda s, v, n=version, e=encoding: (tags.id3v2(v, n, e), b""),
            )
        yield case(
            f"ID3v2.{version} unsynchronised",
            lambda s, v, n=version: (tags.id3v2(v, n, 1, unsynchronised=True), b""),
        )
        yield case(
            f"ID3v2.{version} picture",
            lambda s, v, n=version: (
                tags.id3v2(v, n, 0, more=[tags.picture_frame(20_000, n)]),
                b"",
            ),
        )
        yield case(
            f"ID3v2.{version} padding",
            lambda s, v, n=version: (tags.id3v2(v, n, 0, padding=5_000), b""),
        )
        yield case(
            f"ID3v2.{version} and ID3v1",
            lambda s, v, n=version: (
                tags.id3v2(v, n, 0),
                tags.id3v1(replace(v, title="Older title")),
            ),
        )
        yield case(
            f"ID3v2.{version} and APEv2",
            lambda s, v, n=version: (tags.id3v2(v, n, 0), tags.ape_tag(v)),
        )
    for version in (3, 4):
        yield case(
            f"ID3v2.{version} extended header",
            lambda s, v, n=version: (tags.id3v2(v, n, 0, extended=True), b""),
        )
        yield case(
            f"ID3v2.{version} empty genre frame",
            lambda s, v, n=version: (tags.id3v2(v, n, 0, more=[tags.frame("TCON", b"\0", n)]), b""),
            replace(LATIN, genres=()),
        )
        yield case(
            f"ID3v2.{version} genre without bytes",
            lambda s, v, n=version: (tags.id3v2(v, n, 0, more=[tags.frame("TCON", b"", n)]), b""),
            replace(LATIN, genres=()),
        )
        yield case(
            f"ID3v2.{version} chapters",
            lambda s, v, n=version: (tags.id3v2(v, n, 0, more=tags.chapter_frames(n)), b""),
        )
        yield case(
            f"ID3v2.{version} picture of 5 MB",
            lambda s, v, n=version: (
                tags.id3v2(v, n, 0, more=[tags.picture_frame(5 * tags.MEGABYTE, n)]),
                b"",
            ),
        )
        yield case(
            f"ID3v2.{version} odd frames",
            lambda s, v, n=version: (
                tags.id3v2(
                    v,
                    n,
                    0,
                    more=[
                        tags.frame("PRIV", b"com.example\0" + bytes(range(256)), n),
                        tags.frame("UFID", b"http://musicbrainz.org\0abc", n),
                        tags.frame("POPM", b"a@b.c\0\xc4\0\0\0\x07", n),
                        tags.frame("USLT", b"\0eng\0words of\nthe song", n),
                        tags.frame("TXXX", b"\0MOOD OF DAY\0fine", n),
                        tags.frame("XABC", b"\0unknown", n),
                    ],
                ),
                b"",
            ),
        )
        yield case(
            f"ID3v2.{version} comment of 64 KiB",
            lambda s, v, n=version: (
                tags.id3v2(v, n, 0, more=[tags.frame("COMM", b"\0eng\0" + b"long " * 13_000, n)]),
                b"",
            ),
        )
    yield case("ID3v2.4 footer", lambda s, v: (tags.id3v2(v, 4, 3, footer=True), b""))
    yield case(
        "ID3v2.4 three genres",
        lambda s, v: (tags.id3v2(v, 4, 3), b""),
        replace(LATIN, genres=("Jazz", "Free Jazz", "Folk, World, & Country")),
    )
    yield case(
        "ID3v2.3 with sizes of 2.4",
        lambda s, v: (tags.id3v2(v, 4, 0)[:3] + b"\x03" + tags.id3v2(v, 4, 0)[4:], b""),
        read="any",
    )
    yield case(
        "two ID3v2 tags",
        lambda s, v: (tags.id3v2(v, 3, 0) + tags.id3v2(replace(v, title="Second"), 3, 0), b""),
    )
    yield case(
        "empty ID3v2",
        lambda s, v: (tags.id3v2(Values(), 3, 0, padding=100), b""),
        Values(),
        read="any",
    )
    yield case(
        "ID3v1 alone",
        lambda s, v: (b"", tags.id3v1(v, genre=8)),
        replace(LATIN, albumartist=""),
    )
    yield case(
        "ID3v1 alone, no genre",
        lambda s, v: (b"", tags.id3v1(v)),
        replace(LATIN, genres=(), albumartist=""),
    )
    yield case("APEv2 alone", lambda s, v: (b"", tags.ape_tag(v)))
    yield case(
        "APEv2 and ID3v1",
        lambda s, v: (b"", tags.ape_tag(v) + tags.id3v1(replace(v, title="Cut title"))),
        written="any",  # other programs show one title, some the other: a new tag would hide one
    )
    yield case(
        "all three disagree",
        lambda s, v: (
            tags.id3v2(v, 4, 3),
            tags.ape_tag(replace(v, title="Ape", year=1901))
            + tags.id3v1(replace(v, title="One", year=1902)),
        ),
    )
    yield case(
        "Lyrics3 and ID3v1",
        lambda s, v: (tags.id3v2(v, 3, 0), b"LYRICSBEGININD00002000000LYRICS200" + tags.id3v1(v)),
    )
    for version in (2, 3, 4):
        yield case(
            f"ID3v2.{version} of 64 KiB title",
            lambda s, v, n=version: (tags.id3v2(v, n, 0), b""),
            replace(LATIN, artist="long " * 13_000),
            read="any",
        )


def vorbis_kinds() -> Iterator[Case]:
    """Yield FLAC and Ogg files with every kind of comment."""
    seeds = _Seeds(4_000)
    for name in ("flac", "ogg", "opus", "oggflac"):
        kind = BY_NAME[name]

        def case(
            about: str,
            change: Callable[[object], None] | None,
            kind: Kind = kind,
            values: Values | None = None,
        ) -> Case:
            seed = seeds()
            said = values or values_of(seed)

            def make() -> bytes:
                sound = kind.sound(seed, seconds_of(seed))
                return tags.tagged(sound, said, change=change)

            return Case(kind.name, about, f"song{kind.suffix}", make, _truth(kind, seed, said))

        def add(key: str, *texts: str) -> Callable[[object], None]:
            return lambda opened: opened.tags.__setitem__(key, list(texts))

        yield case(
            "three genres",
            None,
            values=replace(values_of(1), genres=("Jazz", "Free Jazz", "Folk, World, & Country")),
        )
        yield case("two artists", add("performer", "A", "B", "C"))
        yield case("comment of 64 KiB", add("comment", "long " * 13_000))
        yield case("upper case keys", lambda o: o.tags.__setitem__("ORGANIZATION", ["Blue Note"]))
        yield case("two pictures", partial(_pictures, 30_000))
        yield case("picture of 5 MB", partial(_pictures, 5 * tags.MEGABYTE))
        yield case("key of mood and era", add("mood", "Calm"))
        yield case("empty genre", add("comment", ""), values=replace(values_of(2), genres=()))
    kind = BY_NAME["flac"]
    for about, front in (
        ("ID3v2 in front", tags.id3v2(LATIN, 3, 0)),
        (
            "ID3v2 with picture in front",
            tags.id3v2(LATIN, 4, 3, more=[tags.picture_frame(9_000, 4)]),
        ),
        ("empty ID3v2 in front", tags.id3v2(Values(), 4, 3, padding=300)),
    ):
        seed = seeds()
        values = replace(LATIN, title=f"Own {seed}")
        make = partial(_behind, front, partial(kind.whole, seed, seconds_of(seed), values))
        yield Case("flac", about, "song.flac", make, _truth(kind, seed, values))
        seed = seeds()
        yield Case(
            "flac",
            f"{about} and nothing else",
            "song.flac",
            lambda front=front, seed=seed: front + kind.sound(seed, seconds_of(seed)),
            _truth(kind, seed, LATIN if b"TIT2" in front else Values()),
        )
    seed = seeds()
    yield Case(
        "flac",
        "ID3v1 behind",
        "song.flac",
        lambda: kind.whole(seed, seconds_of(seed), LATIN) + tags.id3v1(LATIN),
        _truth(kind, seed, LATIN),
    )


def _pictures(size: int, opened: object) -> None:
    import base64

    for number in range(2):
        picture = tags.vorbis_picture(size // 2 + number)
        if hasattr(opened, "add_picture"):
            opened.add_picture(picture)
        else:
            key = "metadata_block_picture"
            texts = [*opened.tags.get(key, []), base64.b64encode(picture.write()).decode()]
            opened.tags[key] = texts


def mp4_kinds() -> Iterator[Case]:
    """Yield MP4 files with every kind of atom in their tag."""
    from mutagen.mp4 import AtomDataType, MP4Cover, MP4FreeForm

    seeds = _Seeds(5_000)
    free = "----:com.apple.iTunes:"
    changes = {
        "cover": lambda o: o.tags.__setitem__("covr", [MP4Cover(tags.JPEG * 500)]),
        "cover of 5 MB": lambda o: o.tags.__setitem__(
            "covr", [MP4Cover(tags.JPEG[:-2] + bytes(range(1, 251)) * 20_000 + tags.JPEG[-2:])]
        ),
        "free-form atoms": lambda o: o.tags.update(
            {
                free + "MOOD": [MP4FreeForm(b"Calm", AtomDataType.UTF8)],
                free + "MusicBrainz Track Id": [MP4FreeForm(b"abc", AtomDataType.UTF8)],
                free + "LABEL": [MP4FreeForm(b"Blue Note"), MP4FreeForm(b"Impulse")],
            }
        ),
        "numbers and flags": lambda o: o.tags.update(
            {"trkn": [(3, 12)], "disk": [(1, 2)], "cpil": True, "tmpo": [120], "pgap": False}
        ),
        "comment of 64 KiB": lambda o: o.tags.__setitem__("\xa9cmt", ["long " * 13_000]),
        "three genres": None,
    }
    for name in ("m4a", "alac"):
        kind = BY_NAME[name]
        for variant in ("", next(v for v in kind.variants if "index first" in v)):
            for about, change in changes.items():
                seed = seeds()
                values = values_of(seed)
                if about == "three genres":
                    values = replace(values, genres=("Jazz", "Free Jazz", "Folk, World, & Country"))

                def make(
                    kind: Kind = kind,
                    seed: int = seed,
                    variant: str = variant,
                    values: Values = values,
                    change: object = change,
                ) -> bytes:
                    sound = kind.sound(seed, seconds_of(seed), variant)
                    return tags.tagged(sound, values, change=change)

                yield Case(
                    name,
                    f"{about} {variant}".strip(),
                    f"song{kind.suffix}",
                    make,
                    _truth(kind, seed, values),
                )


def riff_kinds() -> Iterator[Case]:
    """Yield WAV files with chunks of all kinds around the sound, and sizes of all kinds."""
    seeds = _Seeds(6_000)
    info, id3 = tags.info_chunk, lambda v: tags.riff_chunk(b"id3 ", tags.id3v2(v, 3, 1))

    def case(
        about: str,
        name: str = "song.wav",
        values: Values = NO_VALUES,
        truth: dict[str, object] | None = None,
        **how: object,
    ) -> Case:
        seed = seeds()
        hz = 44_100

        def make() -> bytes:
            made = {key: value() if callable(value) else value for key, value in how.items()}
            return layouts.wav(plucked(seed, seconds_of(seed), hz), hz, **made)

        return Case("wav", about, name, make, Truth(seconds_of(seed), values, **(truth or {})))

    no_artist = replace(LATIN, albumartist="")
    yield case("INFO before", values=no_artist, before=lambda: info(no_artist))
    yield case("INFO behind", values=no_artist, after=lambda: info(no_artist))
    yield case(
        "INFO and id3",
        values=LATIN,
        before=lambda: info(replace(LATIN, title="Info")),
        after=lambda: id3(LATIN),
    )
    yield case("id3 before", values=LATIN, before=lambda: id3(LATIN))
    yield case("id3 behind", values=LATIN, after=lambda: id3(LATIN))
    yield case(
        "ID3 in capitals",
        values=LATIN,
        after=lambda: tags.riff_chunk(b"ID3 ", tags.id3v2(LATIN, 3, 1)),
    )
    yield case("bext", before=layouts.bext_chunk)
    yield case(
        "bext and INFO", values=no_artist, before=layouts.bext_chunk, after=lambda: info(no_artist)
    )
    yield case(
        "cue points",
        after=lambda: tags.riff_chunk(
            b"cue ", struct.pack("<IIIIIII", 1, 1, 0, 0x61746164, 0, 0, 22_050)
        ),
    )
    yield case("unknown chunk", before=lambda: tags.riff_chunk(b"XyZ ", b"odd"))
    yield case("JUNK and fact", before=lambda: tags.riff_chunk(b"JUNK", bytes(28)))
    yield case("odd size, no pad", odd=True, bits=8)
    yield case(
        "odd size, pad, INFO", values=no_artist, odd=True, bits=8, after=lambda: info(no_artist)
    )
    some = {"written": "any"}
    yield case("from a pipe, FFFFFFFF", data_size=0xFFFFFFFF, riff_size=0xFFFFFFFF, truth=some)
    yield case("from a pipe, 0", data_size=0, riff_size=0, truth=some)
    yield case("from a pipe, 7FFFF000", data_size=0x7FFFF000, riff_size=0x7FFFF024, truth=some)
    yield case("data too long by 1000", data_size=3_000_000, truth=some | {"heard": "any"})
    yield case("RIFF size 0", riff_size=0, truth=some)
    yield case("RIFF size too small", riff_size=1_000, truth=some)
    yield case("RF64", kind=b"RF64", data_size=0xFFFFFFFF, truth=some)
    yield case(
        "RF64 with INFO",
        kind=b"RF64",
        data_size=0xFFFFFFFF,
        values=no_artist,
        after=lambda: info(no_artist),
        truth=some | {"read": "right or none"},
    )
    yield case("junk behind", after=b"\x01junk" * 300, truth=some)
    for bits in (8, 16):
        yield case(f"{bits} bit by hand", bits=bits)


def others() -> Iterator[Case]:
    """Yield DSF, and chains of Ogg."""
    seeds = _Seeds(7_000)
    for channels in (1, 2):
        seed = seeds()
        samples = partial(plucked, seed, 3, 44_100, channels)
        yield Case(
            "dsf",
            f"{channels} channels",
            "song.dsf",
            lambda s=samples: layouts.dsf(s()),
            Truth(3, written="any"),
        )
        yield Case(
            "dsf",
            f"{channels} channels, tagged",
            "song.dsf",
            lambda s=samples: tags.tagged(layouts.dsf(s() * np.float32(0.9)), LATIN),
            Truth(3, LATIN, written="any"),
        )
    for name in ("ogg", "opus"):
        kind = BY_NAME[name]
        one, two = seeds(), seeds()
        yield Case(
            name,
            "chain of two",
            f"chain{kind.suffix}",
            lambda k=kind, a=one, b=two: k.whole(a, 4, LATIN) + k.whole(b, 4, LATIN),
            Truth(8, LATIN, heard="any", read="right or none", written="any"),
        )
    for count in (1, 2, 3):
        seed = seeds()
        yield Case(
            "wma",
            f"{count} artists",
            "artists.wma",
            lambda seed=seed, count=count: tags.tagged(
                BY_NAME["wma"].sound(seed, seconds_of(seed)),
                LATIN,
                change=lambda o: o.tags.__setitem__("Author", [f"A{n}" for n in range(count)]),
            ),
            Truth(
                seconds_of(seed), replace(LATIN, artist="; ".join(f"A{n}" for n in range(count)))
            ),
        )
    seed = seeds()
    yield Case(
        "wma",
        "artist said twice",
        "twice.wma",
        lambda: tags.tagged(
            BY_NAME["wma"].sound(seed, seconds_of(seed)),
            LATIN,
            change=lambda o: o.tags.__setitem__("Author", ["Åse", "Åse"]),
        ),
        Truth(seconds_of(seed), LATIN),
    )


def years_and_genres() -> Iterator[Case]:
    """Yield years and genres in all spellings, in each kind of tag."""
    seeds = _Seeds(8_000)
    for name in YEAR_KINDS:
        kind = BY_NAME[name]
        for spelling, year in YEARS:
            seed = seeds()
            truth = _truth(kind, seed, replace(LATIN, year=year))
            make = partial(_spelled, kind, seed, year=spelling)
            yield Case(name, f"year {spelling}", f"year{kind.suffix}", make, truth)
        for spelling, genres in GENRES + (ID3_GENRES if name == "mp3" else ()):
            seed = seeds()
            truth = _truth(kind, seed, replace(LATIN, genres=genres))
            make = partial(_spelled, kind, seed, genre=spelling)
            yield Case(name, f"genre {spelling}", f"genre{kind.suffix}", make, truth)


def _spelled(kind: Kind, seed: int, **spelled: str) -> bytes:
    """Return a file whose year or genre is spelled so; with ID3v2.3 or 2.4 by turns."""
    sound = kind.sound(seed, seconds_of(seed))
    if kind.name not in {"mp3", "wav", "aiff"}:
        return tags.tagged(sound, LATIN, **spelled)
    # By hand, for mutagen puts nothing but timestamps into a year.
    version = 3 if "genre" in spelled else 3 + seed % 2
    tag = tags.id3v2(LATIN, version, 1, **spelled)
    return tag + sound if kind.name == "mp3" else layouts.with_id3_chunk(sound, tag)


def _behind(front: bytes, make: Callable[[], bytes]) -> bytes:
    return front + make()


def names() -> Iterator[Case]:
    """Yield names of all kinds, right suffix, and suffixes in capitals."""
    seeds = _Seeds(9_000)
    for name in ("mp3", "flac", "m4a", "wav"):
        kind = BY_NAME[name]
        for stem in NAMES:
            seed = seeds()
            make = partial(kind.whole, seed, seconds_of(seed), values_of(seed))
            yield Case(
                name, f"named {ascii(stem)[:40]}", stem + kind.suffix, make, _truth(kind, seed)
            )
    for kind in KINDS:
        seed = seeds()
        make = partial(kind.whole, seed, seconds_of(seed), values_of(seed))
        yield Case(
            kind.name, "suffix in capitals", f"LOUD{kind.suffix.upper()}", make, _truth(kind, seed)
        )


def wrong_names() -> Iterator[Case]:
    """Yield each kind under its own name, under those of others, and without a suffix."""
    for seed, kind in enumerate(KINDS, 10_000):
        make = cache(partial(kind.whole, seed, 6, values_of(seed)))
        truth = replace(_truth(kind, seed, written="any"), seconds=6)
        yield Case(kind.name, "named right", f"right{kind.suffix}", make, truth, same_sound=seed)
        for suffix in OTHER_NAMES:
            if suffix != kind.suffix:
                yield Case(
                    kind.name, f"named {suffix}", f"wrong{suffix}", make, truth, same_sound=seed
                )
        told = replace(truth, heard="any", read="any")
        yield Case(kind.name, "no suffix", "without suffix", make, told)


def damaged() -> Iterator[Case]:
    """Yield each kind with each damage."""
    for seed, kind in enumerate(KINDS, 20_000):
        whole = cache(partial(kind.whole, seed, seconds_of(seed), values_of(seed)))
        for number, damage in enumerate(damages.DAMAGES):
            heard = damage.heard
            if damage.cuts:
                heard = "partly" if kind.declares and damage.cuts < 0.95 else "any"
            if damage.in_front and kind.name in {"mp3", "mp2"} and damage.in_front <= 1 << 16:
                heard = "whole"
            make = partial(_damaged, whole, damage, 100 * seed + number)
            truth = _truth(kind, seed, heard=heard, read=damage.read, written="any")
            yield Case(kind.name, damage.name, f"damaged{kind.suffix}", make, truth)


def _damaged(whole: Callable[[], bytes], damage: damages.Damage, seed: int) -> bytes:
    return damage.apply(whole(), random.Random(seed))


def crossed() -> Iterator[Case]:
    """Yield encodings and tags that were drawn at random, each pair of them a file of its own."""
    chance = random.Random(1)
    for seed in range(30_000, 30_260):
        kind = KINDS[seed % len(KINDS)]
        variant = chance.choice(list(kind.variants))
        values = values_of(seed)
        if kind.name == "mp3":
            version, encoding = chance.choice(((2, 1), (3, 1), (4, 3), (4, 1)))
            front = tags.id3v2(
                values,
                version,
                encoding,
                padding=chance.choice((0, 7, 4096)),
                unsynchronised=chance.random() < 0.3,
            )
            behind = chance.choice((b"", tags.id3v1(values), tags.ape_tag(values)))
            make = partial(_mp3_with, seed, front, behind, variant)
        else:
            make = partial(kind.whole, seed, seconds_of(seed), values, variant)
        yield Case(
            kind.name,
            f"drawn {seed}: {variant}",
            f"drawn{kind.suffix}",
            make,
            _truth(kind, seed, values),
        )
