from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagstudio.library.db.backup.copies import (
    ANSWERS,
    BEFORE_MIGRATION,
    DAILY,
    OTHERS,
    Copy,
    copies,
    folder_of,
    name_of,
    newest_first,
    superseded,
)

pytestmark = pytest.mark.sqlite_only("safety copies are a file's; a server has backups")

NOON = datetime(2025, 6, 15, 12, 0, tzinfo=UTC)


def copy(made: datetime, reason: str = DAILY, entry: int = 0) -> Copy:
    return Copy(made, reason, Path(f"{made:%Y%m%dT%H%M%S}-{reason}"), entry)


def kept(made: list[Copy]) -> list[Copy]:
    gone = superseded(newest_first(made, ""))
    return [one for one in made if one not in gone]


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
    of_a_day = [copy(NOON - timedelta(hours=hours)) for hours in (0, 1, 2)]
    assert kept(of_a_day) == of_a_day[:1]


def test_copies_before_migrations_are_kept_apart_from_daily_ones() -> None:
    before = [copy(NOON - timedelta(hours=hour), BEFORE_MIGRATION) for hour in range(8)]
    daily = [copy(NOON + timedelta(hours=1))]
    assert kept(daily + before) == daily + before[:OTHERS]


@given(st.lists(st.integers(0, 365 * 24 * 60), max_size=80, unique=True))
def test_dropping_copies_is_bounded_and_keeps_the_newest(minutes: list[int]) -> None:
    made = [copy(NOON - timedelta(minutes=minute)) for minute in sorted(minutes)]
    left = kept(made)
    assert len(left) <= 12 + 10 + 9
    assert left[:1] == made[:1]
    days = Counter(one.made.date() for one in left)
    assert all(count == 1 for count in days.values())
    assert kept(left) == left  # nothing more goes when nothing new comes


def test_copies_after_answers_are_kept_apart_too() -> None:
    after = [copy(NOON - timedelta(hours=hour), ANSWERS, 900 - hour) for hour in range(8)]
    assert kept(after) == after[:OTHERS]


def test_a_name_says_when_why_and_up_to_which_answer(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "library.db")
    folder.mkdir()
    for reason, entry in ((DAILY, 7), (BEFORE_MIGRATION, 12), (ANSWERS, 3)):
        (folder / name_of(NOON, reason, entry)).touch()
    found = copies(tmp_path / "library.db")
    assert [(one.made, one.reason, one.entry) for one in found] == [
        (NOON, BEFORE_MIGRATION, 12),
        (NOON, DAILY, 7),
        (NOON, ANSWERS, 3),
    ]


def test_the_copy_with_the_newest_answer_is_the_newest_whatever_the_clock_said() -> None:
    ahead = copy(NOON + timedelta(days=1000), entry=182)
    later = copy(NOON, entry=185)
    assert max([ahead, later], key=lambda one: one.age) == later


def test_no_clock_makes_the_newest_answers_go() -> None:
    ahead = [copy(NOON + timedelta(days=1000 + day)) for day in range(400)]
    newest = copy(NOON - timedelta(days=4000), entry=1)
    assert newest in kept([*ahead, newest])


def test_copies_of_another_lineage_come_after_those_of_the_library() -> None:
    """A restore gives the numbers of answers again: those of before it say nothing any more."""
    before = [Copy(NOON - timedelta(days=day), DAILY, Path(f"b{day}"), 900) for day in range(1, 40)]
    since = Copy(NOON, DAILY, Path("since"), 3, "a" * 12)
    for known in ("a" * 12, None):
        order = newest_first([*before, since], known)
        assert order[0] == since
        assert since not in superseded(order)
    assert newest_first([*before, since], "")[-1] == since
