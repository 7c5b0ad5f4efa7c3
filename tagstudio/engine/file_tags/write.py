"""Writing of planned tags into files, with a journal.

Each file is one entry of the journal, in the order: entry "begun" with before- and after-image
(durable), patch back to the old bytes (`undo_patches`), file replaced atomically, entry "written".
After a kill between two steps the file holds either its before-image or its after-image, and
`settle` finds out which: by the hashes in the patch, without one by reading the fields.
"""

import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.change_time import change_time_ns
from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.files.safe_change import FileState, NotChanged
from tagstudio.audio.metadata.facts import read_facts
from tagstudio.audio.metadata.file_tags.files import read_file_tags
from tagstudio.audio.metadata.file_tags.writing import Safeguards, outdated, write_tags
from tagstudio.core.files import remove_leftovers, sha256_of
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import genre_separators
from tagstudio.engine.file_tags import undo_patches
from tagstudio.engine.file_tags.copy_check import CopyCheck
from tagstudio.engine.file_tags.plan import FileChange, WritePlan, problem_of
from tagstudio.engine.file_tags.undo_patches import UndoPatches
from tagstudio.engine.jobs.problem import Problem
from tagstudio.library.db.database import Library
from tagstudio.library.tags import file_writes
from tagstudio.library.tags.file_writes import FileWrite, TrackFile, WriteState, track_files
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack


@dataclass
class WriteReport:
    """The number of files written, or restored, and the files that were not.

    `notes` say what else happened: files that could not be restored to the byte, for one.
    """

    written: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    def summary(self) -> Message | None:
        """Return the numbers where a file was left as it was."""
        if not self.problems:
            return None
        return message(
            "write.outcome",
            "Files written: {written}. Files that could not be written: {failed}.",
            written=self.written,
            failed=len(self.problems),
        )

    def has_failed(self) -> bool:
        """Tell whether no file at all could be written."""
        return bool(self.problems) and not self.written


def write_planned(
    library: Library, plan: WritePlan, *, keep_time: bool = False
) -> Job[WriteReport]:
    """Write the files of `plan` as one writing, which `undo_writing` takes back.

    With `keep_time` they keep their modification time. A file that cannot be written is reported,
    and the others go on; the problems of the plan are in the report too.
    """
    settle(library)
    report = WriteReport(problems=list(plan.problems))
    with library.read() as connection:
        group = file_writes.next_write_group(connection)
    refused = len(plan.problems)  # they count as gone through: what failed is of what was done
    count = refused + len(plan.files)
    with CopyCheck() as check:
        writer = _Writer(library, group, keep_time, check)
        for number, change in enumerate(plan.files):
            yield Progress(refused + number, count, Path(change.path).name)
            problem = writer.write(change)
            if problem:
                report.problems.append(problem)
            else:
                report.written += 1
    report.notes += writer.notes()
    yield Progress(count, count)
    return report


def settle(library: Library) -> None:
    """Complete the journal entries of files whose writing or undo was killed half way.

    Patches of entries that have ended go. Unknown ones stay: before a restore there were entries
    that may come back when it is taken back.
    """
    patches, separators = UndoPatches(library.beside), genre_separators()
    with library.read() as connection:
        unsettled = file_writes.unsettled(connection)
        files = track_files(connection, [write.track_id for write in unsettled])
        ended = file_writes.patches_of_ended(connection, patches.names())
    patches.drop_half_written()
    for name in ended:
        patches.drop(name)
    for write in unsettled:
        file = files[write.track_id]
        path = file.path
        remove_leftovers(Path(os.path.realpath(path)))
        try:
            as_before = _is_as_before(write, file, patches)
        except (OSError, UnreadableAudio):  # a drive that is not there: next time
            continue
        if as_before is None:  # until a scan has found where the track's file is
            continue
        if write.state == "begun" and as_before:
            patches.drop(write.patch)  # first: without its entry nobody would know it
            with library.write() as connection:
                file_writes.drop(connection, write.id)
        else:
            state: WriteState = "undone" if as_before else "written"
            finish(library, write.id, state, write.track_id, path, separators)
            if as_before:
                patches.drop(write.patch)


def holds_another_recording(file: TrackFile) -> bool:
    """Tell whether another recording lies where the last scan found the track's file.

    Files may have changed places since then. Raises UnreadableAudio.
    """
    return file.content_hash is not None and content_hash(file.path) != file.content_hash


