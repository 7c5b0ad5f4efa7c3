from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tagstudio.library.db import migration
from tagstudio.library.db.database import open_library
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.tags.file_writes import Ours, written_names, written_to
from tagstudio.library.tags.write_preset import chosen_preset

ROWS = """
    INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS BLOB));
    INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added) VALUES
        (1, 1, CAST('/music/a.mp3' AS BLOB), 1, 1, 1);
    INSERT INTO file_writes (id, write_group, at, track_id, before, after, state)
        VALUES (1, 1, 5, 1, '{"genre": ["Rock"]}', '{"genre": ["Rock", "Jazz"]}', 'written');
"""


def test_what_was_written_before_is_still_known(make_library: Callable[[str, str], Path]) -> None:
    path = make_library("0020", ROWS)
    migration.migrate(path)
    with closing(connect(path, "ro")) as library:
        assert library.execute("SELECT ours FROM file_writes").fetchall() == [(None,)]
    with open_library(path, writing=False) as opened, opened.read() as connection:
        assert written_names(written_to(connection, [1])[1]) == {"genre": Ours(("jazz",))}
        assert chosen_preset(connection) == ""
