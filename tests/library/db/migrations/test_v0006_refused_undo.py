from contextlib import closing
from pathlib import Path

import pytest

from tagstudio.library.db import migration
from tagstudio.library.db.database import open_library
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.tags import file_writes

ROWS = """
INSERT INTO folders (id, path) VALUES (1, '/music');
INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added)
VALUES (1, 1, '/music/a.flac', 1, 1, 1);
INSERT INTO file_writes (id, write_group, at, track_id, before, after, state)
VALUES (1, 1, 100, 1, '{"genre": []}', '{"genre": ["jazz"]}', 'written');
"""


@pytest.fixture
def fifth(make_library) -> Path:
    return make_library("0005", ROWS)


def test_no_undo_of_an_older_library_was_refused(fifth):
    with open_library(fifth, writing=True) as library, library.write() as connection:
        [row] = file_writes.writes_in_effect(connection, 1)
        assert (row.after, row.refused_ctime_ns) == ({"genre": ("jazz",)}, None)
        file_writes.mark_refused(connection, 1, 77)
        [row] = file_writes.writes_in_effect(connection, 1)
        assert row.refused_ctime_ns == 77
    with closing(connect(fifth, "ro")):
        assert migration.revision(fifth) == migration.HEAD