def _is_as_before(write: FileWrite, file: TrackFile, patches: UndoPatches) -> bool | None:
    """Tell whether the file is as before a write, None where another recording took its place.

    The row of a write that is damaged and has no patch is left to undo, which names it. Raises
    OSError and UnreadableAudio.
    """
    if header := patches.header(write.patch):
        found = sha256_of(Path(file.path))
        if found in {header.old.sha256, header.new_sha256}:
            return found == header.old.sha256
    if holds_another_recording(file):
        return None
    if write.damaged:
        return False
    now = read_file_tags(file.path, further=write.before).stored
    return all(now[field] == texts for field, texts in write.before.items())


@dataclass
class _Writer:
    """Writes files as the group `group` of the journal."""

    library: Library
    group: int
    keep_time: bool
    check: CopyCheck

    def __post_init__(self) -> None:
        self._patches = UndoPatches(self.library.beside)
        self._separators = genre_separators()
        self._without_patch = 0
        self._dropped = 0

    def write(self, change: FileChange) -> Problem | None:
        """Write one file; return why it was not."""
        with self.library.read() as connection:
            file = track_files(connection, [change.track_id])[change.track_id]
        planned = (change.path, change.size, change.mtime_ns)
        problem = problem_of(file) or (
            None if (file.path, file.size, file.mtime_ns) == planned else _outdated(change.path)
        )
        if problem:
            return problem
        before = {one.field: one.stored_before for one in change.changes}
        after = {one.field: one.stored_after for one in change.changes}
        ours = {one.field: one.ours for one in change.changes if one.ours is not None}
        with self.library.write(durable=True) as connection:
            row = file_writes.begin(connection, self.group, change.track_id, before, after, ours)
        safeguards = Safeguards(
            self.check.difference, partial(self._keep, row.patch), (change.size, change.mtime_ns)
        )
        try:
            write_tags(
                file.path,
                after,
                keep_time=self.keep_time,
                expected=before,
                safeguards=safeguards,
            )
        except (NotChanged, UnreadableAudio) as error:
            self._patches.drop(row.patch)
            with self.library.write() as connection:
                file_writes.drop(connection, row.id)
            return Problem(file.path, error.code, error.message)
        finish(self.library, row.id, "written", change.track_id, file.path, self._separators)
        self._dropped += self._patches.trim()
        return None

    def notes(self) -> list[Message]:
        """Return what to say of writes that are undone field by field only."""
        found = []
        if self._without_patch:
            found.append(
                message(
                    "write.patch-too-large",
                    "{count} of these files can be put back field by field only, not to the byte:"
                    " too much in them was moved.",
                    count=self._without_patch,
                )
            )
        if self._dropped:
            found.append(
                message(
                    "write.patches-dropped",
                    "{count} older writes can be undone field by field only now, not to the byte:"
                    " what is kept for that in {folder} has reached {limit} MB.",
                    count=self._dropped,
                    folder=shown(str(self._patches.folder)),
                    limit=undo_patches.MOST_BYTES >> 20,
                )
            )
        return found

    def _keep(self, patch: str, original: str, state: FileState, copy: str) -> None:
        if not self._patches.keep(patch, original, state, copy):
            self._without_patch += 1


def _outdated(path: str) -> Problem:
    error = outdated(path)
    return Problem(path, error.code, error.message)


def finish(  # noqa: PLR0913, PLR0917 - a row, its file, and how to read that
    library: Library,
    write_id: int,
    state: WriteState,
    track_id: int,
    path: str,
    genre_separators: str,
) -> None:
    """Record the state of a write, and the facts of the written file: no scan need read it again.

    Both in one transaction: after a kill before that, `settle` still finds the entry and does both.
    """
    known = _current_file(path, genre_separators)
    with library.write() as connection:
        file_writes.set_state(connection, write_id, state)
        if known:
            tracks.update_tracks(connection, [(track_id, known)])


def _current_file(path: str, genre_separators: str) -> NewTrack | None:
    """Read a file as a scan does; None when it cannot be read, which the next scan will report."""
    try:
        status = os.stat(path)  # noqa: PTH116  pathlib would only wrap it
        facts = read_facts(path, genre_separators)
        return NewTrack(
            path,
            status.st_size,
            status.st_mtime_ns,
            content_hash(path),
            facts,
            ctime_ns=change_time_ns(status),
        )
    except (OSError, UnreadableAudio):
        return None
