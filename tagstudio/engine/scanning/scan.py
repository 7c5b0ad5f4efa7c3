"""Scanning of folders: new, changed, moved and missing tracks of the library.

Nothing is ever deleted: a file that is gone marks its track missing, a drive that is not mounted
marks all its tracks missing, and both come back by themselves. A file whose name, size and
times are known is not opened, and its row is not touched: of the two times the system's own, that
of the last change, tells of taggers that set the modification time back. Nothing vanishes without a
word either: what a scan leaves out is counted by reason in its report.
"""

import os
import time
from array import array
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from tagstudio.audio.containers.without_suffix import begins_as_audio
from tagstudio.audio.files.left_out import LeftOut
from tagstudio.audio.files.walk import FoundFile, SkippedFile, walk
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.progress import Job, Progress
from tagstudio.core.settings import genre_separators
from tagstudio.engine.artists.infer_names import infer_names
from tagstudio.engine.jobs.problem import Problem
from tagstudio.engine.processes.reader_pool import FileFacts, FileReaders
from tagstudio.engine.scanning.files_to_read import FilesToRead
from tagstudio.engine.scanning.left_out_files import LeftOutFiles
from tagstudio.engine.scanning.moves import FolderOf, Moves
from tagstudio.engine.scanning.overwritten import Overwritten, set_aside, told
from tagstudio.library.db.database import Library
from tagstudio.library.tracks import track_columns, tracks
from tagstudio.library.tracks.folders import put_back, removed_folders
from tagstudio.library.tracks.known_files import (
    KnownFile,
    ids_under,
    known_files,
    last_id,
    present_paths,
)
from tagstudio.library.tracks.tracks import NewTrack

WALK_REPORT = 1000  # files seen between two reports while looking through the folders
COMPARED = 500  # files, at a time
MARKED = 5000  # tracks in one transaction
_THERE, _PUT_BACK = 1, 2
EVERY_FILE = None  # to be read again
STORE_SECONDS = 0.1  # between two transactions at least: the work that a kill may cost


@dataclass
class ScanReport:
    """The result of a scan: numbers of tracks, and the files that could not be read.

    Of the `new` ones `unread` could not be: they are tracks that cannot be heard.
    `overwritten` are the paths whose file holds another recording now, `left_out` all that lies in
    the folders and is no track. `reread` are those that were read again, as wished or because
    the system says that they were touched, and say what they said before. `absent` are the folders
    of the library that are not there: no files that failed.
    """

    new: int = 0
    unread: int = 0
    changed: int = 0
    moved: int = 0
    returned: int = 0
    missing: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    overwritten: list[Overwritten] = field(default_factory=list)
    left_out: LeftOutFiles = field(default_factory=LeftOutFiles)
    reread: int = 0
    absent: list[Problem] = field(default_factory=list)

    def has_failed(self) -> bool:
        """Tell whether no folder that was to be scanned is there."""
        found = self.new, self.changed, self.moved, self.returned, self.unchanged, self.reread
        return bool(self.absent) and not any((*found, self.problems))

    def found(self) -> Message | None:
        """Return what was found, such as "3 new, 1 missing"; None for nothing."""
        new, unread = self.new - self.unread, len(self.problems)
        parts = [
            (new, message("scan.new", "{count:,} new", count=new)),
            (self.changed, message("scan.changed", "{count:,} changed", count=self.changed)),
            (self.moved, message("scan.moved", "{count:,} moved", count=self.moved)),
            (self.returned, message("scan.returned", "{count:,} found again", count=self.returned)),
            (self.missing, message("scan.missing", "{count:,} missing", count=self.missing)),
            (unread, message("scan.unread", "{count:,} unreadable", count=unread)),
        ]
        there = [said for count, said in parts if count]
        return reduce(_listed, there) if there else None

    def summary(self) -> Message | None:
        """Return what a list of jobs tells of it: what was found, and what else; None: nothing."""
        told = [one.message for one in self.absent]
        if found := self.found():
            told.insert(0, message("scan.found", "{found}.", found=found))
        if self.overwritten:
            kept = message(
                "scan.several-overwritten",
                "Files that hold another recording now: {count:,}; the answers stay with the"
                " missing tracks.",
                count=len(self.overwritten),
            )
            told.append(kept)
        if left_out := self.left_out.summary():
            told.append(left_out)
        return reduce(_both, told) if told else None


def _listed(first: Message, rest: Message) -> Message:
    return message("scan.listed", "{first}, {rest}", first=first, rest=rest)


