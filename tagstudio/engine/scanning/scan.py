"""Scanning of folders: new, changed, moved and missing tracks of the library.

Nothing is ever deleted: a file that is gone marks its track missing, a drive that is not mounted
marks all its tracks missing, and both come back by themselves. A file whose name, size and
modification time are known is not opened, and its row is not touched.
"""

import os
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from tagstudio.audio.files.walk import FoundFile, walk
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.processes.reader_pool import FileFacts, FileReaders
from tagstudio.engine.scanning.moves import Moves
from tagstudio.library.db.database import Library
from tagstudio.library.tracks import tracks
from tagstudio.library.tracks.folders import put_back, removed_folders, removed_ids
from tagstudio.library.tracks.known_files import KnownFile, known_files
from tagstudio.library.tracks.tracks import NewTrack

WALK_REPORT = 1000  # files seen between two reports while looking through the folders
EVERY_FILE = None  # to be read again
STORE_SECONDS = 0.1  # between two transactions at least: the work that a kill may cost


@dataclass
class ScanReport:
    """The result of a scan: numbers of tracks, and the files that could not be read.

    `reread` are those whose files look unchanged and were read again as wished.
    """

    new: int = 0
    changed: int = 0
    moved: int = 0
    returned: int = 0
    missing: int = 0
    unchanged: int = 0
    reread: int = 0
    problems: list[Problem] = field(default_factory=list)


def scan(
    library: Library,
    folders: Sequence[Path] = (),
    again: Collection[str] | None = (),
    readers: FileReaders | None = None,
    genre_separators: str = "",
) -> Job[ScanReport]:
    """Scan `folders`, or the folders of the library when none are named.

    Each folder becomes part of the library; a removed one comes back at once, with all the data of
    its tracks. The files named in `again`, or EVERY_FILE, are read even where they look unchanged.
    `readers` may have been started before; they are stopped at the end. Genres are taken apart at
    the `genre_separators` too.

    Raises TagStudioError for a folder that neither exists nor is known, and when there is nothing
    to scan.
    """
    report = ScanReport()
    with readers or FileReaders() as running:
        read = 0
        for folder in _folders_to_scan(library, folders):
            running.genre_separators = genre_separators
            read += yield from _FolderScan(library, folder, report, again).run(running, read)
    return report


def _folders_to_scan(library: Library, folders: Sequence[Path]) -> list[str]:
    with library.read() as connection:
        known = [folder.path for folder in tracks.folders(connection)]
        removed = set(removed_folders(connection))
    # As `walk` spells paths: without "..", links as they are.
    wanted = [os.path.abspath(folder.expanduser()) for folder in folders] or known  # noqa: PTH100
    if not wanted:
        raise TagStudioError(
            "scan.no-folders", "The library has no folders yet; name one: tagstudio scan FOLDER"
        )
    for folder in wanted:
        if not Path(folder).exists() and folder not in {*known, *removed}:
            raise TagStudioError(
                "scan.no-such-folder",
                "There is no folder {path}. Check the name and scan again.",
                path=folder,
            )
    return wanted


