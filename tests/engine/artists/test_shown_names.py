"""Lists name a track by what tells it best, the same in the window and in the shell."""

import pytest

from tagstudio.engine.artists.shown_names import names_of
from tagstudio.library.db.database import open_library
from tagstudio.library.tracks.track_artists import InferredArtist, set_artist, store_inferred
from tagstudio.library.views.browse import rows_of


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
