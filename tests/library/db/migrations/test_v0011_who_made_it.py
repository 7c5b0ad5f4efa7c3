import pytest

from tagstudio.library.db.database import open_library
from tagstudio.library.tracks.track_groups import grouped_tracks

ROWS = """
INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS BLOB));
INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added, content_hash)
VALUES (1, 1, CAST('/music/a.flac' AS BLOB), 1, 1, 1, CAST('1111111111111111' AS BLOB)),
       (2, 1, CAST('/music/b.flac' AS BLOB), 1, 1, 1, CAST('2222222222222222' AS BLOB));
INSERT INTO split_artists (track_id, artist) VALUES (1, 'nina simone');
"""


@pytest.fixture
def ninth(make_library):
    return make_library("0009", ROWS)


def test_the_artists_that_imports_named_stay(ninth):
    with open_library(ninth, writing=True) as library, library.read() as connection:
        found = grouped_tracks(connection, [1, 2])
    assert found[1].artist == ("nina simone", "import")
    assert found[1].group.key == "artist nina simone"
    assert found[2].artist is None