def _both(first: Message, second: Message) -> Message:
    return message("scan.both", "{first} {second}", first=first, second=second)


def scan(
    library: Library,
    folders: Sequence[Path] = (),
    again: Collection[str] | None = (),
    readers: FileReaders | None = None,
    *,
    places: Sequence[Path] = (),
) -> Job[ScanReport]:
    """Scan `folders`, or the folders of the library when none are named.

    With `places`, scan these files and folders in the library's folders instead, also those that
    are gone; none of them becomes a folder of the library. Each of `folders` does; a removed one
    comes back at once, with all the data of its tracks. The files named in `again`, or EVERY_FILE,
    are read even where they look unchanged. `readers` may have been started before; they are
    stopped at the end. Genres are taken apart as the user's settings say.

    Raises TagStudioError for a folder that neither exists nor is known, when there is nothing to
    scan, and for settings that cannot be read.
    """
    with readers or FileReaders() as running:
        running.genre_separators = genre_separators()
        if places:
            wanted = _folders_of(library, places)
        else:
            wanted = {folder: folder for folder in _folders_to_scan(library, folders)}
        return (yield from _Scan(library, wanted, again).run(running))


def _folders_of(library: Library, places: Sequence[Path]) -> dict[str, str]:
    """Return the innermost folder of the library around each place; outside of all is none."""
    with library.read() as connection:
        known = [folder.path for folder in tracks.folders(connection)]
    around = {
        str(place): [one for one in known if one == str(place) or _lies_in(str(place), one)]
        for place in places
    }
    return {place: max(folders, key=len) for place, folders in around.items() if folders}


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


class _Asked(NamedTuple):
    """Files that were found, and what waits for those of them that the library knows, by path."""

    found: Sequence[FoundFile]
    known: Callable[[], Mapping[str, KnownFile]]


