"""Watch a library that others have open too: what they change, and whether its server is there.

A library file has one window and no server: of it nothing is heard, and nothing is lost.

One thread has a connection of its own, on which it hears of changes (`Library.listen`). While the
server does not answer, it is also the only one that tries to come back: the threads that read and
write say that they were cut off (`report`), and wait. `changed`, `lost` and `back` come on the
window's thread, as queued signals. `_is_there` is an event that any thread may wait for, written on
the listening thread, and cleared by `report`; `_ending` is set once.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from tagstudio.core.errors import ConnectionLostError, TagStudioError
from tagstudio.ui.background.gathered_notices import GatheredNotices
from tagstudio.ui.base.change_event import Changed, Topic
from tagstudio.ui.text.message_translation import error_text

if TYPE_CHECKING:
    from tagstudio.library.db.database import Library
    from tagstudio.library.db.postgresql.notices import NoticeListener

_log = logging.getLogger(__name__)

# Between two tries to come back, each twice as long: a server that restarts is there after a second
# or two, and one that is away for the night is not asked more often than it can bear.
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 5.0
STOP_SECONDS = 10.0
_LISTENED_SECONDS = 60.0  # without a word, before the server is asked whether it is there
_MISSED: tuple[Topic, ...] = ("models", "tracks", "decisions", "suggestions", "thresholds", "jobs")

_Heard = tuple[str, object]


class LibraryWatch(QObject):
    """Tells what others change in the library, and that the connection to it is lost and back."""

    changed = Signal(object)  # Changed
    lost = Signal(str)  # a sentence
    back = Signal()
    _told = Signal(object)

    def __init__(self, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self.is_lost = False  # as the window was told
        self._is_there = threading.Event()
        self._is_there.set()
        self._ending = threading.Event()
        self._listener: NoticeListener | None = None
        self._thread: threading.Thread | None = None
        self._told.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        if library.is_shared:
            self._thread = threading.Thread(target=self._run, name="library watch", daemon=True)
            self._thread.start()

    def report(self) -> None:
        """Take the word of a thread that the connection was lost, and see to it. Any thread."""
        self._is_there.clear()
        self._wake()

    def wait_until_there(self) -> bool:
        """Wait until the server answers; return False where the window closes first. Any thread."""
        if self._thread is None:
            return False
        while not self._ending.is_set():
            if self._is_there.wait(0.5):
                return True
        return False

    def stop(self) -> None:
        """End the thread, and the waiting of others."""
        self._ending.set()
        self._wake()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _wake(self) -> None:
        listener = self._listener
        if listener is not None:
            with suppress(OSError):  # it is being closed
                listener.wake()

    # On the listening thread

    def _run(self) -> None:
        pause, is_first = FIRST_PAUSE_SECONDS, True
        while not self._ending.is_set():
            try:
                with self._library.listen() as listener:
                    self._listener = listener
                    if is_first:
                        self._is_there.set()
                    else:
                        self._come_back(missed=True)
                    pause, is_first = FIRST_PAUSE_SECONDS, False
                    self._listen(listener)
            except ConnectionLostError as error:
                self._is_there.clear()
                is_first = False
                self._tell("lost", error_text(error))
            except TagStudioError as error:  # no longer let in, say: it may be again
                self._is_there.clear()
                self._tell("lost", error_text(error))
            finally:
                self._listener = None
            self._ending.wait(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    def _listen(self, listener: NoticeListener) -> None:
        gathered = GatheredNotices()
        while not self._ending.is_set():
            left = gathered.seconds_left(time.monotonic())
            heard = listener.wait(_LISTENED_SECONDS if left is None else left)
            now = time.monotonic()
            for one in heard:
                gathered.add(one.topic, one.track_ids, now)
            for changed in gathered.take(now):
                self._tell("changed", changed)
            if not self._is_there.is_set():
                listener.ask_server()
                with self._library.read():  # the threads that wait connect anew as this does
                    self._come_back(missed=False)
            elif not heard and left is None:
                listener.ask_server()

    def _come_back(self, *, missed: bool) -> None:
        self._is_there.set()
        self._tell("back", missed)

    def _tell(self, what: str, said: object) -> None:
        with suppress(RuntimeError):  # the window is gone
            self._told.emit((what, said))

    # On the window's thread

    @Slot(object)
    def _deliver(self, told: _Heard) -> None:
        what, said = told
        if isinstance(said, Changed):
            self.changed.emit(said)
        elif what == "lost":
            if not self.is_lost:
                _log.warning("%s", said)
            self.is_lost = True
            self.lost.emit(str(said))
        else:
            was_lost, self.is_lost = self.is_lost, False
            if was_lost:
                _log.warning("The connection to the library is back.")
            self.back.emit()
            if said or was_lost:
                for topic in _MISSED:
                    self.changed.emit(Changed(topic))
