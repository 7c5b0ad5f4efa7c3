"""Make a safety copy of a library, in use or not, and drop the copies that it supersedes.

A copy is made with SQLite's backup API, of the state as of one moment, into a temporary file. Only
after a quick check of that file is it renamed to its final name, and only then are superseded
copies deleted: whatever fails or is killed, a file under a copy's name was checked, and no older
copy is lost to a copy of a damaged library. A copy leaves out the feature maps, which are most of
the file and can be computed again; the files of the versions that learned from its answers are kept
beside the copies (`version_files`).
"""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
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
    name_of,
    newest_entry,
    passes_check,
    superseded,
)
from tagstudio.library.db.identity import lineage_of
from tagstudio.library.db.sqlite.connection import connect

_log = logging.getLogger(__name__)
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
    with _explaining(path):
        entry = newest_entry(path)  # answers may come meanwhile: the copy holds this one at least
        target = folder / name_of(now, reason, entry, lineage_of(path))
        with replaced_atomically(target) as temporary:
            _remove_leftovers(folder, besides=temporary)
            _copy(path, temporary)
            if not passes_check(temporary):
                raise damaged(path, message("backup.check-failed", "a check of its pages failed"))
    _keep_versions(target)
    _drop_superseded(path, target)
    return target


def back_up_if_due(path: Path, now: datetime | None = None) -> Path | None:
    """Copy the library at `path` if a copy is due and return it; raises as `back_up`."""
    now = now or datetime.now(UTC)
    reason = due(path, now)
    return back_up(path, reason, now) if reason else None


def due(path: Path, now: datetime | None = None) -> str | None:
    """Return the reason for which a copy is due, None where none is; raises as `back_up`.

    One is due a day after the last one, after ANSWERS_BETWEEN answers, and an hour after the last
    one if there were any. A copy that was made while the clock was ahead counts for its answers
    only, and one of another lineage not at all. A library without tracks needs none.
    """
    with _explaining(path):
        return _due(path, now or datetime.now(UTC))


def _due(path: Path, now: datetime) -> str | None:
    with closing(connect(path, "ro")) as library:
        if library.execute("SELECT 1 FROM tracks LIMIT 1").fetchone() is None:
            return None
    lineage = lineage_of(path)
    made = [copy for copy in copies(path) if copy.lineage == lineage]
    if not any(timedelta(0) <= now - copy.made < _DAY for copy in made):
        return DAILY
    new = newest_entry(path) - max(copy.entry for copy in made)
    recent = any(timedelta(0) <= now - copy.made < _HOUR for copy in made)
    if new >= ANSWERS_BETWEEN or (new > 0 and not recent):
        return ANSWERS
    return None


@contextmanager
def _explaining(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.OperationalError) as error:
        raise CopyNotWrittenError(
            "backup.not-written",
            "No safety copy of {path} could be made in {folder}: {error}."
            " Make room there and see that it can be written to.",
            path=path,
            folder=folder_of(path),
            error=reason_of(error) if isinstance(error, OSError) else error,
        ) from error
    except sqlite3.DatabaseError as error:
        raise damaged(path, message("backup.unreadable", "parts of it cannot be read")) from error


def _keep_versions(copy: Path) -> None:
    """Keep the files of the versions that a copy names; without them it is still a copy."""
    try:
        version_files.keep(copy, copy.parent)
    except OSError as error:
        _log.warning("The files of the versions in %s were not kept: %s", copy, error)


def _drop_superseded(path: Path, made: Path) -> None:
    """Remove what need not be kept, as far as it can be removed: the next copy tries again."""
    try:
        for copy in superseded(copies(path)):
            if copy.path != made:
                _drop(copy.path)
        version_files.drop_unused(made.parent, [copy.path for copy in copies(path)])
    except (OSError, sqlite3.Error) as error:
        _log.warning("Files of versions that no copy names were left: %s", error)


def _drop(copy: Path) -> None:
    try:
        copy.unlink(missing_ok=True)
    except OSError as error:  # open in another program, on Windows
        _log.warning("A copy that need not be kept was left: %s", error)


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
            _forget_features(copy)
            copy.commit()
            copy.execute("VACUUM")


def _forget_features(copy: sqlite3.Connection) -> None:
    """Delete the feature maps, and what says which file of vectors is in line with them.

    Without their triggers: these would note each one, and keep SQLite from dropping all at once.
    """
    triggers = copy.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'trigger' AND tbl_name = 'suggestion_features'"
    ).fetchall()
    for name, _ in triggers:
        copy.execute(f'DROP TRIGGER "{name}"')
    copy.execute("DELETE FROM suggestion_features")
    for _, statement in triggers:
        copy.execute(statement)
    tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for name in {"sound_matrix", "stale_sounds"}.intersection(name for [name] in tables):
        copy.execute(f"DELETE FROM {name}")


def _remove_leftovers(folder: Path, besides: Path) -> None:
    """Remove the unfinished copies that kills left more than a day ago."""
    for left in folder.glob(".*.tmp*"):
        with suppress(OSError):
            if left != besides and time.time() - left.stat().st_mtime > _DAY.total_seconds():
                left.unlink()
