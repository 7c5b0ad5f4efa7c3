"""Undo of writing tags into files, one writing after the other, the newest first."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.files.safe_change import NotChanged
from tagstudio.audio.metadata.file_tags.fields import Field, Stored
from tagstudio.audio.metadata.file_tags.files import read_file_tags
from tagstudio.audio.metadata.file_tags.writing import write_tags
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.file_tags.plan import StagedField
from tagstudio.engine.file_tags.write import WriteReport, finish, settle
from tagstudio.engine.jobs.problem import Problem
from tagstudio.library.db.database import Library
from tagstudio.library.tags import file_writes
from tagstudio.library.tags.file_writes import FileWrite, TrackFile, track_files


@dataclass(frozen=True)
class Writing:
    """A writing that can be undone: when it was made (seconds since 1970), its files."""

    group: int
    at: int
    writes: tuple[FileWrite, ...]
    files: dict[int, TrackFile]

    def rows(self) -> list[StagedField]:
        """Return the fields that an undo would restore, file by file."""
        return [
            StagedField(self.files[write.track_id].path, name, after, write.before[name])
            for write in self.writes
            for name, after in write.after.items()
        ]


def last_writing(connection: Connection) -> Writing | None:
    """Return the newest writing in effect with at least one reachable file, None without one.

    So files on an unmounted drive do not block the undo of older writings, and can be restored
    when it is back.
    """
    for group in file_writes.groups_in_effect(connection):
        writing = _writing(connection, group)
        if writing and any(Path(file.path).exists() for file in writing.files.values()):
            return writing
    return None


def undo_writing(
    library: Library, group: int | None = None, *, keep_time: bool = False
) -> Job[WriteReport]:
    """Restore the fields that a writing changed and that still hold the written texts.

    Without a `group` it is the last writing. A field that another program changed since then stays
    as it is, and is reported.
    """
    settle(library)
    report = WriteReport()
    with library.read() as connection:
        writing = _writing(connection, group) if group else last_writing(connection)
    if writing is None:
        return report
    for number, write in enumerate(writing.writes):
        file = writing.files[write.track_id]
        yield Progress(number, len(writing.writes), Path(file.path).name)
        try:
            restored, kept = _restore(library, write, file, keep_time)
        except (NotChanged, UnreadableAudio) as error:
            report.problems.append(Problem(file.path, error.code, error.message))
            continue
        report.written += restored
        if kept:
            report.problems.append(_kept_fields(file.path, kept))
    yield Progress(len(writing.writes), len(writing.writes))
    return report


def _writing(connection: Connection, group: int) -> Writing | None:
    """Return the part of a writing that is still in effect, None when nothing is."""
    writes = file_writes.writes_in_effect(connection, group)
    files = track_files(connection, [write.track_id for write in writes])
    return Writing(group, writes[0].at, tuple(writes), files) if writes else None


def _restore(
    library: Library, write: FileWrite, file: TrackFile, keep_time: bool
) -> tuple[bool, list[Field]]:
    """Restore one file; return whether it was changed, and the fields that others changed."""
    now = read_file_tags(file.path).stored
    kept = [
        name for name in write.after if now[name] not in {write.after[name], write.before[name]}
    ]
    back: Stored = {
        name: write.before[name] for name, texts in write.after.items() if now[name] == texts
    }
    if back:
        _change(library, write, file, back, keep_time)
        finish(library, write.id, "undone", write.track_id, file.path)
    else:
        with library.write() as connection:
            file_writes.set_state(connection, write.id, "kept" if kept else "undone")
    return bool(back), kept


def _change(
    library: Library, write: FileWrite, file: TrackFile, back: Stored, keep_time: bool
) -> None:
    with library.write(durable=True) as connection:
        file_writes.set_state(connection, write.id, "undoing")
    try:
        write_tags(file.path, back, keep_time=keep_time)
    except (NotChanged, UnreadableAudio):
        with library.write(durable=True) as connection:
            file_writes.set_state(connection, write.id, "written")
        raise


def _kept_fields(path: str, kept: list[Field]) -> Problem:
    reason = message(
        "write.kept",
        "{path}: {fields} was changed since it was written, and stays as it is.",
        path=shown(path),
        fields=", ".join(kept),
    )
    return Problem(path, "changed", reason)
