"""SQLite's errors that come from the world, as sentences that say what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.backup import damaged

_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_ADVICE = {
    "SQLITE_FULL": "The disk is full; make room.",
    "SQLITE_BUSY": "Another program holds it; close that program.",
    "SQLITE_LOCKED": "Another program holds it; close that program.",
    "SQLITE_READONLY": "The file or its folder is write-protected; change that.",
    "SQLITE_CANTOPEN": "Check that the file and its folder can be read and written.",
    "SQLITE_IOERR": "The disk reports an error; check it, and that it is still attached.",
    "SQLITE_PERM": "Check that you may read and write it.",
}


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Turn what SQLite says of a broken, full or locked disk into a TagStudioError.

    Every other error goes on as it is: it is a defect of the program.
    """
    try:
        yield
    except (sqlite3.Error, sa.exc.DBAPIError) as error:
        explanation = explained(path, error)
        if explanation is None:
            raise
        raise explanation from error


def explained(path: Path, error: Exception) -> TagStudioError | None:
    """Return the sentence for an error of SQLite on the library at `path`, None for a defect."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    name = getattr(cause, "sqlite_errorname", "")
    if name.startswith(_DAMAGE):
        return damaged(path, str(cause))
    for prefix, advice in _ADVICE.items():
        if name.startswith(prefix):
            return TagStudioError(f"The library {path} cannot be used: {cause}. {advice}")
    return None
