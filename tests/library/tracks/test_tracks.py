import os
import sqlite3
import sys

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.messages import plain
from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.search.query import parse
from tagstudio.library.tags import decisions
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.known_files import KnownFile, known_files
from tagstudio.library.tracks.tracks import Folder, NewTrack
from tagstudio.library.views import browse
from tagstudio.library.views.browse import TrackRow

from ..conftest import suggestion_counts


def row(library: Library, track_id: int) -> TrackRow:
    with library.read() as connection:
        [found] = browse.rows_of(connection, models.find_model(connection), [track_id])
    return found


def found(library: Library, text: str) -> list[int]:
    with library.read() as connection:
        return browse.track_ids(connection, parse(text), models.find_model(connection))


def test_a_folder_is_added_once(library: Library) -> None:
    with library.write() as connection:
        first = tracks.folder_id(connection, "/music/b")
        second = tracks.folder_id(connection, "/music/a")
        assert tracks.folder_id(connection, "/music/b") == first
        expected = [Folder(second, "/music/a"), Folder(first, "/music/b")]
        assert tracks.folders(connection) == expected


def test_a_new_track_is_kept_with_all_its_facts(library: Library) -> None:
    facts = Facts("T", "A", "L", "AA", 1999, ("x", "y"), 3, 61.5, 44100, 2, "flac")
    new = NewTrack("/music/a.flac", 10, 2 * 10**18, b"h" * 16, facts)
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        [id] = tracks.add_tracks(connection, folder, [new], at=1234.9)
    assert row(library, id) == TrackRow(
        id=id,
        path="/music/a.flac",
        title="T",
        artist="A",
        album="L",
        albumartist="AA",
        year=1999,
        genre="x; y",
        track_number=3,
        seconds=61.5,
        hz=44100,
        channels=2,
        format="flac",
        added=1234,
        missing_since=None,
        reviewed_at=None,
        failure_code=None,
        failure_message=None,
        partial=False,
        state="new",
        bpm=None,
        other_bpm=None,
        bpm_confidence=None,
        key=None,
        key_confidence=None,
        loudness=None,
        loudness_range=None,
        true_peak=None,
    )
    with library.read() as connection:
        known = known_files(connection, ["/music/a.flac"])
    assert known == {"/music/a.flac": KnownFile(id, 10, 2 * 10**18, b"h" * 16, False)}


def test_adding_nothing_adds_nothing(library: Library) -> None:
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        assert tracks.add_tracks(connection, folder, []) == []
        tracks.update_tracks(connection, [])


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes")
def test_a_name_that_is_not_utf_8_survives_and_is_found(library: Library) -> None:
    path = os.fsdecode(b"/music/caf\xe9 \xff.mp3")
    with library.write() as connection:
        folder = tracks.folder_id(connection, os.fsdecode(b"/music/\xe9"))
        [id] = tracks.add_tracks(connection, folder, [NewTrack(path, 1, 1, None, Facts())])
        assert tracks.folder_id(connection, os.fsdecode(b"/music/\xe9")) == folder
    assert row(library, id).path == path
    assert found(library, "path:caf") == [id]
    assert found(library, f'"{path}"') == [id]


def test_hostile_facts_are_stored_as_unknown(library: Library) -> None:
    facts = Facts(
        "a\0b\ud800", year=10**30, track_number=-(10**25), seconds=float("inf"), hz=1 << 40
    )
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        [id] = tracks.add_tracks(connection, folder, [NewTrack("/m/a", 1, 1, None, facts)])
    shown = row(library, id)
    assert (shown.title, shown.year, shown.track_number) == ("a b?", None, None)
    assert (shown.seconds, shown.hz) == (None, None)


def test_a_retagged_track_keeps_everything(small: Library) -> None:
    with small.write() as connection:
        facts = Facts("Blue Train (Remastered)", "Trane", format="flac")
        again = NewTrack("/music/a/1.flac", 1001, 2 * 10**18, b"/music/a/1.flac", facts)
        tracks.update_tracks(connection, [(1, again)])
    shown = row(small, 1)
    assert (shown.title, shown.reviewed_at, shown.state) == (facts.title, 400, "reviewed")
    assert found(small, "trane remastered") == [1]
    assert found(small, "1957") == found(small, "year:1957") == []
    assert found(small, "tag:jazz") == [1, 3]


def test_a_track_with_another_recording_keeps_its_decisions_only(
    small: Library, model_id: int
) -> None:
    with small.write() as connection:
        suggestions.store_failures(connection, model_id, [(3, "decode", "broken")])
        again = NewTrack("/music/b/3.mp3", 7, 7, b"another sound 16", Facts("Ruby"))
        tracks.update_tracks(connection, [(3, again)])
    with small.read() as connection:
        model = models.model(connection, model_id)
        assert suggestions.scores_of(connection, model, [3]) == {}
        assert decisions.current(connection, [3])[3][1].state == "yes"
        assert 3 not in ScoreColumns(connection, model).track_ids
        assert suggestion_counts(connection, model_id)[1] == 0
    assert row(small, 3).state == "new"


def test_a_track_that_became_unreadable_loses_its_suggestions(small: Library) -> None:
    with small.write() as connection:
        bad = NewTrack("/music/a/1.flac", 3, 3, None, None, "damaged", "It is damaged.")
        tracks.update_tracks(connection, [(1, bad)])
    shown = row(small, 1)
    assert (shown.state, shown.failure_code) == ("failed", "damaged")
    assert shown.failure_message == plain("It is damaged.")
    assert found(small, "tag:jazz>0.8") == []


