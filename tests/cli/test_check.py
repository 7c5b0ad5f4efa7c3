"""Damaged rows as a user meets them: named, left out, mended."""

import json
import sqlite3
from contextlib import closing

import pytest

DAMAGE = {
    "suggestions": "UPDATE suggestions SET scores = '' WHERE track_id = 1",
    "models": "UPDATE models SET info = '{bro'",
    "tracks": "UPDATE tracks SET title = x'00ff', year = 'odd' WHERE id = 2",
    "tags": "UPDATE tags SET \"group\" = x'00'",
    "decisions": "INSERT INTO decisions VALUES (99, 99, 'yes', 'user', 1, NULL)",
    "journal": "INSERT INTO journal VALUES (7, 'odd', 1, 99, 'yes', 'user', 1, NULL, NULL, NULL,"
    " NULL)",
    "jobs": "UPDATE jobs SET spec = '['",
    "promotions": "INSERT INTO promotions VALUES (1, 1, 'promoted', 99, '')",
    "track_texts": "DELETE FROM track_texts",
}
VERBS = (
    ("list",),
    ("list", "state:suggested", "tag:quiet>0.2", "--sort", "tag:loud"),
    ("export",),
    ("export", "--format", "csv-wide"),
    ("export", "--format", "jsonl"),
    ("correct", "loud", "+quiet"),
    ("undo",),
    ("redo",),
    ("queue",),
    ("write", "-p"),
    ("models", "history"),
    ("folders", "list"),
    ("scan",),
)


@pytest.fixture
def harm(tmp_path):
    def harm(statement):
        with closing(sqlite3.connect(tmp_path / "my.db")) as file:
            file.execute("PRAGMA ignore_check_constraints = ON")
            file.execute(statement)
            file.commit()

    return harm


@pytest.mark.parametrize("table", DAMAGE)
def test_a_damaged_row_stops_only_itself(tagstudio, harm, table):
    usual = [tagstudio(*verb)[0] for verb in VERBS]
    assert usual == [0] * len(VERBS)
    harm(DAMAGE[table])
    for verb in VERBS:
        status, _, stderr = tagstudio(*verb)
        assert "Traceback" not in stderr
        assert "defect" not in stderr
        assert status == 0, (verb, stderr)


def test_check_says_what_is_damaged_and_mends_it(tagstudio, harm):
    assert tagstudio("check") == (0, "The library is sound.\n", "")
    harm(DAMAGE["suggestions"])
    harm(DAMAGE["models"])
    status, stdout, _ = tagstudio("check")
    assert status == 1
    assert "The suggestions for 1 tracks are damaged" in stdout
    assert "tagstudio check --mend" in stdout
    status, stdout, _ = tagstudio("check", "--mend", "--json")
    told = json.loads(stdout)
    assert status == 0
    assert {one["kind"] for one in told["found"]} == {"rows", "scores", "values"}
    assert told["left"] == []
    assert "before-mending" in told["copy"]
    assert tagstudio("check")[0] == 0
    assert "1 track" in tagstudio("suggest")[1]


def test_a_lost_table_is_said_to_be_damage(tagstudio, harm):
    harm("DROP TABLE suggestions")
    for verb in (("list",), ("correct", "loud", "+quiet"), ("suggest",)):
        status, _, stderr = tagstudio(*verb)
        assert status == 1
        assert "it has lost tables: suggestions" in stderr
        assert "Traceback" not in stderr
    assert tagstudio("check")[0] == 1
    status, _, stderr = tagstudio("check", "--mend")
    assert status == 1
    assert "it has lost tables: suggestions" in stderr


def test_a_lost_trigger_lets_no_answer_go(tagstudio, harm):
    harm("DROP TRIGGER journal_decides")
    assert tagstudio("correct", "loud", "+quiet")[0] == 0
    [track] = json.loads(tagstudio("list", "loud", "--json")[1])["tracks"]
    [state] = [tag["state"] for tag in track["suggestions"] if tag["tag"] == "quiet"]
    assert state == "yes"
