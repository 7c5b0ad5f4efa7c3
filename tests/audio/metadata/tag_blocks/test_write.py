"""After a write no program reads an old genre, or misses a title that it read before."""

import io

import mutagen
import mutagen.apev2
import mutagen.flac
import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from mutagen.id3 import APIC, ID3

from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.containers.id3v2 import made_of
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.formats import FORMATS
from tagstudio.audio.metadata.facts import read_facts
from tagstudio.audio.metadata.file_tags.fields import TAG_FIELDS
from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags
from tagstudio.audio.metadata.tag_blocks.find import tag_blocks
from tagstudio.audio.metadata.tag_blocks.info import InfoList
from tagstudio.audio.metadata.tag_blocks.merge import merged_fields
from tagstudio.audio.metadata.tag_blocks.write import write_blocks

JAZZ = {"genre": ("jazz", "Dark Folk")}


@pytest.fixture
def written(tmp_path):
    """Write fields into a file of this content, check what is read again, return its path."""

    def write(content: bytes, fields=JAZZ, name: str = "sound.mp3"):
        path = tmp_path / name
        path.write_bytes(content)
        before = read_file_tags(str(path)).stored
        sound = content_hash(str(path))
        write_file_tags(str(path), str(path), fields)
        assert read_file_tags(str(path)).stored == {**before, **fields}
        assert content_hash(str(path)) == sound
        return path

    return write


def test_a_first_id3v2_tag_holds_what_apev2_says_and_apev2_the_new_genre(make, written):
    texts = {"TIT2": "T", "TPE1": "A\0B", "TALB": "C", "TPE2": "AA", "TDRC": "1999", "TRCK": "3"}
    texts |= {"TCON": "Rock", "COMM": "nice", "TCOM": "Bach", "TXXX:Thing": "x"}
    path = written(make.sound + make.apev2(**texts) + make.id3v1("T", genre=17))
    tags = ID3(path, load_v1=False)
    found = {name: tags[name].text for name in ("TIT2", "TPE1", "TALB", "TPE2", "TRCK", "TCOM")}
    assert found == {
        "TIT2": ["T"],
        "TPE1": ["A", "B"],
        "TALB": ["C"],
        "TPE2": ["AA"],
        "TRCK": ["3"],
        "TCOM": ["Bach"],
    }
    assert str(tags["TDRC"]) == "1999"
    assert tags["TXXX:Thing"].text == ["x"]
    assert tags.getall("COMM")[0].text == ["nice"]
    assert tags["TCON"].genres == ["jazz", "Dark Folk"]
    ape = mutagen.apev2.APEv2(path)
    assert list(ape["Genre"]) == ["jazz", "Dark Folk"]
    assert str(ape["Title"]) == "T"
    assert path.read_bytes().endswith(make.id3v1("T", genre=8))


def test_a_field_that_goes_goes_from_all_tags(make, written):
    tags = [make.id3v2(TCON="Rock", TIT2="T"), make.sound, make.apev2(TCON="Rock", TIT2="T")]
    path = written(b"".join([*tags, make.id3v1("T", genre=17)]), {"genre": ()})
    assert "TCON" not in ID3(path, load_v1=False)
    assert "Genre" not in mutagen.apev2.APEv2(path)
    assert path.read_bytes().endswith(make.id3v1("T", genre=255))


def test_a_field_that_only_another_tag_has_stays_when_others_are_written(make, written):
    path = written(make.id3v2(TIT2="T") + make.sound + make.apev2(TCON="Rock"), {"mood": ("calm",)})
    assert read_facts(str(path)).genre == ("Rock",)
    path = written(make.sound + make.id3v1("T", genre=17), {"mood": ("calm",)})
    assert ID3(path, load_v1=False)["TCON"].genres == ["Rock"]
    assert path.read_bytes().endswith(make.id3v1("T", genre=17))


