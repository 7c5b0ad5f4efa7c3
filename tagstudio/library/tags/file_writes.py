"""The journal of tags written into audio files, for undo.

A write-ahead protocol: a row is inserted, durably, in state "begun" before its file is changed, and
set to "written" afterwards ("undoing" and "undone" likewise). A kill in between leaves a row that
`unsettled` returns; whether the file holds the fields `before` or `after` then tells whether it was
changed.
"""

import json
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa

from tagstudio.audio.metadata.file_tags.fields import is_field, names_in
from tagstudio.core.messages import Message
from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import file_writes, tracks
from tagstudio.library.db.text_folding import folded

if TYPE_CHECKING:
    from tagstudio.audio.metadata.file_tags.fields import Field, Stored, Texts

# kept: undo found that another program had changed the file, and left it alone
WriteState = Literal["begun", "written", "undoing", "undone", "kept"]


@dataclass(frozen=True)
class Ours:
    """What writing put into a field, and still stands there: names, in their order.

    With a `separator` they stand in one text, joined by it. Earlier writes keep the names folded.
    """

    names: tuple[str, ...] = ()
    separator: str = ""

    def has(self, name: str) -> bool:
        """Tell whether a name is one of them, in whatever case."""
        return folded(name) in self._folded

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(map(folded, self.names))


@dataclass(frozen=True)
class FileWrite:
    """A write into one file: the changed fields with their texts before and after.

    Of a `damaged` row, whose texts cannot be read, both are empty. `refused_ctime_ns` is None
    unless its undo was refused: then the time of the last change of the file's status. `token` is
    random, and empty for writes of earlier schemas. `ours` is what of ours stands in these fields
    after it, None where that was not recorded or cannot be read.
    """

    id: int
    group: int
    at: int
    track_id: int
    before: "dict[Field, Texts]"
    after: "dict[Field, Texts]"
    state: WriteState
    refused_ctime_ns: int | None = None
    token: str = ""
    damaged: bool = False
    ours: "dict[Field, Ours] | None" = None

    @property
    def patch(self) -> str:
        """The name of its patch, that of no other write: a restore may give the id again."""
        return f"{self.id}-{self.token}" if self.token else str(self.id)


@dataclass(frozen=True)
class TrackFile:
    """A track's file as of the last scan; `failure` is why it could not be read.

    `content_hash` is that of its recording, None for a file that was never read.
    """

    path: str
    size: int
    mtime_ns: int
    missing: bool
    failure: Message | None
    content_hash: bytes | None


def next_write_group(connection: sa.Connection) -> int:
    """Return the number for a new group of writes."""
    return (connection.scalar(sa.select(sa.func.max(file_writes.c.write_group))) or 0) + 1


def begin(  # noqa: PLR0913, PLR0917 - a row's own values
    connection: sa.Connection,
    group: int,
    track_id: int,
    before: "Stored",
    after: "Stored",
    ours: "Mapping[Field, Ours] | None" = None,
) -> FileWrite:
    """Record that a file is about to be written; return the row.

    Open the library's `write(durable=True)` for it.
    """
    new = sa.insert(file_writes).values(
        write_group=group,
        at=int(time.time()),
        track_id=track_id,
        before=json.dumps(before),
        after=json.dumps(after),
        ours=None
        if ours is None
        else json.dumps({name: asdict(one) for name, one in ours.items()}),
        state="begun",
        token=secrets.token_hex(6),
    )
    return _file_write(connection.execute(new.returning(file_writes)).one())


def drop(connection: sa.Connection, id: int) -> None:
    """Delete a row in state "begun" whose file was not written."""
    begun = sa.and_(file_writes.c.id == id, file_writes.c.state == "begun")
    connection.execute(sa.delete(file_writes).where(begun))


def set_state(connection: sa.Connection, id: int, state: WriteState) -> None:
    """Set the state of a row."""
    connection.execute(sa.update(file_writes).where(file_writes.c.id == id).values(state=state))


def mark_refused(connection: sa.Connection, id: int, ctime_ns: int) -> None:
    """Record that the undo of a write was refused; `ctime_ns` is of its file (`st_ctime_ns`)."""
    row = sa.update(file_writes).where(file_writes.c.id == id)
    connection.execute(row.values(refused_ctime_ns=ctime_ns))


def patches_of_ended(connection: sa.Connection, names: Iterable[str]) -> set[str]:
    """Return those of the names of patches that are of writes that cannot be undone any more."""
    wanted = set(names)
    ended = file_writes.c.state.in_(["undone", "kept"])
    query = sa.select(file_writes.c.id, file_writes.c.token).where(ended)
    found = {f"{id}-{token}" if token else str(id) for id, token in connection.execute(query)}
    return wanted & found


