"""The folders of a library, watched: which places in them have changed, once these rest."""

import os
import threading
import time
from collections.abc import Collection, Sequence
from types import TracebackType
from typing import Self

from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import reason_of
from tagstudio.engine.watching.mounts import contains, mounted
from tagstudio.engine.watching.observers import FolderObservers
from tagstudio.engine.watching.resting import RestingPaths

REST_SECONDS = 5.0
LOOK_SECONDS = 30.0  # between two looks whether the folders are there
TOGETHER_SECONDS = 0.2  # between two looks at what changed: one look serves many events


class FolderWatch:
    """Watches folders; `wait` returns the places in them that changed and have rested since.

    A folder that is not there or empty, as where a drive is not mounted, is left alone with all of
    its tracks; when it is back, it is a place that changed. What there is to say of that, and of
    folders that the system does not watch, is in `take_notices`. One thread calls `follow` and
    `wait`; any may call `wake` and `changed`.
    """

    def __init__(self, rest_seconds: float = REST_SECONDS, poll_seconds: float = 0) -> None:
        """See `FolderObservers` for `poll_seconds`."""
        self._condition = threading.Condition()
        self._events: set[str] = set()
        self._is_woken = False
        self._resting = RestingPaths(rest_seconds)
        self._observers = FolderObservers(self.changed, poll_seconds)
        self._there: dict[str, tuple[int, int]] = {}  # the device and inode of each that is there
        self._away: set[str] = set()
        self._mounts: dict[str, set[str]] = {}  # by folder the drives that were mounted in it
        self._notices: list[Message] = []
        self._said_of: dict[str, str] = {}  # why a folder is away, as it was said
        self._looked_at = float("-inf")

    def follow(self, folders: Sequence[str]) -> None:
        """Watch these folders, and no others; one in another goes with that."""
        wanted = {
            one for one in folders if not any(one != it and contains(it, one) for it in folders)
        }
        for gone in {*self._there, *self._away} - wanted:
            self._observers.leave(gone)
            self._there.pop(gone, None)
            self._away.discard(gone)
        for new in sorted(wanted - {*self._there, *self._away}):
            self._begin(new)
        self._looked_at = time.monotonic()

    def wait(self, seconds: float | None = None) -> list[str]:
        """Return the places that changed and rest, in order, as soon as there are any.

        Returns [] after `seconds` and when it is woken.
        """
        end = None if seconds is None else time.monotonic() + seconds
        while True:
            for path in self._take_events(self._next(end)):
                self._on_path(path)
            places = [*self._look_after(), *self._resting.rested()]
            if found := self._to_scan(places):
                return found
            with self._condition:
                is_over = end is not None and time.monotonic() >= end
                if self._is_woken or is_over:
                    self._is_woken = False
                    return []

    def wake(self) -> None:
        """Let `wait` return."""
        with self._condition:
            self._is_woken = True
            self._condition.notify_all()

    def changed(self, path: str) -> None:
        """Note that `path` may have changed; "": that the system does not watch all folders."""
        with self._condition:
            self._events.add(path)
            self._condition.notify_all()

    def take_notices(self) -> list[Message]:
        """Return what is to be said, once."""
        taken, self._notices = self._notices, []
        return taken

    def stop(self) -> None:
        """Watch no more."""
        self._observers.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _next(self, end: float | None) -> float:
        """Return when to look again, whatever happens."""
        due = [end, self._resting.next_due(), self._looked_at + LOOK_SECONDS]
        return min(one for one in due if one is not None)

    def _take_events(self, until: float) -> set[str]:
        with self._condition:
            while not self._events and not self._is_woken:
                left = until - time.monotonic()
                if left <= 0:
                    return set()
                self._condition.wait(left)
        if self._events:
            time.sleep(TOGETHER_SECONDS)
        with self._condition:
            events, self._events = self._events, set()
        return events

    def _on_path(self, path: str) -> None:
        if path:
            self._resting.touch(path)
        elif notice := self._observers.poll_unwatched():
            self._notices.append(notice)

    def _begin(self, folder: str) -> None:
        """Observe a folder, or leave it alone until it is there."""
        self._mounts.setdefault(folder, set()).update(_mounts_in(folder))
        self._away.add(folder)
        if not self._is_there(folder):
            self._say_away(folder)
            return
        try:
            if notice := self._observers.observe(folder):
                self._notices.append(notice)
            self._there[folder] = _identity(folder)
            self._away.discard(folder)
            self._said_of.pop(folder, None)
        except OSError as error:
            self._say_away(folder, reason_of(error))

    def _is_there(self, folder: str) -> bool:
        """Tell whether a folder holds anything, and all drives that were mounted in it are."""
        try:
            with os.scandir(folder) as entries:
                is_filled = next(entries, None) is not None
        except OSError:
            return False
        return is_filled and self._mounts.get(folder, set()) <= _mounts_in(folder)

    def _look_after(self) -> list[str]:
        """Look whether the folders are there, now and then; return those that are back."""
        if time.monotonic() < self._looked_at + LOOK_SECONDS:
            return []
        self._looked_at = time.monotonic()
        for folder, identity in list(self._there.items()):
            if not self._is_there(folder):
                self._lose(folder)
            elif _identity(folder) != identity:  # another one lies there now
                self._begin(folder)
                self.changed(folder)
        back = []
        for folder in [one for one in self._away if self._is_there(one)]:
            self._begin(folder)
            if folder in self._there:
                back.append(folder)
        self._notices += [
            message("watch.back", "{folder} is there again.", folder=folder) for folder in back
        ]
        return back

    def _lose(self, folder: str) -> None:
        self._observers.leave(folder)
        del self._there[folder]
        self._away.add(folder)
        self._say_away(folder)

    def _say_away(self, folder: str, reason: Message | str = "") -> None:
        if reason:
            notice = message(
                "watch.unreadable",
                "{folder} cannot be watched: {reason}. It is tried again every {seconds:.0f} s.",
                folder=folder,
                reason=reason,
                seconds=LOOK_SECONDS,
            )
        else:
            notice = message(
                "watch.away",
                "{folder} is not there, or empty: not mounted, or moved. Its tracks stay as they"
                " are until it is back.",
                folder=folder,
            )
        if self._said_of.get(folder) != notice.key:
            self._said_of[folder] = notice.key
            self._notices.append(notice)

    def _to_scan(self, places: Collection[str]) -> list[str]:
        """Return the places in folders that are there; the others wait until these are back."""
        found = []
        for place in sorted(set(places)):
            around = [folder for folder in self._there if contains(folder, place)]
            for folder in around:
                if self._is_there(folder):
                    found.append(place)
                else:
                    self._lose(folder)
        return found


def _identity(folder: str) -> tuple[int, int]:
    status = os.stat(folder)  # noqa: PTH116
    return status.st_dev, status.st_ino


def _mounts_in(folder: str) -> set[str]:
    real = os.path.realpath(folder)
    return {point for point in mounted() if contains(real, point)}
