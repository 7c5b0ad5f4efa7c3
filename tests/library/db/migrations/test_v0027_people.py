import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tagstudio.audio.metadata.facts import Facts
from tagstudio.library.db import migration
from tagstudio.library.db.database import open_library
from tagstudio.library.db.postgresql import trigrams
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.tags import decisions, tags, undo_history
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tags.disputes import disputed
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

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


def test_a_database_gets_the_same_as_a_file(postgresql, schema_differences) -> None:
    four = "source IN ('user', 'file tag', 'import', 'album rule')"
    names = [table.name for table in decisions.JOURNALS]
    with postgresql.library() as address:
        for statement in (  # as version 0026 had it
            *(f"DROP INDEX {name}_by_undone" for name in names),
            *(f"ALTER TABLE {name} DROP COLUMN given_by" for name in (*names, "decisions")),
            *(f"ALTER TABLE {name} DROP COLUMN entered_by" for name in names),
            "CREATE INDEX journal_by_track ON journal (track_id, tag_id)",
            "ALTER TABLE journal DROP CONSTRAINT known_source",
            f"ALTER TABLE journal ADD CONSTRAINT known_source CHECK ({four})",
            "DROP TABLE people",
            "DROP TABLE leases",
            "DROP TABLE action_tokens",
            f"DROP INDEX IF EXISTS {trigrams.INDEX}",
            "DROP TABLE track_columns",
            "DROP TABLE stale_tracks",
            "DROP INDEX track_texts_by_shown_title",
            "ALTER TABLE track_texts DROP COLUMN shown_title",
            "ALTER TABLE tags DROP COLUMN added",
            "UPDATE alembic_version SET version_num = '0026'",
        ):
            postgresql.execute(statement, database=address.name)
        with open_library(address, writing=True, person="anna") as library:
            with library.write() as connection:
                folder = tracks.folder_id(connection, "/music")
                new = [NewTrack("/music/a.mp3", 1, 1, b"0" * 16, Facts())]
                tracks.add_tracks(connection, folder, new)
                tags.tag_id(connection, "jazz", "genre", "user")
                decisions.record_decisions(connection, [Decision(1, 1, "no")], "settled")
                [decided] = decisions.current(connection, [1])[1].values()
                assert (decided.source, decided.given_by) == ("settled", 1)
            with library.write() as connection:
                assert schema_differences(connection) == []
