from pathlib import Path

import pytest

from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.files.safe_change import NotChanged
from tagstudio.audio.metadata.facts import read_facts
from tagstudio.audio.metadata.file_tags import writing
from tagstudio.audio.metadata.file_tags.fields import FIELDS
from tagstudio.audio.metadata.file_tags.files import read_file_tags
from tagstudio.audio.metadata.file_tags.writing import write_tags


@pytest.fixture
def sound(tmp_path, encode, music):
    return encode(tmp_path / "sound.flac", music(0.3))


def test_only_the_named_fields_change(sound):
    write_tags(str(sound), {"genre": ("jazz",), "era": ("60s",)}, keep_time=False)
    write_tags(str(sound), {"genre": ()}, keep_time=False)
    stored = read_file_tags(str(sound)).stored
    assert stored == {**dict.fromkeys(FIELDS, ()), "era": ("60s",)}


def test_a_kind_of_file_that_is_told_by_its_name_only(tmp_path, encode, music):
    sound = encode(tmp_path / "sound.mp3", music(0.3))
    before = sound.read_bytes()
    write_tags(str(sound), {"genre": ("jazz",)}, keep_time=False)
    write_tags(str(sound), {"genre": ()}, keep_time=False)
    assert sound.read_bytes() == before


def test_a_copy_with_another_sound_or_other_tags_never_takes_the_files_place(sound, monkeypatch):
    before = sound.read_bytes()
    real = writing.write_file_tags

    def spoil(copy: str, name: str, fields: object) -> None:
        real(copy, name, fields)
        with Path(copy).open("r+b") as file:
            file.seek(30)  # in the MD5 of the samples
            file.write(b"\0\1\2\3")

    def forget(copy: str, name: str, fields: object) -> None:
        real(copy, name, {"mood": ("sad",)})

    for wrong in (spoil, forget):
        monkeypatch.setattr(writing, "write_file_tags", wrong)
        with pytest.raises(NotChanged) as raised:
            write_tags(str(sound), {"genre": ("jazz",)}, keep_time=False)
        assert raised.value.code == "not_written"
        assert sound.read_bytes() == before


def test_the_sound_keeps_its_hash(sound):
    before = content_hash(str(sound))
    write_tags(str(sound), {"genre": ("x" * 100_000,)}, keep_time=False)
    assert content_hash(str(sound)) == before


@pytest.mark.parametrize(
    "suffix", [".mp3", ".flac", ".ogg", ".opus", ".m4a", ".wav", ".aiff", ".wma", ".wv", ".tta"]
)
def test_title_artist_and_album_pass_the_comparison_in_every_kind_of_file(
    tmp_path, encode, music, suffix
):
    sound = encode(tmp_path / f"sound{suffix}", music(0.5))
    for texts in (("Old", "Somebody", "First"), ("New; live", "Ænima", "日本")):
        words = dict(zip(("title", "artist", "album"), texts, strict=True))
        write_tags(str(sound), {name: (text,) for name, text in words.items()}, keep_time=False)
        facts = read_facts(str(sound))
        assert (facts.title, facts.artist, facts.album) == texts
