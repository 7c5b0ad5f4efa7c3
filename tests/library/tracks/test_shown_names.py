"""Lists are sorted by the titles that they show: a file's, or what its name tells."""

import pytest
import sqlalchemy as sa

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import track_texts
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.search.sorting import column_order
from tagstudio.library.tags.undo_history import redo, undo
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.facts_by_user import edit_facts, hold
from tagstudio.library.tracks.search_texts import differing_texts
from tagstudio.library.tracks.track_artists import (
    InferredArtist,
    forget_inferred,
    name_artists,
    set_artist,
    store_inferred,
)
from tagstudio.library.tracks.tracks import NewTrack
from tagstudio.library.views.browse import track_ids

FILES = (
    ("/m/z/Ann - Hopeless.mp3", Facts()),
    ("/m/y/Hopeful.mp3", Facts()),
    ("/m/x/01.mp3", Facts(title="Hope")),
    ("/m/w/Bo - Anthem.mp3", Facts(artist="Bo")),
    ("/m/v/02.mp3", Facts(title="Zebra", artist="Ann")),
    ("/m/u/Cy - Ænima.mp3", Facts()),
)


@pytest.fixture
def mixed(library: Library) -> Library:
    """Tracks with a title and without, in folders whose order is another one."""
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/m")
        new = [NewTrack(path, 1, 1, None, facts) for path, facts in FILES]
        tracks.add_tracks(connection, folder, new)
    return library


def order(connection: sa.Connection) -> list[int]:
    """Return the order by title, after a look that it is that of the texts, up and down."""
    assert differing_texts(connection) == []
    by_title = track_ids(connection, ALL_TRACKS, None, "title")
    assert track_ids(connection, ALL_TRACKS, None, "title-") == by_title[::-1]
    return by_title


def test_tracks_with_and_without_a_title_are_in_one_order(mixed: Library) -> None:
    with mixed.read() as connection:
        # ann - hopeless, bo's anthem, cy - ænima, hope, hopeful, zebra
        assert order(connection) == [1, 4, 6, 3, 2, 5]


def test_it_follows_the_artist_whatever_tells_it(mixed: Library) -> None:
    with mixed.write(durable=True) as connection:
        store_inferred(connection, {1: InferredArtist("Ann", "file name")})
        assert order(connection) == [4, 6, 3, 2, 1, 5]  # hope, hopeful, hopeless
        name_artists(connection, {6: "Cy"})
        assert order(connection) == [4, 3, 2, 1, 5, 6]
        set_artist(connection, [4], "Anthem")  # "Bo" is what the name tells beside it
        assert order(connection) == [4, 3, 2, 1, 5, 6]
        title = sa.select(track_texts.c.shown_title).where(track_texts.c.track_id == 4)
        assert connection.scalar(title) == "bo"
        set_artist(connection, [1], "Somebody Else")
        assert order(connection) == [1, 4, 3, 2, 5, 6]
        undo(connection)
        hold(connection, [1])
        assert order(connection) == [4, 3, 2, 1, 5, 6]
        redo(connection)
        hold(connection, [1])
        assert order(connection) == [1, 4, 3, 2, 5, 6]
        set_artist(connection, [1], None)
        assert order(connection) == [4, 3, 2, 1, 5, 6]
        forget_inferred(connection, [1])
        assert order(connection) == [1, 4, 3, 2, 5, 6]


def test_it_follows_the_name_of_the_file(mixed: Library) -> None:
    with mixed.write() as connection:
        store_inferred(connection, {1: InferredArtist("Ann", "file name")})
        tracks.set_path(connection, 1, "/m/a/Ann - A Start.mp3")
        assert order(connection) == [1, 4, 6, 3, 2, 5]
        tracks.move_track(connection, 2, "/m/Zzz.mp3", 1, 1)
        assert order(connection) == [1, 4, 6, 3, 5, 2]
        tracks.move_track(connection, 3, "/m/a/Aaa.mp3", 1, 1)  # it has a title
        assert order(connection) == [1, 4, 6, 3, 5, 2]


def test_it_follows_the_title_that_is_read_or_said(mixed: Library) -> None:
    with mixed.write(durable=True) as connection:
        edit_facts(connection, {2: {"title": "A Beginning"}})
        assert order(connection) == [2, 1, 4, 6, 3, 5]
        edit_facts(connection, {2: {"title": None}})
        assert order(connection) == [1, 4, 6, 3, 2, 5]
        path = FILES[2][0]
        tracks.update_tracks(connection, [(3, NewTrack(path, 1, 2, None, Facts()))])
        assert order(connection) == [3, 1, 4, 6, 2, 5]  # "01" now


@pytest.mark.sqlite_only("PostgreSQL would read six rows from the table")
@pytest.mark.parametrize("sort", ["title", "title-"])
def test_the_order_is_read_from_its_index(mixed: Library, sort: str) -> None:
    query = column_order(sort)
    assert query is not None
    with mixed.read() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}").one()
    assert plan[-1] == "SCAN track_texts USING COVERING INDEX track_texts_by_shown_title"
