"""Lists name a track by what tells it best, the same in the window and in the shell."""

import pytest

from tagstudio.engine.artists.shown_names import names_of
from tagstudio.library.db.database import open_library
from tagstudio.library.db.text_folding import folded
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.tracks.facts_by_user import hold
from tagstudio.library.tracks.search_texts import differing_texts
from tagstudio.library.tracks.track_artists import (
    InferredArtist,
    forget_inferred,
    name_artists,
    set_artist,
    store_inferred,
)
from tagstudio.library.views.browse import rows_of, track_ids


@pytest.fixture
def library(tmp_path, add_six):
    with open_library(tmp_path / "library.db", writing=True) as opened:
        add_six(opened)
        yield opened


@pytest.fixture
def named(library):
    """Return the names of a track whose file says this, and its name that."""

    def names(told: str = "", user: str = "", **columns: str):
        values = {"title": "", "artist": "", "albumartist": "", "path": "/m/02 - Ann - Blue.mp3"}
        with library.write() as connection:
            for column, value in (values | columns).items():
                connection.exec_driver_sql(
                    f"UPDATE tracks SET {column} = ? WHERE id = 1",
                    (value,),
                )
            if told:
                store_inferred(connection, {1: InferredArtist(told, "file name")})
            if user:
                set_artist(connection, [1], user)
            return names_of(connection, rows_of(connection, None, [1]))[1]

    return names


def test_without_any_name_the_file_is_the_title(named):
    names = named()
    assert (names.title, names.artist, names.origin) == ("02 - Ann - Blue", "", None)


def test_what_a_file_name_tells_of_the_artist_leaves_the_title(named):
    names = named("Ann")
    assert (names.title, names.artist, names.is_guess) == ("Blue", "Ann", True)


def test_the_file_goes_before_its_name_and_the_user_before_both(named):
    names = named("Ann", title="Sea", artist="Bo", albumartist="Bo & Co")
    assert (names.title, names.artist, names.is_guess) == ("Sea", "Bo (Bo & Co)", False)
    names = named("Ann", user="Cy", title="Sea", artist="Bo")
    assert (names.artist, names.origin) == ("Cy", "user")


def test_an_artist_that_stands_for_none_gives_way_to_what_is_told(named):
    assert named("Ann", artist="Unknown Artist").artist == "Ann"
    assert named(artist="Unknown Artist").artist == "Ann"


FILES = {  # artist and artist of the album as the files say
    1: ("Monk", ""),
    2: ("", "evans"),
    3: ("", ""),
    4: ("Various Artists", ""),
    5: ("Bo", "Bo & Co"),
    6: ("", ""),
}


def order_and_names(connection) -> tuple[list[int], list[int]]:
    """Return the order by artist, and that of the artists that lists show."""
    shown = names_of(connection, rows_of(connection, None, list(FILES)))
    keys = {id: folded(one.artist.partition(" (")[0]) for id, one in shown.items()}
    by_names = sorted(keys, key=lambda id: (not keys[id], keys[id], id))
    return track_ids(connection, ALL_TRACKS, None, "artist"), by_names


def test_tracks_are_sorted_by_the_artist_that_lists_show(library):
    with library.write() as connection:
        connection.exec_driver_sql(
            "UPDATE tracks SET artist = ?, albumartist = ? WHERE id = ?",
            [(*said, id) for id, said in FILES.items()],
        )
        hold(connection, list(FILES))
        assert track_ids(connection, ALL_TRACKS, None, "artist") == [5, 2, 1, 4, 3, 6]
        told = {3: "Ænima", 4: "Cy", 5: "Other"}
        given = {id: InferredArtist(name, "folder") for id, name in told.items()}
        store_inferred(connection, given)
        found, expected = order_and_names(connection)
        assert found == expected == [5, 4, 2, 1, 3, 6]
        name_artists(connection, {3: "Abe"})  # an import goes before a folder
        set_artist(connection, [4], "Zoe")
        found, expected = order_and_names(connection)
        assert found == expected == [3, 5, 2, 1, 4, 6]
        assert differing_texts(connection) == []
        set_artist(connection, [4], None)
        forget_inferred(connection, [4])
        found, expected = order_and_names(connection)
        assert found == expected == [3, 5, 2, 1, 4, 6]
        assert track_ids(connection, ALL_TRACKS, None, "artist-")[-1] == 6  # named by nothing


NAMES_OF_FILES = ("07 - Monk - Well", "Evans - Peri", "Sea", "Tyner - Atlantis", "Bo - Ann", "Ann")


def test_tracks_are_sorted_by_the_title_that_lists_show(library):
    def found() -> tuple[list[int], list[int]]:
        """Return the order by title, and that of the titles that lists show."""
        shown = names_of(connection, rows_of(connection, None, list(FILES)))
        by_names = sorted(shown, key=lambda id: (folded(shown[id].title), id))
        return track_ids(connection, ALL_TRACKS, None, "title"), by_names

    with library.write() as connection:
        connection.exec_driver_sql(
            "UPDATE tracks SET title = '', artist = ?, albumartist = ?, path = ? WHERE id = ?",
            [
                (*said, f"/m/{name}.mp3", id)
                for name, (id, said) in zip(NAMES_OF_FILES, FILES.items(), strict=True)
            ],
        )
        hold(connection, list(FILES))
        by_title, by_names = found()
        assert by_title == by_names == [5, 6, 2, 3, 4, 1]
        given = {id: InferredArtist(name, "folder") for id, name in {4: "Tyner", 5: "Ann"}.items()}
        store_inferred(connection, given)
        by_title, by_names = found()
        assert by_title == by_names == [5, 6, 4, 2, 3, 1]  # ann, ann, atlantis, peri, sea, well
        set_artist(connection, [5], "Various Artists")  # beside the artist of the album
        set_artist(connection, [4], "Atlantis")
        by_title, by_names = found()
        assert by_title == by_names
        assert differing_texts(connection) == []
