import errno
import logging
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.backup import version_files
from tagstudio.library.db.backup.back_up import (
    ANSWERS_BETWEEN,
    CopyNotWrittenError,
    back_up,
    back_up_if_due,
    due,
)
from tagstudio.library.db.backup.beside import CopyBeside
from tagstudio.library.db.backup.copies import (
    ANSWERS,
    BEFORE_MIGRATION,
    DAILY,
    copies,
    folder_of,
    newest_copy,
)
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.identity import begin_lineage
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.models import suggestions
from tagstudio.library.tags import tags
from tagstudio.library.tags.decisions import Decision, record_decisions
from tagstudio.library.tracks import tracks

pytestmark = pytest.mark.sqlite_only("safety copies are a file's; a server has backups")

NOON = datetime(2025, 6, 15, 12, 0, tzinfo=UTC)
FIRST = 2  # entries in the journal of the six tracks


def answer(library: Library, times: int) -> None:
    """Answer jazz of track 1 so many times, an entry of the journal each."""
    with library.write() as connection:
        jazz = tags.tag_id(connection, "jazz", "genre", "user")
        for time in range(times):
            record_decisions(connection, [Decision(1, jazz, ("yes", "no")[time % 2])], "user")


def spoil(path: Path) -> None:
    """Damage one page of data, in a way that only a check of all pages finds."""
    with closing(connect(path, "ro")) as file:
        query = "SELECT rootpage FROM sqlite_master WHERE name = 'search_texts'"
        [page] = file.execute(query).fetchone()
    content = bytearray(path.read_bytes())
    content[4096 * (page - 1) : 4096 * page] = b"\xa5" * 4096
    path.write_bytes(content)


def title_of_first(path: Path) -> str:
    with closing(connect(path, "ro")) as file:
        [title] = file.execute("SELECT title FROM tracks WHERE id = 1").fetchone()
    return str(title)


def test_a_copy_holds_what_the_library_holds_while_it_is_open(small: Library) -> None:
    made = back_up(small.path, DAILY, NOON)
    assert made == folder_of(small.path) / f"20250615T120000Z-daily-{FIRST}.db"
    assert title_of_first(made) == "Blue Train"
    assert newest_copy(small.path) == made
    assert [file.name for file in made.parent.iterdir()] == [made.name]


def test_a_copy_leaves_the_feature_maps_out(small: Library, model_id: int) -> None:
    before = back_up(small.path, DAILY, NOON).stat().st_size
    bulk = suggestions.Scored(1, (0.1, 0.2, 0.3), bytes(400_000))
    with small.write() as connection:
        suggestions.store(connection, model_id, [bulk])
    made = back_up(small.path, DAILY, NOON + timedelta(days=1))
    assert made.stat().st_size < before + 50_000
    with closing(connect(made, "ro")) as file:
        assert file.execute("SELECT count(*) FROM suggestion_features").fetchone() == (0,)
        assert file.execute("SELECT count(*) FROM suggestions").fetchone() == (4,)


def test_opening_for_writing_makes_a_copy_a_day_once_there_are_tracks(path: Path) -> None:
    open_library(path, writing=True).close()
    assert copies(path) == []
    with open_library(path, writing=True) as library, library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        tracks.add_tracks(connection, folder, [tracks.NewTrack("/music/a", 1, 1)])
    for _ in range(3):
        open_library(path, writing=True).close()
        open_library(path, writing=False).close()
    assert [one.reason for one in copies(path)] == [DAILY]


def test_who_copies_later_opens_without_a_copy(small: Library) -> None:
    small.close()
    with open_library(small.path, writing=True, copying=False):
        assert copies(small.path) == []


@pytest.mark.parametrize(
    ("hours", "reason"), [(0, None), (23.9, None), (24, DAILY), (100, DAILY), (-1, DAILY)]
)
def test_a_copy_is_due_after_a_day(small: Library, hours: float, reason: str | None) -> None:
    back_up(small.path, BEFORE_MIGRATION, NOON)
    assert due(small.path, NOON + timedelta(hours=hours)) == reason


def test_a_copy_is_due_after_so_many_answers(small: Library) -> None:
    back_up(small.path, DAILY, NOON)
    answer(small, ANSWERS_BETWEEN - 1)
    assert due(small.path, NOON) is None
    answer(small, 1)
    made = back_up_if_due(small.path, NOON)
    assert made == folder_of(small.path) / f"20250615T120000Z-answers-{FIRST + ANSWERS_BETWEEN}.db"
    assert due(small.path, NOON) is None


def test_a_copy_is_due_an_hour_after_the_last_if_anything_was_answered(small: Library) -> None:
    back_up(small.path, DAILY, NOON)
    assert due(small.path, NOON + timedelta(hours=2)) is None
    answer(small, 1)
    assert due(small.path, NOON + timedelta(minutes=59)) is None
    assert due(small.path, NOON + timedelta(hours=1)) == ANSWERS


def test_a_clock_that_was_ahead_costs_one_copy_a_day(small: Library) -> None:
    back_up(small.path, DAILY, NOON + timedelta(days=1000))
    assert back_up_if_due(small.path, NOON) is not None
    assert due(small.path, NOON + timedelta(hours=1)) is None


def test_copies_are_made_beside_the_work_and_after_it(path: Path, small: Library) -> None:
    small.close()
    with open_library(path, writing=True) as library:
        answer(library, ANSWERS_BETWEEN)
    assert [copy.reason for copy in copies(path)] == [ANSWERS, DAILY]
    assert [copy.entry for copy in copies(path)] == [FIRST + ANSWERS_BETWEEN, FIRST]


