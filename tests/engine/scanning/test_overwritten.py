"""Which files hold another recording than the track they were; whole scans are in test_scan.py."""

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.engine.scanning.overwritten import set_aside, told
from tagstudio.library.db.database import open_library
from tagstudio.library.tags import decisions, tags
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.facts_by_user import edit_facts
from tagstudio.library.tracks.tracks import NewTrack

OLD, NEW = b"a" * 16, b"b" * 16
BEFORE = Facts("Song", "Artist", seconds=200.0)


@pytest.fixture
def library(library_address):
    with open_library(library_address, writing=True) as opened:
        yield opened


def aside(library, before: Facts, now: Facts | None, *, key=NEW, answer=True, reviewed=False):
    """The paths that are told of when the file of a track changes so."""
    with library.write(durable=True) as connection:
        folder = tracks.folder_id(connection, "/music")
        [id] = tracks.add_tracks(connection, folder, [NewTrack("/music/1", 1, 1, OLD, before)])
        if answer:
            jazz = tags.tag_id(connection, "jazz", "genre", "user")
            decisions.record_decisions(connection, [Decision(id, jazz, "yes")], "user")
        if reviewed:
            tracks.mark_reviewed(connection, [id], 100)
        kept = set_aside(connection, [(id, NewTrack("/music/1", 2, 2, key, now))])
        return [str(one.message) for one in told(connection, kept)]


KEPT = "/music/1 holds another recording now; the answers (1) stay with the missing one."


@pytest.mark.parametrize(
    "now",
    [
        Facts("Else", "Other", seconds=150.0),
        Facts("Else", "ARTIST", seconds=150.0),  # another song of the artist
        Facts("Song", "Other", seconds=150.0),
    ],
)
def test_another_length_and_name_are_another_recording(library, now):
    assert aside(library, BEFORE, now) == [KEPT]
    with library.read() as connection:
        [row] = connection.execute(tracks.tracks.select()).all()
    assert row.path == "/music/1 (overwritten, was track 1)"
    assert row.missing_since is not None


@pytest.mark.parametrize(
    ("before", "now"),
    [
        (BEFORE, Facts("Song", "Artist", seconds=120.0)),  # cut
        (BEFORE, Facts("Song (2011 Remaster)", "Artist", seconds=205.0)),
        (BEFORE, Facts("Else", "Other", seconds=201.5)),  # encoded anew, with corrected names
        (BEFORE, Facts("", "", seconds=120.0)),  # cut by a program that drops the names
        (Facts("", "", seconds=200.0), Facts("", "", seconds=120.0)),  # a recording of one's own
        (Facts("Song", "Artist"), Facts("Else", "Other", seconds=120.0)),
        (BEFORE, None),  # cannot be read now
    ],
)
def test_anything_less_is_the_same_track(library, before, now):
    assert aside(library, before, now) == []


def test_the_same_sound_is_the_same_track_whatever_its_names(library):
    assert aside(library, BEFORE, Facts("Else", "Other", seconds=150.0), key=OLD) == []


def test_a_track_without_answers_has_nothing_to_keep(library):
    assert aside(library, BEFORE, Facts("Else", "Other", seconds=150.0), answer=False) == []


def test_a_mark_of_review_is_kept_too(library):
    now = Facts("Else", "Other", seconds=150.0)
    [sentence] = aside(library, BEFORE, now, answer=False, reviewed=True)
    assert "the mark of review stays with the missing one" in sentence


def test_the_user_s_own_title_and_artist_make_no_other_recording(library):
    """A file cut by another program keeps its names; what the user calls the track is beside."""
    with library.write(durable=True) as connection:
        folder = tracks.folder_id(connection, "/music")
        [id] = tracks.add_tracks(connection, folder, [NewTrack("/music/1", 1, 1, OLD, BEFORE)])
        edit_facts(connection, {id: {"title": "Mine", "artist": "Somebody"}})
        cut = NewTrack("/music/1", 2, 2, NEW, Facts("Song", "Artist", seconds=120.0))
        assert set_aside(connection, [(id, cut)]) == []
