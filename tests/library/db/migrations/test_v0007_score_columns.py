import shutil
import signal
import sqlite3
import struct
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tagstudio.library.db import migration
from tagstudio.library.db.backup.copies import copies
from tagstudio.library.db.database import open_library
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.score_columns import ScoreColumns

from .conftest import MakeLibrary

ROWS = """
INSERT INTO tags (id, name, "key", origin) VALUES (1, 'jazz', 'jazz', 'model');
INSERT INTO tags (id, name, "key", origin) VALUES (2, 'rock', 'rock', 'model');
INSERT INTO models (id, plugin, name, sha256, added) VALUES (1, 'p', 'm', '0', 1);
INSERT INTO models (id, plugin, name, sha256, added) VALUES (2, 'p', 'n', '1', 1);
INSERT INTO models (id, plugin, name, sha256, added) VALUES (3, 'p', 'o', '2', 1);
INSERT INTO model_tags VALUES (1, 0, 1, 0.1, 0.3), (1, 1, 2, 0.1, 0.4), (2, 0, 2, 0.1, 0.5),
    (3, 0, 1, 0.1, 0.5);
INSERT INTO folders (id, path) VALUES (1, CAST('/music' AS BLOB));
WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 3500)
INSERT INTO tracks (id, folder_id, path, size, mtime_ns, added)
SELECT id, 1, CAST('/music/' || id AS BLOB), 1, 1, 1 FROM ids;
"""
FIRST = {id: (id / 4096, 1 - id / 4096) for id in [*range(1, 1400), 3001, 3500]}
SECOND = {id: (id / 8192,) for id in range(900, 2100, 3)}
MIGRATE = """
import sys
from pathlib import Path
from tagstudio.library.db import migration
migration.SCRIPTS = Path(sys.argv[2])
migration.migrate(Path(sys.argv[1]))
"""


@pytest.fixture
def older(make_library: MakeLibrary) -> Path:
    """A library of the fifth schema with the scores of two of three models."""
    path = make_library("0005", ROWS)
    with closing(connect(path, "rw")) as library, library:
        library.execute("BEGIN")
        for model_id, scored in ((1, FIRST), (2, SECOND)):
            for track_id, scores in scored.items():
                packed = struct.pack(f"<{len(scores)}f", *scores)
                library.execute(
                    "INSERT INTO suggestions VALUES (?, ?, ?, 1, 0, 9)",
                    (model_id, track_id, packed),
                )
                for tag_id, score in zip([1, 2] if model_id == 1 else [2], scores, strict=True):
                    library.execute(
                        "INSERT INTO suggestion_scores VALUES (?, ?, ?, ?)",
                        (model_id, tag_id, score, track_id),
                    )
    return path


def content(path: Path) -> list[str]:
    with closing(connect(path, "ro")) as library:
        return list(library.iterdump())


def failing(tmp_path: Path, statement: str) -> Path:
    """Return scripts whose newest migration runs `statement` when all else is done."""
    scripts = Path(shutil.copytree(migration.SCRIPTS, tmp_path / "failing"))
    [script] = (scripts / "versions").glob("v0007*.py")
    last = "    for statement in TRIGGERS:\n        op.execute(statement)\n"
    text = script.read_text()
    assert last in text
    script.write_text(text.replace(last, f"{last}    {statement}\n"))
    return scripts


def test_every_score_is_kept_and_found_by_its_tag(older: Path) -> None:
    with open_library(older, writing=False) as library, library.read() as connection:
        for model_id, scored in ((1, FIRST), (2, SECOND), (3, {})):
            model = models.model(connection, model_id)
            assert suggestions.scores_of(connection, model, range(1, 3501)) == scored
            columns = ScoreColumns(connection, model)
            assert columns.track_ids.tolist() == list(scored)
            for position, tag in enumerate(model.tags):
                expected = [scores[position] for scores in scored.values()]
                assert columns.of(tag.tag_id).tolist() == expected
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars().all()
        assert "suggestion_scores" not in tables
        assert connection.exec_driver_sql("SELECT count(*) FROM stale_scores").scalar() == 0


