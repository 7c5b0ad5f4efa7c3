import pytest

from tagstudio.audio.files.formats import SUFFIXES
from tagstudio.audio.files.left_out import (
    SYSTEM_FILES,
    SYSTEM_FOLDERS,
    is_system_folder,
    reason_of,
    suffix_of,
)


@pytest.mark.parametrize(
    "name",
    [".git", "@EADIR", "$RECYCLE.BIN", "System Volume Information", ".Trash-1000", ".Trashes"],
)
def test_folders_of_systems_are_known_in_any_case(name):
    assert is_system_folder(name)


@pytest.mark.parametrize(
    "name",
    [".45", "...And Justice for All", ".38 Special", "Cache", "git", ".trash talk", "Recycler EP"],
)
def test_other_folders_hold_music(name):
    assert not is_system_folder(name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("cover.jpg", "other"),
        ("README", "other"),
        (".hidden.txt", "other"),
        ("album.CUE", "cue_sheet"),
        ("best of.m3u8", "playlist"),
        ("tune.mid", "unheard"),
        ("book.aax", "unheard"),
        ("a.mp3.part", "unfinished"),
        (".a.mp3.0123456789abcdef0123456789abcdef.tmp", "unfinished"),  # ours
        (".~lock.notes.odt#", "unfinished"),
        ("~$notes.docx", "unfinished"),
        ("._cover.jpg", "apple_double"),
        (".DS_Store", "system_file"),
        ("Desktop.ini", "system_file"),
    ],
)
def test_each_name_has_its_reason(name, reason):
    assert reason_of(name, suffix_of(name)) == reason


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.JPG", ".jpg"),
        ("a.tar.gz", ".gz"),
        ("README", ""),
        (".hidden", ""),
        ("Mr. Bungle - Carousel", ""),
        ("Sonata no.5", ""),
    ],
)
def test_the_end_of_a_name_is_a_suffix_only_where_it_looks_like_one(name, suffix):
    assert suffix_of(name) == suffix


def test_the_lists_compare_in_lower_case_and_name_no_audio():
    assert [name for name in (*SYSTEM_FOLDERS, *SYSTEM_FILES) if name != name.lower()] == []
    assert {reason_of(f"a{suffix}", suffix) for suffix in SUFFIXES} == {"other"}
