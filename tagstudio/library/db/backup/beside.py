"""Copies that are made beside the work on a library, never before it."""

import logging
import sqlite3
from pathlib import Path
from threading import Thread

from tagstudio.core.errors import TagStudioError
from tagstudio.library.db.backup.back_up import CopyNotWrittenError, back_up_if_due

_log = logging.getLogger(__name__)


class CopyBeside:
    """Makes the copy that is due on a thread, from the start on.

    SQLite copies the state of one moment while the library goes on being written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._damage: TagStudioError | None = None
        self._thread = Thread(target=self._copy, name="copy", daemon=True)
        self._thread.start()

    def finish(self) -> TagStudioError | None:
        """Wait for the copy; make another one if the work since then makes it due.

        Returns the error of a library that turned out damaged. One that could not be copied for
        another reason is no worse for it: that is logged.
        """
        self._thread.join()
        self._copy()
        return self._damage

    def _copy(self) -> None:
        try:
            back_up_if_due(self._path)
        except CopyNotWrittenError as error:
            _log.warning("%s", error)
        except TagStudioError as error:
            self._damage = error
        except sqlite3.Error:
            _log.info("no copy of %s", self._path, exc_info=True)  # a table is gone: so does that
