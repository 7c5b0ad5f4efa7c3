"""Writing of planned tags into files, with a journal.

Each file is one entry of the journal, in the order: entry "begun" with before- and after-image
(durable), file replaced atomically, entry "written". After a kill between two steps the file holds
either its before-image or its after-image, and `settle` finds out which by reading it.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from tagstudio.audio.containers.content_hash import content_hash
from tagstudio.audio.errors import UnreadableAudio
from tagstudio.audio.files.safe_change import NotChanged
from tagstudio.audio.metadata.facts import read_facts
from tagstudio.audio.metadata.file_tags.fields import Stored
from tagstudio.audio.metadata.file_tags.files import read_file_tags
from tagstudio.audio.metadata.file_tags.writing import write_tags
from tagstudio.core.files import remove_leftovers
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.file_tags.plan import FileChange, WritePlan, problem_of
from tagstudio.engine.jobs.problem import Problem
from tagstudio.library.db.database import Library
from tagstudio.library.tags import file_writes
from tagstudio.library.tags.file_writes import FileWrite, WriteState, track_files
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.tracks import NewTrack


@dataclass
class WriteReport:
    """The number of files written, or restored, and the files that were not."""

    written: int = 0
    problems: list[Problem] = field(default_factory=list)


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
    for number, change in enumerate(plan.files):
        yield Progress(number, len(plan.files), Path(change.path).name)
        problem = _write(library, group, change, keep_time)
        if problem:
            report.problems.append(problem)
        else:
            report.written += 1
    yield Progress(len(plan.files), len(plan.files))
    return report


def settle(library: Library) -> None:
    """Complete the journal entries of files whose writing or undo was killed half way."""
    with library.read() as connection:
        unsettled = file_writes.unsettled(connection)
        files = track_files(connection, [write.track_id for write in unsettled])
    for write in unsettled:
        path = files[write.track_id].path
        remove_leftovers(Path(os.path.realpath(path)))
        try:
            now = read_file_tags(path).stored
        except UnreadableAudio:  # a drive that is not there: next time
            continue
        _settle(library, write, path, as_before=_holds(now, write.before))


def _settle(library: Library, write: FileWrite, path: str, *, as_before: bool) -> None:
    if write.state == "begun" and as_before:
        with library.write() as connection:
            file_writes.drop(connection, write.id)
    else:
        finish(library, write.id, "undone" if as_before else "written", write.track_id, path)


def _holds(stored: Stored, fields: Stored) -> bool:
    return all(stored[field] == texts for field, texts in fields.items())


def _write(library: Library, group: int, change: FileChange, keep_time: bool) -> Problem | None:
    with library.read() as connection:
        file = track_files(connection, [change.track_id])[change.track_id]
    before = {one.field: one.stored_before for one in change.changes}
    after = {one.field: one.stored_after for one in change.changes}
    planned = (change.path, change.size, change.mtime_ns)
    problem = problem_of(file) or (
        None if (file.path, file.size, file.mtime_ns) == planned else _outdated(change.path)
    )
    if problem:
        return problem
    with library.write(durable=True) as connection:
        id = file_writes.begin(connection, group, change.track_id, before, after)
    try:
        write_tags(file.path, after, keep_time=keep_time)
    except (NotChanged, UnreadableAudio) as error:
        with library.write() as connection:
            file_writes.drop(connection, id)
        return Problem(file.path, error.code, error.message)
    finish(library, id, "written", change.track_id, file.path)
    return None


def _outdated(path: str) -> Problem:
    reason = message(
        "write.outdated",
        "{path} was changed meanwhile. Look at the differences again.",
        path=path,
    )
    return Problem(path, "changed", reason)


def finish(library: Library, write_id: int, state: WriteState, track_id: int, path: str) -> None:
    """Record the state of a write, and the facts of the written file: no scan need read it again.

    Both in one transaction: after a kill before that, `settle` still finds the entry and does both.
    """
    known = _current_file(path)
    with library.write() as connection:
        file_writes.set_state(connection, write_id, state)
        if known:
            tracks.update_tracks(connection, [(track_id, known)])


def _current_file(path: str) -> NewTrack | None:
    """Read a file as a scan does; None when it cannot be read, which the next scan will report."""
    try:
        status = os.stat(path)  # noqa: PTH116  pathlib would only wrap it
        facts = read_facts(path)
        return NewTrack(path, status.st_size, status.st_mtime_ns, content_hash(path), facts)
    except (OSError, UnreadableAudio):
        return None