def test_what_kills_left_a_day_ago_is_removed(small: Library) -> None:
    folder = folder_of(small.path)
    folder.mkdir(exist_ok=True)
    old, young = (folder / f".copy.{'a' * 32}{number}.tmp" for number in (1, 2))
    for left in (old, young):
        left.touch()
    os.utime(old, (0, 0))
    back_up(small.path, DAILY, NOON)
    assert (old.exists(), young.exists()) == (False, True)


def test_superseded_copies_go_when_a_new_one_is_made(small: Library) -> None:
    for hours in (3, 2, 1):
        back_up(small.path, DAILY, NOON - timedelta(hours=hours))
    made = back_up(small.path, DAILY, NOON)
    assert [one.path for one in copies(small.path)] == [made]


def test_a_damaged_library_yields_no_copy_and_drops_none(path: Path, small: Library) -> None:
    first = back_up(path, DAILY, NOON - timedelta(hours=1))
    small.close()
    spoil(path)
    with pytest.raises(TagStudioError, match="tagstudio restore"):
        back_up(path, DAILY, NOON)
    assert list(folder_of(path).iterdir()) == [first]


def test_the_newest_copy_is_the_newest_sound_one(small: Library) -> None:
    older = back_up(small.path, DAILY, NOON - timedelta(days=2))
    spoil(back_up(small.path, DAILY, NOON - timedelta(days=1)))
    back_up(small.path, DAILY, NOON).write_bytes(b"nonsense")
    (folder_of(small.path) / "notes.txt").write_text("mine")
    assert newest_copy(small.path) == older


def test_work_goes_on_when_there_is_no_room_for_a_copy(
    path: Path, small: Library, caplog: pytest.LogCaptureFixture
) -> None:
    small.close()
    folder_of(path).write_text("a file where the folder of copies should be")
    with pytest.raises(CopyNotWrittenError, match="Make room"):
        back_up(path, DAILY)
    with caplog.at_level(logging.WARNING):
        open_library(path, writing=True).close()
    assert "No safety copy" in caplog.text


def restored_to(path: Path, copy: Path) -> None:
    """Do as a restore: the copy in the place of the library, with a lineage of its own."""
    path.with_name(path.name + "-wal").unlink(missing_ok=True)
    shutil.copyfile(copy, path)
    with open_library(path, writing=True, copying=False) as library, library.write() as connection:
        begin_lineage(connection)


def test_copies_after_a_restore_stay_beside_those_of_what_was_left_behind(small: Library) -> None:
    path = small.path
    for day in range(60):
        answer(small, 2)
        back_up(path, DAILY, NOON + timedelta(days=day))
    small.close()
    restored_to(path, copies(path)[-1].path)
    for day in range(60, 66):
        with open_library(path, writing=True, copying=False) as library:
            answer(library, 2)
        now = NOON + timedelta(days=day)
        assert due(path, now) == DAILY
        made = back_up_if_due(path, now)
        assert made is not None
        assert made.exists()
        assert due(path, now + timedelta(minutes=1)) is None
        assert newest_copy(path) == made
    assert len([one for one in copies(path) if one.lineage]) == 6
    assert len(copies(path)) <= 12 + 10 + 9


def test_a_copy_that_was_just_made_is_never_dropped(small: Library) -> None:
    """As where a file of another history was put in the place of the library by hand."""
    answer(small, 5)
    for hours in range(1, 4):
        back_up(small.path, DAILY, NOON + timedelta(hours=hours))
    assert back_up(small.path, DAILY, NOON).exists()


def damage_tracks(path: Path) -> None:
    with closing(connect(path, "rw")) as file:
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        query = "SELECT rootpage FROM sqlite_master WHERE tbl_name = 'tracks' AND rootpage > 0"
        pages = [page for (page,) in file.execute(query)]
    content = bytearray(path.read_bytes())
    for page in pages:
        content[4096 * (page - 1) : 4096 * page] = b"\xff" * 4096
    path.write_bytes(content)


def test_damage_that_the_copy_finds_is_told_and_the_lock_released(small: Library) -> None:
    small.close()
    damage_tracks(small.path)
    library = open_library(small.path, writing=True)
    with pytest.raises(TagStudioError, match="is damaged"):
        library.close()
    open_library(small.path, writing=True, copying=False).close()


@pytest.mark.parametrize("call", ["iterdir", "unlink"])
def test_what_the_system_refuses_costs_neither_work_nor_lock(
    small: Library, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, call: str
) -> None:
    noon = (datetime.now(UTC) - timedelta(days=2)).replace(hour=12)
    for hours in (0, 1):  # of one day, of which one copy is kept
        back_up(small.path, DAILY, noon - timedelta(hours=hours))
    small.close()
    real = getattr(Path, call)

    def refused(self: Path, *arguments: object, **named: object) -> object:
        if "daily" in self.name or self.name.endswith(".backups"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))
        return real(self, *arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Path, call, refused)
        open_library(small.path, writing=True).close()
    assert ("No safety copy" if call == "iterdir" else "was left") in caplog.text
    open_library(small.path, writing=True, copying=False).close()


def test_an_unforeseen_fault_of_the_copy_leaves_no_lock(
    small: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.close()
    library = open_library(small.path, writing=True)
    monkeypatch.setattr(CopyBeside, "finish", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        library.close()
    open_library(small.path, writing=True, copying=False).close()


def test_a_copy_that_cannot_be_read_costs_no_file_of_a_version(small: Library) -> None:
    made = back_up(small.path, DAILY, NOON)
    kept = made.parent / version_files.FOLDER / "p" / f"{'a' * 64}.safetensors"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"weights")
    with pytest.raises(sqlite3.Error):
        version_files.drop_unused(made.parent, [made, made.with_name("away.db")])
    assert kept.exists()
    version_files.drop_unused(made.parent, [made])
    assert not kept.exists()
