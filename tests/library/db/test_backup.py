import logging
import shutil
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db import backup
from tagstudio.library.db.backup import BEFORE_MIGRATION, DAILY, Copy, CopyNotWrittenError
from tagstudio.library.db.connection import connect
from tagstudio.library.db.database import Library, open_library
from tagstudio.library.db.lock import writer_lock
from tagstudio.library.models import suggestions
from tagstudio.library.tracks import tracks

NOON = datetime(2025, 6, 15, 12, 0, tzinfo=UTC)


def copy(made: datetime, reason: str = DAILY) -> Copy:
    return Copy(made, reason, Path(f"{made:%Y%m%dT%H%M%S}-{reason}"))


def kept(copies: list[Copy]) -> list[Copy]:
    gone = backup.superseded(copies)
    return [one for one in copies if one not in gone]


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
    made = backup.back_up(small.path, DAILY, NOON)
    assert made == backup.folder_of(small.path) / "20250615T120000Z-daily.db"
    assert title_of_first(made) == "Blue Train"
    assert backup.newest_copy(small.path) == made
    assert [file.name for file in made.parent.iterdir()] == [made.name]


def test_a_copy_leaves_the_feature_maps_out(small: Library, model_id: int) -> None:
    bulk = suggestions.Scored(1, (0.1, 0.2, 0.3), bytes(400_000))
    with small.write() as connection:
        suggestions.store(connection, model_id, [bulk])
    made = backup.back_up(small.path, DAILY, NOON)
    assert made.stat().st_size < 300_000
    with closing(connect(made, "ro")) as file:
        assert file.execute("SELECT count(*) FROM suggestion_features").fetchone() == (0,)
        assert file.execute("SELECT count(*) FROM suggestions").fetchone() == (4,)


def test_opening_for_writing_makes_a_copy_a_day_once_there_are_tracks(path: Path) -> None:
    open_library(path, writing=True).close()
    assert backup.copies(path) == []
    with open_library(path, writing=True) as library, library.write() as connection:
        folder = tracks.folder_id(connection, "/music")
        tracks.add_tracks(connection, folder, [tracks.NewTrack("/music/a", 1, 1)])
    for _ in range(3):
        open_library(path, writing=True).close()
        open_library(path, writing=False).close()
    assert [one.reason for one in backup.copies(path)] == [DAILY]


def test_who_copies_later_opens_without_a_copy(small: Library) -> None:
    small.close()
    with open_library(small.path, writing=True, copying=False):
        assert backup.copies(small.path) == []


@pytest.mark.parametrize(
    ("hours", "due"), [(0, False), (23.9, False), (24, True), (100, True), (-1, True)]
)
def test_a_copy_is_due_after_a_day(small: Library, hours: float, due: bool) -> None:
    backup.back_up(small.path, BEFORE_MIGRATION, NOON)
    made = backup.back_up_daily(small.path, NOON + timedelta(hours=hours))
    assert (made is not None) == due


def test_copies_are_kept_for_days_weeks_and_months() -> None:
    days = [NOON - timedelta(days=day) for day in range(400)]
    left = [one.made for one in kept([copy(day) for day in days])]
    assert left[:12] == days[:12]
    weeks = {made.isocalendar()[:2] for made in left}
    months = {(made.year, made.month) for made in left}
    assert len(weeks) >= 10
    assert len(months) == 9
    assert len(left) <= 12 + 10 + 9
    assert left[-1] == datetime(2024, 10, 31, 12, tzinfo=UTC)


def test_of_several_copies_of_a_day_the_newest_is_kept() -> None:
    copies = [copy(NOON - timedelta(hours=hours)) for hours in (0, 1, 2)]
    assert kept(copies) == copies[:1]


def test_copies_before_migrations_are_kept_apart_from_daily_ones() -> None:
    before = [copy(NOON - timedelta(hours=hour), BEFORE_MIGRATION) for hour in range(8)]
    daily = [copy(NOON + timedelta(hours=1))]
    assert kept(daily + before) == daily + before[: backup.OTHERS]


