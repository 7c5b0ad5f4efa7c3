"""What a child process prints, kept in a log file of bounded size.

A library that prints in a loop would fill the disk if the file itself were the child's stderr. So a
thread reads it from a pipe: it keeps the first MOST_BYTES of each child and drops the rest, so that
the child never waits for a reader. A log that has grown beyond MOST_BYTES is set aside, under its
name with ".1", before the next child begins.
"""

import logging
import os
import threading
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, BinaryIO

from tagstudio.core.os_errors import as_sentence

MOST_BYTES = 4 << 20
BLOCK = 1 << 16
LEFT_OUT = b"\n(What was printed after this is left out.)\n"

_log = logging.getLogger(__name__)


class ChildLog:
    """Appends what comes from `stream` to the file `log` until the stream ends.

    `is_flooded` tells that more came than is kept.
    """

    def __init__(self, stream: IO[bytes], log: Path) -> None:
        self.is_flooded = False
        self._stream = stream
        self._file = _appended(log)
        self._thread = threading.Thread(target=self._keep, name="child log", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        left = MOST_BYTES
        with self._file as file:
            while block := os.read(self._stream.fileno(), BLOCK):
                if self.is_flooded:
                    continue
                self.is_flooded = len(block) > left
                kept = block[:left] + LEFT_OUT if self.is_flooded else block
                left -= len(block)
                with suppress(OSError):  # a full disk: the child's work goes before its log
                    file.write(kept)
                    file.flush()

    def close(self, seconds: float) -> None:
        """Wait for the end of the stream, `seconds` at most, and close it if it has ended."""
        self._thread.join(seconds)
        if not self._thread.is_alive():
            self._stream.close()


def _appended(log: Path) -> BinaryIO:
    """Open a log file to append to; where that is refused, nothing is kept: work goes before it."""
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > MOST_BYTES:
            log.replace(log.with_name(f"{log.name}.1"))
        return log.open("ab")
    except OSError as error:
        _warn(str(as_sentence(error)))
        return Path(os.devnull).open("ab")


@cache
def _warn(sentence: str) -> None:
    """Say a sentence once, however many children are started."""
    _log.warning("%s", sentence)
