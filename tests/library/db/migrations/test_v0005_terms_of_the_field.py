import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tagstudio.library.db import job_records, migration
from tagstudio.library.db.database import open_library
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.models import models

from .conftest import MakeLibrary

ROWS = """
INSERT INTO tags (id, name, "key", origin) VALUES (1, 'jazz', 'jazz', 'model');
INSERT INTO tags (id, name, "key", origin) VALUES (2, 'rock', 'rock', 'model');
INSERT INTO models (id, plugin, name, sha256, added) VALUES (1, 'p', 'm', '0', 1);
INSERT INTO models (id, plugin, name, sha256, added) VALUES (2, 'p', 'n', '1', 1);
INSERT INTO model_tags (model_id, position, tag_id, base_rate, line) VALUES (1, 0, 1, 0.1, 0.3);
INSERT INTO model_tags (model_id, position, tag_id, base_rate, line) VALUES (1, 1, 2, 0.1, 0.4);
INSERT INTO model_tags (model_id, position, tag_id, base_rate, line) VALUES (2, 0, 1, 0.1, 0.5);
INSERT INTO own_lines (model_id, tag_id, line) VALUES (1, 2, 0.9);
INSERT INTO own_lines (model_id, tag_id, line) VALUES (2, 1, 1.0);
INSERT INTO jobs (id, kind, arguments, state, started, finished, done, total, message)
VALUES (1, 'scan', '{"folder": "/music"}', 'failed', 1.5, 2.5, 3, 10, 'The disk is full.');
INSERT INTO job_failures (id, job_id, path, code, message)
VALUES (1, 1, CAST('/music/1.mp3' AS BLOB), 'decode', 'It is {broken}.');
"""


@pytest.fixture
def fourth(make_library: MakeLibrary) -> Path:
    """A library of the fourth schema with two models, thresholds of the user's, and a job."""
    return make_library("0004", ROWS)


def test_thresholds_and_jobs_are_kept(fourth: Path) -> None:
    assert migration.revision(fourth) == "0004"
    with open_library(fourth, writing=True) as library, library.read() as connection:
        first, second = models.model(connection, 1), models.model(connection, 2)
        [job] = job_records.list_jobs(connection)
        [failure] = job_records.failures(connection, 1)
    assert [(tag.threshold, tag.model_threshold) for tag in first.tags] == [(0.3, 0.3), (0.9, 0.4)]
    assert [(tag.threshold, tag.model_threshold) for tag in second.tags] == [(1.0, 0.5)]
    assert (job.kind, job.spec, job.state) == ("scan", {"folder": "/music"}, "failed")
    assert (job.started, job.finished, job.done, job.total) == (1.5, 2.5, 3, 10)
    assert (str(job.message), job.failures) == ("The disk is full.", 1)
    assert (failure.path, str(failure.message)) == ("/music/1.mp3", "It is {broken}.")
    assert migration.revision(fourth) == migration.HEAD


def test_a_migration_that_fails_leaves_every_row(
    fourth: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def content() -> list[str]:
        with closing(connect(fourth, "ro")) as library:
            return list(library.iterdump())

    before = content()
    scripts = Path(shutil.copytree(migration.SCRIPTS, tmp_path / "failing"))
    [script] = (scripts / "versions").glob("v0005*.py")
    text = script.read_text()
    last = '"ALTER TABLE jobs RENAME COLUMN arguments TO spec",'
    assert last in text
    script.write_text(text.replace(last, f'{last} "INSERT INTO no_such_table VALUES (1)",'))
    monkeypatch.setattr(migration, "SCRIPTS", scripts)
    with pytest.raises(Exception, match="no_such_table"):
        migration.migrate(fourth)
    assert content() == before
    monkeypatch.undo()
    migration.migrate(fourth)
    assert migration.revision(fourth) == migration.HEAD


def test_the_new_table_refuses_impossible_thresholds(fourth: Path) -> None:
    migration.migrate(fourth)
    with closing(connect(fourth, "rw")) as library:
        for threshold in (0, 1.5):
            with pytest.raises(sqlite3.IntegrityError, match="possible_threshold"):
                library.execute(
                    "INSERT INTO user_thresholds (model_id, tag_id, threshold) VALUES (1, 1, ?)",
                    (threshold,),
                )
