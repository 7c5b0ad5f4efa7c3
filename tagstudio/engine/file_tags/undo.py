"""Undo of writing tags into files, one writing after the other, the newest first.

A file that nobody else changed since it was written becomes what it was, byte for byte, with its
old time of change (`undo_patches`). In another one, or where the patch is gone, the fields that
still hold the written texts get their old ones back.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.byte_patch import PatchDoesNotFit, PatchHeader
from tagstudio.audio.files.regular_file import regular_file_size, shown, unreadable
from tagstudio.audio.files.safe_change import (
    FileState,
    NotChanged,
    change_safely,
    changed_meanwhile,
)
from tagstudio.audio.metadata.file_tags.fields import Field, Stored
from tagstudio.audio.metadata.file_tags.files import read_file_tags
from tagstudio.audio.metadata.file_tags.writing import Safeguards, write_tags
from tagstudio.core.files import sha256_of
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import genre_separators
from tagstudio.engine.file_tags.copy_check import CopyCheck
from tagstudio.engine.file_tags.plan import StagedField
from tagstudio.engine.file_tags.undo_patches import UndoPatches
from tagstudio.engine.file_tags.write import (
    WriteReport,
    finish,
    holds_another_recording,
    settle,
)
from tagstudio.engine.jobs.problem import Problem
from tagstudio.library.db.database import Library
from tagstudio.library.tags import file_writes
from tagstudio.library.tags.file_writes import FileWrite, TrackFile, WriteState, track_files
from tagstudio.library.tags.undo_history import is_after_undoable

# Reasons that pass by themselves: the next undo tries the same writing again.
_PASSING = frozenset(["disk_full", "changed", "missing", "unreadable"])


@dataclass(frozen=True)
class Writing:
    """A writing that can be undone: when it was made (seconds since 1970), its files.

    `absent` are the tracks whose files are not there now, and so cannot be restored yet.
    """

    group: int
    at: int
    writes: tuple[FileWrite, ...]
    files: dict[int, TrackFile]
    absent: frozenset[int] = frozenset()

    @property
    def present(self) -> list[FileWrite]:
        """The writes into files that are there."""
        return [write for write in self.writes if write.track_id not in self.absent]

    def rows(self) -> list[StagedField]:
        """Return the fields that an undo would restore, file by file."""
        return [
            StagedField(self.files[write.track_id].path, name, after, write.before[name])
            for write in self.present
            for name, after in write.after.items()
        ]

    def problems(self) -> list[Problem]:
        """Return the files that an undo cannot restore."""
        paths = sorted(self.files[track_id].path for track_id in self.absent)
        return [Problem(path, "missing", _absent(path)) for path in paths]


def last_writing(connection: Connection) -> Writing | None:
    """Return the newest writing in effect with a file that can be restored, None without one.

    So files on an unmounted drive do not block the undo of older writings, and can be restored
    when it is back. Files whose undo was refused do not either: they come again when they changed
    since then, or when nothing else is left to undo.
    """
    refused = None
    for group in file_writes.groups_in_effect(connection):
        writing = _writing(connection, group)
        if writing is None:
            continue
        paths = {id: Path(file.path) for id, file in writing.files.items()}
        absent = frozenset(id for id, path in paths.items() if not path.exists())
        writing = replace(writing, absent=absent)
        if any(not _still_refused(writing, write) for write in writing.present):
            return writing
        refused = refused or (writing if writing.present else None)
    return refused


def is_next_to_undo(connection: Connection) -> bool:
    """Tell whether files were written, and can be put back, after what else Undo would take back.

    What was done last is undone first, also where answers and writings took turns.
    """
    newest = file_writes.newest_write_at(connection)
    if newest is None or not is_after_undoable(connection, newest):
        return False  # without a look at the files
    writing = last_writing(connection)
    return writing is not None and is_after_undoable(connection, writing.at)


def undo_writing(
    library: Library, group: int | None = None, *, keep_time: bool = False
) -> Job[WriteReport]:
    """Restore the files of a writing: to the byte, or field by field where others changed them.

    Without a `group` it is the last writing. A field that another program changed since then stays
    as it is, and is reported. A file that refuses is reported, and the others go on.
    """
    settle(library)
    with library.read() as connection:
        writing = _writing(connection, group) if group else last_writing(connection)
    if writing is None:
        return WriteReport()
    with CopyCheck() as check:
        undo = _Undo(library, UndoPatches(library.beside), check, keep_time)
        for number, write in enumerate(writing.writes):
            file = writing.files[write.track_id]
            yield Progress(number, len(writing.writes), Path(file.path).name)
            undo.restore(write, file)
    undo.note_files_by_fields()
    yield Progress(len(writing.writes), len(writing.writes))
    return undo.report


def _absent(path: str) -> Message:
    return message(
        "write.undo-absent", "{path} is not there. Undo again when it is back.", path=shown(path)
    )


def _still_refused(writing: Writing, write: FileWrite) -> bool:
    """Tell whether the undo of a write was refused, and its file is as it was then."""
    if write.refused_ctime_ns is None:
        return False
    path = writing.files[write.track_id].path
    return Path(path).stat().st_ctime_ns == write.refused_ctime_ns


def _writing(connection: Connection, group: int) -> Writing | None:
    """Return the part of a writing that is still in effect, None when nothing is."""
    writes = file_writes.writes_in_effect(connection, group)
    files = track_files(connection, [write.track_id for write in writes])
    return Writing(group, writes[0].at, tuple(writes), files) if writes else None


@dataclass
class _Undo:
    """Undoes writes, one file at a time."""

    library: Library
    patches: UndoPatches
    check: CopyCheck
    keep_time: bool
    report: WriteReport = field(default_factory=WriteReport)
    by_fields: int = 0
    separators: str = field(default_factory=genre_separators)

    def restore(self, write: FileWrite, file: TrackFile) -> None:
        """Restore one file, and report it."""
        try:
            self._restore(write, file)
        except (NotChanged, UnreadableAudio) as error:
            self.report.problems.append(Problem(file.path, error.code, error.message))
            if error.code not in _PASSING:
                self._mark_refused(write, file.path)

    def _mark_refused(self, write: FileWrite, path: str) -> None:
        with suppress(OSError):  # gone meanwhile: it is asked for again anyway
            ctime_ns = Path(path).stat().st_ctime_ns
            with self.library.write() as connection:
                file_writes.mark_refused(connection, write.id, ctime_ns)

    def note_files_by_fields(self) -> None:
        """Add to the report that some files are not as before to the byte."""
        if self.by_fields:
            note = message(
                "write.by-fields",
                "Only their fields were put back in {count} files, not the whole file to the byte:"
                " they were changed since, or what is kept for that is gone.",
                count=self.by_fields,
            )
            self.report.notes.append(note)

    def _restore(self, write: FileWrite, file: TrackFile) -> None:
        regular_file_size(file.path)
        header = self.patches.header(write.patch)
        found = _sha256(file.path) if header else ""
        if header and found == header.old.sha256:
            self._end(write, file)
        elif header and found == header.new_sha256 and self._to_the_byte(write, file, header):
            self._end(write, file)
            self.report.written += 1
        elif holds_another_recording(file):
            raise _another_recording(file.path)
        elif write.damaged:
            self.report.problems.append(_damaged_row(file.path))
            self._leave(write)
        else:
            self._by_fields(write, file)

    def _to_the_byte(self, write: FileWrite, file: TrackFile, header: PatchHeader) -> bool:
        """Restore the bytes of the file; return False where the patch is damaged."""
        change = partial(self._put_back, write, file.path, header)

        def put_back() -> None:
            change_safely(file.path, change, keep_time=False, mtime_ns=header.old.mtime_ns)

        try:
            self._changing(write, put_back)
        except PatchDoesNotFit:
            return False
        return True

    def _put_back(
        self, write: FileWrite, path: str, header: PatchHeader, copy: str, state: FileState
    ) -> None:
        if state.sha256 != header.new_sha256:
            raise changed_meanwhile(path)
        self.patches.restore(write.patch, os.path.realpath(path), copy)

    def _by_fields(self, write: FileWrite, file: TrackFile) -> None:
        now = read_file_tags(file.path, further=write.after).stored
        kept = [
            name for name in write.after if now[name] not in {write.after[name], write.before[name]}
        ]
        back: Stored = {
            name: write.before[name] for name, texts in write.after.items() if now[name] == texts
        }
        if back:
            safeguards = Safeguards(self.check.difference)

            def put_back() -> None:
                write_tags(
                    file.path,
                    back,
                    keep_time=self.keep_time,
                    expected={name: write.after[name] for name in back},
                    safeguards=safeguards,
                )

            self._changing(write, put_back)
            self._end(write, file)
            self.report.written += 1
            self.by_fields += 1
        else:
            self._leave(write, "kept" if kept else "undone")
        if kept:
            self.report.problems.append(_kept_fields(file.path, kept))

    def _changing(self, write: FileWrite, change: Callable[[], None]) -> None:
        """Change a file while its row says so; when that fails, the row is as before."""
        with self.library.write(durable=True) as connection:
            file_writes.set_state(connection, write.id, "undoing")
        try:
            change()
        except (NotChanged, UnreadableAudio, PatchDoesNotFit):
            with self.library.write(durable=True) as connection:
                file_writes.set_state(connection, write.id, "written")
            raise

    def _end(self, write: FileWrite, file: TrackFile) -> None:
        finish(
            self.library,
            write.id,
            "undone",
            write.track_id,
            file.path,
            self.separators,
        )
        self.patches.drop(write.patch)

    def _leave(self, write: FileWrite, state: WriteState = "kept") -> None:
        with self.library.write() as connection:
            file_writes.set_state(connection, write.id, state)
        self.patches.drop(write.patch)


def _sha256(path: str) -> str:
    try:
        return sha256_of(Path(path))
    except OSError as error:
        raise unreadable(path, error) from error


def _another_recording(path: str) -> NotChanged:
    return NotChanged(
        "another_recording",
        "write.another-recording",
        "{path} stays as it is: another recording lies there since the last scan. Scan its folder,"
        " then undo again.",
        path=shown(path),
    )


def _damaged_row(path: str) -> Problem:
    reason = message(
        "write.damaged-row",
        "{path} stays as it is: what TagStudio noted of its old tags is damaged.",
        path=shown(path),
    )
    return Problem(path, "damaged", reason)


def _kept_fields(path: str, kept: list[Field]) -> Problem:
    reason = message(
        "write.kept",
        "{path}: {fields} was changed since it was written, and stays as it is.",
        path=shown(path),
        fields=", ".join(kept),
    )
    return Problem(path, "changed", reason)
