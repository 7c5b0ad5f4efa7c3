import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tagstudio.library.db import migration
from tagstudio.library.db.database import open_library
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.tags import decisions, undo_history
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.disputes import disputed

ROWS = """
    INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS BLOB));
    INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added) VALUES
        (1, 1, CAST('/music/a.mp3' AS BLOB), 1, 1, 1);
    INSERT INTO tags (id, name, key, "group", origin) VALUES (1, 'jazz', 'jazz', '', 'user');
    INSERT INTO journal (at, track_id, tag_id, state, source, undo_group)
        VALUES (5, 1, 1, 'yes', 'user', 1);
"""


def test_of_what_was_said_before_nobody_is_known_to_have_said_it(
    make_library: Callable[[str, str], Path],
) -> None:
    path = make_library("0025", ROWS)
    migration.migrate(path)
    with closing(connect(path, "ro")) as file:
        rows = file.execute("SELECT state, given_by, entered_by FROM journal").fetchall()
        assert rows == [("yes", None, None)]
        assert file.execute("SELECT given_by FROM decisions").fetchall() == [(None,)]
        assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with open_library(path, writing=True, person="anna") as library, library.write() as connection:
        wanted = [Decision(1, 1, "no")]
        decisions.record_decisions(connection, wanted, "user")
        assert disputed(connection) == {}
        undo_history.undo(connection)
        undo_history.undo(connection)  # the one of before, too
        assert decisions.current(connection, [1]) == {}


def test_a_settled_answer_is_a_source_and_any_other_word_is_not(
    make_library: Callable[[str, str], Path],
) -> None:
    path = make_library("0025", ROWS)
    migration.migrate(path)
    insert = (
        "INSERT INTO journal (at, track_id, tag_id, state, source, undo_group)"
        " VALUES (6, 1, 1, 'no', '{}', 2)"
    )
    with closing(connect(path, "rw")) as file:
        with pytest.raises(sqlite3.IntegrityError, match="known_source"):
            file.execute(insert.format("odd"))
        file.execute(insert.format("settled"))
        assert file.execute("SELECT state, source FROM decisions").fetchall() == [("no", "settled")]
