import hashlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db import job_records, migration
from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.backup.copies import DAILY, folder_of, newest_copy
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.schema import folders, journal
from tagstudio.library.db.schema import tracks as track_table
from tagstudio.library.db.sqlite.connection import BUSY_SECONDS, connect, driver
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack

ODD_NAMES = [
    "a b.db",
    "what?.db",
    "no#1.db",
    "100%.db",
    "%41.db",
    "a&b=c;mode=rw.db",
    "Ænima ♫.db",
    "'quoted\".db",
]
if sys.platform == "linux":
    ODD_NAMES.append(os.fsdecode(b"not utf-8 \xff\xe9.db"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True
    )


def fill(path: Path, count: int = 3000) -> None:
    with open_library(path, writing=True) as library, library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        new = [NewTrack(f"/music/{number:05}.flac", 1, 1) for number in range(count)]
        tracks.add_tracks(connection, folder, new)


def test_a_missing_library_is_not_read_and_not_made(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "library.db"
    with pytest.raises(TagStudioError, match="tagstudio scan"):
        open_library(path, writing=False)
    assert not path.parent.exists()


def test_writing_makes_the_library_and_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "far" / "away" / "library.db"
    open_library(path, writing=True).close()
    left = {file.name for file in path.parent.iterdir()}
    assert left == {"library.db", "library.db.lock"}
    assert migration.revision(path) == migration.HEAD


def test_a_relative_path_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_library(Path("library.db"), writing=True).close()
    with open_library(Path("library.db"), writing=False) as library:
        assert library.path == tmp_path / "library.db"


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_work(tmp_path: Path, name: str) -> None:
    path = tmp_path / "folder #1 50%?" / name
    with open_library(path, writing=True) as library, library.write() as connection:
        tracks.folder_id(connection, "/music")
    back_up(path, DAILY)
    with open_library(path, writing=False) as library, library.read() as connection:
        assert [folder.path for folder in tracks.folders(connection)] == ["/music"]
    assert path.exists()
    assert newest_copy(path) is not None


def test_a_block_is_all_or_nothing(library: Library) -> None:
    with pytest.raises(ZeroDivisionError), library.write() as connection:
        tracks.folder_id(connection, "/music")
        raise ZeroDivisionError
    with library.read() as connection:
        assert tracks.folders(connection) == []
    with library.write() as connection:
        tracks.folder_id(connection, "/music")
    with library.read() as connection:
        assert len(tracks.folders(connection)) == 1


@pytest.mark.sqlite_only("of the file itself")
def test_a_closed_library_keeps_no_statements(library: Library) -> None:
    for block in (library.read, library.write):
        with block() as connection:
            connection.execute(sa.select(folders)).all()
    engines = [one for one in vars(library).values() if isinstance(one, sa.Engine)]
    assert len([engine for engine in engines if engine._compiled_cache]) == 2
    library.close()
    assert not [engine for engine in engines if engine._compiled_cache]


@pytest.mark.sqlite_only("of the file itself")
def test_a_writing_block_holds_the_write_lock_from_its_start(library: Library) -> None:
    with closing(connect(library.path, "rw")) as other:
        other.execute("PRAGMA busy_timeout = 0")
        with library.write(), pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.execute("BEGIN IMMEDIATE")


def test_a_reading_block_sees_one_unchanging_state(library: Library) -> None:
    with library.read() as reading:
        assert tracks.folders(reading) == []
        with library.write() as writing:
            tracks.folder_id(writing, "/music")
        assert tracks.folders(reading) == []
    with library.read() as reading:
        assert len(tracks.folders(reading)) == 1


def test_a_library_opened_for_reading_cannot_be_changed(path: Path) -> None:
    with open_library(path, writing=False) as library:
        with pytest.raises(RuntimeError, match="reading"), library.write():
            pass
        with pytest.raises(TagStudioError, match="write-protected"), library.read() as connection:
            connection.execute(sa.insert(folders).values(path="/music"))


@pytest.mark.sqlite_only("a setting of SQLite's")
def test_the_user_s_decisions_reach_the_disk(library: Library) -> None:
    def synchronous(connection: sa.Connection) -> int:
        return int(driver(connection).execute("PRAGMA synchronous").fetchone()[0])

    with library.write(durable=True) as connection:
        assert synchronous(connection) == 2  # FULL
    with library.write() as connection:
        assert synchronous(connection) == 1  # NORMAL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_threads_take_turns_in_writing(library: Library) -> None:
    def work(name: str) -> None:
        for number in range(10):
            with library.write() as connection:
                tracks.folder_id(connection, f"/{name}/{number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with library.read() as connection:
        assert len(tracks.folders(connection)) == 40


@pytest.mark.sqlite_only("of a database several processes are writers")
def test_a_second_writer_is_refused_at_once_and_told_who_is_writing(library: Library) -> None:
    started = time.monotonic()
    with pytest.raises(TagStudioError, match=f"another TagStudio .*process {os.getpid()}"):
        open_library(library.path, writing=True)
    assert time.monotonic() - started < BUSY_SECONDS  # it did not wait for its turn
    with open_library(library.path, writing=False) as other, other.read() as connection:
        assert tracks.folders(connection) == []


def test_another_process_is_refused_until_the_writer_is_gone(path: Path) -> None:
    child = run(HOLD, path)
    assert child.stdout is not None
    assert child.stdout.readline() == "open\n"
    with pytest.raises(TagStudioError, match=f"process {child.pid}"):
        open_library(path, writing=True)
    child.kill()
    child.communicate()
    open_library(path, writing=True).close()


def test_a_failed_open_leaves_no_lock_behind(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(b"nonsense" * 1000)
    with pytest.raises(TagStudioError):
        open_library(path, writing=True)
    path.write_bytes(whole)
    open_library(path, writing=True).close()


def test_reading_never_checkpoints(path: Path) -> None:
    child = run(WRITE_AND_DIE, path)
    child.communicate()
    wal = path.with_name(path.name + "-wal")
    assert wal.stat().st_size > 0
    before, log = digest(path), digest(wal)
    with open_library(path, writing=False) as library, library.read() as connection:
        assert len(tracks.folders(connection)) == 50
    assert digest(path) == before
    assert digest(wal) == log


def test_a_newer_schema_is_refused_and_the_file_untouched(path: Path) -> None:
    with closing(connect(path, "rw")) as file:
        file.execute("UPDATE alembic_version SET version_num = '9999'")
    before = digest(path)
    for writing in (False, True):
        with pytest.raises(TagStudioError, match=r"newer TagStudio .*9999.*Update"):
            open_library(path, writing=writing)
    assert digest(path) == before
    assert not folder_of(path).exists()


@pytest.mark.parametrize("content", [b"", b"not a database at all, but text", bytes(8192)])
@pytest.mark.parametrize("writing", [False, True])
def test_a_file_that_is_no_database_is_refused_and_untouched(
    tmp_path: Path, content: bytes, writing: bool
) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(content)
    with pytest.raises(TagStudioError, match="damaged or no TagStudio library"):
        open_library(path, writing=writing)
    assert path.read_bytes() == content


def test_another_program_s_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    with closing(sqlite3.connect(path)) as other:
        other.executescript(
            "CREATE TABLE alembic_version (v); INSERT INTO alembic_version SELECT 1"
        )
    before = digest(path)
    with pytest.raises(TagStudioError, match="lacks the mark"):
        open_library(path, writing=True)
    assert digest(path) == before


def test_a_folder_in_the_library_s_place_is_refused(tmp_path: Path) -> None:
    for writing in (False, True):
        with pytest.raises(TagStudioError, match="is no file"):
            open_library(tmp_path, writing=writing)


@pytest.mark.parametrize("writing", [False, True])
def test_a_damaged_library_names_the_copy_and_the_command(path: Path, writing: bool) -> None:
    fill(path)
    copy = back_up(path, DAILY)
    content = bytearray(path.read_bytes())
    content[:4096] = b"\xa5" * 4096
    path.write_bytes(content)
    before = digest(path)
    with pytest.raises(TagStudioError, match="tagstudio restore") as caught:
        open_library(path, writing=writing)
    assert str(copy) in str(caught.value)
    assert digest(path) == before


def test_damage_found_while_reading_is_explained_too(path: Path) -> None:
    fill(path)
    copy = back_up(path, DAILY)
    with closing(connect(path, "ro")) as sound:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'tracks'"
        [page] = sound.execute(query).fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\xa5" * 4096)
    with open_library(path, writing=False) as library:
        with (
            pytest.raises(TagStudioError, match="tagstudio restore") as caught,
            library.read() as connection,
        ):
            connection.exec_driver_sql("SELECT * FROM tracks").fetchall()
        assert str(copy) in str(caught.value)


def test_a_library_that_vanished_is_not_silently_made_anew(path: Path) -> None:
    fill(path, 1)
    back_up(path, DAILY)
    path.unlink()
    with pytest.raises(TagStudioError, match="tagstudio restore"):
        open_library(path, writing=True)
    assert not path.exists()


def test_other_errors_are_raised_as_they_are(library: Library) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="no_such_table"), library.read() as connection:
        connection.exec_driver_sql("SELECT * FROM no_such_table")


def test_jobs_of_a_process_that_is_gone_count_as_interrupted(path: Path) -> None:
    with open_library(path, writing=True) as library, library.write() as connection:
        job_records.start(connection, "scan", {}, at=1)
        done = job_records.start(connection, "scan", {}, at=2)
        job_records.finish(connection, done, "done", at=3)
    with open_library(path, writing=True) as library, library.read() as connection:
        assert [job.state for job in job_records.list_jobs(connection)] == ["done", "interrupted"]


def test_opening_a_library_loads_no_alembic(path: Path) -> None:
    child = run(IMPORTED, path)
    assert child.communicate()[0].split() == ["False", "False"]


@pytest.mark.parametrize("turn", range(6))
def test_a_writer_killed_at_any_moment_leaves_a_sound_file(path: Path, turn: int) -> None:
    fill(path, 300)
    child = run(DECIDE, path, 100_000)
    assert child.stdout is not None
    acknowledged = [child.stdout.readline() for _ in range(2 + 3 * turn)][-1]
    time.sleep(0.0037 * turn)
    child.send_signal(signal.SIGKILL)
    acknowledged = ([acknowledged, *child.communicate()[0].splitlines()])[-1]
    with open_library(path, writing=True) as library, library.write() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        recorded = connection.scalar(sa.select(sa.func.count()).select_from(journal)) or 0
    assert recorded >= int(acknowledged) * 200
    assert recorded % 200 == 0  # no part of an action


def test_a_torn_log_costs_the_last_actions_and_no_part_of_one(path: Path, tmp_path: Path) -> None:
    fill(path, 300)
    child = run(DECIDE, path, 8)
    child.communicate()
    assert child.returncode == -signal.SIGKILL  # before the log was ever folded in
    log = path.with_name(path.name + "-wal").read_bytes()
    counts = []
    for part in range(21):
        torn = tmp_path / f"torn {part}.db"
        shutil.copyfile(path, torn)
        torn.with_name(torn.name + "-wal").write_bytes(log[: len(log) * part // 20])
        with open_library(torn, writing=True) as library, library.write() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            counts.append(connection.scalar(sa.select(sa.func.count()).select_from(journal)) or 0)
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] == 8 * 200
    assert not any(count % 200 for count in counts)


HOLD = """
import sys, time
from pathlib import Path
from tagstudio.library.db.database import open_library
library = open_library(Path(sys.argv[1]), writing=True)
print("open", flush=True)
time.sleep(60)
"""

WRITE_AND_DIE = """
import os, sys
from pathlib import Path
from tagstudio.library.tracks import tracks
from tagstudio.library.db.database import open_library
library = open_library(Path(sys.argv[1]), writing=True)
with library.write() as connection:
    for number in range(50):
        tracks.folder_id(connection, f"/music/{number}")
os.kill(os.getpid(), 9)
"""

IMPORTED = """
import sys
from pathlib import Path
from tagstudio.library.db.database import open_library
for writing in (False, True):
    open_library(Path(sys.argv[1]), writing=writing).close()
    print(any(name.startswith("alembic") for name in sys.modules))
"""

DECIDE = """
import os, sys
from pathlib import Path
from tagstudio.library.tags import decisions, tags
from tagstudio.library.db.database import open_library
from tagstudio.library.tags.decisions import Decision
library = open_library(Path(sys.argv[1]), writing=True)
with library.write() as connection:
    tag = tags.tag_id(connection, "jazz", "genre", "user")
for done in range(1, int(sys.argv[2]) + 1):
    with library.write(durable=True) as connection:
        given = [Decision(track, tag, "yes") for track in range(1, 201)]
        decisions.record_decisions(connection, given, "user", at=1)
    print(done, flush=True)
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def fixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of the test in which nothing can be written; as root the system would let us."""

    def is_fixed(path: Path) -> bool:
        return path.is_relative_to(tmp_path)

    for module in ("connection", "library_file"):
        monkeypatch.setattr(f"tagstudio.library.db.sqlite.{module}.is_fixed", is_fixed)


def titles(library: Library) -> list[str]:
    with library.read() as connection:
        return list(connection.scalars(sa.select(track_table.c.title)))


def beside(path: Path) -> list[str]:
    return sorted(file.name for file in path.parent.iterdir())


def test_a_library_in_a_read_only_folder_can_be_read(path: Path, fixed: None) -> None:
    fill(path)
    before = beside(path)
    with open_library(path, writing=False) as library:
        assert len(titles(library)) > 0
        assert beside(path) == before


def test_a_library_in_someone_else_s_folder_is_read_as_it_was_when_it_was_opened(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path)
    theirs = beside(path)
    for module in ("connection", "library_file"):
        monkeypatch.setattr(f"tagstudio.library.db.sqlite.{module}.is_writable", lambda path: False)
    with open_library(path, writing=False) as library:
        before = titles(library)
        assert beside(path) == theirs
        monkeypatch.undo()
        with open_library(path, writing=True, copying=False) as owner, owner.write() as connection:
            connection.execute(sa.update(track_table).values(title="changed"))
        assert titles(library) == before


def test_what_the_owner_changes_is_seen_while_the_owner_has_the_library_open(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(path)
    with open_library(path, writing=True, copying=False) as owner:
        for module in ("connection", "library_file"):
            monkeypatch.setattr(
                f"tagstudio.library.db.sqlite.{module}.is_writable", lambda path: False
            )
        with open_library(path, writing=False) as library:
            assert set(titles(library)) != {"changed"}
            with owner.write() as connection:
                connection.execute(sa.update(track_table).values(title="changed"))
            assert set(titles(library)) == {"changed"}


def test_changes_that_only_the_log_holds_are_read_from_a_copy(
    path: Path, tmp_path: Path, fixed: None
) -> None:
    fill(path)
    snapshot = tmp_path / "snapshot" / "library.db"
    snapshot.parent.mkdir()
    with open_library(path, writing=True, copying=False) as library:
        with library.write() as connection:
            connection.execute(sa.update(track_table).values(title="in the log"))
        for name in (path.name, f"{path.name}-wal"):
            shutil.copyfile(path.with_name(name), snapshot.with_name(name))
    before = beside(snapshot)
    with open_library(snapshot, writing=False) as library:
        assert set(titles(library)) == {"in the log"}
        assert beside(snapshot) == before
