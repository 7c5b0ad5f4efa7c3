"""The user's words on tracks: they hold everywhere, over scans, and undo takes them back."""

from dataclasses import replace

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.engine.correcting.undo import redo, undo
from tagstudio.library.search.query import parse
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.facts_by_user import edit_facts, facts_in_files, words_of
from tagstudio.library.tracks.search_texts import differing_texts
from tagstudio.library.tracks.track_artists import artists_of, set_artist
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views.browse import rows_of, track_ids

FACTS = Facts(title="SOS", artist="Abba", album="Gold")


def file(facts: Facts = FACTS) -> NewTrack:
    return NewTrack("/m/a.mp3", 1, 1, b"0123456789abcdef", facts)


@pytest.fixture
def track(library) -> int:
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/m")
        [id] = tracks.add_tracks(connection, folder, [file()])
    return id


def said(connection, id: int) -> tuple[str, str, str]:
    [row] = rows_of(connection, None, [id])
    assert differing_texts(connection) == []
    return row.title, row.artist, row.album


def test_words_hold_in_lists_searches_and_sorting_and_one_undo_takes_all_back(library, track):
    with library.write() as connection:
        edited = edit_facts(
            connection, {track: {"title": " Mayday ", "artist": "Agnetha", "album": "Best"}}
        )
        assert edited.track_ids == {track}
        assert said(connection, track) == ("Mayday", "Agnetha", "Best")
        assert artists_of(connection, [track])[track].origin == "user"
        for query in ("title:mayday", "artist:agnetha", "album:best", "agnetha"):
            assert track_ids(connection, parse(query), None) == [track]
        assert track_ids(connection, parse("artist:abba"), None) == []
        assert undo(connection) is not None
        assert said(connection, track) == ("SOS", "Abba", "Gold")
        assert words_of(connection, [track]) == {}
        redo(connection)
        assert said(connection, track) == ("Mayday", "Agnetha", "Best")


def test_a_scan_keeps_the_words_and_learns_what_the_file_says(library, track):
    with library.write() as connection:
        edit_facts(connection, {track: {"title": "Mayday"}})
        retagged = replace(FACTS, title="S.O.S.", album="Greatest Hits")
        tracks.update_tracks(connection, [(track, file(retagged))])
        assert said(connection, track) == ("Mayday", "Abba", "Greatest Hits")
        assert facts_in_files(connection, [track])[track]["title"] == "S.O.S."
        undo(connection)
        assert said(connection, track) == ("S.O.S.", "Abba", "Greatest Hits")


def test_a_word_that_says_what_the_file_says_is_none_and_blank_takes_one_back(library, track):
    with library.write() as connection:
        assert edit_facts(connection, {track: {"title": "SOS", "album": ""}}).edits == ()
        edit_facts(connection, {track: {"album": "Best"}})
        edit_facts(connection, {track: {"album": "Gold"}})
        assert said(connection, track)[2] == "Gold"
        assert words_of(connection, [track]) == {}
        edit_facts(connection, {track: {"album": "Best"}})
        edit_facts(connection, {track: {"album": None}})
        assert said(connection, track)[2] == "Gold"


def test_the_artist_named_elsewhere_is_the_same_word(library, track):
    with library.write() as connection:
        set_artist(connection, [track], "Agnetha")
        assert said(connection, track)[1] == "Agnetha"
        set_artist(connection, [track], None)
        assert said(connection, track)[1] == "Abba"
