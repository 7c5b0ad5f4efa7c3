import io
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen.id3 import ID3, TCON, TIT2, TXXX

from tagstudio.audio.containers.id3v2 import frames_in, id3v2_at, made_of
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.formats import FORMATS
from tagstudio.audio.metadata.file_tags.fields import TAG_FIELDS
from tagstudio.audio.metadata.file_tags.files import read_file_tags, write_file_tags
from tagstudio.audio.metadata.tag_blocks.find import tag_blocks
from tagstudio.audio.metadata.tag_blocks.merge import merged_fields
from tagstudio.audio.metadata.tag_blocks.write import write_blocks

FIELDS_WRITTEN = {"genre": ("Jazz; Ænima",), "mood": ("calm",), "era": ("60s",)}
SOUND = (b"\xff\xfb\x90\x64" + bytes(413)) * 8  # frames of silence
MP3 = next(one for one in FORMATS if one.name == "mp3")
OURS = {b"TCON", b"TMOO", b"TXXX", b"TCO", b"TXX"}


def frame(version: int, name: bytes, content: bytes, flags: bytes = b"\0\0") -> bytes:
    if version == 2:
        return name[:3] + len(content).to_bytes(3, "big") + content
    bits = 7 if version == 4 else 8
    size = bytes(len(content) >> bits * shift & (1 << bits) - 1 for shift in (3, 2, 1, 0))
    return name + size + flags + content


def frames_of(content: bytes) -> tuple[list[bytes], bytes]:
    file = io.BytesIO(content)
    tag = id3v2_at(file, 0, len(content))
    return frames_in(file, tag), content[tag.end :]


CONTENTS = st.binary(min_size=1, max_size=300)
NAMES = st.sampled_from([b"TIT2", b"TDRC", b"TYER", b"APIC", b"PRIV", b"XQZ9", b"COMM", b"TRCK"])


@given(
    version=st.sampled_from([2, 3, 4]),
    others=st.lists(st.tuples(NAMES, CONTENTS, st.binary(min_size=2, max_size=2)), max_size=6),
    padding=st.integers(0, 30),
)
def test_all_other_frames_and_all_behind_the_tag_survive_to_the_byte(version, others, padding):
    frames = [frame(version, name, content, flags) for name, content, flags in others]
    before = made_of([frame(version, b"TCON", b"\0Rock"), *frames], version, 0, padding) + SOUND
    file = io.BytesIO(before)
    write_blocks(file, len(before), MP3, FIELDS_WRITTEN)
    kept, behind = frames_of(file.getvalue())
    assert [one for one in kept if one[: 3 if version == 2 else 4] not in OURS] == frames
    assert behind == SOUND
    assert file.getvalue()[3] == version


@pytest.mark.parametrize("version", [2, 3, 4])
def test_each_version_is_kept_and_read_by_another_reader(tmp_path, version):
    path = tmp_path / "sound.mp3"
    path.write_bytes(made_of([frame(version, b"TIT2", b"\0x")], version, 0, 9) + SOUND)
    write_file_tags(str(path), str(path), FIELDS_WRITTEN)
    tags = ID3(path, translate=False)
    assert tags.version[1] == version
    assert tags["TCON"].text == ["Jazz; Ænima"]
    mood = tags["TMOO"] if version == 4 else tags["TXXX:mood"]
    assert mood.text == ["calm"]
    assert tags["TXXX:ERA"].text == ["60s"]
    read = read_file_tags(str(path))
    assert read.layout == f"ID3v2.{version}"
    assert read.values("genre") == (["Jazz; Ænima"] if version == 4 else ["Jazz", "Ænima"])


@pytest.mark.parametrize(("version", "text"), [*product([2, 3, 4], ["Ænima", "日本", "a\0日本"])])
def test_any_text_is_read_as_it_was_written(version, text):
    before = made_of([], version, 0, 0) + SOUND
    file = io.BytesIO(before)
    stored = {"genre": tuple(text.split("\0")), "era": tuple(text.split("\0"))}
    write_blocks(file, len(before), MP3, stored)
    blocks = tag_blocks(file, len(file.getvalue()), MP3)
    found = merged_fields(blocks, MP3.tags).stored
    assert found.items() >= {"mood": (), "instrument": (), **stored}.items()


