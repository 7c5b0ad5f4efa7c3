"""Restore a library from a safety copy: look first, then replace, then say what came back.

The restored file is made whole beside the library before that is touched: migrated, with the
answers that the replaced file holds beyond the copy where they can be read, and with a lineage of
its own. The file that is replaced is kept, with its write-ahead log, and can be put back. A kill at
any moment leaves the library as it was, the restored one, or none and a file that the next restore
takes the answers from.
"""

import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from typing import Literal

from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import leftovers, remove_leftovers, replaced_atomically
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
    passes_check,
)
from tagstudio.library.db.identity import begin_lineage, same_numbers
from tagstudio.library.db.sqlite.connection import driver, migrating_engine, reading_engine
from tagstudio.library.db.sqlite.errors import explaining
from tagstudio.library.db.sqlite.lock import writer_lock
from tagstudio.library.db.sqlite.soundness import missing_tables

# unusable: it cannot be opened, for want of a permission say; that is no damage
Condition = Literal["sound", "damaged", "newer", "missing", "unusable"]
RESTORED_UNASKED: tuple[Condition, ...] = ("damaged", "missing")  # without `force`
_LOG = ("-wal", "-shm")
_DAMAGED, _REPLACED = ".damaged", ".replaced"


@dataclass(frozen=True)
class ListedCopy:
    """A copy that can be read, and its contents; it is checked before it is used.

    `comparable` tells whether its answers and those of the present file have the same numbers.
    """

    copy: Copy
    contents: Contents
    comparable: bool


@dataclass(frozen=True)
class Restorable:
    """A library file and its copies.

    `problem` is the sentence about a file that is not sound; `present` the contents of the file,
    None where they cannot be read; `copies` are the readable ones, the newest intact one first.
    """

    path: Path
    condition: Condition
    problem: Message | None
    present: Contents | None
    copies: tuple[ListedCopy, ...]

    def newer_than(self, chosen: ListedCopy) -> int | None:
        """Return how many answers were given since a copy was made; None where unknown."""
        if self.present is None or not chosen.comparable:
            return None
        return max(0, self.present.entry - chosen.contents.entry)


@dataclass(frozen=True)
class Restored:
    """The result of a restore.

    `kept` is where the file before lies, None where there was none; `salvaged` the answers taken
    over from it, None where that was not wanted or not possible; `versions` the names of model
    versions whose files came back; `notes` say what could not be done.
    """

    kept: Path | None
    salvaged: Salvaged | None
    versions: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()


def look(path: Path) -> Restorable:
    """Find the condition of the library at `path`, and what its copies hold.

    Copies newer than the newest intact one are left out; the older ones are not checked yet.
    """
    condition, problem = _condition(path)
    present = _readable(path)
    listed: list[ListedCopy] = []
    for one in copies(path):
        held = _readable(one.path) if listed or is_intact(one.path) else None
        if held:
            comparable = present is not None and _comparable(path, one.path)
            listed.append(ListedCopy(one, held, comparable))
    return Restorable(path, condition, problem, present, tuple(listed))


def restore(found: Restorable, chosen: ListedCopy, *, salvage: bool, force: bool) -> Restored:
    """Replace the library with a copy, and with `salvage` take the newer answers over.

    Raises TagStudioError when the library is sound, newer than the program or cannot be opened,
    unless `force`; when it is being changed; when the copy is damaged; or when there is no room.
    Then nothing was changed.
    """
    if found.condition not in RESTORED_UNASKED and not force:
        raise TagStudioError(
            "restore.not-needed",
            "{reason} Nothing was changed. To replace it all the same, add --force; the file is"
            " kept.",
            reason=found.problem or message("restore.sound", "{path} is sound.", path=found.path),
        )
    path, copy = found.path, chosen.copy.path
    with writer_lock(path), explaining(path):
        _refuse_damaged(copy)
        left = None if path.exists() else _left_by_kill(path)
        source = left or (path if path.exists() else None)
        done = _replace(path, copy, source if salvage else None, _REPLACED if force else _DAMAGED)
    kept = done.kept or left
    try:
        versions = tuple(version_files.put_back(path, folder_of(path)))
    except OSError as error:
        return Restored(kept, done.salvaged, (), (*done.notes, _versions_lack(error)))
    return Restored(kept, done.salvaged, versions, done.notes)


