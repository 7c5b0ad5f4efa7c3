import errno
import fcntl
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from tagstudio.core import os_errors
from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.sqlite.connection import connect, driver
from tagstudio.library.db.sqlite.errors import explained
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack


@pytest.mark.sqlite_only("errors of SQLite")
def test_a_full_disk_is_explained_and_the_transaction_undone(library: Library) -> None:
    with library.write() as connection:
        [pages] = driver(connection).execute("PRAGMA page_count").fetchone()
        driver(connection).execute(f"PRAGMA max_page_count = {pages + 2}")
    said = r"library\.db cannot be used\. The disk is full; make room\.$"  # nothing of SQLite's own
    with pytest.raises(TagStudioError, match=said):  # noqa: SIM117
        with library.write() as connection:
            folder = tracks.folder_id(connection, "/music")
            new = [NewTrack(f"/music/{number}", 1, 1) for number in range(2000)]
            tracks.add_tracks(connection, folder, new)
    with library.write() as connection:
        assert tracks.folders(connection) == []


def test_a_library_that_another_program_holds_is_explained(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tagstudio.library.db.sqlite.connection.BUSY_SECONDS", 0.01)
    other = connect(path, "rw")
    other.execute("PRAGMA journal_mode = WAL")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(
        TagStudioError, match="Wait until that is done, or close that program, and try again"
    ):
        open_library(path, writing=True)
    other.close()
    open_library(path, writing=True).close()


@pytest.mark.sqlite_only("errors of SQLite")
def test_a_defect_of_the_program_is_not_explained(library: Library) -> None:
    with library.read() as connection:
        try:
            connection.exec_driver_sql("SELECT nonsense")
        except sa.exc.DBAPIError as error:
            assert explained(library.path, error) is None
        else:
            pytest.fail("no error")


@pytest.mark.sqlite_only("errors of SQLite")
def test_a_query_that_was_given_up_is_no_sign_of_damage(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_for: list[Path] = []
    monkeypatch.setattr("tagstudio.library.db.sqlite.errors._damage_behind", looked_for.append)
    endless = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT max(n) FROM n"
    with pytest.raises(sa.exc.OperationalError, match="interrupted"), library.read() as connection:
        driver(connection).set_progress_handler(lambda: True, 1000)
        connection.exec_driver_sql(endless)
    assert looked_for == []


def refused(name: str, text: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    return error


def test_a_disk_that_is_still_full_is_no_broken_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = refused("SQLITE_IOERR_SHMSIZE", "disk I/O error")
    assert "The disk reports an error" in str(explained(path, error))
    monkeypatch.setattr(os_errors, "FEW_BYTES", 1 << 62)
    assert str(explained(path, error)) == (
        f"The library {path} cannot be used. The disk is full; make room."
    )


def test_a_drive_without_locks_is_no_other_program(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = refused("SQLITE_BUSY", "database is locked")
    assert "Another program holds it" in str(explained(path, error))

    def refuse(*arguments: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "lockf", refuse)
    assert "Its drive has no locks" in str(explained(path, error))
    assert "Another program" not in str(explained(path, error))
