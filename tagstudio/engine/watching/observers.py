"""Who tells of changes in folders: the system where it does, else a look every so often."""

import errno
import os
import stat
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.audio.files.formats import is_audio
from tagstudio.audio.files.left_out import APPLE_DOUBLE_PREFIX, is_system_folder, suffix_of
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import reason_of
from tagstudio.engine.watching.mounts import NETWORK, contains, kind_around, mounted

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver, ObservedWatch

POLL_SECONDS = 60.0
_LIMITS = {errno.ENOSPC, errno.EMFILE}


@dataclass(frozen=True)
class ObservedFolder:
    """A folder that is observed, by whom; `polled` tells that nobody tells of its changes."""

    observer: "BaseObserver"
    watch: "ObservedWatch"
    polled: bool


class FolderObservers:
    """Observes folders and all in them; calls `touched` with each path that changed, on any thread.

    Of files only those count that a scan may take for music, and nothing in folders of the system.
    With `poll_seconds` all folders are looked through so often; without it only those of network
    drives and those that the system cannot watch, every POLL_SECONDS.
    """

    def __init__(self, touched: Callable[[str], None], poll_seconds: float = 0) -> None:
        self._touched = touched
        self._poll_all = poll_seconds > 0
        self._poll_seconds = poll_seconds or POLL_SECONDS
        self._system: BaseObserver | None = None
        self._polling: BaseObserver | None = None
        self._folders: dict[str, ObservedFolder] = {}
        self._lock = threading.Lock()
        self._unwatched: set[str] = set()

    def observe(self, folder: str) -> Message | None:
        """Observe a folder from now on; return why it has to be looked through, None if not.

        Raises OSError for a folder that is not there or cannot be read.
        """
        self.leave(folder)
        if self._poll_all:
            self._poll(folder)
            return None
        kind = kind_around(os.path.realpath(folder), mounted())
        if kind in NETWORK:
            self._poll(folder)
            return message(
                "watch.network",
                "{folder} lies on a network drive ({kind}), which does not tell what other"
                " computers change, so it is looked through every {seconds:.0f} s.",
                folder=folder,
                kind=kind,
                seconds=self._poll_seconds,
            )
        try:
            self._watch(folder)
        except OSError as error:
            if not os.path.isdir(folder):  # noqa: PTH112
                raise
            return self._poll_instead(folder, error)
        return self.poll_unwatched()

    def leave(self, folder: str) -> None:
        """Observe a folder no more."""
        if found := self._folders.pop(folder, None):
            with suppress(KeyError, OSError):  # its thread has ended with the folder
                found.observer.unschedule(found.watch)

    def poll_unwatched(self) -> Message | None:
        """Look through the folders in which the system cannot watch all; return why, once."""
        with self._lock:
            paths, self._unwatched = self._unwatched, set()
        told = None
        for folder, one in list(self._folders.items()):
            if not one.polled and any(contains(folder, path) for path in paths):
                self.leave(folder)
                told = self._poll_instead(folder, OSError(errno.ENOSPC, ""))
        return told

    def stop(self) -> None:
        """Observe nothing any more, and wait for the threads."""
        self._folders.clear()
        for observer in (self._system, self._polling):
            if observer is not None:
                observer.stop()
                observer.join()
        self._system = self._polling = None

    def _watch(self, folder: str) -> None:
        if self._system is None:
            self._system = self._system_observer()
            self._system.start()
        self._schedule(self._system, folder, polled=False)

    def _system_observer(self) -> "BaseObserver":
        if sys.platform == "linux":
            from tagstudio.engine.watching.inotify import TellingObserver

            return TellingObserver(self._on_unwatched, self._on_lost)
        from watchdog.observers import Observer

        return Observer()

    def _poll(self, folder: str) -> None:
        if self._polling is None:
            from watchdog.observers.polling import PollingObserverVFS

            self._polling = PollingObserverVFS(
                _look, os.scandir, polling_interval=self._poll_seconds
            )
            self._polling.start()
        self._schedule(self._polling, folder, polled=True)

    def _schedule(self, observer: "BaseObserver", folder: str, *, polled: bool) -> None:
        from watchdog import events

        wanted = [
            *(events.FileCreatedEvent, events.FileModifiedEvent, events.FileAttribEvent),
            *(events.FileMovedEvent, events.FileDeletedEvent),
            *(events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent),
        ]
        handler = events.FileSystemEventHandler()
        handler.on_any_event = lambda event: self._on_event(folder, event)  # type: ignore[method-assign]
        watch = observer.schedule(handler, folder, recursive=True, event_filter=wanted)
        self._folders[folder] = ObservedFolder(observer, watch, polled)

    def _poll_instead(self, folder: str, error: OSError) -> Message:
        self._poll(folder)
        if error.errno in _LIMITS:
            return message(
                "watch.limit",
                "The system watches no more folders, so {folder} is looked through every"
                " {seconds:.0f} s instead. To raise the limit: sudo sysctl"
                " fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024",
                folder=folder,
                seconds=self._poll_seconds,
            )
        return message(
            "watch.not-told",
            "The system does not tell what changes in {folder} ({reason}), so it is looked through"
            " every {seconds:.0f} s.",
            folder=folder,
            reason=reason_of(error),
            seconds=self._poll_seconds,
        )

    def _on_unwatched(self, path: str) -> None:
        with self._lock:
            self._unwatched.add(path)
        self._touched("")

    def _on_lost(self) -> None:
        for folder in list(self._folders):
            self._touched(folder)

    def _on_event(self, folder: str, event: "FileSystemEvent") -> None:
        for path in (os.fsdecode(event.src_path), os.fsdecode(event.dest_path)):
            if path and contains(folder, path) and _counts(path, folder, event.is_directory):
                self._touched(_place(path, folder))


def _counts(path: str, folder: str, is_folder: bool) -> bool:
    """Tell whether a path in a folder may be music, or a folder of it, for a scan."""
    *above, name = Path(path).relative_to(folder).parts or ("",)
    if any(map(is_system_folder, above)):
        return False
    if is_folder:
        return not is_system_folder(name)
    return is_audio(name) or not suffix_of(name)


def _place(path: str, folder: str) -> str:
    """Return what to scan for a change at `path`: it alone, or the folder that tells what it is.

    A file without a suffix is music by what it holds, a further name of a file is none by what lies
    beside it, and so is macOS's companion of a file.
    """
    name = os.path.basename(path)  # noqa: PTH119 - for each event
    try:
        status = os.lstat(path)
    except OSError:  # gone
        return path
    is_file = stat.S_ISREG(status.st_mode)
    is_plain = is_audio(name) and not name.startswith(APPLE_DOUBLE_PREFIX)
    if stat.S_ISDIR(status.st_mode) or (is_file and is_plain and status.st_nlink == 1):
        return path
    return max(os.path.dirname(path), folder, key=len)  # noqa: PTH120


def _look(path: str) -> os.stat_result:
    """Return what polling compares: with the time of change in place of the modification time.

    Links to folders are not gone into, so that none is gone into for ever.
    """
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        with suppress(OSError):
            target = os.stat(path)  # noqa: PTH116
            status = status if stat.S_ISDIR(target.st_mode) else target
    if os.name == "nt" or stat.S_ISDIR(status.st_mode):
        return status
    return os.stat_result(
        (*status[:8], int(status.st_ctime), int(status.st_ctime)),
        {
            "st_mtime": status.st_ctime,
            "st_ctime": status.st_ctime,
            "st_atime": status.st_atime,
        },
    )