def test_two_id3v2_tags_and_one_behind_the_audio_all_get_the_genre(make, written):
    behind = make.with_footer(make.id3v2(TCON="Rock", TIT2="behind"))
    twice = make.id3v2(TCON="Rock", TIT2="T") + make.id3v2(TCON="Pop", TALB="A")
    path = written(twice + make.sound + behind)
    content = path.read_bytes()
    blocks = tag_blocks(io.BytesIO(content), len(content), None)
    assert [one.texts()["TCON"] for one in blocks] == [("jazz", "Dark Folk")] * 3
    assert content.endswith(content[content.rindex(b"3DI") :])
    assert blocks[2].texts()["TIT2"] == ("behind",)


def test_a_tag_behind_the_audio_does_not_spare_one_in_front(make, written):
    path = written(make.sound + make.with_footer(make.id3v2(TIT2="T", TCON="(17)")))
    assert ID3(path, load_v1=False)["TIT2"].text == ["T"]
    path = written(path.read_bytes(), {"mood": ("calm",)})
    assert ID3(path, load_v1=False)["TCON"].genres == ["jazz", "Dark Folk"]


def test_info_and_the_id3_chunk_of_a_wav_say_the_same(make, written):
    data = make.chunk(b"data", make.samples)
    listed = make.info(IART="A", INAM="T", ICRD="1999", IGNR="Rock", ISFT="Lavf")
    path = written(make.wav(listed, data), name="a.wav")
    wave = mutagen.File(path)
    found = [str(wave.tags[name]) for name in ("TPE1", "TIT2", "TDRC")]
    assert found == ["A", "T", "1999"]
    assert wave.tags["TCON"].genres == ["jazz", "Dark Folk"]
    (one,) = (b for b in blocks_of(path) if isinstance(b, InfoList))
    assert one.texts()["TCON"] == ("jazz", "Dark Folk")
    assert b"ISFT\5\0\0\0Lavf\0" in one.content
    samples, _ = soundfile.read(path, dtype="int16")
    assert samples.tobytes() == make.samples


def blocks_of(path):
    content = path.read_bytes()
    return tag_blocks(io.BytesIO(content), len(content), None)


def test_the_texts_of_an_aiff_are_carried_into_its_first_tag(make, written):
    sound = make.chunk(b"SSND", bytes(8) + make.samples, ">")
    name = make.chunk(b"NAME", b"Naima", ">")
    path = written(make.aiff(name, sound), name="a.aiff")
    assert str(mutagen.File(path).tags["TIT2"]) == "Naima"
    assert name in path.read_bytes()


@pytest.mark.parametrize("suffix", [".flac", ".ogg", ".opus"])
def test_the_comment_of_flac_and_ogg_is_written_behind_a_leading_tag(
    make, written, tmp_path, suffix
):
    kinds = {".flac": ("FLAC", "PCM_16"), ".ogg": ("OGG", "VORBIS"), ".opus": ("OGG", "OPUS")}
    plain = tmp_path / f"plain{suffix}"
    with plain.open("wb+") as file:
        samples = np.sin(np.arange(9_600) / 9) * 0.3
        soundfile.write(file, samples, 48_000, format=kinds[suffix][0], subtype=kinds[suffix][1])
    tag = make.id3v2(TIT2="of ID3")
    behind = make.id3v1("x", genre=17)
    path = written(tag + plain.read_bytes() + behind, name=f"sound{suffix}")
    content = path.read_bytes()
    assert content.startswith(tag)
    assert content.endswith(make.id3v1("x", genre=8))
    plain.write_bytes(content[len(tag) : -len(behind)])
    assert mutagen.File(plain)["genre"] == ["jazz", "Dark Folk"]
    assert read_facts(str(path)).title == "of ID3"


