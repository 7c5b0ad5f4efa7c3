import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db.database import Library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.same_album import of_same_albums, of_same_artists
from tagstudio.library.tracks.tracks import NewTrack

# id: path, album, album artist, artist
TRACKS = {
    1: ("/m/a/1", "Hits", "Various", "A"),
    2: ("/m/b/2", "HITS", "various", "B"),
    3: ("/m/a/3", "Hits", "", "A"),
    4: ("/m/a/4", "Hits", "", "C"),
    5: ("/m/c/5", "Hits", "", "C"),
    6: ("/m/d/6", "Hits", "", "D"),
    7: ("/m/a/7", "", "", ""),
    8: ("/m/a/8", "Other", "", "A"),
}


@pytest.fixture
def albums(library: Library) -> Library:
    new = [
        NewTrack(path, 1, 1, bytes([id]) * 16, Facts("", artist, album, albumartist))
        for id, (path, album, albumartist, artist) in TRACKS.items()
    ]
    with library.write() as connection:
        ids = tracks.add_tracks(connection, tracks.folder_id(connection, "/m"), new)
    assert ids == list(TRACKS)
    return library


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ([1], {1, 2}),  # one album artist, two folders
        ([3], {3, 4}),  # no album artist: one folder
        ([4], {3, 4, 5}),  # one folder, or one artist
        ([6], {6}),
        ([7], {7}),  # no album
        ([8], {8}),
        ([], set()),
        ([1, 6], {1, 2, 6}),
    ],
)
def test_albums_agree_in_album_artist_or_else_in_folder_or_artist(
    albums: Library, chosen: list[int], expected: set[int]
) -> None:
    with albums.read() as connection:
        assert of_same_albums(connection, chosen) == expected


@pytest.mark.parametrize(
    ("chosen", "expected"), [([1], {1, 3, 8}), ([5], {4, 5}), ([7], {7}), ([], set())]
)
def test_tracks_of_the_same_artist(albums: Library, chosen: list[int], expected: set[int]) -> None:
    with albums.read() as connection:
        assert of_same_artists(connection, chosen) == expected