class _Scan:
    """One scan of one or several folders, each file once.

    Memory does not grow with the files: what the library knows of them is asked for some hundred at
    a time, in the order of the walk; a byte for each of its tracks notes which are there; what is
    to be read waits in a file.
    """

    def __init__(
        self, library: Library, wanted: Mapping[str, str], again: Collection[str] | None
    ) -> None:
        """Scan the places `wanted`, each with the folder of the library that it is or lies in."""
        self._library = library
        self._folder_of = wanted
        self._folders = list(wanted)
        self._again = again if again is EVERY_FILE else frozenset(again)
        self._report = ScanReport()
        with library.write() as connection:
            put_back_ids = [
                put_back(connection, place) for place, folder in wanted.items() if place == folder
            ]
        with library.read() as connection:
            self._tracks = bytearray(1 + last_id(connection))  # by id: _THERE, _PUT_BACK
        for id in chain.from_iterable(put_back_ids):
            self._tracks[id] |= _PUT_BACK
        self._inner = tuple(
            os.path.join(one, "")  # noqa: PTH118
            for one in self._folders
            if any(_lies_in(one, other) for other in self._folders)
        )
        self._seen: set[str] = set()  # in these, which are walked twice
        self._skipped: set[str] = set()
        self._ctimes_ns: dict[int, int] = {}  # of files that are taken as they are, by track
        self._returned = array("q")
        self._hidden: list[str] = []  # folders that cannot be looked into: nothing there is missing
        self._second_names: set[str] = set()
        self._second_ways: list[str] = []  # folders that were reached before by another way
        self._moves = Moves(self._folders, self._is_left_out)
        self._files = FilesToRead()

    def run(self, readers: FileReaders) -> Job[ScanReport]:
        """Scan; return the report."""
        with self._files:
            for folder in self._folders:
                yield from self._look_through(folder)
            yield from self._read(readers)
        yield from self._mark()
        read = len(self._files)
        names = message("scan.names", "looking at the names")
        yield Progress(read, read or None, names, so_far=self._report)
        for _ in chain(infer_names(self._library), track_columns.complete(self._library)):
            yield Progress(read, read or None, names, so_far=self._report)
        return self._report

    def _look_through(self, folder: str) -> Job[None]:
        """Compare the files of a folder with those that the library knows."""
        looking = message("scan.looking", "searching {folder}", folder=folder)
        found: list[FoundFile] = []
        with ThreadPoolExecutor(1, "known files") as thread:
            asked = deque[_Asked]()
            for number, one in enumerate(self._walk(folder)):
                if number % WALK_REPORT == 0:
                    yield Progress(message=looking, so_far=self._report)
                if one is not None:
                    found.append(one)
                if len(found) == COMPARED:
                    asked.append(self._ask(found, thread))
                    found = []
                    if len(asked) > 1:
                        self._compare(asked.popleft(), self._folder_of[folder])
            for last in (*asked, self._ask(found, thread)):
                self._compare(last, self._folder_of[folder])

    def _ask(self, found: Sequence[FoundFile], thread: Executor) -> _Asked:
        """Ask which of some files the library knows: a server on a thread, while others are found.

        SQLite works on this machine's core, and would only contend for Python's lock.
        """
        paths = [one.path for one in found]
        if self._library.is_shared:
            return _Asked(found, thread.submit(self._known, paths).result)
        return _Asked(found, partial(self._known, paths))

    def _compare(self, asked: _Asked, folder: str) -> None:
        """Put files to those to be read, to those that came back, or count them as unchanged."""
        known_at = asked.known()
        for one in asked.found:
            known = known_at.get(one.path)
            if known is not None:
                self._tracks[known.id] |= _THERE
            if known is None or self._is_to_read(one, known):
                self._files.add(one, folder)
                continue
            if known.ctime_ns is None and one.ctime_ns is not None:
                self._ctimes_ns[known.id] = one.ctime_ns
            if known.missing:
                self._returned.append(known.id)
            elif self._tracks[known.id] & _PUT_BACK:
                self._report.returned += 1
            else:
                self._report.unchanged += 1
        if len(self._ctimes_ns) >= MARKED:
            self._note_change_times()

    def _known(self, paths: Sequence[str]) -> dict[str, KnownFile]:
        with self._library.read() as connection:
            return known_files(connection, paths)

    def _is_to_read(self, found: FoundFile, known: KnownFile) -> bool:
        changed = known.has_changed(found.size, found.mtime_ns, found.ctime_ns)
        return changed or self._again is EVERY_FILE or found.path in self._again

    def _walk(self, folder: str) -> Iterator[FoundFile | None]:
        """Yield the audio files of a folder, None for all else; one that is not there has none."""
        if not Path(folder).exists():
            if folder != self._folder_of[folder]:
                return
            reason = message(
                "scan.folder-missing",
                "The folder {path} is not there: not mounted, or moved. Its tracks are marked"
                " missing until it is back, or added under its new name.",
                path=folder,
            )
            self._report.absent.append(Problem(folder, "missing", reason))
            return
        for found in walk(Path(folder), begins_as_audio):
            if self._inner and self._is_seen(found.path):
                continue
            if isinstance(found, LeftOut):
                yield self._left_out(found)
            elif isinstance(found, SkippedFile):
                self._report.problems.append(Problem(found.path, found.code, found.message))
                self._skipped.add(found.path)
                self._hidden.append(found.path + os.sep)
                yield None
            else:
                yield found

    def _is_seen(self, path: str) -> bool:
        """Tell whether a path was met before, by a folder in which this one lies; note it."""
        if not path.startswith(self._inner) and path + os.sep not in self._inner:
            return False
        if path in self._seen:
            return True
        self._seen.add(path)
        return False

    def _left_out(self, left: LeftOut) -> FoundFile | None:
        """Count what is left out; a second name that is a track like the first stays one."""
        if left.reason == "second_name":
            known = self._known([left.path, left.other])
            if left.path in known and not known[left.path].missing:
                if left.other in known:
                    return FoundFile(left.path, left.size, left.mtime_ns, left.ctime_ns)
                self._second_names.add(left.path)
        elif left.reason == "second_way":
            self._second_ways.append(left.path + os.sep)
        self._report.left_out.add(left)
        return None

    def _is_left_out(self, path: str) -> bool:
        return path in self._second_names or any(map(path.startswith, self._second_ways))

    def _read(self, readers: FileReaders) -> Job[None]:
        """Read the files that are new or changed and store them, some batches a transaction."""
        total, moves = len(self._files), self._moves
        if not total:
            yield Progress(0, None, so_far=self._report)
            return
        waiting: deque[FoundFile] = deque()
        folder_at: dict[str, str] = {}  # of the files that are not stored yet
        done, stored_at = 0, float("-inf")
        found: list[NewTrack] = []

        def asked_for() -> Iterator[str]:
            for file, folder in self._files:
                waiting.append(file)
                folder_at[file.path] = folder
                yield file.path

        for batch in readers.read(asked_for()):
            found += [_track(waiting.popleft(), result) for result in batch]
            self._report.problems += [result for result in batch if isinstance(result, Problem)]
            done += len(batch)
            if time.monotonic() - stored_at >= STORE_SECONDS or done == total:
                self._store(partial(moves.store_moved, found), folder_at)
                for track in found:
                    if not moves.holds_back(track.path):
                        del folder_at[track.path]
                found, stored_at = [], time.monotonic()
            yield Progress(done, total, so_far=self._report)
        self._store(moves.store_held_back, folder_at)
        self._report.moved += len(moves.moved)

    def _store(
        self,
        store_moves: Callable[[Connection, FolderOf], list[NewTrack]],
        folder_at: Mapping[str, str],
    ) -> None:
        """Store moves, then the other tracks: as changed where the path is known, else as new."""
        ids: dict[str, int] = {}

        def folder_of(path: str) -> int:
            folder = folder_at[path]
            if folder not in ids:
                ids[folder] = tracks.folder_id(connection, folder)
            return ids[folder]

        with self._library.write() as connection:
            found = store_moves(connection, folder_of)
            known = known_files(connection, [track.path for track in found])
            changed = [(known[t.path].id, t) for t in found if t.path in known]
            aside = set_aside(connection, changed)
            self._report.overwritten += told(connection, [*aside, *self._moves.displaced])
            self._moves.displaced.clear()
            gone = {id for id, _ in aside}
            changed = [(id, track) for id, track in changed if id not in gone]
            stay = {track.path for _, track in changed}
            as_before = _as_before(connection, changed, known)
            tracks.update_tracks(connection, changed)
            new = [track for track in found if track.path not in stay]
            for folder in dict.fromkeys(folder_at[track.path] for track in new):
                of_folder = [track for track in new if folder_at[track.path] == folder]
                tracks.add_tracks(connection, folder_of(of_folder[0].path), of_folder)
        back = sum(self._was_away(known[path]) for path in as_before)
        self._report.returned += back
        self._report.reread += len(as_before) - back
        self._report.changed += len(changed) - len(as_before)
        self._report.new += len(new)
        self._report.unread += sum(track.failure_code is not None for track in new)

    def _was_away(self, known: KnownFile) -> bool:
        return known.missing or bool(self._tracks[known.id] & _PUT_BACK)

    def _mark(self) -> Job[None]:
        """Mark the tracks that came back and those that are gone, now that moves are known."""
        self._note_change_times()
        for id in self._moves.moved:
            self._tracks[id] |= _THERE
        for start in range(0, len(self._returned), MARKED):
            back = self._returned[start : start + MARKED]
            with self._library.write() as connection:
                tracks.mark_found(connection, back)
            self._report.returned += len(back)
            yield Progress(so_far=self._report)
        for place in self._folders:
            behind = b""
            while True:
                with self._library.read() as connection:
                    ids, behind = ids_under(connection, place, behind)
                    gone = self._gone(connection, ids)
                if gone:
                    with self._library.write() as connection:
                        tracks.mark_missing(connection, gone)
                self._report.missing += len(gone)
                if not behind:
                    break
                yield Progress(so_far=self._report)

    def _gone(self, connection: Connection, ids: Sequence[int]) -> list[int]:
        """Return those of the tracks whose files were not met; later ones came by this scan."""
        before = len(self._tracks)
        unmet = [id for id in ids if id < before and not self._tracks[id] & _THERE]
        if not unmet:
            return []
        hidden = tuple(self._hidden)
        return [
            id
            for id, path in present_paths(connection, unmet).items()
            if path not in self._skipped and not path.startswith(hidden)
        ]

    def _note_change_times(self) -> None:
        if self._ctimes_ns:
            with self._library.write() as connection:
                tracks.note_change_times(connection, self._ctimes_ns)
            self._ctimes_ns = {}


def _as_before(
    connection: Connection, read: Sequence[tuple[int, NewTrack]], known: Mapping[str, KnownFile]
) -> list[str]:
    """Return the paths of files of known size and time that say what they said before."""
    alike = [
        (id, track)
        for id, track in read
        if (old := known[track.path]) and (old.size, old.mtime_ns) == (track.size, track.mtime_ns)
    ]
    retagged = tracks.retagged(connection, alike)
    return [track.path for id, track in alike if id not in retagged]


def _lies_in(folder: str, other: str) -> bool:
    return folder.startswith(os.path.join(other, ""))  # noqa: PTH118


def _track(file: FoundFile, result: FileFacts | Problem) -> NewTrack:
    if isinstance(result, Problem):
        failed = (result.code, result.message)
        return NewTrack(file.path, file.size, file.mtime_ns, None, None, *failed, file.ctime_ns)
    read = result.content_hash, result.facts
    return NewTrack(file.path, file.size, file.mtime_ns, *read, ctime_ns=file.ctime_ns)
