from pathlib import PurePath

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.core.progress import run
from tagstudio.engine.artists.infer_names import infer_names, look_again
from tagstudio.library.db.database import open_library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.track_groups import grouped_tracks
from tagstudio.library.tracks.tracks import NewTrack


@pytest.fixture
def library(tmp_path):
    with open_library(tmp_path / "my.db", writing=True) as library:
        yield library


def add(library, *paths, **facts):
    """Add tracks under /m with these tags, each with a recording of its own; return their ids."""
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/m")
        new = [NewTrack(path, 1, 1, f"{path:>16}".encode()[-16:], Facts(**facts)) for path in paths]
        return tracks.add_tracks(connection, folder, new)


def told(library):
    """Return by file name the artist of each track and what tells it."""
    with library.read() as connection:
        count = connection.exec_driver_sql("SELECT count(*) FROM tracks").scalar_one()
        paths = dict(connection.exec_driver_sql("SELECT id, path FROM tracks").all())
        found = grouped_tracks(connection, range(1, count + 1))
    return {
        PurePath(paths[id].decode()).name: tuple(one.artist) if one.artist else None
        for id, one in found.items()
    }


def test_names_tell_where_tags_do_not(library):
    add(library, "/m/Mix/SOS - Abba.mp3", "/m/Mix/Tiger - Abba.mp3", "/m/Mix/Wind.mp3")
    add(library, "/m/Mix/Believe - Cher.mp3")
    add(library, "/m/Mix/Play - Moby.mp3", artist="MOBY")
    assert run(infer_names(library)) == 3
    assert told(library) == {
        "SOS - Abba.mp3": ("Abba", "file name"),
        "Tiger - Abba.mp3": ("Abba", "file name"),
        "Wind.mp3": None,
        "Believe - Cher.mp3": ("Cher", "file name"),
        "Play - Moby.mp3": ("MOBY", "file"),
    }


def test_folders_tell_where_files_do_not(library):
    add(library, *(f"/m/Abba/{album}/0{n} x{n}.mp3" for album in ("Gold", "Ring") for n in (1, 2)))
    add(library, *(f"/m/Cher/Believe/0{n} y{n}.mp3" for n in (1, 2, 3)))
    assert run(infer_names(library)) == 7
    assert told(library)["02 x2.mp3"] == ("Abba", "folder")
    assert told(library)["03 y3.mp3"] == ("Cher", "folder")


def test_the_folder_of_an_artist_whom_file_names_tell(library):
    add(library, "/m/Abba - SOS.mp3", "/m/Abba - Tiger.mp3")
    add(library, "/m/Cher - Believe.mp3", "/m/Cher - Song.mp3")
    add(library, "/m/Abba/Gold/01 y.mp3", "/m/Moby/Play/01 z.mp3", "/m/Live/Cher/u.mp3")
    assert run(infer_names(library)) == 5
    found = told(library)
    assert found["01 y.mp3"] == ("Abba", "folder")
    assert found["01 z.mp3"] is None
    assert found["u.mp3"] is None
    add(library, "/m/Cher/Believe/02 v.mp3")
    assert run(infer_names(library)) == 1
    assert told(library)["02 v.mp3"] == ("Cher", "folder")


def test_placeholders_in_the_tags_are_no_artists(library):
    paths = ("/m/Mix/Abba - SOS.mp3", "/m/Mix/Abba - Tiger.mp3", "/m/Mix/Abba - Ring.mp3")
    add(library, *paths, artist="Unknown Artist", albumartist="VA")
    assert run(infer_names(library)) == 3
    assert told(library)["Abba - SOS.mp3"] == ("Abba", "file name")


def test_what_was_told_stays_when_other_files_come(library):
    [lone] = add(library, "/m/Mix/Abba - SOS.mp3")
    assert run(infer_names(library)) == 0
    add(library, "/m/Mix/Abba - Tiger.mp3", "/m/Mix/Abba - Ring.mp3")
    assert run(infer_names(library)) == 2
    add(library, *(f"/m/Mix/Song {n} - Cher.mp3" for n in range(20)))
    assert run(infer_names(library)) == 20
    expected = {"Abba - SOS.mp3": None, "Abba - Tiger.mp3": ("Abba", "file name")}
    assert told(library).items() >= expected.items()
    assert run(infer_names(library)) == 0
    with library.write() as connection:
        look_again(connection, [lone])
    # Most of the folder says it the other way, but Abba recurs on this side.
    assert told(library)["Abba - SOS.mp3"] == ("Abba", "file name")


def test_looked_at_again_a_track_has_what_the_folder_tells_now(library):
    [lone] = add(library, "/m/Mix/Abba - SOS.mp3")
    run(infer_names(library))
    add(library, "/m/Mix/Abba - Tiger.mp3", "/m/Mix/Abba - Ring.mp3")
    run(infer_names(library))
    with library.write() as connection:
        look_again(connection, [lone])
    assert told(library)["Abba - SOS.mp3"] == ("Abba", "file name")


def test_genres_of_the_library_are_no_artists(library):
    add(library, "/m/Mix/Zydeco - a.mp3", "/m/Mix/Zydeco - b.mp3", "/m/Mix/Zydeco - c.mp3")
    add(library, "/m/x.mp3", artist="Boozoo Chavis", genre=("Zydeco",))
    assert run(infer_names(library)) == 0
