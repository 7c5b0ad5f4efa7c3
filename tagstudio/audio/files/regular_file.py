"""Check that a path is a regular file before it is opened.

Opening a FIFO blocks for ever, and a device may do anything.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from tagstudio.audio.errors import UnreadableAudio
from tagstudio.core.os_errors import reason_of, shown

__all__ = ["open_binary", "opened", "regular_file_size", "shown", "unreadable"]


def regular_file_size(path: str) -> int:
    """Return the size in bytes of the regular file at `path`.

    Raises UnreadableAudio when there is none, when it is empty, or when it is no regular file.
    """
    try:
        status = os.stat(path)  # noqa: PTH116  pathlib would only wrap it
    except OSError as error:
        raise unreadable(path, error) from error
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableAudio(
            "not_a_file",
            "audio.not-a-file",
            "{path} is not a file with audio in it.",
            path=shown(path),
        )
    if status.st_size == 0:
        raise UnreadableAudio(
            "empty",
            "audio.empty",
            "{path} is empty. Copy it again from its source.",
            path=shown(path),
        )
    return status.st_size


def open_binary(path: str) -> BinaryIO:
    """Open the file at `path` for reading bytes; raises UnreadableAudio when that is refused."""
    try:
        return Path(path).open("rb")
    except OSError as error:
        raise unreadable(path, error) from error


@contextmanager
def opened(path: str) -> Iterator[tuple[BinaryIO, int]]:
    """Open the regular file at `path` for reading; yield it and its size in bytes.

    Raises UnreadableAudio for what `regular_file_size` refuses, and when the system refuses to
    open the file or, in the block, to read it.
    """
    size = regular_file_size(path)
    with open_binary(path) as file:
        try:
            yield file, size
        except OSError as error:
            raise unreadable(path, error) from error


def unreadable(path: str, error: OSError) -> UnreadableAudio:
    """Make the error to raise for an `error` of the system on opening or reading `path`."""
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return UnreadableAudio(
            "missing",
            "audio.missing",
            "{path} is no longer there. Connect its drive, or scan the folders again if it was"
            " moved; a folder that is not in the library has to be added.",
            path=shown(path),
        )
    return UnreadableAudio(
        "unreadable",
        "audio.unreadable",
        "{path} cannot be read ({reason}). Check its permissions and drive.",
        path=shown(path),
        reason=reason_of(error),
    )
