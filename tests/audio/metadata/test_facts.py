"""Tags and header facts of every format, and what is left of them when the file lies."""

import os
import struct
import subprocess
import sys
import tracemalloc
from pathlib import Path

import mutagen
import pytest
from mutagen import aiff, asf, flac, id3, mp4, wave

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.metadata.facts import LONGEST_TEXT, Facts, read_facts

SUFFIXES = [".mp3", ".flac", ".ogg", ".opus", ".wav", ".aiff", ".m4a", ".aac", ".wma"]


def tag_id3(tags: id3.ID3) -> None:
    tags.add(id3.TIT2(encoding=3, text="Título "))
    tags.add(id3.TPE1(encoding=3, text=["One", "Two"]))
    tags.add(id3.TALB(encoding=1, text="Album"))
    tags.add(id3.TPE2(encoding=3, text="Various"))
    tags.add(id3.TDRC(encoding=3, text="1999-05-01"))
    tags.add(id3.TCON(encoding=3, text=["(17)", "Jazz/Funk"]))
    tags.add(id3.TRCK(encoding=3, text="07/12"))


def tag(path: Path) -> None:
    found = mutagen.File(path)
    if found.tags is None:
        found.add_tags()
    if path.suffix in {".mp3", ".wav", ".aiff"}:
        tag_id3(found.tags)
    elif path.suffix == ".m4a":
        found["\xa9nam"], found["\xa9ART"], found["\xa9alb"] = "Título ", ["One", "Two"], "Album"
        found["aART"], found["\xa9day"], found["trkn"] = "Various", "1999-05-01", [(7, 12)]
        found["\xa9gen"] = ["Rock", "Jazz/Funk"]
    elif path.suffix == ".wma":
        found["Title"], found["Author"], found["WM/AlbumTitle"] = "Título ", ["One", "Two"], "Album"
        found["WM/AlbumArtist"], found["WM/Year"], found["WM/TrackNumber"] = "Various", "1999", "7"
        found["WM/Genre"] = ["Rock", "Jazz/Funk"]
    else:
        found["title"], found["artist"], found["album"] = "Título ", ["One", "Two"], "Album"
        found["albumartist"], found["date"], found["tracknumber"] = "Various", "1999-05-01", "07/12"
        found["genre"] = ["Rock", "Jazz/Funk"]
    found.save()


@pytest.mark.parametrize("suffix", [s for s in SUFFIXES if s != ".aac"])
def test_tags_of_every_format(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(2))
    tag(path)
    facts = read_facts(str(path))
    assert facts == Facts(
        title="Título",
        artist="One; Two",
        album="Album",
        albumartist="Various",
        year=1999,
        genre=("Rock", "Jazz/Funk"),
        track_number=7,
        seconds=facts.seconds,
        hz=48_000,
        channels=2,
        format=suffix[1:],
    )
    assert facts.seconds == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_without_tags_has_its_header_facts(tmp_path, encode, music, suffix):
    facts = read_facts(str(encode(tmp_path / f"a{suffix}", music(2))))
    assert (facts.hz, facts.channels, facts.format) == (48_000, 2, suffix[1:])
    assert facts.seconds == pytest.approx(2, abs=0.2)
    assert (facts.title, facts.genre, facts.year) == ("", (), None)


@pytest.mark.parametrize(
    ("text", "genres"),
    [
        ("Rock;Pop", ("Rock", "Pop")),
        ("Rock\0Pop", ("Rock", "Pop")),
        ("Folk, World, & Country", ("Folk, World, & Country",)),
        ("Singer/Songwriter", ("Singer/Songwriter",)),
        ("Rock; Rock", ("Rock",)),
        (" ; ", ()),
    ],
)
def test_genres_are_split_where_they_are_separated(tmp_path, encode, music, text, genres):
    path = encode(tmp_path / "a.flac", music(1))
    found = flac.FLAC(path)
    found["genre"] = text
    found.save()
    assert read_facts(str(path)).genre == genres


def test_genres_are_split_at_the_separators_of_the_user_too(tmp_path, encode, music):
    path = encode(tmp_path / "a.flac", music(1))
    found = flac.FLAC(path)
    found["genre"] = "Rock, Pop / Soul,"
    found.save()
    assert read_facts(str(path), genre_separators="/,").genre == ("Rock", "Pop", "Soul")
    assert read_facts(str(path), genre_separators=",").genre == ("Rock", "Pop / Soul")


@pytest.mark.parametrize(
    ("date", "year"),
    [("1999", 1999), ("12/1/1987", 1987), ("0000", None), ("19999", None), ("soon", None)],
)
def test_years_are_found_in_dates(tmp_path, encode, music, date, year):
    path = encode(tmp_path / "a.flac", music(1))
    found = flac.FLAC(path)
    found["date"] = date
    found["tracknumber"] = "A1"
    found.save()
    facts = read_facts(str(path))
    assert facts.year == year
    assert facts.track_number is None


def test_long_and_odd_text_is_tamed(tmp_path, encode, music):
    path = encode(tmp_path / "a.flac", music(1))
    found = flac.FLAC(path)
    found["title"] = "x" * 100_000
    found["artist"] = "\0\n One\0Two \0"
    found["tracknumber"] = "9" * 40
    found.save()
    facts = read_facts(str(path))
    assert facts.title == "x" * LONGEST_TEXT
    assert facts.artist == "One; Two"
    assert facts.track_number is None


def test_a_file_with_broken_tags_still_has_its_header_facts(tmp_path, encode, music):
    path = encode(tmp_path / "a.flac", music(2))
    content = bytearray(path.read_bytes())
    comment = content.index(b"libFLAC") - 4
    content[comment : comment + 4] = b"\xff\xff\xff\x7f"  # a vendor string of 2 GiB
    path.write_bytes(content)
    facts = read_facts(str(path))
    assert (facts.title, facts.hz, facts.channels, facts.format) == ("", 48_000, 2, "flac")
    assert facts.seconds == pytest.approx(2)