def take_back(path: Path) -> Path:
    """Put the file that the last restore replaced back in its place; return where this one lies.

    Raises TagStudioError where there is none, or where that fails: then nothing was changed.
    """
    last = _last_kept(path)
    if last is None:
        raise TagStudioError(
            "restore.nothing-replaced",
            "No restore of {path} is there to be taken back.",
            path=path,
        )
    with writer_lock(path):
        try:
            if not path.exists():
                _join_log(path)
            kept = _set_aside(path, _REPLACED)
            try:
                _move(last, path, (*_LOG, ""))
            except OSError:
                if kept:
                    _move(kept, path, (*_LOG, ""))
                raise
        except OSError as error:
            raise _not_restored(path, last, error) from error
    return kept or path


def _condition(path: Path) -> tuple[Condition, Message | None]:
    if not path.exists():
        return "missing", message("restore.missing", "{path} is gone.", path=path)
    try:
        with explaining(path):
            migration.revision(path)
            intact = passes_check(path)
    except TagStudioError as error:
        conditions: dict[str, Condition] = {
            "library.newer": "newer",
            "library.damaged": "damaged",
        }
        return conditions.get(error.message.key, "unusable"), error.message
    if not intact or _has_lost_tables(path):
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


def _comparable(one: Path, other: Path) -> bool:
    try:
        return same_numbers(one, other)
    except sqlite3.Error:
        return False


def _refuse_damaged(copy: Path) -> None:
    if copy.exists() and not passes_check(copy):
        raise TagStudioError(
            "restore.copy-damaged",
            "The copy {copy} is damaged. Nothing was changed. Choose another copy.",
            copy=copy,
        )


def _replace(path: Path, copy: Path, source: Path | None, name: str) -> Restored:
    """Put the restored file into the place of the library, which is renamed at the last moment."""
    kept: list[Path] = []

    def set_aside() -> None:
        kept.extend(filter(None, [_set_aside(path, name)]))

    try:
        with replaced_atomically(path, set_aside) as temporary:
            shutil.copyfile(copy, temporary)
            salvaged, notes = _complete(temporary, source)
    except OSError as error:
        for before in kept:
            _put_back(before, path)
        raise _not_restored(path, copy, error) from error
    with suppress(OSError):  # they only take room
        remove_leftovers(path)
    return Restored(kept[0] if kept else None, salvaged, (), notes)


def _complete(restored: Path, source: Path | None) -> tuple[Salvaged | None, tuple[Message, ...]]:
    """Bring a copy to the newest schema, with what is newer in `source` and a new lineage."""
    refusal = _refusal(restored, source) if source else None
    salvaged = None
    migration.upgrade(restored)
    with migrating_engine(restored).connect() as connection:
        for pragma in ("foreign_keys = ON", "journal_mode = MEMORY", "synchronous = OFF"):
            driver(connection).execute(f"PRAGMA {pragma}")  # it is flushed as a whole
        with connection.begin():
            if source and not refusal:
                salvaged = take_over_newer(connection, source)
            begin_lineage(connection)
    return salvaged, (refusal,) if refusal else ()


def _refusal(copy: Path, source: Path) -> Message | None:
    """Return why nothing can be taken over from a file, None where it can."""
    try:
        migration.revision(source)
        if same_numbers(source, copy):
            return None
    except TagStudioError as error:
        if error.message.key == "library.newer":
            return error.message
        return message("restore.none-read", "No answer of the file before could be read.")
    except sqlite3.Error:
        return message("restore.none-read", "No answer of the file before could be read.")
    return message(
        "restore.other-lineage",
        "No answer was taken over: the library was restored from another copy since this one was"
        " made, so which answers are newer cannot be told.",
    )


