"""Keep the tracks that somebody has before them out of the review of others, while it is so.

`hold` is called on the window's thread; the leases are written on a task thread of their own, so
that they wait for no answer, and no answer for them. A library file has one window: there nobody
else can have a track, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from tagstudio.core.errors import TagStudioError
from tagstudio.library.tracks.leases import RENEW_SECONDS, Lease, hold
from tagstudio.ui.background.workspace import Workspace
from tagstudio.ui.base.worker_thread import WorkerThread

STOP_SECONDS = 5.0

Others = dict[int, Lease]


class TrackLeases(QObject):
    """Holds the tracks that the window shows; `renewed` carries who else is at them."""

    renewed = Signal(object)  # Others

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._library = workspace.library
        self._track_ids: tuple[int, ...] = ()
        self._thread: WorkerThread | None = None
        self._renewal = QTimer(self, interval=RENEW_SECONDS * 1000)
        self._renewal.timeout.connect(lambda: self.hold(self._track_ids, self.renewed.emit))
        if self._library.is_shared:
            self._thread = WorkerThread("leases", self)
            workspace.closing.connect(self._stop)

    def hold(
        self, track_ids: Sequence[int], then: Callable[[Others], object] = lambda _: None
    ) -> None:
        """Hold these tracks and no others; `then` gets those that somebody else has.

        Where that cannot be told, because the connection is lost or the library may only be read,
        nobody has any. Only the newest call counts: others do not come back.
        """
        self._track_ids = tuple(track_ids)
        if self._thread is None:
            then({})
            return
        wanted = self._track_ids

        def take() -> Others:
            if wanted != self._track_ids:  # read on the task thread: a stale one is merely late
                return {}
            with self._library.write() as connection:
                return hold(connection, wanted, self._library.person)

        def tell(others: Others) -> None:
            if wanted == self._track_ids:
                then(others)

        def nobody(error: Exception) -> None:
            if not isinstance(error, TagStudioError):
                raise error
            tell({})

        self._thread.do(take, tell, nobody)
        if wanted:
            self._renewal.start()
        else:
            self._renewal.stop()

    def _stop(self) -> None:
        """Let go of all tracks and end the thread."""
        if self._thread is not None:
            self._renewal.stop()
            self.hold(())
            self._thread.stop(STOP_SECONDS)
            self._thread = None
