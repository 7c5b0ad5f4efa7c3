"""The safety copies of a library: where they lie, which is the newest, which need not be kept.

A copy's name says when and why it was made, the number of the newest answer in it (its entry in the
journal, which only grows), and its lineage. By that number the copies of one lineage are ordered,
for a clock may have been wrong. The numbers of another lineage say nothing beside them: those
copies come after the ones of the library's own, the lineage with the latest copy first.
"""

import re
import sqlite3
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.library.db.identity import lineage_of
from tagstudio.library.db.sqlite.connection import connect

DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")  # the errors of SQLite that say so
DAILY = "daily"
ANSWERS = "answers"  # after so and so many
BEFORE_MIGRATION = "before-migration"
DAYS, WEEKS, MONTHS = 12, 10, 9  # a copy is kept for each of the last so many that have one
OTHERS = 5  # copies made for each other reason than the day
KEPT = ("folders", "tracks", "tags", "models", "journal", "decisions")  # tables of every schema
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(
    r"(?P<stamp>\d{8}T\d{6}Z)-(?P<reason>[a-z-]+[a-z])(-(?P<entry>\d+))?(-(?P<lineage>[0-9a-f]{12}))?\.db"
)


@dataclass(frozen=True)
class Copy:
    """A copy of a library: when it was made, why, and where it lies.

    `entry` is the number of the newest entry in its journal of answers, -1 where it cannot be read.
    `lineage` is that of the library when it was made (see `identity`).
    """

    made: datetime
    reason: str
    path: Path
    entry: int = 0
    lineage: str = ""

    @property
    def age(self) -> tuple[int, datetime]:
        """The order of copies of one lineage: the later one is greater."""
        return self.entry, self.made


@dataclass(frozen=True)
class Contents:
    """The contents of a library file: the numbers of its tracks and of its answers in effect.

    `entry` is the number of the newest entry in the journal of answers, `newest` the time it was
    given (seconds since 1970), None where there is none.
    """

    tracks: int
    answers: int
    entry: int
    newest: int | None


def folder_of(path: Path) -> Path:
    """Return the folder of the copies of the library at `path`."""
    return path.with_name(path.name + ".backups")


def name_of(made: datetime, reason: str, entry: int, lineage: str = "") -> str:
    """Return the file name of a copy."""
    return f"{made.strftime(_STAMP)}-{reason}-{entry}{lineage and '-'}{lineage}.db"


def copies(path: Path) -> list[Copy]:
    """Return the copies of the library at `path`, the newest first."""
    folder = folder_of(path)
    found = []
    for file in folder.iterdir() if folder.is_dir() else ():
        if match := _NAME.fullmatch(file.name):
            made = datetime.strptime(match["stamp"], _STAMP).replace(tzinfo=UTC)
            entry = _entry_in(file) if match["entry"] is None else int(match["entry"])
            found.append(Copy(made, match["reason"], file, entry, match["lineage"] or ""))
    return newest_first(found, _lineage(path))


def newest_first(copies: Iterable[Copy], lineage: str | None) -> list[Copy]:
    """Return the copies in their order: those of `lineage` first, if it is known."""
    found = list(copies)
    last: dict[str, datetime] = {}
    for copy in found:
        last[copy.lineage] = max(copy.made, last.get(copy.lineage, copy.made))
    return sorted(
        found,
        key=lambda one: (one.lineage == lineage, last[one.lineage], one.lineage, one.age),
        reverse=True,
    )


def contents(path: Path) -> Contents:
    """Return the contents of the library file at `path`; raises sqlite3.Error."""
    with closing(connect(path, "ro")) as file:
        [tracks] = file.execute("SELECT count(*) FROM tracks").fetchone()
        [answers] = file.execute("SELECT count(*) FROM decisions").fetchone()
        newest = "SELECT id, at FROM journal ORDER BY id DESC LIMIT 1"
        entry, at = file.execute(newest).fetchone() or (0, None)
    return Contents(tracks, answers, entry, at)


def newest_entry(path: Path) -> int:
    """Return the number of the newest entry in a library's journal; raises sqlite3.Error."""
    with closing(connect(path, "ro")) as file:
        return file.execute("SELECT max(id) FROM journal").fetchone()[0] or 0


def passes_check(path: Path) -> bool:
    """Tell whether the SQLite file at `path`, which nobody changes, passes its quick check.

    It has the tables that hold what cannot be computed again. Raises sqlite3.Error where it cannot
    be checked: it cannot be opened, say.
    """
    try:
        with closing(connect(path, "ro")) as copy:
            for name in KEPT:
                copy.execute(f"SELECT 1 FROM {name} LIMIT 1")
            return bool(copy.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(DAMAGE) or name == "SQLITE_ERROR":  # a table is gone
            return False
        raise


def is_intact(path: Path) -> bool:
    """Tell whether the copy at `path` can be opened and passes its quick check."""
    try:
        return passes_check(path)
    except sqlite3.Error:
        return False


def newest_copy(path: Path) -> Path | None:
    """Return the newest copy of the library at `path` that is intact now, or None."""
    return next((copy.path for copy in copies(path) if is_intact(copy.path)), None)


def damaged(path: Path, detail: Message) -> TagStudioError:
    """Return the error that says that the library at `path` is damaged and what to do."""
    copy = newest_copy(path)
    if copy is None:
        advice = message(
            "backup.none-intact",
            "There is no intact copy in {folder}; move the file away to start anew.",
            folder=folder_of(path),
        )
    else:
        advice = message(
            "backup.newest-intact",
            "The newest intact copy is {copy}; 'tagstudio restore' shows what it holds, puts it"
            " back and keeps the damaged file.",
            copy=copy,
        )
    return TagStudioError(
        "library.damaged",
        "{path} is damaged or no TagStudio library ({detail}). {advice}",
        path=path,
        detail=detail,
        advice=advice,
    )


def superseded(newest_first: Sequence[Copy]) -> list[Copy]:
    """Return the copies that need not be kept.

    Kept are the first; of those of the day the newest of each of the last DAYS days, WEEKS weeks
    and MONTHS months that have one, a day of another lineage being another day; and the last OTHERS
    of each other reason.
    """
    daily = [copy for copy in newest_first if copy.reason == DAILY]
    kept = {
        *newest_first[:1],
        *_newest_of_each(daily, lambda made: made.date(), DAYS),
        *_newest_of_each(daily, lambda made: made.isocalendar()[:2], WEEKS),
        *_newest_of_each(daily, lambda made: (made.year, made.month), MONTHS),
    }
    for reason in {copy.reason for copy in newest_first} - {DAILY}:
        kept |= set([copy for copy in newest_first if copy.reason == reason][:OTHERS])
    return [copy for copy in newest_first if copy not in kept]


def _newest_of_each(
    newest_first: Sequence[Copy], period: Callable[[datetime], Hashable], count: int
) -> list[Copy]:
    newest: dict[Hashable, Copy] = {}
    for copy in newest_first:
        newest.setdefault((copy.lineage, period(copy.made)), copy)
    return list(newest.values())[:count]


def _lineage(path: Path) -> str | None:
    """Return the lineage of a library file, None where there is none or it cannot be read."""
    try:
        return lineage_of(path)
    except sqlite3.Error:
        return None


def _entry_in(copy: Path) -> int:
    """Return the number of the newest answer in a copy whose name does not say it."""
    try:
        return newest_entry(copy)
    except sqlite3.Error:
        return -1
