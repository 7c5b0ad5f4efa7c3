"""Make a safety copy of a library, in use or not, and drop the copies that it supersedes.

A copy is made with SQLite's backup API, of the state as of one moment, into a temporary file. Only
after a quick check of that file is it renamed to its final name, and only then are superseded
copies deleted: whatever fails or is killed, a file under a copy's name was checked, and no older
copy is lost to a copy of a damaged library. A copy leaves out the feature maps, which are most of
the file and can be computed again; the files of the versions that learned from its answers are kept
beside the copies (`version_files`).
"""

import sqlite3
import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import message
from tagstudio.core.os_errors import reason_of
from tagstudio.library.db.backup import version_files
from tagstudio.library.db.backup.copies import (
    ANSWERS,
    DAILY,
    copies,
    damaged,
    folder_of,
    is_intact,
    name_of,
    newest_entry,
    superseded,
)
from tagstudio.library.db.connection import connect

ANSWERS_BETWEEN = 200  # between two copies at most
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


class CopyNotWrittenError(TagStudioError):
    """A copy could not be written; the library itself is not to blame."""


def back_up(path: Path, reason: str, now: datetime | None = None) -> Path:
    """Copy the library at `path` while it may be in use, verify the copy, drop superseded ones.

    Raises TagStudioError when the library turns out damaged (no older copy is dropped then), and
    CopyNotWrittenError when the copy cannot be written.
    """
    folder, now = folder_of(path), now or datetime.now(UTC)
    try:
        entry = newest_entry(path)  # answers may come meanwhile: the copy holds this one at least
        target = folder / name_of(now, reason, entry)
        with replaced_atomically(target) as temporary:
            _remove_leftovers(folder, besides=temporary)
            _copy(path, temporary)
            if not is_intact(temporary):
                raise damaged(path, message("backup.check-failed", "a check of its pages failed"))
        version_files.keep(target, folder)
    except (OSError, sqlite3.OperationalError) as error:
        raise CopyNotWrittenError(
            "backup.not-written",
            "No safety copy of {path} could be made in {folder}: {error}."
            " Make room there and see that it can be written to.",
            path=path,
            folder=folder,
            error=reason_of(error) if isinstance(error, OSError) else error,
        ) from error
    except sqlite3.DatabaseError as error:
        raise damaged(path, message("backup.unreadable", "parts of it cannot be read")) from error
    for copy in superseded(copies(path)):
        copy.path.unlink(missing_ok=True)
    version_files.drop_unused(folder, [copy.path for copy in copies(path)])
    return target


def back_up_if_due(path: Path, now: datetime | None = None) -> Path | None:
    """Copy the library at `path` if a copy is due and return it; raises as `back_up`."""
    now = now or datetime.now(UTC)
    reason = due(path, now)
    return back_up(path, reason, now) if reason else None


def due(path: Path, now: datetime | None = None) -> str | None:
    """Return the reason for which a copy is due, None where none is; raises sqlite3.Error.

    One is due a day after the last one, after ANSWERS_BETWEEN answers, and an hour after the last
    one if there were any. A copy that was made while the clock was ahead counts for its answers
    only. A library without tracks needs none.
    """
    now = now or datetime.now(UTC)
    with closing(connect(path, "ro")) as library:
        if library.execute("SELECT 1 FROM tracks LIMIT 1").fetchone() is None:
            return None
    made = copies(path)
    if not any(timedelta(0) <= now - copy.made < _DAY for copy in made):
        return DAILY
    new = newest_entry(path) - max(copy.entry for copy in made)
    recent = any(timedelta(0) <= now - copy.made < _HOUR for copy in made)
    if new >= ANSWERS_BETWEEN or (new > 0 and not recent):
        return ANSWERS
    return None


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


def _remove_leftovers(folder: Path, besides: Path) -> None:
    """Remove the unfinished copies that kills left more than a day ago."""
    for left in folder.glob(".*.tmp*"):
        with suppress(OSError):
            if left != besides and time.time() - left.stat().st_mtime > _DAY.total_seconds():
                left.unlink()