def unsettled(connection: sa.Connection) -> list[FileWrite]:
    """Return the rows whose write or undo was killed half way."""
    return _rows(connection, file_writes.c.state.in_(["begun", "undoing"]))


def groups_in_effect(connection: sa.Connection) -> list[int]:
    """Return the groups with writes that can be undone, the newest first."""
    group = file_writes.c.write_group
    found = sa.select(group).where(file_writes.c.state == "written").distinct()
    return list(connection.scalars(found.order_by(group.desc())))


def newest_write_at(connection: sa.Connection) -> int | None:
    """Return when the newest write was made that can be undone and was not refused; or None."""
    can_be = sa.and_(file_writes.c.state == "written", file_writes.c.refused_ctime_ns.is_(None))
    newest = sa.select(sa.func.max(file_writes.c.at)).where(can_be)
    found: int | None = connection.scalar(newest)
    return found


def writes_in_effect(connection: sa.Connection, group: int) -> list[FileWrite]:
    """Return the writes of a group that can be undone."""
    return _rows(connection, file_writes.c.write_group == group, file_writes.c.state == "written")


def written_to(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, list[FileWrite]]:
    """Return by track id the writes into these tracks' files that were not undone, oldest first."""
    found: dict[int, list[FileWrite]] = {}
    in_effect = file_writes.c.state.in_(["written", "kept"])
    for row in _rows(connection, in_ids(file_writes.c.track_id, track_ids), in_effect):
        found.setdefault(row.track_id, []).append(row)
    return found


def written_names(writes: Iterable[FileWrite]) -> "dict[Field, Ours]":
    """Return what TagStudio put into the fields of a file by `writes`, oldest first.

    The newest write of a field says it. One that does not, of an earlier schema, adds the names of
    its after-image that its before-image lacks, and takes those away that only the before-image
    has.
    """
    ours: dict[Field, Ours] = {}
    for write in writes:
        for field, texts in write.after.items():
            if write.ours is not None:
                ours[field] = write.ours.get(field, Ours())
                continue
            before, after = _folded(write.before[field]), _folded(texts)
            held = ours.get(field, Ours())
            kept = [name for name in held.names if name not in before or name in after]
            new = [name for name in after if name not in before]
            ours[field] = Ours(tuple(dict.fromkeys((*kept, *new))), held.separator)
    return ours


def _folded(texts: "Texts") -> list[str]:
    return list(dict.fromkeys(folded(name) for text in texts for name in names_in(text)))


def track_files(connection: sa.Connection, track_ids: Sequence[int]) -> dict[int, TrackFile]:
    """Return the files of these tracks by track id."""
    columns = tracks.c
    rows = connection.execute(
        sa.select(
            columns.id,
            columns.path,
            columns.size,
            columns.mtime_ns,
            columns.missing_since.is_not(None),
            columns.failure_message,
            columns.content_hash,
        ).where(in_ids(columns.id, track_ids))
    )
    return {id: TrackFile(*file) for id, *file in rows}


def _rows(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[FileWrite]:
    rows = connection.execute(sa.select(file_writes).where(*where).order_by(file_writes.c.id))
    return [_file_write(row) for row in rows]


def _file_write(row: sa.Row[Any]) -> FileWrite:
    try:
        before, after = _fields(row.before), _fields(row.after)
        damaged = before.keys() != after.keys()
    except (ValueError, TypeError, RecursionError):
        damaged = True
    if damaged:
        before, after = {}, {}
    known = (row.id, row.write_group, row.at, row.track_id)
    refused, ours = row.refused_ctime_ns, _ours(row.ours)
    return FileWrite(*known, before, after, row.state, refused, row.token, damaged, ours)


def _ours(text: Any) -> "dict[Field, Ours] | None":
    """Return what a row says of ours by field, None where it says nothing that can be read."""
    try:
        found: Any = json.loads(text) if text else None
        if not isinstance(found, dict):
            return None
        return {
            field: Ours(tuple(map(str, one["names"])), str(one["separator"]))
            for field, one in found.items()
        }
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _fields(text: str) -> "dict[Field, Texts]":
    """Return the texts of a row by field; raises ValueError for anything else."""
    fields: Any = json.loads(text)
    if not isinstance(fields, dict) or not fields or not all(map(is_field, fields)):
        raise ValueError(text)
    if not all(isinstance(texts, list) for texts in fields.values()):
        raise ValueError(text)
    if not all(isinstance(one, str) for texts in fields.values() for one in texts):
        raise ValueError(text)
    return {field: tuple(texts) for field, texts in fields.items()}
