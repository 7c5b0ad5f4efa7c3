"""Reading of files that somebody else may have put there: only whole, regular, of bounded size.

Opening a pipe waits for ever, a device may never end, and a folder is no file. All of these are an
OSError here, as is a file that is too large, so that callers deal with one kind of error.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from tagstudio.core.messages import message
from tagstudio.core.os_errors import NotAFileError

NO_UTF8 = message("files.no-utf8", "its text is not in the encoding UTF-8")
TOO_DEEP = message("files.too-deep", "its brackets are nested too deeply")
TEXT_BYTES = 16 << 20  # of a file of settings or the like, at most


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading bytes; raise OSError for anything else, without waiting."""
    check_regular(path)
    return path.open("rb")


def check_regular(path: Path) -> None:
    """Raise OSError unless there is a regular file at `path`; a link to one is one."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise NotAFileError(path)


def read_bytes(path: Path, most: int = TEXT_BYTES) -> bytes:
    """Return all bytes of a regular file; raise OSError for one of more than `most`."""
    with open_regular(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return content


def read_text(path: Path, most: int = TEXT_BYTES) -> str:
    """Return the text of a regular file in UTF-8; UnicodeDecodeError for another encoding."""
    return read_bytes(path, most).decode("utf-8")
