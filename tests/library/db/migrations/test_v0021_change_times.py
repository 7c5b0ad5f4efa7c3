from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tagstudio.library.db import migration
from tagstudio.library.db.sqlite.connection import connect

ROWS = """
    INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS BLOB));
    INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added) VALUES
        (1, 1, CAST('/music/a.mp3' AS BLOB), 1, 2, 3);
"""


def test_tracks_stay_and_no_time_of_change_is_known(
    make_library: Callable[[str, str], Path],
) -> None:
    path = make_library("0020", ROWS)
    migration.migrate(path)
    with closing(connect(path, "ro")) as library:
        found = library.execute("SELECT id, size, mtime_ns, added, ctime_ns FROM tracks")
        assert found.fetchall() == [(1, 1, 2, 3, None)]
