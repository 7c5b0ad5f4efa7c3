from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tagstudio.library.db import migration
from tagstudio.library.db.sqlite.connection import connect

ROWS = """
    INSERT INTO tags VALUES (1, 'jazz', 'jazz', 'genre', 'model');
    INSERT INTO models (id, plugin, name, sha256, added) VALUES (1, 'plugin', 'one', 'aa', 5);
    INSERT INTO model_tags VALUES (1, 0, 1, 0.1, 0.3);
    INSERT INTO user_thresholds VALUES (1, 1, 0.42);
"""


def test_a_threshold_that_was_set_before_was_set_as_a_score(
    make_library: Callable[[str, str], Path],
) -> None:
    path = make_library("0009", ROWS)
    migration.migrate(path)
    with closing(connect(path, "ro")) as library:
        assert library.execute("SELECT * FROM user_thresholds").fetchall() == [
            (1, 1, 0.42, "score", None)
        ]
        assert library.execute("SELECT count(*) FROM library_thresholds").fetchone() == (0,)
