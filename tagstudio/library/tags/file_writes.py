"""The journal of what was written into sound files, so that it can be taken back.

A row begins before its file is touched, and says afterwards what came of it: a kill in between
leaves a row that `unsettled` gives, and whose file tells whether it was written.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import file_writes, tracks

if TYPE_CHECKING:
    from tagstudio.audio.metadata.file_tags.fields import Field, Stored, Texts

# kept: to be taken back, but someone else had changed the file, which stays as it is
State = Literal["begun", "written", "undoing", "undone", "kept"]


@dataclass(frozen=True)
class FileWrite:
    """One file written: the texts of the fields that changed, as they stood and as they became."""

    id: int
    group: int
    at: int
    track_id: int
    before: "dict[Field, Texts]"
    after: "dict[Field, Texts]"
    state: State


@dataclass(frozen=True)
class TrackFile:
    """A track's file as the library knows it; `failure` says why it could not be read, or is ""."""

    path: str
    size: int
    mtime_ns: int
    missing: bool
    failure: str


def next_group(connection: sa.Connection) -> int:
    """Return the number for a new writing."""
    return (connection.scalar(sa.select(sa.func.max(file_writes.c.write_group))) or 0) + 1


def begin(
    connection: sa.Connection, group: int, track_id: int, before: "Stored", after: "Stored"
) -> int:
    """Record that a file is about to be written; return the row's id. Make it durable."""
    new = sa.insert(file_writes).values(
        write_group=group,
        at=int(time.time()),
        track_id=track_id,
        before=json.dumps(before),
        after=json.dumps(after),
        state="begun",
    )
    return int(connection.execute(new.returning(file_writes.c.id)).scalar_one())


def drop(connection: sa.Connection, id: int) -> None:
    """Forget a row that was begun and whose file was not written."""
    begun = sa.and_(file_writes.c.id == id, file_writes.c.state == "begun")
    connection.execute(sa.delete(file_writes).where(begun))


def set_state(connection: sa.Connection, id: int, state: State) -> None:
    """Record what came of a row."""
    connection.execute(sa.update(file_writes).where(file_writes.c.id == id).values(state=state))


def unsettled(connection: sa.Connection) -> list[FileWrite]:
    """Return the rows whose writing or undoing was killed half way."""
    return _rows(connection, file_writes.c.state.in_(["begun", "undoing"]))


def groups_in_effect(connection: sa.Connection) -> list[int]:
    """Return the writings of which something can be taken back, the newest first."""
    group = file_writes.c.write_group
    found = sa.select(group).where(file_writes.c.state == "written").distinct()
    return list(connection.scalars(found.order_by(group.desc())))


def writes_in_effect(connection: sa.Connection, group: int) -> list[FileWrite]:
    """Return what can be taken back of a writing."""
    return _rows(connection, file_writes.c.write_group == group, file_writes.c.state == "written")


def written_to(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, list[FileWrite]]:
    """Return what was written into the files of these tracks and not taken back, oldest first."""
    found: dict[int, list[FileWrite]] = {}
    stands = file_writes.c.state.in_(["written", "kept"])
    for row in _rows(connection, in_ids(file_writes.c.track_id, track_ids), stands):
        found.setdefault(row.track_id, []).append(row)
    return found


def track_files(connection: sa.Connection, track_ids: Sequence[int]) -> dict[int, TrackFile]:
    """Return what the library knows of the files of these tracks."""
    columns = tracks.c
    rows = connection.execute(
        sa.select(
            columns.id,
            columns.path,
            columns.size,
            columns.mtime_ns,
            columns.missing_since.is_not(None),
            sa.func.coalesce(columns.failure_message, ""),
        ).where(in_ids(columns.id, track_ids))
    )
    return {id: TrackFile(*file) for id, *file in rows}


def _rows(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[FileWrite]:
    rows = connection.execute(sa.select(file_writes).where(*where).order_by(file_writes.c.id))
    return [_file_write(row) for row in rows]


def _file_write(row: sa.Row[Any]) -> FileWrite:
    before, after = _fields(row.before), _fields(row.after)
    return FileWrite(row.id, row.write_group, row.at, row.track_id, before, after, row.state)


def _fields(text: str) -> "dict[Field, Texts]":
    fields: Mapping[Field, list[str]] = json.loads(text)
    return {field: tuple(texts) for field, texts in fields.items()}
