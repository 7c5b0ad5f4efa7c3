import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.audio.metadata.matroska import read_texts

SEGMENT, CLUSTER = "18538067", "1f43b675"
INFO, TITLE = "1549a966", "7ba9"
TAGS, TAG, TARGETS, TARGET_VALUE = "1254c367", "7373", "63c0", "68ca"
SIMPLE, NAME, STRING = "67c8", "45a3", "4487"
CHAPTER = "63c4"


def element(name: str, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return bytes.fromhex(name) + (len(content) | 1 << 56).to_bytes(8) + content


def simple(name: str, *texts: str, inner: bytes = b"") -> bytes:
    values = (element(STRING, text.encode()) for text in texts)
    return element(SIMPLE, element(NAME, name.encode()), *values, inner)


def tag(value: int | None, *texts: bytes, target: bytes = b"") -> bytes:
    level = b"" if value is None else element(TARGET_VALUE, value.to_bytes(1))
    return element(TAG, element(TARGETS, level, target), *texts)


def texts_of(*parts: bytes) -> dict[str, list[str]]:
    head = element("1a45dfa3", b"")
    content = head + element(SEGMENT, *parts, element(CLUSTER, bytes(30)))
    return read_texts(io.BytesIO(content), len(content))


def test_texts_without_a_target_are_those_of_the_track():
    held = tag(None, simple("ARTIST", "One"), simple("album_artist", "All"), simple("GENRE", "Bop"))
    found = texts_of(element(INFO, element(TITLE, b"Title")), element(TAGS, held))
    assert found == {"TIT2": ["Title"], "TPE1": ["One"], "TPE2": ["All"], "TCON": ["Bop"]}


def test_what_is_said_of_the_album_is_not_taken_for_the_track():
    album = tag(
        50, simple("TITLE", "Album"), simple("ARTIST", "Various"), simple("DATE_RELEASED", "1957")
    )
    track = tag(30, simple("TITLE", "Title"), simple("ARTIST", "One"), simple("PART_NUMBER", "3"))
    for held in (album + track, track + album):
        assert texts_of(element(TAGS, held)) == {
            "TIT2": ["Title"],
            "TALB": ["Album"],
            "TPE1": ["One"],
            "TPE2": ["Various"],
            "TDRC": ["1957"],
            "TRCK": ["3"],
        }


def test_the_artist_of_the_album_is_that_of_a_track_without_its_own():
    assert texts_of(element(TAGS, tag(50, simple("ARTIST", "Various")))) == {
        "TPE1": ["Various"],
        "TPE2": ["Various"],
    }


def test_a_name_that_stands_several_times_has_several_values():
    held = tag(30, simple("GENRE", "Soul"), simple("genre", "Bop", "Jazz"), simple("Genre", ""))
    assert texts_of(element(TAGS, held))["TCON"] == ["Soul", "Bop", "Jazz"]


def test_what_is_about_a_chapter_or_about_another_text_is_left_out():
    chapter = tag(30, simple("TITLE", "Verse"), target=element(CHAPTER, b"\1"))
    whole = tag(
        30,
        simple(
            "TITLE",
            "Title",
            inner=simple("ARTIST", "of the title"),
        ),
        target=element(CHAPTER, b"\0"),
    )
    assert texts_of(element(TAGS, chapter, whole)) == {"TIT2": ["Title"]}


def test_a_segment_of_unknown_size():
    held = element(TAGS, tag(None, simple("TITLE", "Title")))
    content = bytes.fromhex(SEGMENT) + b"\x01" + b"\xff" * 7 + held
    assert read_texts(io.BytesIO(content), len(content)) == {"TIT2": ["Title"]}


@given(st.binary(max_size=80), st.integers(0, 80))
def test_garbage_costs_nothing(garbage, at):
    whole = element(SEGMENT, element(TAGS, tag(50, simple("TITLE", "Title"))))
    content = whole[:at] + garbage + whole[at:]
    assert isinstance(read_texts(io.BytesIO(content), len(content)), dict)


@pytest.mark.parametrize("end", range(0, 90, 7))
def test_a_file_that_is_cut_off(end):
    whole = element(SEGMENT, element(TAGS, tag(50, simple("TITLE", "Title"))))
    assert set(read_texts(io.BytesIO(whole[:end]), len(whole[:end]))) <= {"TALB"}