def test_a_leading_tag_that_has_a_genre_gets_the_new_one(make, written, tmp_path):
    plain = tmp_path / "plain.flac"
    with plain.open("wb+") as file:
        soundfile.write(file, np.zeros(9_600), 48_000, format="FLAC", subtype="PCM_16")
    path = written(make.id3v2(TCON="Rock") + plain.read_bytes(), name="sound.flac")
    assert ID3(path, load_v1=False)["TCON"].genres == ["jazz", "Dark Folk"]
    assert mutagen.flac.FLAC(path)["genre"] == ["jazz", "Dark Folk"]


def test_each_tag_holds_several_values_in_its_own_way(make, written):
    behind = make.apev2(TCON="Rock") + make.id3v1("T", genre=17)
    content = make.id3v2(3, TCON="Rock") + make.id3v2(4, TCON="Rock") + make.sound + behind
    path = written(content, {"genre": ("jazz; Dark Folk",)})
    assert [one.texts()["TCON"] for one in blocks_of(path)] == [
        ("jazz; Dark Folk",),
        ("jazz", "Dark Folk"),
        ("jazz", "Dark Folk"),
        ("Jazz",),
    ]


def test_an_empty_genre_frame_is_replaced_and_read_again(make, written):
    empty = b"ID3\3\0\0\0\0\0\x0fTCON\0\0\0\5\0\0\1\xff\xfe\0\0"
    path = written(empty + make.sound, {"genre": ("jazz; Dark Folk",)})
    assert ID3(path, translate=False)["TCON"].text == ["jazz; Dark Folk"]


def test_a_wav_from_a_pipe_gets_its_sizes(make, written):
    whole = 0xFFFFFFFF
    data = make.chunk(b"data", make.samples, size=whole)
    path = written(make.wav(make.info(INAM="T"), data, size=whole), name="a.wav")
    content = path.read_bytes()
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
    samples, _ = soundfile.read(path, dtype="int16")
    assert samples.tobytes() == make.samples
    assert str(mutagen.File(path).tags["TIT2"]) == "T"


@pytest.mark.parametrize(
    ("name", "parts", "sentence"),
    [
        ("a.wav", (9_999_999, 9_999_999), "a part of it is missing"),
        ("a.wav", (None, 0), "does not say how long"),
        ("rf.wav", None, "an RF64 file"),
    ],
)
def test_what_cannot_be_written_safely_is_refused_before_it_begins(
    make, tmp_path, name, parts, sentence
):
    path = tmp_path / name
    if parts is None:
        path.write_bytes(b"RF64" + make.wav(make.chunk(b"data", make.samples))[4:])
    else:
        whole, data = parts
        path.write_bytes(make.wav(make.chunk(b"data", make.samples, size=data), size=whole))
    before = path.read_bytes()
    with pytest.raises(UnreadableAudio, match=sentence):
        read_file_tags(str(path))
    with pytest.raises(UnreadableAudio, match=sentence):
        write_file_tags(str(path), str(path), JAZZ)
    assert path.read_bytes() == before


