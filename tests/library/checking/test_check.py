import pytest
import sqlalchemy as sa

from tagstudio.core.errors import DamagedRowsError, TagStudioError
from tagstudio.core.progress import run
from tagstudio.library.checking.check import check
from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import decisions as decision_table
from tagstudio.library.db.sqlite.connection import driver
from tagstudio.library.models import models, suggestions
from tagstudio.library.search.query import parse
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.views.browse import page
from tagstudio.library.views.tag_states import taggings_of


def no_models() -> None:
    """Bring no model: none is installed."""


def harm(library: Library, *statements: str) -> None:
    """Do to the file what a fault does: no constraint or trigger is asked."""
    with library.write() as connection:
        raw = driver(connection)
        raw.execute("COMMIT")
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("PRAGMA ignore_check_constraints = ON")
        triggers = raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        kept = triggers.fetchall()
        for name, _ in kept:
            raw.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            raw.execute(statement)
        for _, statement in kept:
            raw.execute(statement)
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("PRAGMA ignore_check_constraints = OFF")
        raw.execute("BEGIN")


def kinds(findings):
    return [(one.kind, one.table, one.count) for one in findings]


def test_a_sound_library_is_sound(small):
    report = run(check(small, False, no_models))
    assert report.found == report.left == ()


@pytest.mark.sqlite_only("of the file itself")
@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE tracks SET year = 'odd' WHERE id = 1", [("values", "tracks", 1)]),
        ("UPDATE tracks SET seconds = 9e999 WHERE id = 1", [("values", "tracks", 1)]),
        ("UPDATE tracks SET heard_seconds = -1.5 WHERE id = 1", [("values", "tracks", 1)]),
        ("UPDATE tags SET origin = 'rumour' WHERE id = 1", [("values", "tags", 1)]),
        ("UPDATE models SET info = '{bro'", [("values", "models", 1)]),
        ("UPDATE models SET info = '[]'", [("values", "models", 1)]),
        (
            "UPDATE suggestions SET partial = x'00ff' WHERE track_id = 2",
            [("values", "suggestions", 1)],
        ),
        (
            "UPDATE suggestions SET scores = '' WHERE track_id = 2",
            [("rows", "suggestions", 1), ("scores", "", 1)],
        ),
        (
            "UPDATE suggestions SET scores = x'0000c07f0000c07f0000c07f' WHERE track_id = 2",
            [("scores", "", 1)],
        ),
        ("UPDATE suggestions SET scores = x'0000' WHERE track_id = 2", [("scores", "", 1)]),
        ("UPDATE decisions SET state = 'no' WHERE track_id = 3", [("decisions", "", 1)]),
        ("DELETE FROM decisions WHERE track_id = 3", [("decisions", "", 1)]),
        ("DELETE FROM track_texts WHERE track_id = 3", [("texts", "", 1)]),
        (
            "UPDATE search_texts SET text = 'x' WHERE track_id = 3",
            [("texts", "", 1), ("trigrams", "", 47)],
        ),
        ("UPDATE track_texts SET shown_artist = 'x' WHERE track_id = 3", [("texts", "", 1)]),
        ("UPDATE track_texts SET shown_title = NULL WHERE track_id = 5", [("texts", "", 1)]),
        ("DELETE FROM identity", [("identity", "", 1)]),
        ("DROP INDEX tracks_by_state", [("indexes", "", 1)]),
        (
            "INSERT INTO jobs (kind, spec, state, started) VALUES ('scan', '[', 'done', 1)",
            [("rows", "jobs", 1)],
        ),
        ("INSERT INTO removed_tracks VALUES (99)", [("rows", "removed_tracks", 1)]),
    ],
)
def test_each_kind_of_damage_is_found_and_mended(small, statement, found):
    before = decided(small)
    harm(small, statement)
    assert kinds(run(check(small, False, no_models)).found) == found
    report = run(check(small, True, no_models))
    assert kinds(report.found) == found
    assert report.left == ()
    assert report.copy is not None and report.copy.exists()
    assert decided(small) == before
    assert run(check(small, False, no_models)).found == ()


def decided(library: Library):
    columns = decision_table.c
    with library.read() as connection:
        rows = connection.execute(sa.select(columns.track_id, columns.tag_id, columns.state))
        return sorted(tuple(row) for row in rows)


