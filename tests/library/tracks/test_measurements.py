"""What was measured, and the user's words in its place: in queries, order, undo, scans."""

from dataclasses import replace

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import plain
from tagstudio.engine.correcting.undo import redo, undo
from tagstudio.library.search.pending import unmeasured_tracks
from tagstudio.library.search.query import parse
from tagstudio.library.search.query_text import text_of
from tagstudio.library.tracks import measurements, tracks
from tagstudio.library.tracks.facts_by_user import edit_facts
from tagstudio.library.tracks.measurements import Measured, as_word, measures_of, scaled_tempi
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views.browse import rows_of, track_ids

FAST = Measured(120.4, 60.2, 0.8, "F#m", 0.9, -9.3, 5.0, -0.2)
SLOW = Measured(61.7, 123.4, 0.5, "C", 0.6, -23.1, 12.0, -6.0)
LOUD = Measured(None, None, None, "Am", 0.8, -4.0, 2.0, 0.5)


def file(number: int, content: bytes | None = None) -> NewTrack:
    hash = content or bytes([number]) * 16
    return NewTrack(f"/m/{number}.mp3", 1, 1, hash, Facts(title=str(number)))


@pytest.fixture
def measured(library):
    """Four tracks: fast, slow, loud without a beat, and one that was not measured."""
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/m")
        ids = tracks.add_tracks(connection, folder, [file(n) for n in (1, 2, 3, 4)])
        found = dict(zip(ids, (FAST, SLOW, LOUD), strict=False))
        measurements.store(connection, "meter", "1", found)
    return library


QUERIES = {
    "bpm:120..128": [1],
    "bpm:120": [1],
    "bpm:121..": [],
    "bpm:60..130": [1, 2],
    "bpm:..62": [2],
    "bpm:61.7": [2],
    "bpm:61.6": [],
    "-bpm:60..130": [3, 4],
    "key:Am": [3],
    'key:"F#m"': [1],
    "key:Gbm": [1],
    "key:11A": [1],
    "key:C": [2],
    "loudness:-10..-8": [1],
    "loudness:-9": [1],
    "loudness:..-20": [2],
    "loudness:-5..": [3],
    "key:C , key:Am": [2, 3],
}


@pytest.mark.parametrize("query", QUERIES)
def test_queries_find_what_was_measured(measured, query):
    with measured.read() as connection:
        assert track_ids(connection, parse(query), None) == QUERIES[query]
        again = text_of(parse(query))
        assert parse(again) == parse(query)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("bpm:fast", "bpm:120..128"),
        ("bpm:-3", "bpm:120"),
        ("key:H", "key:F#m"),
        ("loudness:loud", "loudness:-14..-8"),
        ("bpm:130..120", "130 is more than 120"),
        ("key:", "missing after the colon"),
    ],
)
def test_a_query_that_asks_for_nothing_says_how_to_ask(query, words):
    with pytest.raises(TagStudioError, match=words.replace(".", r"\.")):
        parse(query)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("bpm", [2, 1, 3, 4]),
        ("bpm-", [1, 2, 3, 4]),
        ("key", [3, 2, 1, 4]),
        ("loudness-", [3, 1, 2, 4]),
    ],
)
def test_tracks_are_sorted_by_measures_those_without_last(measured, sort, order):
    with measured.read() as connection:
        found = track_ids(connection, parse(""), None, sort)
        assert found[:3] == order[:3]
        assert sorted(found) == [1, 2, 3, 4]


