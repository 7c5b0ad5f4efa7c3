"""Check a library, and mend it after a safety copy was made."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.library.checking.examine import Finding, examinations, examine_file
from tagstudio.library.checking.mend import mend as mend_in
from tagstudio.library.checking.mend import mend_database
from tagstudio.library.db.backup.back_up import back_up
from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import tracks
from tagstudio.library.tracks.folders import in_library

BEFORE_MENDING = "before-mending"
_NOT_MENDABLE = {"pages", "tables"}


@dataclass(frozen=True)
class CheckReport:
    """What was found, what of it is left, and the safety copy made before mending, if any.

    Of a sound library `tracks` counts all tracks, `missing` those whose file was not there at the
    last scan, and `unreadable` those whose file could not be read then: files are not looked at.
    """

    found: tuple[Finding, ...]
    left: tuple[Finding, ...]
    copy: Path | None = None
    tracks: int = 0
    missing: int = 0
    unreadable: int = 0


def check(library: Library, mend: bool, bring_models: Callable[[], object]) -> Job[CheckReport]:
    """Examine a library; with `mend`, copy it, mend it, and examine it again.

    `bring_models` registers the installed models again: what the library lost of them comes back.
    """
    found = yield from _examine(library)
    if not found:
        with library.read() as connection:
            return CheckReport((), (), None, *_files(connection))
    if not mend or any(one.kind in _NOT_MENDABLE for one in found):
        return CheckReport(found, found)
    file = library.path if isinstance(library.path, Path) else None
    copy = back_up(file, BEFORE_MENDING) if file else None
    with library.write(durable=True, whole=True) as connection:
        if file:
            mend_in(connection, file)
        else:
            mend_database(connection)
    library.see_all()
    bring_models()
    return CheckReport(found, (yield from _examine(library)), copy)


def _files(connection: sa.Connection) -> tuple[int, int, int]:
    """Count the tracks of the library, those that are missing, and those that are unreadable."""
    columns = tracks.c
    there = sa.case((columns.missing_since.is_(None), columns.failure_code))
    query = sa.select(
        sa.func.count(), sa.func.count(columns.missing_since), sa.func.count(there)
    ).where(in_library(columns.id))
    every, missing, unreadable = connection.execute(query).one()
    return every, missing, unreadable


def _looking_at(what: str) -> Message:
    return message("check.looking-at", "looking at {what}", what=what)


def _examine(library: Library) -> Job[tuple[Finding, ...]]:
    with library.read(whole=True) as connection:
        steps = examinations()
        yield Progress(0, len(steps), _looking_at(library.path.name))
        found = examine_file(connection)
        if any(one.kind == "tables" for one in found):
            return tuple(found)
        for number, (name, examine) in enumerate(steps, 1):
            yield Progress(number, len(steps), _looking_at(name))
            found += examine(connection)
    return tuple(found)
