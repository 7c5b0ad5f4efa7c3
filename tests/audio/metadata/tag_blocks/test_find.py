"""The tags that are there are read: wherever they stand, in a stated order."""

import io
import struct

import mutagen.flac
import numpy as np
import pytest
import soundfile

from tagstudio.audio.metadata import facts as module
from tagstudio.audio.metadata.facts import Facts, read_facts
from tagstudio.audio.metadata.tag_blocks.find import tag_blocks


@pytest.fixture
def facts(tmp_path):
    def read(content: bytes, name: str = "sound.mp3") -> Facts:
        path = tmp_path / name
        path.write_bytes(content)
        return read_facts(str(path))

    return read


def test_each_text_is_that_of_the_first_tag_that_has_it(make, facts):
    everything = [
        make.id3v2(TIT2="of ID3v2"),
        make.sound,
        make.apev2(TIT2="of APEv2", TPE1="of APEv2", TCON="Jazz\0Blues", TXXX="x"),
        make.id3v1("of ID3v1", genre=17, year="1999"),
    ]
    found = facts(b"".join(everything))
    assert (found.title, found.artist, found.genre, found.year) == (
        "of ID3v2",
        "of APEv2",
        ("Jazz", "Blues"),
        1999,
    )


@pytest.mark.parametrize("kind", ["in front", "behind", "behind, before ID3v1", "after a tag"])
def test_apev2_is_found_where_it_stands(make, facts, kind):
    tag = make.apev2(TIT2="Naima")
    contents = {
        "in front": tag + make.sound,
        "behind": make.sound + tag,
        "behind, before ID3v1": make.sound + tag + make.id3v1(),
        "after a tag": make.id3v2(TPE1="x") + bytes(50) + tag + make.sound,
    }
    assert facts(contents[kind]).title == "Naima"


def test_id3v2_is_found_behind_the_audio_by_its_footer_and_twice_in_front(make, facts):
    behind = make.with_footer(make.id3v2(TIT2="Naima"))
    assert facts(make.sound + behind).title == "Naima"
    assert facts(make.sound + behind + make.id3v1("x")).title == "Naima"
    twice = make.id3v2(TIT2="first") + make.id3v2(TIT2="second", TPE1="A") + make.sound
    found = facts(twice)
    assert (found.title, found.artist) == ("first", "A")
    assert found.seconds == pytest.approx(len(make.sound) / 16_000, abs=0.02)


def test_what_stands_between_the_tags_at_the_end_is_passed_over(make, facts):
    lyrics = b"LYRICSBEGININD0000200" + b"000021LYRICS200"
    extended = b"TAG+" + bytes(223)
    tags = make.apev2(TIT2="Naima") + lyrics + extended + make.id3v1(genre=17)
    found = facts(make.sound + tags)
    assert (found.title, found.genre) == ("Naima", ("Rock",))


def test_the_texts_of_wav_and_aiff(make, facts):
    data = make.chunk(b"data", make.samples)
    listed = make.info(INAM="of INFO", IART="A", IPRD="B", ICRD="1999-05-01", IGNR="Jazz", ITRK="3")
    found = facts(make.wav(listed, data), "a.wav")
    assert (found.title, found.artist, found.album, found.year) == ("of INFO", "A", "B", 1999)
    assert (found.genre, found.track_number, found.hz) == (("Jazz",), 3, 8000)
    for name in (b"id3 ", b"ID3 "):
        tagged = make.wav(listed, data, make.chunk(name, make.id3v2(TIT2="of ID3")))
        found = facts(tagged, "a.wav")
        assert (found.title, found.artist) == ("of ID3", "A")
    sound = make.chunk(b"SSND", bytes(8) + make.samples, ">")
    texts = make.chunk(b"NAME", b"Naima", ">") + make.chunk(b"AUTH", b"Coltrane", ">")
    found = facts(make.aiff(texts, sound), "a.aiff")
    assert (found.title, found.artist, found.hz) == ("Naima", "Coltrane", 8000)
    tag = make.chunk(b"ID3 ", make.id3v2(TPE1="of ID3"), ">")
    assert facts(make.aiff(texts, sound, tag), "a.aiff").artist == "of ID3"


