from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tagstudio.library.db import migration
from tagstudio.library.db.sqlite.connection import connect

ROWS = """
    INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS BLOB));
    INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added) VALUES
        (1, 1, CAST('/music/a.mp3' AS BLOB), 1, 1, 1);
    INSERT INTO tags VALUES (1, 'jazz', 'jazz', '', 'user');
    INSERT INTO journal (at, track_id, tag_id, state, source, undo_group)
        VALUES (5, 1, 1, 'yes', 'user', 1);
"""


def test_answers_stay_and_none_is_kept(make_library: Callable[[str, str], Path]) -> None:
    path = make_library("0015", ROWS)
    migration.migrate(path)
    with closing(connect(path, "ro")) as library:
        assert library.execute("SELECT state FROM decisions").fetchall() == [("yes",)]
        assert library.execute("SELECT count(*) FROM kept_answers").fetchone() == (0,)