def test_unsynchronised_frames_are_freed_of_it():
    """Another writer's ID3v2.3 with "unsynchronisation": FF 00 stands for FF."""
    plain = [frame(3, b"PRIV", b"who\0\xff\xfb\xff\0\xff"), frame(3, b"TIT2", b"\0title")]
    body = b"".join(plain).replace(b"\xff\0", b"\xff\0\0").replace(b"\xff\xfb", b"\xff\0\xfb")
    tag = made_of([body], 4, 0, 0)
    before = tag[:3] + bytes([3, 0, 0x80]) + tag[6:] + SOUND
    file = io.BytesIO(before)
    write_blocks(file, len(before), MP3, {"genre": ("jazz",)})
    kept, behind = frames_of(file.getvalue())
    assert kept == [*plain, frame(3, b"TCON", b"\0jazz")]
    assert behind == SOUND
    assert file.getvalue()[5] == 0


def test_an_extended_header_and_a_footer_go_and_the_frames_stay():
    title = frame(4, b"TIT2", b"\3title")
    body = b"\0\0\0\6\1\0" + title
    head = bytes([*b"ID3", 4, 0, 0x50, 0, 0, 0, len(body)])
    before = head + body + b"3DI" + head[3:] + SOUND
    file = io.BytesIO(before)
    write_blocks(file, len(before), MP3, {"genre": ("jazz",)})
    kept, behind = frames_of(file.getvalue())
    assert kept == [title, frame(4, b"TCON", b"\3jazz")]
    assert behind == SOUND


def test_what_an_id3v1_tag_says_is_carried_into_the_new_tag(tmp_path):
    old = b"TAG" + b"Naima".ljust(30, b"\0") + b"Coltrane".ljust(30, b"\0")
    old = old.ljust(125, b"\0") + bytes([0, 5, 17])  # track 5, genre 17: Rock
    path = tmp_path / "sound.mp3"
    path.write_bytes(SOUND + old)
    assert read_file_tags(str(path)).values("genre") == ["Rock"]
    write_file_tags(str(path), str(path), {"genre": ("Rock", "jazz")})
    tags = ID3(path, load_v1=False)
    assert [str(tags[name]) for name in ("TIT2", "TPE1", "TRCK")] == ["Naima", "Coltrane", "5"]
    assert tags["TCON"].genres == ["Rock", "jazz"]
    assert path.read_bytes().endswith(SOUND + old)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (["(17)"], ["Rock"]),
        (["17"], ["Rock"]),
        (["(17)(32)"], ["Rock", "Classical"]),
        (["Rock; Dark Folk;"], ["Rock", "Dark Folk"]),
        (["Singer/Songwriter"], ["Singer/Songwriter"]),
        (["Rock", "Pop"], ["Rock", "Pop"]),
        ([""], []),
    ],
)
def test_the_values_of_an_id3v2_3_genre(tmp_path, text, values):
    path = tmp_path / "sound.mp3"
    path.write_bytes(SOUND)
    tags = ID3()
    tags.add(TCON(encoding=1, text=text))
    tags.add(TIT2(encoding=0, text="so that there is a tag"))
    tags.save(path, v2_version=3, v23_sep=None)
    assert read_file_tags(str(path)).values("genre") == values


def test_a_description_in_another_spelling_is_the_same_field(tmp_path):
    path = tmp_path / "sound.mp3"
    path.write_bytes(SOUND)
    tags = ID3()
    tags.add(TXXX(encoding=1, desc="Instrument", text="piano"))
    tags.add(TXXX(encoding=1, desc="Other", text="thing"))
    tags.save(path, v2_version=3)
    assert read_file_tags(str(path)).stored["instrument"] == ("piano",)
    write_file_tags(str(path), str(path), {"instrument": ("guitar",)})
    written = {one.desc: one.text for one in ID3(path).getall("TXXX")}
    assert written == {"INSTRUMENT": ["guitar"], "Other": ["thing"]}


def test_a_tag_that_is_no_list_of_frames_is_refused(tmp_path):
    path = tmp_path / "sound.mp3"
    path.write_bytes(made_of([frame(3, b"TIT2", b"\0title"), b"\1garbage!!!"], 3, 0, 0) + SOUND)
    with pytest.raises(UnreadableAudio, match="are damaged"):
        write_file_tags(str(path), str(path), FIELDS_WRITTEN)


def test_an_empty_frame_is_nobodys_description():
    before = made_of([frame(3, b"TXXX", b""), frame(3, b"TIT2", b"\0x")], 3, 0, 0) + SOUND
    file = io.BytesIO(before)
    write_blocks(file, len(before), MP3, dict.fromkeys(TAG_FIELDS, ()))
    assert frames_of(file.getvalue())[0] == [frame(3, b"TXXX", b""), frame(3, b"TIT2", b"\0x")]