VALUES = st.lists(
    st.text(
        st.characters(exclude_characters="\0;", exclude_categories=["Cs"]), min_size=1, max_size=9
    ).filter(lambda text: text.strip() and not text.isdecimal() and text[0] != "("),
    max_size=3,
).map(tuple)
KINDS = {one.name: one for one in FORMATS}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(genre=("Ã©", "Â\x80"), era=("Ä\x80",), front="2.3", behind=set())
@given(
    genre=VALUES,
    era=VALUES,
    front=st.sampled_from(["", "2.3", "2.4", "twice"]),
    behind=st.sets(st.sampled_from(["ape", "id3v1"])),
)
def test_whatever_tags_an_mp3_has_what_is_written_is_read(make, genre, era, front, behind):
    leading = {
        "": b"",
        "2.3": make.id3v2(3, TIT2="T", TCON="Rock"),
        "2.4": make.id3v2(4, TIT2="T", TCON="Rock"),
        "twice": make.id3v2(4, TIT2="T") + make.id3v2(3, TCON="Pop"),
    }[front]
    ape = make.apev2(TIT2="T", TCON="Rock") if "ape" in behind else b""
    old = make.id3v1("T", genre=17) if "id3v1" in behind else b""
    content = leading + make.sound + ape + old
    file = io.BytesIO(content)
    write_blocks(file, len(content), KINDS["mp3"], {"genre": genre, "era": era})
    whole = file.getvalue()
    blocks = tag_blocks(file, len(whole), KINDS["mp3"])
    found = merged_fields(blocks, KINDS["mp3"].tags)
    assert {one: tuple(found.values(one)) for one in TAG_FIELDS} == {
        "genre": tuple(one.strip() for one in genre),
        "mood": (),
        "instrument": (),
        "era": tuple(one.strip() for one in era),
    }
    assert make.sound in whole
    titles = {one.texts().get("TIT2", ("T",)) for one in blocks}
    assert titles <= {("T",)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(genre=VALUES, odd=st.booleans(), tail=st.booleans(), has_list=st.booleans())
def test_whatever_chunks_a_wav_has_what_is_written_is_read(make, genre, odd, tail, has_list):
    samples = make.samples + b"x" * odd
    cue = make.chunk(b"cue ", bytes(28))
    listed = make.info(INAM="T", IGNR="Rock") if has_list else b""
    data = make.chunk(b"data", samples)
    content = (
        make.wav(listed, data, cue) if tail else make.wav(cue, listed, data[: 8 + len(samples)])
    )
    file = io.BytesIO(content)
    write_blocks(file, len(content), KINDS["wav"], {"genre": genre})
    whole = file.getvalue()
    found = merged_fields(tag_blocks(file, len(whole), KINDS["wav"]), KINDS["wav"].tags)
    assert tuple(found.values("genre")) == tuple(one.strip() for one in genre)
    assert int.from_bytes(whole[4:8], "little") == len(whole) - 8
    assert cue in whole
    assert data[: 8 + len(samples)] in whole


@pytest.mark.parametrize("front", [b"junk\r\n" * 170, bytes(1024)], ids=["junk", "zeros"])
@pytest.mark.parametrize("fields", [JAZZ, {"genre": ()}])
def test_a_tag_in_front_of_junk_shows_all_that_the_tag_behind_it_did(make, written, front, fields):
    behind = ID3(io.BytesIO(make.id3v2(TIT2="T", TPE1="A", TCON="Rock")))
    behind.add(APIC(3, "image/png", 3, "", b"\x89PNG" + bytes(200)))
    tag = io.BytesIO()
    behind.save(tag)
    path = written(front + tag.getvalue() + make.sound, fields)
    found = ID3(path, load_v1=False)
    assert (found["TIT2"].text, found["TPE1"].text) == (["T"], ["A"])
    assert found["APIC:"] == behind["APIC:"]
    assert [one.genres for one in found.getall("TCON")] == [
        [*each] for each in fields.values() if each
    ]
    facts = read_facts(str(path))
    assert (facts.title, facts.artist, facts.genre) == ("T", "A", fields["genre"])
    assert front in path.read_bytes()


def test_the_letters_of_a_tag_in_junk_are_no_tag(make, written):
    path = written(b"junk ID3\4\0\0\0\0\0\5 " * 9 + make.sound)
    assert ID3(path, load_v1=False)["TCON"].genres == ["jazz", "Dark Folk"]


@pytest.mark.parametrize("version", [2, 3, 4])
def test_a_new_title_leaves_the_old_one_in_no_tag(make, written, version):
    oldest = made_of([b"TT2" + (10).to_bytes(3, "big") + b"\0Old title"], 2, 0, 0)
    path = written(
        (oldest if version == 2 else make.id3v2(version, TIT2="Old title"))
        + make.sound
        + make.apev2(TIT2="Old title", TPE1="Somebody")
        + make.id3v1("Old title", genre=17),
        {"title": ("New title",)},
    )
    content = path.read_bytes()
    assert b"Old title" not in content
    assert content.count(b"New title") == 3
    assert b"Somebody" in content
