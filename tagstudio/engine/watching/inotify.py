"""Linux's inotify by `watchdog`, which says here what it keeps to itself: that it is not complete.

Linux only: importing it elsewhere raises `UnsupportedLibcError`.
"""

import errno
import os
from collections.abc import Callable

from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyEmitter, InotifyObserver
from watchdog.observers.inotify_c import (
    CallbackId,
    InotifyEvent,
    InotifyFD,
    Mask,
    WatchCallback,
    WatchDescriptor,
)

LIMITS = {errno.ENOSPC, errno.EMFILE}  # of watched folders, and of programs that watch


class _TellingInotify(InotifyFD):
    """Tells of folders that the system did not watch, and of events that it lost."""

    def __init__(self, unwatched: Callable[[str], None], lost: Callable[[], None]) -> None:
        super().__init__()
        self._unwatched = unwatched
        self._lost = lost

    def add_callback(
        self, path: bytes, mask: Mask, callback: WatchCallback, id_: CallbackId
    ) -> WatchDescriptor:
        try:
            return super().add_callback(path, mask, callback, id_)
        except OSError as error:
            if error.errno in LIMITS:
                self._unwatched(os.fsdecode(path))
            raise

    def handle_event(self, event: InotifyEvent) -> None:
        super().handle_event(event)
        if event.is_queue_overflow:
            self._lost()


class TellingObserver(InotifyObserver):
    """An observer that calls `unwatched` with a path that it cannot watch, for a limit is reached.

    `lost` is called when the system had more events than it keeps. Both are called on any thread.
    Raises OSError where the system lets no further program watch.
    """

    def __init__(self, unwatched: Callable[[str], None], lost: Callable[[], None]) -> None:
        self._inotify_fd = _TellingInotify(unwatched, lost)
        self._inotify_fd.start()
        # Past the parent, which makes an inotify of its own.
        BaseObserver.__init__(self, InotifyEmitter, inotify_fd=self._inotify_fd)
