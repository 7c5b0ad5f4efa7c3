import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db import migration
from tagstudio.library.db.backup.copies import BEFORE_MIGRATION, copies
from tagstudio.library.db.database import open_library
from tagstudio.library.db.schema import metadata
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.db.sqlite.lock import writer_lock
from tagstudio.library.tracks import tracks

SECOND = '''
"""A later schema."""
import os
from alembic import op
revision = "9999"
down_revision = "NEWEST"
def upgrade() -> None:
    op.execute("CREATE TABLE shelves (id INTEGER PRIMARY KEY)")
    op.execute("ALTER TABLE folders ADD COLUMN shelf INTEGER REFERENCES shelves (id)")
    {then}
'''.replace("NEWEST", migration.HEAD)
NEWEST = migration.HEAD


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(migration.SCRIPTS, tmp_path / "50% of the scripts"))


@pytest.fixture
def second(scripts: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of one more migration, which the program knows and which works."""
    monkeypatch.setattr(migration, "SCRIPTS", scripts)
    monkeypatch.setattr(migration, "REVISIONS", (*migration.REVISIONS, "9999"))
    monkeypatch.setattr(migration, "HEAD", "9999")
    file = scripts / "versions" / "v9999_shelves.py"
    file.write_text(SECOND.format(then=""))
    return file


def tables(path: Path) -> set[str]:
    with closing(connect(path, "ro")) as file:
        return {name for (name,) in file.execute("SELECT name FROM sqlite_master")}


def shape(file: sqlite3.Connection) -> dict[str, Any]:
    """What SQLite makes of the schema, apart from how it was spelled."""
    shapes: dict[str, Any] = {}
    for kind, name, sql in file.execute("SELECT type, name, sql FROM sqlite_master").fetchall():
        if name == "alembic_version" or "alembic_version" in name:
            continue
        if kind == "table":
            indexes = file.execute(f"PRAGMA index_list('{name}')").fetchall()
            shapes[name] = (
                file.execute(f"PRAGMA table_xinfo('{name}')").fetchall(),
                sorted(row[2:] for row in file.execute(f"PRAGMA foreign_key_list('{name}')")),
                {
                    row[1]: file.execute(f"PRAGMA index_xinfo('{row[1]}')").fetchall()
                    for row in indexes
                },
                "WITHOUT ROWID" in sql,
                "".join(sql.split()).count("CHECK("),
            )
        elif kind == "trigger":
            shapes[name] = " ".join(sql.split())
    return shapes


def test_the_program_knows_the_newest_revision() -> None:
    directory = ScriptDirectory(str(migration.SCRIPTS))
    assert directory.get_current_head() == migration.HEAD
    known = [script.revision for script in directory.walk_revisions()]
    assert tuple(reversed(known)) == migration.REVISIONS


def test_the_migrations_lead_to_the_schema(path: Path, tmp_path: Path) -> None:
    declared = tmp_path / "declared.db"
    engine = sa.create_engine(f"sqlite:///{declared}")
    metadata.create_all(engine)
    engine.dispose()
    with closing(connect(path, "ro")) as migrated, closing(connect(declared, "ro")) as wanted:
        assert shape(migrated) == shape(wanted)


def test_an_older_library_is_copied_and_migrated(path: Path, second: Path) -> None:
    with open_library(path, writing=False) as library, library.read() as connection:
        assert tracks.folders(connection) == []
    assert migration.revision(path) == "9999"
    assert "shelves" in tables(path)
    [copy] = copies(path)
    assert copy.reason == BEFORE_MIGRATION
    assert migration.revision(copy.path) == NEWEST


def test_an_older_library_is_not_migrated_under_a_writer(path: Path, second: Path) -> None:
    with writer_lock(path), pytest.raises(TagStudioError, match="another TagStudio"):
        open_library(path, writing=False)
    assert migration.revision(path) == NEWEST


def test_a_failing_migration_leaves_nothing_behind(path: Path, second: Path) -> None:
    second.write_text(SECOND.format(then="raise ZeroDivisionError"))
    before = tables(path)
    with pytest.raises(ZeroDivisionError):
        open_library(path, writing=True)
    assert tables(path) == before
    assert migration.revision(path) == NEWEST


def test_a_migration_that_breaks_references_is_rolled_back(path: Path, second: Path) -> None:
    then = 'op.execute("INSERT INTO folders (path, shelf) VALUES (0, 77)")'
    second.write_text(SECOND.format(then=then))
    with pytest.raises(RuntimeError, match="references"):
        open_library(path, writing=True)
    assert "shelves" not in tables(path)


def test_a_failing_creation_leaves_no_file(tmp_path: Path, second: Path) -> None:
    second.write_text(SECOND.format(then="raise ZeroDivisionError"))
    path = tmp_path / "new" / "library.db"
    with pytest.raises(ZeroDivisionError):
        open_library(path, writing=True)
    assert [file.name for file in path.parent.iterdir()] == ["library.db.lock"]


@pytest.mark.parametrize("new", [False, True])
def test_a_migration_killed_half_way_leaves_nothing_behind(
    path: Path, tmp_path: Path, second: Path, new: bool
) -> None:
    second.write_text(SECOND.format(then="os.kill(os.getpid(), 9)"))
    target = tmp_path / "new.db" if new else path
    done = subprocess.run([sys.executable, "-c", OPEN, target, second.parent.parent], check=False)
    assert done.returncode == -signal.SIGKILL
    if new:
        assert not target.exists()
    else:
        assert "shelves" not in tables(path)
        assert migration.revision(path) == NEWEST
    second.write_text(SECOND.format(then=""))
    open_library(target, writing=True).close()
    assert "shelves" in tables(target)


def test_a_schema_without_a_version_is_refused(path: Path) -> None:
    with closing(connect(path, "rw")) as file:
        file.execute("DELETE FROM alembic_version")
    with pytest.raises(TagStudioError, match="does not say its version"):
        migration.revision(path)


def test_an_upgrade_of_the_newest_changes_nothing(path: Path) -> None:
    before = path.read_bytes()
    migration.upgrade(path)
    assert path.read_bytes() == before


OPEN = """
import sys
from pathlib import Path
from tagstudio.library.db import migration
from tagstudio.library.db.database import open_library
migration.SCRIPTS = Path(sys.argv[2])
migration.REVISIONS = (*migration.REVISIONS, "9999")
migration.HEAD = "9999"
open_library(Path(sys.argv[1]), writing=True)
"""


def test_a_library_of_the_first_schema_comes_up_with_all_its_rows(
    path: Path, tmp_path: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.db"
    for later in (scripts / "versions").glob("v*.py"):
        if later.name > "v0002":
            later.unlink()
    with monkeypatch.context() as first:
        first.setattr(migration, "SCRIPTS", scripts)
        migration.create(old)
    rows = {
        "folders": (7, b"/music"),
        "tracks": (3, 7, b"/music/a.flac", 10, 20, b"h" * 16),
        "tags": (1, "jazz", "jazz", "", "user"),
        "journal": (1, 5, 3, 1, "yes", "user", 1, None),
    }
    columns = {"tracks": "(id, folder_id, path, size, mtime_ns, content_hash, added)"}
    with closing(connect(old, "rw")) as file:
        for table, row in rows.items():
            values = (*row, 9) if table == "tracks" else row
            marks = ", ".join("?" * len(values))
            file.execute(f"INSERT INTO {table} {columns.get(table, '')} VALUES ({marks})", values)
        before = dict(dump(file))
    open_library(old, writing=True).close()
    assert migration.revision(old) == NEWEST
    with closing(connect(old, "ro")) as file:
        after = dict(dump(file))
    for table, found in before.items():
        assert [row[: len(found[0])] for row in after[table]] == found
    assert after["decisions"] == [(3, 1, "yes", "user", 5, None)]


_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'"


def dump(file: sqlite3.Connection) -> list[tuple[str, list[tuple[Any, ...]]]]:
    """Return the rows of all tables that have any, but for what migrations keep for themselves."""
    names = [name for (name,) in file.execute(_TABLES)]
    found = [(name, file.execute(f"SELECT * FROM {name}").fetchall()) for name in names]
    return [(name, rows) for name, rows in found if rows and name != "alembic_version"]
