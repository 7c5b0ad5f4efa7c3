"""Presets of the user's own: read, and told what is wrong with the line."""

import pytest

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.engine.file_tags.presets.described import as_toml, place_names
from tagstudio.engine.file_tags.presets.find import find_preset, list_presets, preset_of
from tagstudio.engine.file_tags.presets.preset import LAYOUTS, Place
from tagstudio.engine.file_tags.presets.preset_files import load_preset
from tagstudio.engine.file_tags.presets.shipped import SHIPPED
from tagstudio.library.db.database import open_library
from tagstudio.library.tags.write_preset import choose_preset

GOOD = """\
title = "Car radio"
names = "tag"

[[write]]
kinds = ["genre", "own"]
field = "genre"
separator = " / "
existing = "replace"
most = 3
elsewhere = { MP4 = "", "ID3v2.3" = "text:Style" }
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path))
    (tmp_path / "presets").mkdir()
    return tmp_path / "presets"


def test_a_file_is_a_preset_called_as_it_is(folder):
    (folder / "car.toml").write_text(GOOD)
    preset = find_preset("Car")
    assert (preset.name, preset.title, preset.names, preset.is_own) == (
        "car",
        "Car radio",
        "tag",
        True,
    )
    elsewhere = {"MP4": "", "ID3v2.3": "text:Style"}
    assert preset.places == (Place(("genre", "own"), "genre", elsewhere, " / ", "replace", 3),)
    [names] = place_names(preset)
    assert names.names["ID3v2.3"] == "TXXX:Style"
    assert names.names["ID3v2.4"] == "TCON"
    assert not names.names["MP4"]


@pytest.mark.parametrize("name", [one.name for one in SHIPPED])
def test_each_preset_as_a_file_is_the_same_preset(folder, name):
    (folder / "copy.toml").write_text(as_toml(find_preset(name)))
    copy, original = load_preset(folder / "copy.toml"), find_preset(name)
    assert (copy.places, copy.names, copy.title) == (
        original.places,
        original.names,
        original.title,
    )
    assert [one.elsewhere for one in copy.places] == [one.elsewhere for one in original.places]
    assert str(copy.about) == str(original.about)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('title = "Car', 'title = "Car\n', 1, "line 1"),
        ("names =", "name =", 2, "no 'name'"),
        ('"tag"', '"nick"', 2, "'nick' is none of export, tag"),
        ('["genre", "own"]', '["genres"]', 5, "'genres' is none of"),
        ('["genre", "own"]', "[]", 4, "needs kinds"),
        ('field = "genre"', 'field = "title"', 6, "no field"),
        ('field = "genre"', 'field = "text:Mood"', 6, "for something else"),
        ('field = "genre"', 'field = "text:MusicBrainz Album Id"', 6, "for something else"),
        ('field = "genre"', 'field = "text:Stimmung ä"', 6, "English letters"),
        ('" / "', '" and "', 7, "without letters"),
        ('"replace"', '"erase"', 8, "'erase' is none of"),
        ("most = 3", "most = -3", 9, "1 to 1000"),
        ("most = 3", 'most = "3"', 9, "the kind integer"),
        ("MP4", "MP5", 10, "'MP5' is none of"),
        ('MP4 = ""', 'MP4 = "grp1"', 10, "no field"),
        ("elsewhere", "extra", 10, "no 'extra'"),
        ('field = "genre"', 'field = "comment"', 7, "a block of their own"),
    ],
)
def test_a_fault_is_told_with_its_line(folder, old, new, line, said):
    path = folder / "car.toml"
    path.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(TagStudioError) as raised:
        load_preset(path)
    assert f"line {line}" in str(raised.value)
    assert said in str(raised.value)
    assert str(path) in str(raised.value)


def test_two_places_of_one_field_are_a_fault_of_the_second(folder):
    second = '\n[[write]]\nkinds = ["mood"]\nfield = "grouping"\nelsewhere = { ASF = "genre" }\n'
    (folder / "car.toml").write_text(GOOD + second)
    with pytest.raises(TagStudioError, match="line 14: genre of ASF is written twice"):
        load_preset(folder / "car.toml")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"write = [1]\n", b"", b"title = 'x'\n"])
def test_what_is_no_preset_is_told(folder, content):
    (folder / "car.toml").write_bytes(content)
    with pytest.raises(TagStudioError):
        load_preset(folder / "car.toml")


def test_a_bad_file_hides_no_other_preset(folder):
    (folder / "bad.toml").write_text("x")
    (folder / "car.toml").write_text(GOOD)
    (folder / "Picard.toml").write_text(GOOD)
    presets, faults = list_presets()
    assert [one.name for one in presets] == [*(one.name for one in SHIPPED), "car"]
    assert len(faults) == 2
    with pytest.raises(TagStudioError, match=r"bad\.toml"):
        find_preset("bad")


def test_a_name_that_there_is_not_is_told_with_those_that_there_are(folder):
    with pytest.raises(TagStudioError, match="standard, mediamonkey"):
        find_preset("winamp")
    assert find_preset("foobar2000").name == "standard"


def test_the_library_keeps_its_choice(folder, tmp_path):
    with open_library(tmp_path / "l.db", writing=True) as library, library.write() as connection:
        assert preset_of(connection).name == "standard"
        choose_preset(connection, "itunes")
        assert preset_of(connection).name == "itunes"
        assert preset_of(connection, "serato").name == "serato"
        choose_preset(connection, "gone")
        with pytest.raises(TagStudioError, match="not there any more"):
            preset_of(connection)


@pytest.mark.parametrize("preset", SHIPPED, ids=lambda one: one.name)
def test_no_preset_writes_two_places_into_one_field(preset):
    for layout in LAYOUTS:
        fields = [place.field_in(layout) for place in preset.places]
        assert len(fields) == len(set(fields))
