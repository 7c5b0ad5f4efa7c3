"""One window a library: a second start finds the window that is open, and lets it come forward.

The window that holds a library listens on a socket of its user. The one that starts second knocks
when it finds the library locked: only the holder of the lock listens, so a socket that is left of
a killed window is removed by the next one. Who knocks says in a line what is to be opened: a list
of paths in JSON. The socket lies in a folder that belongs to the user
and that nobody else may enter; where there is none, nobody listens and nobody knocks.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtNetwork import QLocalServer, QLocalSocket

CONNECT_MS = 1000
ANSWER_MS = 3000  # a window that does not answer by then hangs, and is treated as none
ANSWER = b"shown\n"
PRIVATE = 0o700


class WindowDoor(QObject):
    """Listens for second starts of a library while its window is open.

    `knocked` comes for each, with the list of paths that it was started with.
    """

    knocked = Signal(list)

    def __init__(self, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        name = door_of(library)
        if name:
            QLocalServer.removeServer(name)  # of a window that was killed
            self._server.listen(name)

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()

    def _on_connection(self) -> None:
        while (visitor := self._server.nextPendingConnection()) is not None:
            visitor.disconnected.connect(visitor.deleteLater)
            visitor.readyRead.connect(partial(self._hear, visitor))
            self._hear(visitor)

    def _hear(self, visitor: QLocalSocket) -> None:
        if not visitor.canReadLine():
            return
        opened = json.loads(bytes(visitor.readLine().data()))
        visitor.write(ANSWER)
        visitor.flush()
        visitor.disconnectFromServer()
        self.knocked.emit([Path(name) for name in opened])


class OpenEvents(QObject):
    """Finds what macOS hands over, which comes as events of the application, not as arguments."""

    opened = Signal(list)

    def __init__(self, application: QCoreApplication, parent: QObject) -> None:
        super().__init__(parent)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell of a file or folder that is opened with the program."""
        if event.type() == QEvent.Type.FileOpen:
            self.opened.emit([Path(cast(QFileOpenEvent, event).file())])
            return True
        return super().eventFilter(watched, event)


def knock(library: Path, opened: Sequence[Path] = ()) -> bool:
    """Let the window that holds a library come forward, and take what was opened.

    Returns False where none answers.
    """
    name = door_of(library)
    if not name:
        return False
    visitor = QLocalSocket()
    visitor.connectToServer(name)
    if not visitor.waitForConnected(CONNECT_MS):
        return False
    visitor.write(json.dumps([str(one) for one in opened]).encode() + b"\n")
    visitor.flush()
    answered = visitor.bytesAvailable() > 0 or visitor.waitForReadyRead(ANSWER_MS)
    return answered and bytes(visitor.readAll().data()) == ANSWER


def door_of(library: Path) -> str:
    """Return the name of the socket of a library's window, "" where there is no safe place."""
    digest = hashlib.sha256(os.fsencode(os.path.realpath(library))).hexdigest()[:16]
    if os.name != "posix":
        return f"tagstudio-{digest}"
    folder = _own_folder()
    return str(folder / digest) if folder is not None else ""


def _own_folder() -> Path | None:
    """Return a folder that only this user may enter, made if it is missing."""
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    folder = base / f"tagstudio-{os.getuid()}"
    with suppress(OSError):
        folder.mkdir(mode=PRIVATE, exist_ok=True)
        facts = folder.lstat()
        is_mine = stat.S_ISDIR(facts.st_mode) and facts.st_uid == os.getuid()
        if is_mine and not facts.st_mode & 0o077:
            return folder
    return None
