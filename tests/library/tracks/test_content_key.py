from tagstudio.library.db.database import open_library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.content_key import content_key
from tagstudio.library.tracks.tracks import NewTrack


def test_a_track_is_known_by_its_sound_else_by_its_path(tmp_path):
    with open_library(tmp_path / "library.db", writing=True) as library:
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = [
                NewTrack("/music/a.mp3", 1, 1, b"0123456789abcdef"),
                NewTrack("/music/b.mp3", 1, 1, None, None, "damaged", "It is damaged."),
                NewTrack("/music/c \udcff.mp3", 1, 1, None, None, "damaged", "It is damaged."),
            ]
            tracks.add_tracks(connection, folder, new, at=1)
        with library.read() as connection:
            first, second, third = (content_key(connection, id) for id in (1, 2, 3))
    assert first == b"0123456789abcdef"
    assert len(second) == len(third) == 16
    assert second != third