def test_a_word_counts_everywhere_and_one_undo_takes_it_back(measured):
    with measured.write() as connection:
        edit_facts(connection, {2: {"bpm": "123,4"}, 4: {"bpm": "90", "key": "8A"}})
        assert track_ids(connection, parse("bpm:120..128"), None) == [1, 2]
        assert track_ids(connection, parse("key:Am"), None) == [3, 4]
        [slow, bare] = rows_of(connection, None, [2, 4])
        assert (slow.bpm, slow.other_bpm, slow.bpm_confidence) == (123.4, None, 1.0)
        assert (slow.key, slow.key_confidence) == ("C", 0.6)
        assert (bare.bpm, bare.key, bare.loudness) == (90.0, "Am", None)
        undo(connection)
        [slow, bare] = rows_of(connection, None, [2, 4])
        assert (slow.bpm, slow.other_bpm, slow.bpm_confidence) == (61.7, 123.4, 0.5)
        assert (bare.bpm, bare.key) == (None, None)
        redo(connection)
        assert rows_of(connection, None, [4])[0].key == "Am"


def test_an_empty_word_and_one_that_was_measured_are_none(measured):
    with measured.write() as connection:
        edit_facts(connection, {1: {"bpm": "60.2"}})
        assert edit_facts(connection, {1: {"bpm": ""}}).track_ids == {1}
        assert measures_of(connection, [1])[1].bpm == 120.4
        assert not edit_facts(connection, {1: {"bpm": "120.4", "key": "Gbm"}}).track_ids


@pytest.mark.parametrize(("field", "text"), [("bpm", "fast"), ("bpm", "0"), ("key", "H")])
def test_what_is_no_word_is_refused_with_a_sentence_and_changes_nothing(measured, field, text):
    with pytest.raises(TagStudioError, match="Type"), measured.write() as connection:
        edit_facts(connection, {1: {field: text}})
    with measured.read() as connection:
        assert measures_of(connection, [1])[1].bpm == 120.4


def test_a_new_measuring_leaves_the_word_standing(measured):
    with measured.write() as connection:
        edit_facts(connection, {1: {"bpm": "60"}})
        measurements.store(connection, "meter", "2", {1: replace(FAST, bpm=121.0)})
        found = measures_of(connection, [1])[1]
        assert (found.bpm, found.measured.bpm) == (60.0, 121.0)


def test_tempi_are_doubled_and_halved_where_there_are_any(measured):
    with measured.read() as connection:
        assert scaled_tempi(connection, [1, 2, 3, 4], 2.0) == {1: "240.8", 2: "123.4"}
        assert scaled_tempi(connection, [1], 0.5) == {1: "60.2"}
        assert scaled_tempi(connection, [1], 10.0) == {}
    assert as_word("bpm", " 120,50 ") == "120.5"


def test_another_recording_loses_its_measures_and_keeps_the_word(measured):
    with measured.write() as connection:
        edit_facts(connection, {1: {"key": "Em"}})
        tracks.update_tracks(connection, [(1, file(1, b"another record!!"))])
        [row] = rows_of(connection, None, [1])
        assert (row.bpm, row.loudness, row.key) == (None, None, "Em")
        tracks.update_tracks(connection, [(2, replace(file(2), size=9))])
        assert rows_of(connection, None, [2])[0].bpm == 61.7


def test_what_is_left_to_measure_is_what_this_version_has_not(measured):
    def left(connection, **options):
        found = unmeasured_tracks(connection, "meter", "1", **options)
        return [one.track_id for one in found]

    with measured.write() as connection:
        assert left(connection) == [4]
        assert left(connection, again=True) == [1, 2, 3, 4]
        assert len(unmeasured_tracks(connection, "meter", "2")) == 4
        assert left(connection, where=parse("key:C")) == []
        edit_facts(connection, {4: {"bpm": "90"}})  # a word is no measuring
        assert left(connection) == [4]
        for _ in range(measurements.MAX_ATTEMPTS):
            failure = ("meter", "1"), 4, "damaged", plain("It is damaged.")
            measurements.store_failure(connection, *failure)
        assert left(connection) == []
        assert left(connection, retry=True) == [4]
        measurements.store(connection, "meter", "1", {4: LOUD})
        assert measures_of(connection, [4])[4].bpm == 90.0
