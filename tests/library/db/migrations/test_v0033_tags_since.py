from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tagstudio.library.db import migration
from tagstudio.library.db.sqlite.connection import connect

ROWS = """
    INSERT INTO folders VALUES (1, '/m', NULL);
    INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added) VALUES (1, 1, '/m/1', 1, 1, 5);
    INSERT INTO tags (id, name, key, "group", origin) VALUES
        (1, 'rock', 'rock', 'genre', 'model'), (2, 'tango', 'tango', 'genre', 'user'),
        (3, 'slow', 'slow', 'mood', 'user'), (4, 'bare', 'bare', '', 'user'),
        (5, 'odd', 'odd', '', 'user');
    INSERT INTO models (id, plugin, name, sha256, added) VALUES
        (1, 'a', 'a', 'a', 700), (2, 'b', 'b', 'b', 900);
    INSERT INTO model_tags (model_id, position, tag_id, base_rate, threshold) VALUES
        (1, 0, 1, .1, .5), (2, 0, 1, .1, .5), (2, 1, 2, .1, .5);
    INSERT INTO journal (at, track_id, tag_id, state, source, undo_group) VALUES
        (800, 1, 2, 'yes', 'user', 1), (820, 1, 2, 'no', 'user', 2), (790, 1, 3, 'yes', 'user', 3),
        (750, 1, 1, 'yes', 'user', 4), ('damaged', 1, 5, 'yes', 'user', 5);
"""


def test_a_tag_is_known_since_its_first_model_or_answer(
    make_library: Callable[[str, str], Path],
) -> None:
    path = make_library("0032", ROWS)
    migration.migrate(path)
    with closing(connect(path, "ro")) as library:
        found = dict(library.execute("SELECT name, added FROM tags").fetchall())
    assert found == {"rock": 700, "tango": 800, "slow": 790, "bare": 0, "odd": 0}
