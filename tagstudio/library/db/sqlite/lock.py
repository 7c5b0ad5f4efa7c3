"""The lock that makes one process the writer of a library.

It is a lock of the operating system on a file beside the library, not a row in it: it ends with the
process, however that ends, so no stale lock is ever left. The writer holds it as long as the
library is open; readers take none, for SQLite's write-ahead log shows each of them one unchanging
state. A second file names the writer, for the message to whom it keeps waiting.

A writer that works by itself may give way (`giving_way`), and so does a program that ends: who
comes then says that the library is wanted, and waits for it.
"""

import errno
import os
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, from_text, message, to_text
from tagstudio.core.os_errors import refusal_of

if TYPE_CHECKING:
    from filelock import BaseFileLock


GIVING_WAY_SECONDS = 15.0  # that a job needs to end, at most


def lock_file(path: Path) -> Path:
    """Return the file that the writer of the library at `path` locks."""
    return path.with_name(path.name + ".lock")


def _owner_file(path: Path) -> Path:
    return path.with_name(path.name + ".lock.owner")


def _giving_way_file(path: Path) -> Path:
    return path.with_name(path.name + ".lock.gives-way")


def _wanted_file(path: Path) -> Path:
    return path.with_name(path.name + ".lock.wanted")


@contextmanager
def giving_way(path: Path) -> Iterator[None]:
    """Let others know that this writer ends soon after `is_wanted` becomes true."""
    with suppress(OSError):
        _wanted_file(path).unlink(missing_ok=True)
        _giving_way_file(path).touch()
    try:
        yield
    finally:
        with suppress(OSError):
            _giving_way_file(path).unlink(missing_ok=True)


def is_wanted(path: Path) -> bool:
    """Tell whether somebody waits for the library at `path`."""
    return _wanted_file(path).exists()


class WriterLock:
    """The lock for changing the library at `path`, acquired without waiting.

    Only for a writer that gives way it waits, up to GIVING_WAY_SECONDS.

    Raises TagStudioError, naming the other process, when another holds it.
    """

    def __init__(self, path: Path) -> None:
        import filelock

        self._path = path
        self._lock: BaseFileLock = filelock.FileLock(lock_file(path), thread_local=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._acquire()
        except filelock.Timeout:
            raise TagStudioError(
                "library.locked",
                "{path} is being changed by another TagStudio ({owner}). Wait until that is done,"
                " or close it, and try again.",
                path=path,
                owner=_owner(path),
            ) from None
        except NotImplementedError as error:  # of filelock, where the drive has no locks
            raise _not_writable(path, OSError(errno.ENOLCK, "no locks")) from error
        except OSError as error:
            raise _not_writable(path, error) from error
        with suppress(OSError):
            _owner_file(path).write_text(to_text(_this_process()), encoding="utf-8")

    def _acquire(self) -> None:
        import filelock

        try:
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            if not _giving_way_file(self._path).exists():
                raise
            with suppress(OSError):
                _wanted_file(self._path).touch()
            self._lock.acquire(timeout=GIVING_WAY_SECONDS)

    def release(self) -> None:
        """Release the lock."""
        with suppress(OSError):
            _owner_file(self._path).unlink(missing_ok=True)
        self._lock.release()


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Hold the WriterLock of `path` during the block."""
    lock = WriterLock(path)
    try:
        yield
    finally:
        lock.release()


def _not_writable(path: Path, error: OSError) -> TagStudioError:
    return TagStudioError(
        "library.not-writable",
        "{path} cannot be changed: {error}. {advice}",
        path=path,
        error=refusal_of(error).reason,
        advice=refusal_of(error).advice,
    )


def _this_process() -> Message:
    return message(
        "library.lock-owner",
        "{program}, process {process} on {host}, since {since:time}",
        program=_command(sys.argv),
        process=os.getpid(),
        host=socket.gethostname(),
        since=round(time.time()),
    )


def _command(arguments: Sequence[str]) -> Message | str:
    """Return what was started, as its user knows it: "tagstudio scan", or another program's name.

    With `python -m` the program is called after a file that nobody knows.
    """
    program = Path(arguments[0]).stem if arguments else ""
    if program not in {"__main__", "tagstudio"}:
        return program or "python"
    words = iter(arguments[1:])
    verb = ""
    for word in words:
        if word == "--library":
            next(words, None)
        elif not word.startswith("-"):
            verb = word
            break
    return f"tagstudio {verb}" if verb else message("library.lock-window", "the window")


def _owner(path: Path) -> Message:
    """Return who holds the lock, as it says itself; an older TagStudio says it in English."""
    unknown = message("library.lock-unknown", "process unknown")
    try:
        return from_text(_owner_file(path).read_text(encoding="utf-8")) or unknown
    except (OSError, UnicodeDecodeError):
        return unknown
