"""Copies that are made beside the work on a library, never before it."""

import logging
import sqlite3
from pathlib import Path
from threading import Thread

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.backup.back_up import back_up_if_due

_log = logging.getLogger(__name__)


class CopyBeside:
    """Makes the copy that is due on a thread, from the start on.

    SQLite copies the state of one moment while the library goes on being written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = Thread(target=self._copy, name="copy", daemon=True)
        self._thread.start()

    def finish(self) -> None:
        """Wait for the copy; make another one if the work since then makes it due."""
        self._thread.join()
        self._copy()

    def _copy(self) -> None:
        try:
            back_up_if_due(self._path)
        except TagStudioError as error:
            _log.warning("%s", error)  # the work needs no copy; damage shows in what follows
        except sqlite3.Error:
            _log.info("no copy of %s", self._path, exc_info=True)  # a table is gone: so does that