def test_a_track_that_can_be_read_again_is_no_longer_failed(small: Library) -> None:
    with small.write() as connection:
        repaired = NewTrack("/music/c/5.ogg", 6, 6, b"x" * 16, Facts("Mended"))
        tracks.update_tracks(connection, [(5, repaired)])
    assert row(small, 5).state == "new"
    assert row(small, 5).failure_message is None


def test_a_moved_track_keeps_everything_but_its_place(small: Library) -> None:
    with small.write() as connection:
        folder = tracks.folder_id(connection, "/elsewhere")
        tracks.move_track(connection, 4, "/elsewhere/Æ.mp3", 1000, 9, folder_id=folder)
        assert known_files(connection, ["/elsewhere/Æ.mp3"])["/elsewhere/Æ.mp3"].id == 4
    assert (row(small, 4).state, row(small, 4).title) == ("suggested", "Ænima")
    assert found(small, "path:elsewhere") == [4]
    assert found(small, "ænima elsewhere") == [4]
    assert found(small, "path:b/4") == []


def test_two_tracks_cannot_have_one_path(small: Library) -> None:
    with pytest.raises(sa.exc.IntegrityError), small.write() as connection:
        tracks.move_track(connection, 1, "/music/a/2.flac", 1, 1)
    with small.write() as connection:  # so a swap goes through a third name
        tracks.set_path(connection, 1, "/aside")
        tracks.set_path(connection, 2, "/music/a/1.flac")
        tracks.set_path(connection, 1, "/music/a/2.flac")
    assert found(small, "path:a/1") == [2]


def test_missing_tracks_come_back(small: Library) -> None:
    with small.write() as connection:
        tracks.mark_missing(connection, [3, 4], at=900)
    assert (row(small, 3).missing_since, row(small, 4).missing_since) == (900, 500)
    with small.write() as connection:
        tracks.mark_found(connection, [3, 4])
    assert (row(small, 3).state, row(small, 4).state) == ("suggested", "suggested")


def test_undo_takes_a_review_back(small: Library) -> None:
    with small.write() as connection:
        tracks.mark_reviewed(connection, [1], None)
        tracks.mark_reviewed(connection, [6], 77.7)
    assert (row(small, 1).state, row(small, 6).reviewed_at) == ("suggested", 77)


@pytest.mark.sqlite_only("SQLite's limit")
def test_more_tracks_at_once_than_sqlite_takes_variables(library: Library) -> None:
    """With a limit of 50; SQLite's own is 32,766 or more, as it was built."""
    with library.write() as connection:
        sqlite = connection.connection.driver_connection
        assert isinstance(sqlite, sqlite3.Connection)
        sqlite.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 50)  # a track has half as many
        with pytest.raises(sa.exc.OperationalError, match="too many SQL variables"):
            connection.execute(sa.select(sa.column("id").in_(range(51))))
        folder = tracks.folder_id(connection, "/music")
        new = [NewTrack(f"/music/{number}", 1, 1) for number in range(1_000)]
        ids = tracks.add_tracks(connection, folder, new)
        tracks.mark_missing(connection, ids)
    assert len(found(library, "state:missing")) == 1_000


def lengths(library: Library, track_id: int) -> tuple[float | None, float | None]:
    """The length that is shown, and that which was heard."""
    columns = tracks.tracks.c
    query = sa.select(columns.seconds, columns.heard_seconds).where(columns.id == track_id)
    with library.read() as connection:
        seconds, heard = connection.execute(query).one()
    return seconds, heard


def test_a_length_that_was_heard_takes_the_place_of_the_header_s(small: Library) -> None:
    with small.write() as connection:
        heard = [(1, 12.5), (2, float("inf")), (3, -1.0), (4, float("nan")), (5, 400.01)]
        tracks.correct_seconds(connection, heard)
    assert lengths(small, 1) == (12.5, 12.5)
    assert [lengths(small, id) for id in (2, 3, 4)] == [(100, None), (200, None), (400, None)]
    assert lengths(small, 5) == (400.01, 400.01)


def test_a_length_that_no_tagger_measured_is_the_header_s_again_with_the_next_scan(
    small: Library,
) -> None:
    """Suggestions alone do not tell it: a wrong length of an earlier version stayed for good."""
    with small.write() as connection:
        model = models.model(connection, 1)
        suggested = suggestions.made_at(connection, model, [1])
        hash = connection.scalar(
            sa.select(tracks.tracks.c.content_hash).where(tracks.tracks.c.id == 1)
        )
        again = NewTrack("/music/1.flac", 10, 5, hash, Facts("Title", seconds=31.0))
        tracks.update_tracks(connection, [(1, again)])
        assert suggestions.made_at(connection, model, [1]) == suggested != {}
    assert lengths(small, 1) == (31.0, None)


def test_a_retagged_track_keeps_the_length_that_was_heard(small: Library) -> None:
    with small.write() as connection:
        tracks.correct_seconds(connection, [(1, 12.5)])
        hash = connection.scalar(
            sa.select(tracks.tracks.c.content_hash).where(tracks.tracks.c.id == 1)
        )
        retagged = NewTrack("/music/1.flac", 10, 5, hash, Facts("New title", seconds=0.01))
        tracks.update_tracks(connection, [(1, retagged)])
    assert (row(small, 1).title, *lengths(small, 1)) == ("New title", 12.5, 12.5)
    with small.write() as connection:
        other = NewTrack("/music/1.flac", 10, 6, b"x" * 16, Facts("Another", seconds=70.0))
        tracks.update_tracks(connection, [(1, other)])
    assert lengths(small, 1) == (70.0, None)
