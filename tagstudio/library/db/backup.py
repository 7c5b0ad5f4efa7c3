"""Back up a library: verified copies, their retention, and restoring one.

A copy is made with SQLite's backup API, of the state as of one moment, into a temporary file. Only
after a quick check of that file is it renamed to its final name, and only then are superseded
copies deleted: whatever fails or is killed, a file under a copy's name was checked, and no older
copy is lost to a copy of a damaged library. A copy leaves out the feature maps, which are most of
the file and can be computed again.
"""

import re
import shutil
import sqlite3
from collections.abc import Callable, Hashable, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import Message, message, plain
from tagstudio.core.os_errors import reason_of
from tagstudio.library.db.connection import connect
from tagstudio.library.db.lock import writer_lock

DAILY = "daily"
BEFORE_MIGRATION = "before-migration"
DAYS, WEEKS, MONTHS = 12, 10, 9  # a copy is kept for each of the last so many that have one
OTHERS = 5  # copies made for another reason than the day
_STAMP = "%Y%m%dT%H%M%SZ"
_NAME = re.compile(r"(?P<stamp>\d{8}T\d{6}Z)-(?P<reason>[a-z-]+)\.db")


class CopyNotWrittenError(TagStudioError):
    """A copy could not be written; the library itself is not to blame."""


@dataclass(frozen=True, order=True)
class Copy:
    """A copy of a library: when it was made, why, and where it lies."""

    made: datetime
    reason: str
    path: Path


def folder_of(path: Path) -> Path:
    """Return the folder of the copies of the library at `path`."""
    return path.with_name(path.name + ".backups")


def copies(path: Path) -> list[Copy]:
    """Return the copies of the library at `path`, the newest first."""
    folder = folder_of(path)
    found = []
    for file in folder.iterdir() if folder.is_dir() else ():
        if match := _NAME.fullmatch(file.name):
            made = datetime.strptime(match["stamp"], _STAMP).replace(tzinfo=UTC)
            found.append(Copy(made, match["reason"], file))
    return sorted(found, reverse=True)


def back_up(path: Path, reason: str, now: datetime | None = None) -> Path:
    """Copy the library at `path` while it may be in use, verify the copy, drop superseded ones.

    Raises TagStudioError when the library turns out damaged (no older copy is dropped then), and
    CopyNotWrittenError when the copy cannot be written.
    """
    now = now or datetime.now(UTC)
    target = folder_of(path) / f"{now.strftime(_STAMP)}-{reason}.db"
    try:
        with replaced_atomically(target) as temporary:
            _copy(path, temporary)
            if not is_intact(temporary):
                raise damaged(path, message("backup.check-failed", "a check of its pages failed"))
    except (OSError, sqlite3.OperationalError) as error:
        raise CopyNotWrittenError(
            "backup.not-written",
            "No safety copy of {path} could be made in {folder}: {error}."
            " Make room there and see that it can be written to.",
            path=path,
            folder=target.parent,
            error=reason_of(error) if isinstance(error, OSError) else error,
        ) from error
    except sqlite3.DatabaseError as error:
        raise damaged(path, plain(str(error))) from error
    for copy in superseded(copies(path)):
        copy.path.unlink(missing_ok=True)
    return target


def back_up_daily(path: Path, now: datetime | None = None) -> Path | None:
    """Copy the library at `path` if it holds tracks and no copy is younger than a day."""
    now = now or datetime.now(UTC)
    newest = next(iter(copies(path)), None)
    if newest and timedelta(0) <= now - newest.made < timedelta(days=1):
        return None
    with closing(connect(path, "ro")) as library:
        if library.execute("SELECT 1 FROM tracks LIMIT 1").fetchone() is None:
            return None
    return back_up(path, DAILY, now)


def is_intact(path: Path) -> bool:
    """Tell whether the SQLite file at `path`, which nobody changes, passes its quick check."""
    try:
        with closing(connect(path, "ro")) as copy:
            return bool(copy.execute("PRAGMA quick_check(1)").fetchall() == [("ok",)])
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
            "The newest intact copy is {copy}; 'tagstudio restore' puts it back and keeps the"
            " damaged file.",
            copy=copy,
        )
    return TagStudioError(
        "library.damaged",
        "{path} is damaged or no TagStudio library ({detail}). {advice}",
        path=path,
        detail=detail,
        advice=advice,
    )


def restore(path: Path) -> Path | None:
    """Replace the library at `path` with its newest intact copy.

    Returns the path under which the former file is kept, with its write-ahead log
    (`<library>.damaged`, .damaged2 ...), None when there was none. Raises TagStudioError when
    there is no intact copy, or when the library is being changed.
    """
    with writer_lock(path):
        copy = newest_copy(path)
        if copy is None:
            raise TagStudioError(
                "backup.none-to-restore",
                "There is no intact copy of {path} in {folder}.",
                path=path,
                folder=folder_of(path),
            )
        try:
            with replaced_atomically(path) as temporary:
                shutil.copyfile(copy, temporary)
                return _set_aside(path)
        except OSError as error:
            raise TagStudioError(
                "backup.not-restored",
                "{path} could not be restored from {copy}: {error}."
                " Close what has the library open and make room in its folder.",
                path=path,
                copy=copy,
                error=reason_of(error),
            ) from error


def superseded(copies: Iterable[Copy]) -> list[Copy]:
    """Return the copies that need not be kept.

    Kept are the newest of each of the last DAYS days, WEEKS weeks and MONTHS months that have
    one, and the last OTHERS made for another reason.
    """
    newest_first = sorted(copies, reverse=True)
    daily = [copy for copy in newest_first if copy.reason == DAILY]
    others = [copy for copy in newest_first if copy.reason != DAILY]
    kept = {
        *_newest_of_each(daily, lambda made: made.date(), DAYS),
        *_newest_of_each(daily, lambda made: made.isocalendar()[:2], WEEKS),
        *_newest_of_each(daily, lambda made: (made.year, made.month), MONTHS),
        *others[:OTHERS],
    }
    return [copy for copy in newest_first if copy not in kept]


def _newest_of_each(
    newest_first: list[Copy], period: Callable[[datetime], Hashable], count: int
) -> list[Copy]:
    newest: dict[Hashable, Copy] = {}
    for copy in newest_first:
        newest.setdefault(period(copy.made), copy)
    return list(newest.values())[:count]


def _copy(path: Path, target: Path) -> None:
    """Copy the library as of one moment into one file, without feature maps and without a log."""
    with closing(connect(path, "ro")) as library, closing(sqlite3.connect(target)) as copy:
        library.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")
        copy.execute("PRAGMA secure_delete = OFF")
        if (
            copy.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'suggestion_features'"
            ).fetchone()
            and copy.execute("SELECT 1 FROM suggestion_features LIMIT 1").fetchone()
        ):
            copy.execute("DELETE FROM suggestion_features")
            copy.commit()
            copy.execute("VACUUM")


def _set_aside(path: Path) -> Path | None:
    """Rename a library and its write-ahead log; return the new path, None for no library.

    The log first: a kill in between must not leave a log beside the copy that replaces the library,
    for SQLite would replay it into the wrong file.
    """
    kept = _unused(path)
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept if kept.exists() else None


def _unused(path: Path) -> Path:
    number = 1
    while True:
        name = f"{path.name}.damaged{number if number > 1 else ''}"
        if not any(path.with_name(name + suffix).exists() for suffix in ("", "-wal", "-shm")):
            return path.with_name(name)
        number += 1
