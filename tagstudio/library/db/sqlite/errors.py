"""Errors of a library file that the user can act on, as a TagStudioError that says how."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tagstudio.core.errors import DamagedRowsError, TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import has_no_locks, is_full
from tagstudio.library.db.backup.copies import DAMAGE, damaged
from tagstudio.library.db.sqlite.connection import reading_engine
from tagstudio.library.db.sqlite.soundness import damaged_rows, missing_tables

UNREADABLE = message("library.unreadable-parts", "parts of it cannot be read")
_NO_LIBRARY = message("library.other-content", "it holds something else")
_FULL = message("library.disk-full", "The disk is full; make room.")
_NO_LOCKS = message(
    "library.no-locks",
    "Its drive has no locks, as some network drives, so it is not safe there; move the library to"
    " a local disk.",
)
_BUSY = message(
    "library.busy",
    "Another program holds it. Wait until that is done, or close that program, and try again.",
)
_ADVICE = {
    "SQLITE_FULL": _FULL,
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_READONLY": message(
        "library.read-only", "The file or its folder is write-protected; change that."
    ),
    "SQLITE_CANTOPEN": message(
        "library.cannot-open",
        "It cannot be opened; check that the file and its folder can be read and written.",
    ),
    "SQLITE_IOERR": message(
        "library.disk-error",
        "The disk reports an error; check it, and that it is still attached.",
    ),
    "SQLITE_PERM": message(
        "library.no-permission", "Access is denied; check that you may read and write it."
    ),
}


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Raise errors about a damaged, full or locked library as a TagStudioError.

    An error for which the library is not to blame is a defect of the program, and is raised as it
    is. Whether damaged rows are, is looked up when there is an error.
    """
    try:
        yield
    except (TagStudioError, OSError):
        raise
    except Exception as error:
        explanation = explained(path, error)
        if explanation is None:
            raise
        raise explanation from error


def raise_damage(path: Path, error: Exception) -> None:
    """Raise the damage of the library at `path` that may have led to `error`, if there is any."""
    if damage := _damage_behind(path):
        raise damage from error


def explained(path: Path, error: Exception) -> TagStudioError | None:
    """Return the TagStudioError for an error on the library `path`, None for a defect."""
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    name = getattr(cause, "sqlite_errorname", "")
    if name == "SQLITE_INTERRUPT":  # the program gave the query up: to look for damage takes longer
        return None
    if name.startswith(DAMAGE):
        return damaged(path, _NO_LIBRARY if name == "SQLITE_NOTADB" else UNREADABLE)
    for prefix, advice in _ADVICE.items():
        if name.startswith(prefix):
            return TagStudioError(
                "library.unusable",
                "The library {path} cannot be used. {advice}",
                path=path,
                advice=_truer(path, prefix) or advice,
            )
    return _damage_behind(path)


def damaged_rows_message(rows: Mapping[str, int]) -> Message:
    """Return the sentence that there are damaged rows; `rows` are counts by table."""
    return message(
        "library.damaged-rows",
        "Rows of the library are damaged ({rows}). To mend what can be mended, run: tagstudio check"
        " --mend",
        rows=", ".join(f"{name}: {count}" for name, count in sorted(rows.items())),
    )


def _damage_behind(path: Path) -> TagStudioError | None:
    """Return the error about damage of the library that may have led to another error, or None."""
    if not path.is_file():
        return None
    engine = reading_engine(path)
    try:
        with engine.connect() as connection:
            if names := missing_tables(connection):
                gone = message(
                    "library.tables-gone", "it has lost tables: {names}", names=", ".join(names)
                )
                return damaged(path, gone)
            rows = damaged_rows(connection)
    except (sqlite3.Error, sa.exc.DBAPIError):
        return None
    finally:
        engine.dispose()
    return DamagedRowsError(damaged_rows_message(rows)) if rows else None


def _truer(path: Path, name: str) -> Message | None:
    """Return the advice that SQLite's own error hides: it asks the system too little.

    On a full disk its shared memory cannot grow, which it calls an I/O error; that a drive refuses
    every lock it calls busy.
    """
    if name == "SQLITE_IOERR" and is_full(path.parent):
        return _FULL
    if name in {"SQLITE_BUSY", "SQLITE_IOERR"} and has_no_locks(path.parent):
        return _NO_LOCKS
    return None