def test_a_migrated_library_takes_further_scores(older: Path) -> None:
    with open_library(older, writing=True) as library, library.write() as connection:
        new = [suggestions.Scored(id, (0.25, 0.75)) for id in range(1300, 2900)]
        suggestions.store(connection, 1, new)
        suggestions.forget(connection, [1, 3001])
        columns = ScoreColumns(connection, models.model(connection, 1))
        found = dict(zip(columns.track_ids.tolist(), columns.of(2).tolist(), strict=True))
    expected = {**FIRST, **{row.track_id: row.scores for row in new}}
    del expected[1], expected[3001]
    assert found == {id: scores[1] for id, scores in expected.items()}


def test_the_file_becomes_smaller(older: Path) -> None:
    with closing(connect(older, "rw")) as library:
        library.execute(
            "WITH RECURSIVE ids (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM ids WHERE id < 1e5)"
            " INSERT INTO suggestion_scores SELECT 3, 1, id / 1e6, id FROM ids"
        )
    before = older.stat().st_size
    migration.migrate(older)
    with closing(connect(older, "ro")) as library:
        assert library.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert older.stat().st_size < before


def test_a_migration_that_fails_leaves_every_row(
    older: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content(older)
    with monkeypatch.context() as patched:
        patched.setattr(migration, "SCRIPTS", failing(tmp_path, 'op.execute("no such word")'))
        with pytest.raises(Exception, match="no"):
            migration.migrate(older)
    assert content(older) == before
    migration.migrate(older)
    assert migration.revision(older) == migration.HEAD


def test_a_migration_that_is_killed_leaves_every_row(older: Path, tmp_path: Path) -> None:
    before = content(older)
    scripts = failing(tmp_path, "__import__('os').kill(__import__('os').getpid(), 9)")
    killed = subprocess.run([sys.executable, "-c", MIGRATE, older, scripts], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert content(older) == before
    migration.migrate(older)
    assert migration.revision(older) == migration.HEAD


def test_the_copy_made_before_is_migrated_when_it_is_restored(older: Path) -> None:
    migration.migrate(older)
    [copy] = copies(older)
    shutil.copyfile(copy.path, older)
    assert migration.revision(older) == "0005"
    with open_library(older, writing=False) as library, library.read() as connection:
        columns = ScoreColumns(connection, models.model(connection, 1))
    assert columns.track_ids.tolist() == list(FIRST)


def test_a_row_of_another_width_counts_as_none(older: Path) -> None:
    with closing(connect(older, "rw")) as library:
        library.execute("UPDATE suggestions SET scores = X'00' WHERE track_id IN (5, 903)")
    migration.migrate(older)
    with open_library(older, writing=False) as library, library.read() as connection:
        first = ScoreColumns(connection, models.model(connection, 1))
        second = ScoreColumns(connection, models.model(connection, 2))
    assert first.track_ids.tolist() == [id for id in FIRST if id not in {5, 903}]
    assert second.track_ids.tolist() == [id for id in SECOND if id != 903]


def test_the_old_index_is_needed_by_nobody(older: Path) -> None:
    with closing(connect(older, "rw")) as library:
        library.execute("DELETE FROM suggestion_scores")
    migration.migrate(older)
    with open_library(older, writing=False) as library, library.read() as connection:
        columns = ScoreColumns(connection, models.model(connection, 1))
        assert columns.of(1).tolist() == [scores[0] for scores in FIRST.values()]


def test_the_columns_refuse_a_cut_block(older: Path) -> None:
    migration.migrate(older)
    with (
        closing(connect(older, "rw")) as library,
        pytest.raises(sqlite3.IntegrityError, match="whole_block"),
    ):
        library.execute("UPDATE score_columns SET scores = X'00'")