def _versions_lack(error: OSError) -> Message:
    return message(
        "restore.versions-lack",
        "The library is restored, but not the files of its model versions: {reason}. They are kept"
        " with the copies.",
        reason=reason_of(error),
    )


def _not_restored(path: Path, source: Path, error: OSError) -> TagStudioError:
    return TagStudioError(
        "backup.not-restored",
        "{path} could not be restored from {copy}: {error}."
        " Close what has the library open and make room in its folder.",
        path=path,
        copy=source,
        error=reason_of(error),
    )


def _put_back(kept: Path, path: Path) -> None:
    """Undo `_set_aside`; also where the restored file is there already, but not safely."""
    try:
        path.unlink(missing_ok=True)
        _move(kept, path, (*_LOG, ""))
    except OSError as error:
        raise TagStudioError(
            "restore.left-aside",
            "{path} could not be restored ({error}), nor put back: it lies at {kept} now. Put it"
            " back with: tagstudio restore --take-back",
            path=path,
            kept=kept,
            error=reason_of(error),
        ) from error


def _set_aside(path: Path, name: str) -> Path | None:
    """Rename a library and its write-ahead log; return the new path, None for no library.

    The library first: a kill in between must leave none without its log, for that would be opened
    without its last answers. A log without its library is opened by nobody.
    """
    kept = _unused(path, name)
    _move(path, kept, ("", *_LOG))
    return kept if kept.exists() else None


def _move(source: Path, target: Path, suffixes: Sequence[str]) -> None:
    """Rename a library and what belongs to it, in this order: all of it or nothing."""
    moved: list[tuple[Path, Path]] = []
    try:
        for suffix in suffixes:
            part = source.with_name(source.name + suffix)
            if part.exists():
                moved.append((part, part.rename(target.with_name(target.name + suffix))))
    except OSError:
        for before, now in reversed(moved):
            now.rename(before)
        raise


def _left_by_kill(path: Path) -> Path | None:
    """Return the file that a restore had set aside when it was killed, with its log."""
    last = _last_kept(path) if leftovers(path) else None
    if last:
        _join_log(path)
    return last


def _join_log(path: Path) -> None:
    """Rename the log that a kill parted from its library to the name that this has now.

    A restore that was killed left it when it set the library aside, a killed `take_back` had it
    moved ahead of a library that was set aside earlier. It is that of the first one set aside since
    it was written to: beside any other one SQLite would take its pages for that one's, and ruin it.
    Where none can be its own it stays, and is set aside by itself.
    """
    for suffix in _LOG:
        log = path.with_name(path.name + suffix)
        if not log.exists():
            continue
        written = log.stat().st_mtime_ns
        since = [kept for kept in _all_kept(path) if kept.stat().st_ctime_ns >= written]
        if since and not (target := since[0].with_name(since[0].name + suffix)).exists():
            log.rename(target)


def _last_kept(path: Path) -> Path | None:
    """Return the file that a restore set aside last."""
    return next(reversed(_all_kept(path)), None)


def _all_kept(path: Path) -> list[Path]:
    """Return the files that restores set aside, the last one at the end."""
    found = [
        file
        for name in (_DAMAGED, _REPLACED)
        for file in path.parent.glob(f"{escape(path.name)}{name}*")
        if not file.name.endswith(_LOG)
    ]
    return sorted(found, key=lambda file: file.stat().st_ctime_ns)


def _unused(path: Path, name: str) -> Path:
    number = 1
    while True:
        candidate = f"{path.name}{name}{number if number > 1 else ''}"
        if not any(path.with_name(candidate + suffix).exists() for suffix in ("", *_LOG)):
            return path.with_name(candidate)
        number += 1
