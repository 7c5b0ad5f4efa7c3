from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tagstudio.library.db import migration
from tagstudio.library.db.sqlite.connection import connect

ROWS = """
    INSERT INTO folders VALUES (1, '/m', NULL);
    INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added, file_artist) VALUES
        (1, 1, '/m/1', 1, 1, 5, NULL), (2, 1, '/m/2', 1, 1, 5, NULL), (3, 1, '/m/3', 1, 1, 5, NULL),
        (4, 1, '/m/4', 1, 1, 5, NULL), (5, 1, '/m/5', 1, 1, 5, '');
    INSERT INTO track_texts (track_id, artist, albumartist, path) VALUES
        (1, 'monk', NULL, '/m/1'), (2, NULL, 'evans', '/m/2'), (3, NULL, NULL, '/m/3'),
        (4, '[various artists]', NULL, '/m/4'), (5, 'various', NULL, '/m/5');
    INSERT INTO track_artists VALUES
        (1, 'folder', 'Other'), (3, 'file name', 'ÆNIMA'), (3, 'import', 'Ænima Four'),
        (4, 'folder', 'Tyner'), (5, 'folder', 'Other');
"""


def test_each_track_gets_the_artist_that_lists_show(
    make_library: Callable[[str, str], Path],
) -> None:
    path = make_library("0015", ROWS)
    migration.migrate(path)
    with closing(connect(path, "ro")) as library:
        found = dict(library.execute("SELECT track_id, shown_artist FROM track_texts").fetchall())
    assert found == {1: "monk", 2: "evans", 3: "ænima four", 4: "tyner", 5: "various"}
