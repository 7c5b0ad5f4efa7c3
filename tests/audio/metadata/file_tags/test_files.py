from pathlib import Path

import av
import mutagen
import numpy as np
import pytest
from mutagen.flac import FLAC, Picture
from mutagen.id3 import ID3
from mutagen.mp4 import MP4, MP4Cover

from tagstudio.audio.containers.chunks import flac_blocks
from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.metadata.facts import read_facts
from tagstudio.audio.metadata.file_tags.fields import FIELDS, TAG_FIELDS
from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags

TAGGED = [".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav", ".aiff", ".wma", ".wv", ".tta"]
FIELDS_WRITTEN = {
    "genre": ("jazz", "Ænima 日本", "60s"),
    "mood": ("happy",),
    "instrument": ("female vocalists", "guitar"),
    "era": ("60s",),
    "title": ("So; What / Ænima",),
    "artist": ("Miles & Co",),
    "album": ("Größte 日本",),
    "bpm": ("128",),
    "key": ("F#m",),
}
# What another reader (ffmpeg's) calls the fields.
NAMES = {
    ".mp3": ("genre", "TMOO", "INSTRUMENT", "ERA"),
    ".wav": ("genre", "TMOO", "INSTRUMENT", "ERA"),
    ".aiff": ("genre", "TMOO", "INSTRUMENT", "ERA"),
    ".m4a": ("genre", "MOOD", "INSTRUMENT", "ERA"),
    ".wv": ("Genre", "Mood", "Instrument", "Era"),
    ".wma": ("genre", "WM/Mood", "INSTRUMENT", "ERA"),
}
VORBIS_NAMES = ("GENRE", "MOOD", "INSTRUMENT", "ERA")
FACT_NAMES = ("title", "artist", "album")  # in any case, everywhere
PICTURE = bytes(range(256)) * 40


@pytest.fixture(params=TAGGED)
def sound(request, tmp_path, encode, music) -> Path:
    return encode(tmp_path / f"sound{request.param}", music(0.5))


def read_by_ffmpeg(path: Path) -> dict[str, str]:
    with av.open(str(path)) as container:
        found_by_ffmpeg = dict(container.metadata)
        for stream in container.streams:
            found_by_ffmpeg |= stream.metadata
    return found_by_ffmpeg