def test_a_duration_that_the_size_makes_impossible_is_not_believed(tmp_path, encode, music):
    path = encode(tmp_path / "a.flac", music(2))
    content = bytearray(path.read_bytes())
    content[21] |= 0x0F
    content[22:26] = b"\xff" * 4
    path.write_bytes(content)
    assert read_facts(str(path)).seconds is None
    path = encode(tmp_path / "a.wav", music(2))
    content = bytearray(path.read_bytes())
    at = content.index(b"data") + 4
    content[at : at + 4] = struct.pack("<I", 0xFFFFFFF0)
    path.write_bytes(content)
    facts = read_facts(str(path))
    assert facts.seconds == 2.0
    assert facts.hz == 48_000


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("text.mp3", b"Just a letter. " * 200, "unsupported"),
        ("text.flac", b"fLaC but not really", "unsupported"),
        ("text.m4a", b"\0\0\0\x18ftypM4A " + bytes(100), "unsupported"),
        ("tag.mp3", b"ID3\x04\0\0\0\0\0\0", "unsupported"),
        ("zeros.wav", bytes(5_000), "unsupported"),
        ("empty.ogg", b"", "empty"),
    ],
)
def test_what_is_no_audio_is_refused(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableAudio) as caught:
        read_facts(str(tmp_path / name))
    assert caught.value.code == code
    assert name in str(caught.value)


def test_a_fifo_is_refused_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "a.mp3")
    with pytest.raises(UnreadableAudio) as caught:
        read_facts(str(tmp_path / "a.mp3"))
    assert caught.value.code == "not_a_file"


def test_a_file_that_may_not_be_opened_says_so(tmp_path, encode, music, monkeypatch):
    path = encode(tmp_path / "a.mp3", music(1))

    def refuse(*arguments):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(UnreadableAudio, match="access is denied") as caught:
        read_facts(str(path))
    assert caught.value.code == "unreadable"


PICTURE = 15 << 20  # as large as a FLAC picture can be


def add_picture(path: Path, size: int) -> None:
    if path.suffix == ".flac":
        found = flac.FLAC(path)
        for _ in range(max(1, size // PICTURE)):
            picture = flac.Picture()
            picture.data = bytes(min(size, PICTURE))
            found.add_picture(picture)
        found.save()
        return
    found = {".mp3": mutagen.File, ".aiff": aiff.AIFF, ".wav": wave.WAVE}[path.suffix](path)
    found.tags.add(id3.APIC(encoding=3, mime="image/png", type=3, desc="", data=bytes(size)))
    found.tags.add(id3.TXXX(encoding=3, desc="after", text="x"))
    found.save()


@pytest.mark.parametrize("suffix", [".mp3", ".flac", ".aiff", ".wav"])
def test_large_pictures_are_not_read(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"a{suffix}", music(2))
    tag(path)
    before = read_facts(str(path))
    add_picture(path, 64 << 20)
    tracemalloc.start()
    try:
        after = read_facts(str(path))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after == before
    assert peak < 4 << 20


def test_a_picture_of_64_mib_costs_the_process_no_memory(tmp_path, encode, music):
    path = encode(tmp_path / "a.mp3", music(2))
    tag(path)
    add_picture(path, 64 << 20)
    script = (
        "import resource, sys; from tagstudio.audio.metadata.facts import read_facts;"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "before = peak(); facts = read_facts(sys.argv[1]); print(facts.artist, peak() - before)"
    )
    command = [sys.executable, "-c", script, str(path)]
    artist, kib = subprocess.check_output(command, text=True).rsplit(maxsplit=1)
    assert artist == "One; Two"
    assert int(kib) < 16 << 10


@pytest.mark.parametrize("version", [3, 4])
def test_text_after_a_large_picture_is_found(tmp_path, encode, music, version):
    path = encode(tmp_path / "a.mp3", music(1))
    picture = id3_frame(b"APIC", b"\0image/png\0\3\0" + bytes(3 << 20), version)
    title = id3_frame(b"TIT2", b"\3Last", version)
    size = len(picture) + len(title)
    digits = bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3" + bytes([version, 0, 0]) + digits + picture + title + path.read_bytes())
    facts = read_facts(str(path))
    assert facts.title == "Last"
    assert facts.seconds == pytest.approx(1, abs=0.1)


def id3_frame(name: bytes, content: bytes, version: int) -> bytes:
    step = 7 if version == 4 else 8
    size = bytes(len(content) >> shift & (1 << step) - 1 for shift in (3 * step, 2 * step, step, 0))
    return name + size + bytes(2) + content


def test_cover_art_in_mp4_and_wma_leaves_the_facts_alone(tmp_path, encode, music):
    path = encode(tmp_path / "a.m4a", music(1))
    tag(path)
    before = read_facts(str(path))
    found = mp4.MP4(path)
    found["covr"] = [mp4.MP4Cover(bytes(2 << 20))]
    found.save()
    assert read_facts(str(path)) == before
    path = encode(tmp_path / "a.wma", music(1))
    tag(path)
    before = read_facts(str(path))
    found = asf.ASF(path)
    found["WM/Picture"] = [asf.ASFByteArrayAttribute(bytes(2 << 20))]
    found.save()
    assert read_facts(str(path)) == before


def test_real_files_have_plausible_facts(real_data):
    for path in sorted((real_data / "library").glob("*.mp3"))[:10]:
        facts = read_facts(str(path))
        assert 30 < facts.seconds < 600
        assert facts.format == "mp3"
