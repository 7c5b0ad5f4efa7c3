import io
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutagen.mp4 import MP4, MP4Cover

from tagstudio.audio.containers.mp4_atoms import Atom, BadAtoms, read_atom
from tagstudio.audio.containers.mp4_rewrite import find_moov
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.metadata.facts import read_facts
from tagstudio.audio.metadata.file_tags import mp4
from tagstudio.audio.metadata.file_tags.fields import TAG_FIELDS
from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags

HZ = 44_100
FRAGMENTS = "frag_keyframe+empty_moov"
LAYOUTS = {
    "index last": ("ipod", {}),
    "index first": ("ipod", {"movflags": "faststart"}),
    "fragments": ("mp4", {"movflags": FRAGMENTS}),
    "fragments, relative": ("mp4", {"movflags": f"{FRAGMENTS}+default_base_moof"}),
    "fragments, index of all": ("mp4", {"movflags": f"{FRAGMENTS}+default_base_moof+global_sidx"}),
    "fragments, index of each": ("mp4", {"movflags": f"{FRAGMENTS}+dash"}),
    "fragments, none at the end": ("mp4", {"movflags": f"{FRAGMENTS}+skip_trailer"}),
    "fragments behind sound": ("mp4", {"movflags": "frag_keyframe+delay_moov"}),
    "fragments, a track each": ("mp4", {"movflags": f"{FRAGMENTS}+separate_moof"}),
    "once in fragments": ("mp4", {"movflags": "hybrid_fragmented"}),
    "names of QuickTime": ("mp4", {"movflags": "use_metadata_tags+faststart"}),
    "QuickTime": ("mov", {"movflags": "faststart"}),
    "telephone": ("3gp", {"movflags": "faststart"}),
}
TITLE = {"title": "Blue Train", "artist": "Coltrane", "album": "Ænima", "date": "1957"}
WRITTEN = {
    "genre": ("jazz", "Ænima 日本", "60s"),
    "mood": ("happy",),
    "instrument": ("female vocalists", "guitar"),
    "era": ("60s",),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Callable[..., Path]:
    """Make a file of a layout, a second long, with one or two tracks and with chapters or none."""
    folder = tmp_path_factory.mktemp("mp4")

    def make(layout: str, tracks: int = 1, chapters: bool = False, codec: str = "aac") -> Path:
        path = folder / f"{layout}-{tracks}-{chapters}-{codec}.m4a"
        if not path.exists():
            _encode(path, layout, tracks, chapters, codec)
        return path

    return make


def _encode(path: Path, layout: str, tracks: int, chapters: bool, codec: str) -> None:
    container, options = LAYOUTS[layout]
    if "frag" in options.get("movflags", ""):
        options = {**options, "frag_duration": "200000"}
    noise = np.random.default_rng(0).uniform(-0.3, 0.3, (tracks, 1, HZ)).astype(np.float32)
    kind = {"aac": "fltp", "alac": "s16p"}[codec]
    samples = noise if codec == "aac" else (noise * 30_000).astype(np.int16)
    with av.open(str(path), "w", format=container, options=options) as file:
        file.metadata.update({**TITLE, "genre": "Rock"})
        streams = [file.add_stream(codec, rate=HZ, layout="mono") for _ in range(tracks)]
        if chapters:
            file.set_chapters(
                [
                    {
                        "id": number,
                        "start": number * 500,
                        "end": number * 500 + 500,
                        "time_base": Fraction(1, 1000),
                        "metadata": {"title": f"part {number}"},
                    }
                    for number in range(2)
                ]
            )
        for start in range(0, HZ, 1024):
            for stream, sound in zip(streams, samples, strict=True):
                block = np.ascontiguousarray(sound[:, start : start + 1024])
                frame = av.AudioFrame.from_ndarray(block, format=kind, layout="mono")
                frame.sample_rate, frame.pts = HZ, start
                file.mux(stream.encode(frame))
        for stream in streams:
            file.mux(stream.encode(None))


def sound_of(path: Path) -> object:
    """Return what a demuxer finds: its packets, from the start and after a seek, and chapters."""
    with av.open(str(path)) as file:
        found = [
            [(one.stream_index, one.pts, one.dts, one.duration, bytes(one)) for one in packets]
            for packets in _passes(file)
        ]
        chapters = [(one["start"], one["end"], one["metadata"]) for one in file.chapters()]
        return found, chapters, [(one.duration, one.frames) for one in file.streams]


def _passes(file):
    yield file.demux()
    file.seek(700_000)
    yield file.demux()


def told(path: Path) -> dict[str, str]:
    with av.open(str(path)) as file:
        return dict(file.metadata)


def check_written(path: Path, fields: dict[str, tuple[str, ...]]) -> None:
    """Write `fields`, and see that they are there and that all else is as it was."""
    sound, facts, before = sound_of(path), read_facts(str(path)), read_file_tags(str(path)).stored
    write_file_tags(str(path), str(path), fields)
    assert sound_of(path) == sound
    assert read_file_tags(str(path)).stored == {**before, **fields}
    after = read_facts(str(path))
    for name in ("title", "artist", "album", "year", "seconds", "hz", "channels"):
        assert getattr(after, name) == getattr(facts, name)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("tracks", [1, 2])
@pytest.mark.parametrize("chapters", [False, True])
def test_in_every_layout_each_packet_is_what_it_was(tmp_path, made, layout, tracks, chapters):
    path = shutil.copy(made(layout, tracks, chapters), tmp_path / "sound.m4a")
    facts = read_facts(str(path))
    assert (facts.title, facts.artist, facts.album, facts.year) == tuple(
        int(one) if one.isdigit() else one for one in TITLE.values()
    )
    assert facts.genre == ("Rock",)
    check_written(path, WRITTEN)
    shown = told(path)
    assert shown["genre"].startswith("jazz")
    assert TITLE.items() <= shown.items() or layout in {"QuickTime", "telephone"}
    check_written(path, dict.fromkeys(TAG_FIELDS, ()))
    assert "Rock" not in str(told(path))


@pytest.mark.parametrize("layout", ["index last", "index first"])
def test_lossless_sound_is_kept_too(tmp_path, made, layout):
    check_written(shutil.copy(made(layout, codec="alac"), tmp_path / "sound.m4a"), WRITTEN)


def free(size: int) -> bytes:
    return size.to_bytes(4, "big") + b"free" + bytes(size - 8) if size else b""


def atom(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return (8 + len(content)).to_bytes(4, "big") + name + content


def top_of(content: bytes) -> dict[bytes, tuple[int, int]]:
    found, at = {}, 0
    while at < len(content):
        size = int.from_bytes(content[at : at + 4], "big") or len(content) - at
        found[content[at + 4 : at + 8]] = (at, at + size)
        at += size
    return found


def with_offsets(content: bytes, by: int) -> bytes:
    """Add to every offset of a chunk, as whoever puts bytes in front of the sound has to."""
    changed, at = bytearray(content), content.find(b"stco")
    while at >= 0:
        for place in range(at + 12, at + 12 + 4 * int.from_bytes(content[at + 8 : at + 12]), 4):
            value = int.from_bytes(content[place : place + 4]) + by
            changed[place : place + 4] = value.to_bytes(4)
        at = content.find(b"stco", at + 4)
    return bytes(changed)


def put_in(moov: bytes, inner: bytes) -> bytes:
    """Append bytes to the `meta` of a `moov` that ends with it."""
    changed = bytearray(moov + inner)
    for name in (b"moov", b"udta", b"meta"):
        at = moov.rfind(name) - 4
        changed[at : at + 4] = (int.from_bytes(moov[at : at + 4]) + len(inner)).to_bytes(4)
    return bytes(changed)


PADS = st.one_of(st.just(0), st.integers(8, 90), st.integers(1000, 1300))


@settings(max_examples=60, deadline=None)
@given(
    inner=PADS,
    outer=st.lists(PADS, max_size=2),
    first=st.booleans(),
    texts=st.lists(st.lists(st.integers(0, 70), max_size=3), min_size=1, max_size=3),
)
def test_whatever_room_there_is_and_is_needed(  # noqa: PLR0917
    made, tmp_path_factory, inner, outer, first, texts
):
    content = made("index first", tracks=2).read_bytes()
    top = top_of(content)
    moov = put_in(content[slice(*top[b"moov"])], free(inner))
    pads = b"".join(map(free, outer))
    rest = content[top[b"moov"][1] :]
    if first:
        moov = with_offsets(moov, inner + len(pads))
        built = content[: top[b"moov"][0]] + moov + pads + rest
    else:
        built = content[: top[b"moov"][0]] + rest + with_offsets(moov, -len(moov) + inner) + pads
    path = tmp_path_factory.getbasetemp() / "room.m4a"
    path.write_bytes(built)
    assert sound_of(path) == sound_of(made("index first", tracks=2))
    for lengths in texts:  # one writing after the other
        values = tuple(chr(97 + n) * length for n, length in enumerate(lengths) if length)
        size = path.stat().st_size
        check_written(path, {"genre": values})
        grown = path.stat().st_size - size
        assert grown == 0 or 1000 < grown < 2000


def test_room_that_is_there_is_used_and_nothing_moves(tmp_path, made):
    path = shutil.copy(made("index first"), tmp_path / "sound.m4a")
    check_written(path, {"genre": ("x" * 40,)})
    first = path.read_bytes()
    check_written(path, {"genre": ("jazz", "a longer one")})
    second = path.read_bytes()
    assert len(first) == len(second)
    assert first[top_of(first)[b"mdat"][0] :] == second[top_of(second)[b"mdat"][0] :]
    check_written(path, {"genre": ("x" * 40,)})
    assert path.read_bytes() == first


@pytest.mark.parametrize("kind", ["wide size", "size 0", "wide and uuid", "index of size 0"])
def test_ways_to_write_a_size(tmp_path, made, kind):
    content = made("index first").read_bytes()
    top = top_of(content)
    moov, mdat = (content[slice(*top[name])] for name in (b"moov", b"mdat"))
    front = content[: top[b"moov"][0]]
    if kind == "wide size":
        mdat = (1).to_bytes(4) + b"mdat" + (len(mdat) + 8).to_bytes(8) + mdat[8:]
        built = front + with_offsets(moov, top[b"moov"][1] - top[b"mdat"][0] + 8) + mdat
    elif kind == "size 0":
        built = front + with_offsets(moov, top[b"moov"][1] - top[b"mdat"][0]) + bytes(4) + mdat[4:]
    elif kind == "wide and uuid":
        between = atom(b"uuid", bytes(16), b"of another program") + atom(b"wide")
        moov = with_offsets(moov, top[b"moov"][1] - top[b"mdat"][0] + len(between))
        built = front + moov + between + mdat
    else:
        moov = with_offsets(moov, len(front) - top[b"mdat"][0])
        built = front + mdat + bytes(4) + moov[4:]
    path = tmp_path / "sound.m4a"
    path.write_bytes(built)
    assert sound_of(path) == sound_of(made("index first"))
    check_written(path, WRITTEN)
    check_written(path, {**dict.fromkeys(TAG_FIELDS, ()), "era": ("60s",)})
    if kind == "wide and uuid":
        assert between in path.read_bytes()


def moov_of(path: Path) -> Atom:
    content = path.read_bytes()
    place = find_moov(io.BytesIO(content), len(content))
    assert place
    return read_atom(io.BytesIO(content), place.header, place.end)


def change(path: Path, edit: Callable[[Atom], None]) -> Path:
    """Change the index of a file whose index is last."""
    moov, content = moov_of(path), path.read_bytes()
    edit(moov)
    path.write_bytes(content[: top_of(content)[b"moov"][0]] + moov.rendered())
    return path


def data(kind: int, content: bytes) -> bytes:
    return atom(b"data", kind.to_bytes(4), bytes(4), content)


def items(path: Path) -> list[bytes]:
    ilst = next(moov_of(path).named(b"udta", b"meta", b"ilst"))
    return [one.rendered() for one in ilst.children or ()]


@pytest.fixture
def plain(tmp_path, made) -> Path:
    return shutil.copy(made("index last"), tmp_path / "sound.m4a")


def add_items(path: Path, *rendered: bytes) -> Path:
    def edit(moov: Atom) -> None:
        ilst = next(moov.named(b"udta", b"meta", b"ilst"))
        ilst.rest = b"".join(rendered)

    return change(path, edit)


def test_items_of_other_programs_stay_to_the_byte(plain):
    kept = [
        atom(
            b"----",
            atom(b"mean", bytes(4), b"com.apple.iTunes"),
            atom(b"name", bytes(4), b"iTunSMPB"),
            data(1, b" 00000000 00000840 000001CA 00000000003F31F6"),
        ),
        atom(b"covr", data(13, bytes(3000)), data(14, b"\x89PNG"), atom(b"name", b"cover.jpg")),
        atom(b"trkn", data(0, bytes([0, 0, 0, 7, 0, 12, 0, 0]))),
        atom(b"\xa9wrt", data(1, "Wörter".encode()), data(2, "Wörter".encode("utf-16-be"))),
        atom(b"odd!", b"\0\0\0\x50free"),
        atom(b"cpil", data(21, b"\1")),
    ]
    add_items(plain, *kept)
    before = items(plain)
    assert read_facts(str(plain)).track_number == 7
    check_written(plain, WRITTEN)
    assert [one for one in items(plain) if one in before] == [
        one for one in before if not one.startswith(b"\0\0\0\x1c\xa9gen")
    ]
    assert len(items(plain)) == len(before) + 3


def test_a_numbered_genre_is_read_and_never_stands_beside_a_written_one(plain):
    write_file_tags(str(plain), str(plain), {"genre": ()})
    add_items(plain, atom(b"gnre", data(0, b"\0\x09")))  # Jazz is 8, counted from 1
    stored = read_file_tags(str(plain)).stored
    assert stored["genre"] == ("Jazz",) == read_facts(str(plain)).genre
    check_written(plain, {"genre": ("jazz",)})
    assert not any(one[4:8] == b"gnre" for one in items(plain))
    check_written(plain, {"genre": ()})


def test_several_items_and_spellings_are_one_field(plain):
    def mood(name: bytes, *texts: bytes) -> bytes:
        mean = atom(b"mean", bytes(4), b"com.apple.iTunes")
        values = (data(1, text) for text in texts)
        return atom(b"----", mean, atom(b"name", bytes(4), name), *values)

    genre = atom(b"\xa9gen", data(1, b"Soul"), data(2, "Bop".encode("utf-16-be")))
    add_items(plain, genre, mood(b"Mood", b"sad", b"slow"), mood(b"MOOD", b"dark"))
    stored = read_file_tags(str(plain)).stored
    assert stored["genre"] == ("Rock", "Soul", "Bop")
    assert stored["mood"] == ("sad", "slow", "dark")
    write_file_tags(str(plain), str(plain), {"mood": ("happy",)})
    assert [bytes(one) for one in MP4(plain)["----:com.apple.iTunes:Mood"]] == [b"happy"]
    assert "----:com.apple.iTunes:MOOD" not in MP4(plain)


def without_version(moov: Atom) -> None:
    next(moov.named(b"udta", b"meta")).content = b""


def out_of_udta(moov: Atom) -> None:
    udta = next(moov.named(b"udta"))
    moov.children = [*(one for one in moov.children if one is not udta), *udta.children]


def ended_by_zeros(moov: Atom) -> None:
    next(moov.named(b"udta")).rest = bytes(4)


def in_front_of_the_tracks(moov: Atom) -> None:
    moov.children.insert(1, moov.children.pop())


@pytest.mark.parametrize(
    "edit", [without_version, out_of_udta, ended_by_zeros, in_front_of_the_tracks]
)
def test_other_places_of_the_list(plain, edit):
    change(plain, edit)
    facts = read_facts(str(plain))
    assert (facts.title, facts.artist, facts.year) == ("Blue Train", "Coltrane", 1957)
    check_written(plain, WRITTEN)
    assert TITLE.items() <= told(plain).items()
    assert told(plain)["genre"] == "jazz"


def test_names_of_quicktime_in_its_own_place(tmp_path, made):
    """A phone's file: `keys` in `moov`. The genre goes where other programs look as well."""
    path = shutil.copy(made("index last"), tmp_path / "sound.m4a")

    def edit(moov: Atom) -> None:
        names = [b"com.apple.quicktime.title", b"com.apple.quicktime.genre"]
        entries = [(len(one) + 8).to_bytes(4) + b"mdta" + one for one in names]
        values = [atom(bytes([0, 0, 0, n]), data(1, b)) for n, b in ((1, b"T"), (2, b"Rock"))]
        handler = Atom(b"hdlr", bytes(8) + b"mdta" + bytes(13))
        keys = Atom(b"keys", bytes(4) + (2).to_bytes(4) + b"".join(entries))
        meta = Atom(b"meta", b"", [handler, keys, Atom(b"ilst", b"".join(values))])
        moov.children = [*(one for one in moov.children if one.name != b"udta"), meta]

    change(path, edit)
    facts = read_facts(str(path))
    assert (facts.title, facts.genre) == ("T", ("Rock",))
    check_written(path, {"genre": ("jazz",), "mood": ("sad",)})
    assert told(path)["genre"] == "jazz"
    assert told(path)["com.apple.quicktime.title"] == "T"
    assert "Rock" not in told(path).values()


def test_a_list_with_names_where_others_have_none(tmp_path, made):
    """FFmpeg's: `keys` in `udta`. There is no second place, so the fields get names too."""
    path = shutil.copy(made("names of QuickTime"), tmp_path / "sound.m4a")
    check_written(path, WRITTEN)
    shown = told(path)
    assert TITLE.items() <= shown.items()
    assert [shown[name] for name in TAG_FIELDS] == ["jazz", "happy", "female vocalists", "60s"]


def test_strings_of_old(plain):
    """QuickTime's strings, of the Macintosh and later, and an item of a list among them."""

    def edit(moov: Atom) -> None:
        old = "Äther".encode("mac-roman")
        strings = [
            atom(b"\xa9nam", len(old).to_bytes(2), bytes(2), old),
            atom(b"\xa9ART", (2).to_bytes(2), b"\x55\xc4", "É".encode()),
            atom(b"\xa9alb", data(1, b"Album")),
            atom(b"\xa9gen", (4).to_bytes(2), b"\x55\xc4", b"Rock"),
            atom(b"yrrc", bytes(4), (1971).to_bytes(2)),
        ]
        udta = next(moov.named(b"udta"))
        udta.children, udta.rest = [], b"".join(strings)

    change(plain, edit)
    facts = read_facts(str(plain))
    found = facts.title, facts.artist, facts.album, facts.year, facts.genre
    assert found == ("Äther", "É", "Album", 1971, ("Rock",))
    check_written(plain, {"genre": ("jazz",)})
    assert "Rock" not in told(plain).values()


def test_a_file_without_any_tags(plain):
    def edit(moov: Atom) -> None:
        moov.children = [one for one in moov.children if one.name != b"udta"]

    change(plain, edit)
    assert not any(read_file_tags(str(plain)).stored[field] for field in TAG_FIELDS)
    check_written(plain, WRITTEN)
    assert MP4(plain)["\xa9gen"] == list(WRITTEN["genre"])


def test_pictures_are_not_read_and_stay(plain):
    cover = bytes(range(256)) * 4096
    audio = MP4(plain)
    audio["covr"] = [MP4Cover(cover)]
    audio.save()
    with plain.open("rb") as file:
        assert "covr" not in mp4.read_texts(file, plain.stat().st_size)
    check_written(plain, WRITTEN)
    assert bytes(MP4(plain)["covr"][0]) == cover


def refused(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(UnreadableAudio, match="save it as M4A or FLAC") as raised:
        write_file_tags(str(path), str(path), WRITTEN)
    assert raised.value.code == "unsupported"
    assert path.read_bytes() == before


def test_two_indexes_are_refused_before_anything_is_written(plain):
    content = plain.read_bytes()
    plain.write_bytes(content + content[slice(*top_of(content)[b"moov"])])
    refused(plain)


def test_an_index_of_pieces_in_front_is_refused(tmp_path, made):
    content = made("fragments, relative").read_bytes()
    at = top_of(content)[b"moov"][0]
    path = tmp_path / "sound.m4a"
    path.write_bytes(content[:at] + atom(b"sidx", bytes(24)) + content[at:])
    refused(path)


def test_sound_in_another_file_is_refused(plain):
    def edit(moov: Atom) -> None:
        dref = next(moov.named(b"trak", b"mdia", b"minf", b"dinf", b"dref"))
        dref.content = dref.content[:-1] + b"\0"

    refused(change(plain, edit))


def test_an_index_that_is_cut_off_is_refused(plain):
    def edit(moov: Atom) -> None:
        stco = next(moov.named(b"trak", b"mdia", b"minf", b"stbl", b"stco"))
        stco.content = stco.content[:-2]

    refused(change(plain, edit))


def test_the_names_of_items_are_parsed_once(monkeypatch):
    parse, calls = mp4._key_names, []
    monkeypatch.setattr(mp4, "_key_names", lambda keys: calls.append(keys) or parse(keys))
    content = named_list(300)
    texts = mp4.read_texts(io.BytesIO(content), len(content))
    assert texts == {f"k{number}": [str(number)] for number in range(300)}
    assert len(calls) == 1
    written = io.BytesIO(content)
    mp4.write(written, {"mood": ("calm",), "era": ("60s",)})
    read = mp4.read_texts(io.BytesIO(written.getvalue()), len(written.getvalue()))
    assert read == texts | {
        "----:com.apple.itunes:mood": ["calm"],
        "----:com.apple.itunes:era": ["60s"],
    }


def test_a_file_of_more_names_than_any_has_is_refused(monkeypatch):
    monkeypatch.setattr(mp4, "_MOST_NAMES", 299)
    content = named_list(300)
    with pytest.raises(BadAtoms, match="too many names"):
        mp4.read_texts(io.BytesIO(content), len(content))


def named_list(count: int) -> bytes:
    """Return a file whose items have names of their own in `keys`."""
    names = b"".join(atom(b"mdta", b"k%d" % number) for number in range(count))
    items = b"".join(
        atom(
            (number + 1).to_bytes(4, "big"),
            atom(b"data", b"\0\0\0\1" + bytes(4) + b"%d" % number),
        )
        for number in range(count)
    )
    keys = atom(b"keys", bytes(4) + count.to_bytes(4, "big") + names)
    meta = atom(
        b"meta", atom(b"hdlr", bytes(8) + b"mdtaappl" + bytes(9)) + keys + atom(b"ilst", items)
    )
    return atom(b"ftyp", b"M4A " + bytes(4)) + atom(b"moov", atom(b"udta", meta))