@pytest.mark.parametrize("suffix", [".flac", ".ogg", ".opus"])
def test_id3_in_front_of_flac_and_ogg(make, facts, tmp_path, suffix):
    path = tmp_path / f"plain{suffix}"
    kind = {".flac": ("FLAC", "PCM_16"), ".ogg": ("OGG", "VORBIS"), ".opus": ("OGG", "OPUS")}
    with path.open("wb+") as file:
        samples = np.sin(np.arange(48_000) / 9) * 0.3
        soundfile.write(file, samples, 48_000, format=kind[suffix][0], subtype=kind[suffix][1])
    plain = path.read_bytes()
    before = facts(plain, path.name)
    tag = make.id3v2(TIT2="of ID3", TCON="Jazz")
    found = facts(tag + bytes(30) + plain + make.id3v1("x", year="1999"), path.name)
    assert (found.title, found.genre, found.year) == ("of ID3", ("Jazz",), 1999)
    assert (found.hz, found.seconds, found.format) == (48_000, before.seconds, before.format)


def test_a_tag_survives_a_header_that_is_refused(make, facts):
    """An MPEG stream in free format, whose frames do not say how long they are."""
    head = b"\xff\xfb\x00\x64"  # the bit rate 0 stands for "free"
    frame = head + bytes(413 * 3)
    content = make.id3v2(3, TIT2="Naima", TDRC="1999") + frame * 60 + make.id3v1("Naima", 8)
    path = "free.mp3"
    found = facts(content, path)
    assert (found.title, found.year, found.genre) == ("Naima", 1999, ("Jazz",))


def test_the_comment_of_a_flac_survives_its_header(facts, tmp_path):
    path = tmp_path / "plain.flac"
    with path.open("wb+") as file:
        soundfile.write(file, np.zeros(9_000), 8_000, format="FLAC", subtype="PCM_16")
    flac = mutagen.flac.FLAC(path)
    flac["title"], flac["genre"] = "Naima", ["Jazz", "Blues"]
    flac.save()
    content = bytearray(path.read_bytes())
    content[18:21] = bytes([0, 0, content[20] & 0x0F])  # the sample rate
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_from_decoder", lambda path, size, facts: facts)
        found = facts(bytes(content), "broken.flac")
    assert (found.title, found.genre) == ("Naima", ("Jazz", "Blues"))


@pytest.mark.parametrize(
    ("frames", "title"),
    [
        ([(b"TPE1", b"\7what"), (b"TIT2", b"\0Naima")], "Naima"),
        ([(b"TPE1", b"\3\xff\xfe"), (b"TIT2", b"\0Naima")], "Naima"),
        ([(b"TIT2", b"\1\xff\xfeN\0a\0\0")], "Na"),
        ([(b"TIT2", b"\0" + "Für Elise".encode())], "Für Elise"),
        ([(b"TIT2", b"\0F\xfcr Elise")], "Für Elise"),
        ([(b"TIT2", b"")], ""),
        ([(b"TIT2", b"\1\xff\xfe")], ""),
    ],
)
def test_a_damaged_frame_costs_itself_alone(make, facts, frames, title):
    body = b"".join(
        name + struct.pack(">I", len(content)) + bytes(2) + content for name, content in frames
    )
    head = b"ID3\3\0\0" + bytes([0, 0, len(body) >> 7, len(body) & 0x7F])
    found = facts(head + body + make.sound)
    assert (found.title, found.artist) == (title, "")


def test_years_as_older_tags_spell_them(make, facts):
    def frame(name: bytes, text: bytes) -> bytes:
        return name + struct.pack(">I", len(text) + 1) + bytes(3) + text

    for body, year in (
        (frame(b"TYER", b"2020-06-29T07:00:00Z"), 2020),
        (frame(b"TYER", b"1999") + frame(b"TDAT", b"0105"), 1999),
        (frame(b"TYER", b"soon") + frame(b"TORY", b"1970"), 1970),
        (frame(b"TDRL", b"2001"), 2001),
        (frame(b"TYER", b"c. 1970"), 1970),
    ):
        head = b"ID3\3\0\0" + bytes([0, 0, len(body) >> 7, len(body) & 0x7F])
        assert facts(head + body + make.sound).year == year


class Counted(io.BytesIO):
    """Counts the reads beyond the middle."""

    reads = 0

    def read(self, count: int | None = -1) -> bytes:
        self.reads += self.tell() > len(self.getvalue()) // 2
        return super().read(count)


def test_the_end_of_a_file_without_tags_is_read_once(make):
    content = make.sound * 50
    file = Counted(content)
    assert tag_blocks(file, len(content), None) == []
    assert file.reads == 1