@given(st.lists(st.integers(0, 365 * 24 * 60), max_size=80, unique=True))
def test_dropping_copies_is_bounded_and_keeps_the_newest(minutes: list[int]) -> None:
    copies = [copy(NOON - timedelta(minutes=minute)) for minute in sorted(minutes)]
    left = kept(copies)
    assert len(left) <= 12 + 10 + 9
    assert left[:1] == copies[:1]
    days = Counter(one.made.date() for one in left)
    assert all(count == 1 for count in days.values())
    assert kept(left) == left  # nothing more goes when nothing new comes


def test_superseded_copies_go_when_a_new_one_is_made(small: Library) -> None:
    for hours in (3, 2, 1):
        backup.back_up(small.path, DAILY, NOON - timedelta(hours=hours))
    made = backup.back_up(small.path, DAILY, NOON)
    assert [one.path for one in backup.copies(small.path)] == [made]


def test_a_damaged_library_yields_no_copy_and_drops_none(path: Path, small: Library) -> None:
    first = backup.back_up(path, DAILY, NOON - timedelta(hours=1))
    small.close()
    spoil(path)
    with pytest.raises(TagStudioError, match="tagstudio restore"):
        backup.back_up(path, DAILY, NOON)
    assert list(backup.folder_of(path).iterdir()) == [first]


def test_the_newest_copy_is_the_newest_sound_one(small: Library) -> None:
    older = backup.back_up(small.path, DAILY, NOON - timedelta(days=2))
    spoil(backup.back_up(small.path, DAILY, NOON - timedelta(days=1)))
    backup.back_up(small.path, DAILY, NOON).write_bytes(b"nonsense")
    (backup.folder_of(small.path) / "notes.txt").write_text("mine")
    assert backup.newest_copy(small.path) == older


def test_work_goes_on_when_there_is_no_room_for_a_copy(
    path: Path, small: Library, caplog: pytest.LogCaptureFixture
) -> None:
    small.close()
    backup.folder_of(path).write_text("a file where the folder of copies should be")
    with pytest.raises(CopyNotWrittenError, match="Make room"):
        backup.back_up(path, DAILY)
    with caplog.at_level(logging.WARNING):
        open_library(path, writing=True).close()
    assert "No safety copy" in caplog.text


def test_restoring_puts_the_copy_back_and_keeps_the_damaged_file(
    path: Path, small: Library
) -> None:
    backup.back_up(path, DAILY, NOON)
    small.close()
    spoil(path)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).write_bytes(suffix.encode())
    damaged = path.read_bytes()
    kept = backup.restore(path)
    assert kept == path.with_name("library.db.damaged")
    assert kept.read_bytes() == damaged
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"-wal"
    assert kept.with_name(kept.name + "-shm").read_bytes() == b"-shm"
    with open_library(path, writing=True):
        assert title_of_first(path) == "Blue Train"


def test_no_damaged_file_is_ever_overwritten(path: Path, small: Library) -> None:
    backup.back_up(path, DAILY, NOON)
    small.close()
    contents = [b"first", b"second", b"third"]
    names = []
    for content in contents:
        path.write_bytes(content)
        kept = backup.restore(path)
        assert kept is not None
        names.append(kept.name)
    assert names == ["library.db.damaged", "library.db.damaged2", "library.db.damaged3"]
    assert [path.with_name(name).read_bytes() for name in names] == contents


def test_a_vanished_library_is_restored_and_nothing_kept(path: Path, small: Library) -> None:
    backup.back_up(path, DAILY, NOON)
    small.close()
    path.unlink()
    assert backup.restore(path) is None
    assert title_of_first(path) == "Blue Train"


def test_restoring_without_a_copy_changes_nothing(path: Path) -> None:
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(TagStudioError, match="no intact copy"):
        backup.restore(path)
    assert path.read_bytes() == before


def test_restoring_waits_for_no_writer(path: Path, tmp_path: Path) -> None:
    backup.folder_of(path).mkdir()
    shutil.copyfile(path, backup.folder_of(path) / "20250615T120000Z-daily.db")
    with writer_lock(path), pytest.raises(TagStudioError, match="another TagStudio"):
        backup.restore(path)
    assert not path.with_name("library.db.damaged").exists()