class _FolderScan:
    """One scan of one folder."""

    def __init__(
        self, library: Library, folder: str, report: ScanReport, again: Collection[str] | None
    ) -> None:
        self._again = again if again is EVERY_FILE else frozenset(again)
        self._library = library
        self._folder = folder
        self._looking = message("scan.looking", "searching {folder}", folder=folder)
        self._report = report
        with library.write() as connection:
            self._put_back = put_back(connection, folder)
        with library.read() as connection:
            self._known = known_files(connection, folder)
            self._removed = removed_ids(connection)
        self._seen: set[str] = set()
        self._hidden: list[str] = []  # folders that cannot be looked into: nothing there is missing

    def run(self, readers: FileReaders, before: int) -> Job[int]:
        """Scan; return the number of files read. `before` were read in other folders."""
        to_read: list[FoundFile] = []
        returned: list[int] = []
        for number, found in enumerate(self._walk()):
            if number % WALK_REPORT == 0:
                yield Progress(message=self._looking)
            known = self._known.get(found.path)
            if known is None or self._is_to_read(found, known):
                to_read.append(found)
            elif known.missing:
                returned.append(known.id)
            elif known.id in self._put_back:
                self._report.returned += 1
            else:
                self._report.unchanged += 1
        yield from self._read(to_read, readers, before)
        self._mark(returned)
        return len(to_read)

    def _is_to_read(self, found: FoundFile, known: KnownFile) -> bool:
        changed = (known.size, known.mtime_ns) != (found.size, found.mtime_ns)
        return changed or self._again is EVERY_FILE or found.path in self._again

    def _walk(self) -> Iterator[FoundFile]:
        """Yield the files of the folder; a folder that is not there holds none."""
        if not Path(self._folder).exists():
            reason = message(
                "scan.folder-missing",
                "{path} is not there; its tracks are marked missing until it is back.",
                path=self._folder,
            )
            self._report.problems.append(Problem(self._folder, "missing", reason))
            return
        for found in walk(Path(self._folder)):
            self._seen.add(found.path)
            if isinstance(found, FoundFile):
                yield found
            else:
                self._report.problems.append(Problem(found.path, found.code, found.message))
                self._hidden.append(found.path + os.sep)

    def _read(self, files: list[FoundFile], readers: FileReaders, before: int) -> Job[None]:
        """Read the files that are new or changed and store them, some batches a transaction."""
        by_path = {file.path: file for file in files}
        moves = Moves(self._known, self._removed)
        done, stored_at = 0, float("-inf")
        found: list[NewTrack] = []
        for batch in readers.read(list(by_path)):
            found += [_track(by_path[result.path], result) for result in batch]
            self._report.problems += [result for result in batch if isinstance(result, Problem)]
            done += len(batch)
            if time.monotonic() - stored_at >= STORE_SECONDS or done == len(files):
                self._store(moves, partial(moves.store_moved, found))
                found, stored_at = [], time.monotonic()
            yield Progress(before + done, before + len(files))
        if files:
            self._store(moves, moves.store_held_back)
            self._report.moved += moves.moved

    def _store(
        self, moves: Moves, store_moves: Callable[[Connection, int], list[NewTrack]]
    ) -> None:
        """Store moves, then the other tracks: as changed where the path is known, else as new."""
        with self._library.write() as connection:
            folder_id = tracks.folder_id(connection, self._folder)
            found = store_moves(connection, folder_id)
            changed = [(id, t) for t in found if (id := moves.track_at(t.path)) is not None]
            new = [track for track in found if moves.track_at(track.path) is None]
            tracks.update_tracks(connection, changed)
            tracks.add_tracks(connection, folder_id, new)
        reread = sum(not self._differs(track) for _, track in changed)
        self._report.reread += reread
        self._report.changed += len(changed) - reread
        self._report.new += len(new)

    def _differs(self, track: NewTrack) -> bool:
        """Tell whether a file looks different from what is known of it."""
        known = self._known.get(track.path)
        return known is None or (known.size, known.mtime_ns) != (track.size, track.mtime_ns)

    def _mark(self, returned: list[int]) -> None:
        """Mark the tracks that came back and those that are gone, now that moves are known."""
        with self._library.read() as connection:
            present = known_files(connection, self._folder)
        gone = [known.id for path, known in present.items() if self._is_gone(path, known)]
        if returned or gone:
            with self._library.write() as connection:
                tracks.mark_found(connection, returned)
                tracks.mark_missing(connection, gone)
        self._report.returned += len(returned)
        self._report.missing += len(gone)

    def _is_gone(self, path: str, known: KnownFile) -> bool:
        return (
            not known.missing
            and path not in self._seen
            and not any(path.startswith(folder) for folder in self._hidden)
        )


def _track(file: FoundFile, result: FileFacts | Problem) -> NewTrack:
    if isinstance(result, Problem):
        failed = (result.code, result.message)
        return NewTrack(file.path, file.size, file.mtime_ns, None, None, *failed)
    return NewTrack(file.path, file.size, file.mtime_ns, result.content_hash, result.facts)
