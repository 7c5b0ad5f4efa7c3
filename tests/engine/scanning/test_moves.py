"""Rules of matching moved files, on single files; whole scans are in test_scan.py."""

import pytest

from tagstudio.engine.scanning.moves import Moves
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

A, B = b"a" * 16, b"b" * 16


@pytest.fixture
def library(library_address):
    with open_library(library_address, writing=True) as opened:
        yield opened


def add(library: Library, *files: tuple[str, bytes]) -> Moves:
    """Add tracks of the folder /music, none of which is on the disk; return their moves."""
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        tracks.add_tracks(connection, folder, [NewTrack(path, 1, 1, key) for path, key in files])
    return Moves(["/music"])


def found(library: Library, moves: Moves, *files: tuple[str, bytes | None]) -> list[str]:
    """Give files to `moves` as a scan does; return the paths that did not move."""
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        batch = [NewTrack(path, 2, 2, key) for path, key in files]
        others = moves.store_moved(batch, connection, lambda path: folder)
        others += moves.store_held_back(connection, lambda path: folder)
        return sorted(track.path for track in others)


def paths(library: Library) -> dict[int, str]:
    with library.read() as connection:
        rows = connection.execute(tracks.tracks.select()).all()
    return {row.id: row.path for row in rows}


def test_a_new_file_with_the_recording_of_a_track_that_is_away_is_that_track(library):
    moves = add(library, ("/music/1", A))
    assert found(library, moves, ("/music/2", A)) == []
    assert (paths(library), moves.moved) == ({1: "/music/2"}, [1])


def test_another_recording_is_a_new_track(library):
    moves = add(library, ("/music/1", A))
    assert found(library, moves, ("/music/2", B), ("/music/3", None)) == ["/music/2", "/music/3"]
    assert (paths(library), moves.moved) == ({1: "/music/1"}, [])


def test_files_that_changed_places_take_their_tracks_along(library):
    moves = add(library, ("/music/1", A), ("/music/2", B))
    assert found(library, moves, ("/music/1", B), ("/music/2", A)) == []
    assert (paths(library), sorted(moves.moved)) == ({1: "/music/2", 2: "/music/1"}, [1, 2])


def test_of_two_copies_one_is_the_moved_track_and_the_other_is_new(library):
    moves = add(library, ("/music/1", A))
    assert found(library, moves, ("/music/2", A), ("/music/3", A)) == ["/music/3"]
    assert (paths(library), moves.moved) == ({1: "/music/2"}, [1])


def test_a_track_whose_path_is_taken_is_kept_as_missing(library):
    moves = add(library, ("/music/1", A), ("/music/2", B))
    assert found(library, moves, ("/music/2", A)) == []
    assert paths(library) == {1: "/music/2", 2: "/music/2 (overwritten, was track 2)"}
    assert moves.displaced == [(2, "/music/2")]


def test_a_track_whose_path_is_left_out_now_moves_to_the_path_that_was_taken(library, tmp_path):
    kept = tmp_path / "second.mp3"
    kept.touch()
    add(library, (str(kept), A))
    places = [str(tmp_path), "/music"]
    stays = Moves(places)
    assert found(library, stays, ("/music/first.mp3", A)) == ["/music/first.mp3"]
    moves = Moves(places, is_left_out=lambda path: path == str(kept))
    assert found(library, moves, ("/music/first.mp3", A)) == []
    assert paths(library) == {1: "/music/first.mp3"}


def test_a_file_that_cannot_be_read_is_told_by_its_name_size_and_time(library):
    with library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        files = [NewTrack(f"/music/a/{name}", size, 5, None) for name, size in (("x", 9), ("y", 9))]
        twins = [NewTrack(f"/music/{place}/twin", 7, 5, None) for place in ("a", "b")]
        tracks.add_tracks(connection, folder, [*files, *twins])
    moves = Moves(["/music"])
    batch = [
        NewTrack("/music/new/x", 9, 5, None),
        NewTrack("/music/new/y", 9, 6, None),  # written since
        NewTrack("/music/new/z", 9, 5, None),  # another name
        NewTrack("/music/new/twin", 7, 5, None),  # one of two: nobody knows which
        NewTrack("/music/other/x", 9, 5, None),  # a copy of what has moved already
        NewTrack("/music/a/y", 9, 5, A),  # can be read by now
    ]
    with library.write() as connection:
        others = moves.store_moved(batch, connection, lambda path: folder)
    assert moves.moved == [1]
    assert paths(library)[1] == "/music/new/x"
    assert [track.path for track in others] == [one.path for one in batch[1:5]]