@pytest.mark.sqlite_only("of the file itself")
@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("journal", "state", "'odd'"),
        ("journal", "tag_id", "99"),
        ("journal", "track_id", "'odd'"),
        ("journal", "at", "x'ff'"),
    ],
)
def test_a_damaged_entry_of_the_journal_costs_no_answer(small, table, column, value):
    before = decided(small)
    harm(small, f"UPDATE {table} SET {column} = {value} WHERE id = 1")
    assert run(check(small, True, no_models)).left == ()
    assert decided(small) == before
    assert run(check(small, False, no_models)).found == ()


@pytest.mark.sqlite_only("of the file itself")
def test_a_row_that_others_need_comes_back_from_a_copy(small):
    before = decided(small)
    back_up(small.path, "daily")
    harm(small, "DELETE FROM tags WHERE id = 1", "DELETE FROM tracks WHERE id = 3")
    assert run(check(small, True, no_models)).left == ()
    assert decided(small) == before
    with small.read() as connection:
        [row] = page(connection, parse("title:ruby"), None)
        assert row.id == 3


@pytest.mark.sqlite_only("of the file itself")
def test_what_a_dropped_trigger_did_not_do_is_made_up_for_at_the_next_opening(small, caplog):
    with small.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER journal_decides")
        decisions.record_decisions(connection, [Decision(1, 1, "yes")], "user", 900)
    assert (1, 1, "yes") not in decided(small)
    small.close()
    with open_library(small.path, writing=True, copying=False) as again:
        assert (1, 1, "yes") in decided(again)
    assert "journal_decides" in caplog.text


@pytest.mark.sqlite_only("of the file itself")
def test_a_lost_table_is_damage_and_is_not_mended(small):
    harm(small, "DROP TABLE user_thresholds")
    with pytest.raises(TagStudioError, match="lost tables: user_thresholds"), small.read() as one:
        models.list_models(one)
    report = run(check(small, True, no_models))
    assert kinds(report.left) == [("tables", "", 1)]


@pytest.mark.sqlite_only("of the file itself")
def test_damaged_rows_are_named_once_and_then_left_out(small):
    harm(
        small,
        "UPDATE tracks SET title = x'00', year = 'odd' WHERE id = 1",
        "UPDATE decisions SET tag_id = 99 WHERE track_id = 3",
        "UPDATE models SET info = x'ff'",
    )
    with pytest.raises(DamagedRowsError, match="decisions: 1, models: 1, tracks: 1"):
        read_all(small)
    rows, taggings = read_all(small)
    assert [row.id for row in rows] == [1, 2, 3, 4, 5, 6]
    assert (rows[0].title, rows[0].year) == ("", None)
    assert [one.state for one in taggings[2] if one.tag == "jazz"] == ["no"]
    with small.write(durable=True) as connection:
        decisions.record_decisions(connection, [Decision(6, 1, "yes")], "user", 900)
    assert (6, 1, "yes") in decided(small)
    run(check(small, True, no_models))
    assert (3, 1, "yes") in decided(small)


def read_all(library: Library):
    with library.read() as connection:
        [model] = models.list_models(connection)
        rows = page(connection, parse(""), model)
        taggings = taggings_of(connection, model, [row.id for row in rows])
        if not all(isinstance(row.title, str) for row in rows):
            raise TypeError(rows)
        return rows, taggings


@pytest.mark.sqlite_only("of the file itself")
def test_a_hole_in_the_tags_of_a_model_shifts_no_score_and_is_filled(small, add_model):
    harm(small, "DELETE FROM model_tags WHERE position = 0")
    with small.read() as connection:
        [model] = models.list_models(connection)
        assert suggestions.scores_of(connection, model, [1]) == {}
    assert ("outputs", "", 1) in kinds(run(check(small, False, no_models)).found)
    report = run(check(small, True, lambda: add_model(small)))
    assert report.left == ()
    with small.read() as connection:
        [model] = models.list_models(connection)
        assert [tag.name for tag in model.tags] == ["jazz", "Rock", "hard rock"]
        scores = suggestions.scores_of(connection, model, [1])[1]
    assert scores == pytest.approx((0.9, 0.1, 0.1))


def test_of_a_sound_library_it_is_told_which_files_are_not_there_or_not_readable(small):
    report = run(check(small, False, no_models))
    assert report.found == ()
    assert (report.tracks, report.missing, report.unreadable) == (6, 1, 1)
