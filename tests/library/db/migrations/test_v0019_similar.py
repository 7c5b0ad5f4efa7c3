from contextlib import closing
from pathlib import Path

from tagstudio.library.db import migration
from tagstudio.library.db.sqlite.connection import connect

from .conftest import MakeLibrary

ROWS = """
    INSERT INTO models (id, plugin, name, sha256, added) VALUES (1, 'p', 'm', 'aa', 5);
    INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS BLOB));
    INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added)
        VALUES (1, 1, CAST('/music/1' AS BLOB), 1, 1, 1), (2, 1, CAST('/music/2' AS BLOB), 1, 1, 1);
    INSERT INTO suggestions VALUES (1, 1, x'0000003f', 1, 0, 9), (1, 2, x'0000003f', 1, 0, 9);
    INSERT INTO suggestion_features VALUES (1, 1, x'0102');
"""


def changes(library) -> list[tuple[int, int]]:
    rows = library.execute("SELECT track_id, change FROM stale_sounds ORDER BY change")
    return rows.fetchall()


def test_from_the_migration_on_each_change_of_features_is_noted_once_with_a_larger_number(
    make_library: MakeLibrary,
) -> None:
    path: Path = make_library("0015", ROWS)
    migration.migrate(path)
    with closing(connect(path, "rw")) as library:
        assert changes(library) == []
        assert library.execute("SELECT count(*) FROM sound_matrix").fetchone() == (0,)
        library.execute("INSERT INTO suggestion_features VALUES (1, 2, x'0304')")
        library.execute("DELETE FROM suggestion_features WHERE track_id = 1")
        assert changes(library) == [(2, 1), (1, 2)]
        library.execute("UPDATE suggestion_features SET features = x'0506' WHERE track_id = 2")
        assert [id for id, _ in changes(library)] == [1, 2]
        assert changes(library)[1][1] > 2
