"""The lock that makes one process the writer of a library."""

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError

if TYPE_CHECKING:
    from filelock import BaseFileLock


def lock_file(path: Path) -> Path:
    """Return the file that is locked while the library at `path` is being changed."""
    return path.with_name(path.name + ".lock")


def _owner_file(path: Path) -> Path:
    return path.with_name(path.name + ".lock.owner")


class WriterLock:
    """The right to change the library at `path`, taken at once or not at all.

    Raises TagStudioError, naming the other process, when another holds it. The operating system
    lets go of it when this process ends, however it ends.
    """

    def __init__(self, path: Path) -> None:
        import filelock

        self._path = path
        self._lock: BaseFileLock = filelock.FileLock(lock_file(path), thread_local=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
        except filelock.Timeout:
            raise TagStudioError(
                f"{path} is being changed by another TagStudio ({_owner(path)});"
                " wait for it or close it."
            ) from None
        except OSError as error:
            raise TagStudioError(
                f"{path} cannot be changed: {error}. Check that its folder can be written to."
            ) from error
        with suppress(OSError):
            _owner_file(path).write_text(_this_process(), encoding="utf-8")

    def release(self) -> None:
        """Let another process write."""
        with suppress(OSError):
            _owner_file(self._path).unlink(missing_ok=True)
        self._lock.release()


@contextmanager
def writer_lock(path: Path) -> Iterator[None]:
    """Hold the WriterLock of `path` for the length of the block."""
    lock = WriterLock(path)
    try:
        yield
    finally:
        lock.release()


def _this_process() -> str:
    program = Path(sys.argv[0]).name or "python"
    since = time.strftime("%Y-%m-%d %H:%M")
    return f"{program}, process {os.getpid()} on {socket.gethostname()}, since {since}"


def _owner(path: Path) -> str:
    try:
        return _owner_file(path).read_text(encoding="utf-8") or "process unknown"
    except (OSError, UnicodeDecodeError):
        return "process unknown"
