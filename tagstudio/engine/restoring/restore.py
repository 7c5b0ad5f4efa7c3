"""Restore a library from a safety copy: look first, then replace, then say what came back.

The file that is replaced is kept beside it, with its write-ahead log, and can be put back. Answers
that it holds beyond the copy are taken over where they can be read, so that a restore costs no
answer that is not lost already.
"""

import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import reason_of
from tagstudio.engine.restoring.salvage import Salvaged, take_over_newer
from tagstudio.library.db import migration
from tagstudio.library.db.backup import version_files
from tagstudio.library.db.backup.copies import (
    Contents,
    Copy,
    contents,
    copies,
    folder_of,
    is_intact,
)
from tagstudio.library.db.connection import reading_engine
from tagstudio.library.db.database import open_library
from tagstudio.library.db.lock import writer_lock
from tagstudio.library.db.soundness import missing_tables
from tagstudio.library.db.sqlite_errors import explaining

Condition = Literal["sound", "damaged", "newer", "missing"]
_LOG = ("-wal", "-shm")
_REPLACED = ".replaced"


@dataclass(frozen=True)
class IntactCopy:
    """A copy that passed a check, and its contents."""

    copy: Copy
    contents: Contents


@dataclass(frozen=True)
class Restorable:
    """A library file and its copies.

    `problem` is the sentence about a file that is not sound; `present` the contents of the file,
    None where they cannot be read; `copies` are the intact ones, the newest first.
    """

    path: Path
    condition: Condition
    problem: Message | None
    present: Contents | None
    copies: tuple[IntactCopy, ...]

    def newer_than(self, chosen: IntactCopy) -> int | None:
        """Return how many answers were given since a copy was made; None where unknown."""
        if self.present is None:
            return None
        return max(0, self.present.entry - chosen.contents.entry)


@dataclass(frozen=True)
class Restored:
    """The result of a restore.

    `kept` is where the file before lies, None where there was none; `salvaged` the answers taken
    over from it, None where that was not wanted or not possible; `versions` the names of model
    versions whose files came back.
    """

    kept: Path | None
    salvaged: Salvaged | None
    versions: tuple[str, ...]


def look(path: Path) -> Restorable:
    """Find the condition of the library at `path`, and what its copies hold."""
    condition, problem = _condition(path)
    intact = [IntactCopy(one, contents(one.path)) for one in copies(path) if is_intact(one.path)]
    return Restorable(path, condition, problem, _readable(path), tuple(intact))


def restore(found: Restorable, chosen: IntactCopy, *, salvage: bool, force: bool) -> Restored:
    """Replace the library with a copy, and with `salvage` take the newer answers over.

    Raises TagStudioError when the library is sound or newer than the program, unless `force`; when
    it is being changed; or when there is no room. Then nothing was changed.
    """
    if found.condition in ("sound", "newer") and not force:
        raise TagStudioError(
            "restore.not-needed",
            "{reason} Nothing was changed. To replace it all the same, add --force; the file is"
            " kept.",
            reason=found.problem or message("restore.sound", "{path} is sound.", path=found.path),
        )
    path = found.path
    with writer_lock(path):
        kept = _replace(path, chosen.copy.path, _REPLACED if force else ".damaged")
    with open_library(path, writing=True, copying=False) as library:
        salvaged = take_over_newer(library, kept) if salvage and kept and _fits(kept) else None
    return Restored(kept, salvaged, tuple(version_files.put_back(path, folder_of(path))))


def take_back(path: Path) -> Path:
    """Put the file that the last restore replaced back in its place; return where this one lies.

    Raises TagStudioError where there is none.
    """
    replaced = [
        file
        for name in (".damaged", _REPLACED)
        for file in path.parent.glob(f"{path.name}{name}*")
        if not file.name.endswith(_LOG)
    ]
    if not replaced:
        raise TagStudioError(
            "restore.nothing-replaced",
            "No restore of {path} is there to be taken back.",
            path=path,
        )
    last = max(replaced, key=lambda file: file.stat().st_ctime_ns)
    with writer_lock(path):
        try:
            kept = _set_aside(path, _REPLACED)
            for suffix in ("", *_LOG):
                part = last.with_name(last.name + suffix)
                if part.exists():
                    part.rename(path.with_name(path.name + suffix))
        except OSError as error:
            raise _not_restored(path, last, error) from error
    return kept or path


def _condition(path: Path) -> tuple[Condition, Message | None]:
    if not path.exists():
        return "missing", message("restore.missing", "{path} is gone.", path=path)
    try:
        with explaining(path):
            migration.revision(path)
    except TagStudioError as error:
        return ("newer" if error.message.key == "library.newer" else "damaged"), error.message
    if not is_intact(path) or _has_lost_tables(path):
        return "damaged", message("restore.damaged", "{path} is damaged.", path=path)
    return "sound", None


def _has_lost_tables(path: Path) -> bool:
    engine = reading_engine(path)
    try:
        with engine.connect() as connection:
            return bool(migration.revision(path) == migration.HEAD and missing_tables(connection))
    finally:
        engine.dispose()


def _readable(path: Path) -> Contents | None:
    try:
        return contents(path)
    except sqlite3.Error:
        return None


def _fits(source: Path) -> bool:
    """Tell whether a file's answers can be taken over: it can be opened, and has this schema."""
    try:
        return migration.revision(source) == migration.HEAD
    except (TagStudioError, sqlite3.Error):
        return False


def _replace(path: Path, copy: Path, name: str) -> Path | None:
    try:
        with replaced_atomically(path) as temporary:
            shutil.copyfile(copy, temporary)
            return _set_aside(path, name)
    except OSError as error:
        raise _not_restored(path, copy, error) from error


def _not_restored(path: Path, source: Path, error: OSError) -> TagStudioError:
    return TagStudioError(
        "backup.not-restored",
        "{path} could not be restored from {copy}: {error}."
        " Close what has the library open and make room in its folder.",
        path=path,
        copy=source,
        error=reason_of(error),
    )


def _set_aside(path: Path, name: str) -> Path | None:
    """Rename a library and its write-ahead log; return the new path, None for no library.

    The log first: a kill in between must not leave a log beside the copy that replaces the library,
    for SQLite would replay it into the wrong file.
    """
    kept = _unused(path, name)
    for suffix in (*_LOG, ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept if kept.exists() else None


def _unused(path: Path, name: str) -> Path:
    number = 1
    while True:
        candidate = f"{path.name}{name}{number if number > 1 else ''}"
        if not any(path.with_name(candidate + suffix).exists() for suffix in ("", *_LOG)):
            return path.with_name(candidate)
        number += 1
