from tagstudio.library.db.database import Library
from tagstudio.library.tracks import folders
from tagstudio.library.tracks.track_names import KnownTrack, known_tracks


def test_names_content_hash_and_whether_the_file_is_missing(small: Library) -> None:
    with small.read() as connection:
        found = {track.id: track for track in known_tracks(connection)}
    assert found.keys() == {1, 2, 3, 4, 5, 6}
    assert found[4] == KnownTrack(4, "/music/b/4.mp3", "Ænima", "TOOL", b"/music/b/4.mp3", True)
    assert found[5] == KnownTrack(5, "/music/c/5.ogg", "", "", None, False)


def test_removed_tracks_are_left_out(small: Library) -> None:
    with small.write() as connection:
        folders.remove(connection, "/music")
        assert known_tracks(connection) == []