def samples_of(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return np.concatenate([one.to_ndarray() for one in container.decode(audio=0)], axis=1)


def test_what_is_written_is_read_again_and_the_sound_is_the_same(sound):
    before = content_hash(str(sound))
    samples = samples_of(sound)
    write_file_tags(str(sound), str(sound), FIELDS_WRITTEN)
    assert read_file_tags(str(sound)).stored == FIELDS_WRITTEN
    assert content_hash(str(sound)) == before
    assert np.array_equal(samples_of(sound), samples)
    assert read_facts(str(sound)).genre == FIELDS_WRITTEN["genre"]


def test_another_reader_finds_it_under_the_usual_names(sound):
    if sound.suffix == ".tta":
        pytest.skip("FFmpeg reads APEv2 of TTA files; TagLib and mutagen ID3v2")
    write_file_tags(str(sound), str(sound), FIELDS_WRITTEN)
    found_by_ffmpeg = read_by_ffmpeg(sound)
    for name, field in zip(NAMES.get(sound.suffix, VORBIS_NAMES), TAG_FIELDS, strict=True):
        found = found_by_ffmpeg[name].split(";")  # it shows the first of several, or all of them
        assert found == list(FIELDS_WRITTEN[field])[: len(found)]
    any_case = {name.casefold(): text for name, text in found_by_ffmpeg.items()}
    assert [(any_case[name],) for name in FACT_NAMES] == [FIELDS_WRITTEN[n] for n in FACT_NAMES]


def test_fields_that_are_not_named_stay_and_empty_ones_go(sound):
    write_file_tags(str(sound), str(sound), FIELDS_WRITTEN)
    write_file_tags(str(sound), str(sound), {"mood": ("sad", "slow"), "genre": ()})
    assert read_file_tags(str(sound)).stored == {
        **FIELDS_WRITTEN,
        "mood": ("sad", "slow"),
        "genre": (),
    }


def test_a_file_without_anything_is_as_before_but_for_an_empty_tag(sound):
    nothing = dict.fromkeys(FIELDS, ())
    assert read_file_tags(str(sound)).stored == nothing
    before = sound.read_bytes()
    write_file_tags(str(sound), str(sound), FIELDS_WRITTEN)
    write_file_tags(str(sound), str(sound), nothing)
    assert read_file_tags(str(sound)).stored == nothing
    if sound.suffix in {".mp3", ".wav"}:
        assert sound.read_bytes() == before


@pytest.mark.parametrize("suffix", [".flac", ".ogg", ".opus", ".wma", ".m4a"])
def test_other_tags_survive(tmp_path, encode, music, suffix):
    path = encode(tmp_path / f"sound{suffix}", music(0.5))
    tags = mutagen.File(path)
    names = {".m4a": ("\xa9nam", "----:org.other:THING"), ".wma": ("Title", "Other/Thing")}
    for name in names.get(suffix, ("TITLE", "OTHER_THING")):
        tags[name] = [b"\1Tunes"] if name.startswith("----") else ["Blue; Train / Ænima"]
    tags.save()
    before = {name: str(values) for name, values in mutagen.File(path).tags.items()}
    written = {field: FIELDS_WRITTEN[field] for field in TAG_FIELDS}
    write_file_tags(str(path), str(path), written)
    write_file_tags(str(path), str(path), dict.fromkeys(TAG_FIELDS, ()))
    after = mutagen.File(path).tags
    assert {name: str(values) for name, values in after.items()} == before


def test_all_blocks_of_a_flac_survive_to_the_byte(tmp_path, encode, music):
    path = encode(tmp_path / "sound.flac", music(0.5))
    flac = FLAC(path)
    picture = Picture()
    picture.data, picture.mime = PICTURE, "image/png"
    flac.add_picture(picture)
    flac["comment"] = "no program knows this"
    flac.save(padding=lambda info: 0)
    whole = path.read_bytes()
    with path.open("rb+") as file:  # a block of an unknown program
        last = list(flac_blocks(file, 0, len(whole)))[-1]
        file.seek(0)
        file.write(whole[: last.header])
        file.write(bytes([2, 0, 0, 8]) + b"xyzwabcd" + whole[last.header :])
    write_file_tags(str(path), str(path), FIELDS_WRITTEN)
    kept = dict(blocks(path))
    assert kept[2] == b"xyzwabcd"
    assert kept[6].endswith(PICTURE)
    assert FLAC(path)["comment"] == ["no program knows this"]


def blocks(path: Path) -> list[tuple[int, bytes]]:
    content = path.read_bytes()
    with path.open("rb") as file:
        return [
            (one.name[0] & 0x7F, content[one.start : one.end])
            for one in flac_blocks(file, 0, len(content))
        ]


def test_the_cover_of_an_mp4_survives(tmp_path, encode, music):
    path = encode(tmp_path / "sound.m4a", music(0.5))
    audio = MP4(path)
    audio["covr"] = [MP4Cover(PICTURE, MP4Cover.FORMAT_PNG)]
    audio.save()
    write_file_tags(str(path), str(path), FIELDS_WRITTEN)
    assert bytes(MP4(path)["covr"][0]) == PICTURE
    assert MP4(path)["\xa9gen"] == list(FIELDS_WRITTEN["genre"])


def test_a_name_in_another_spelling_is_the_same_field(tmp_path, encode, music):
    path = encode(tmp_path / "sound.flac", music(0.5))
    flac = FLAC(path)
    flac["genre"] = ["Rock", "Pop"]
    flac.save()
    write_file_tags(str(path), str(path), {"genre": ("Rock",)})
    assert FLAC(path)["Genre"] == ["Rock"]
    mp4 = encode(tmp_path / "sound.m4a", music(0.5))
    audio = MP4(mp4)
    audio["----:com.apple.iTunes:Mood"] = [b"calm"]
    audio.save()
    assert read_file_tags(str(mp4)).stored["mood"] == ("calm",)
    write_file_tags(str(mp4), str(mp4), {"mood": ("sad",)})
    assert [bytes(value) for value in MP4(mp4)["----:com.apple.iTunes:Mood"]] == [b"sad"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("sound.aac", "unsupported"), ("not.mp4", "unsupported"), ("gone.mp3", "missing")],
)
def test_a_file_that_cannot_hold_tags_is_told_so(tmp_path, encode, music, name, code):
    path = tmp_path / name
    if code == "unsupported":
        encode(tmp_path / "sound.aac", music(0.5)).rename(path)
    with pytest.raises(UnreadableAudio) as raised:
        read_file_tags(str(path))
    assert raised.value.code == code


def test_a_broken_tag_is_refused_and_said(tmp_path):
    path = tmp_path / "broken.flac"
    path.write_bytes(b"fLaC" + b"\x84\0\0\4abcd" + bytes(100))
    with pytest.raises(UnreadableAudio, match="broken"):
        read_file_tags(str(path))
    with pytest.raises(UnreadableAudio, match="broken"):
        write_file_tags(str(path), str(path), FIELDS_WRITTEN)


def test_large_pictures_are_not_read_for_the_fields(tmp_path, encode, music):
    path = encode(tmp_path / "sound.mp3", music(0.5))
    write_file_tags(str(path), str(path), FIELDS_WRITTEN)
    tags = ID3(path)
    tags.add(mutagen.id3.APIC(data=bytes(3 << 20), mime="image/png", type=3))
    tags.save()
    assert read_file_tags(str(path)).stored == FIELDS_WRITTEN
    write_file_tags(str(path), str(path), {"mood": ()})
    assert ID3(path).getall("APIC")[0].data == bytes(3 << 20)
