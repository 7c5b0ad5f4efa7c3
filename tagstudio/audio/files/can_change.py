"""What stands in the way of changing a file, tried before anything is changed.

The same things that `safe_change` needs: the file open for writing and held by nobody else, one
name, an owner whose file a copy can be, a folder that takes a new file, and room for a copy.
"""

import errno
import os
import shutil
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, NamedTuple

from tagstudio.audio.files.regular_file import shown
from tagstudio.audio.files.safe_change import NotChanged, other_owner, refuse
from tagstudio.core.os_errors import reason_of

SPARE_BYTES = 1 << 20  # beside the copy: its tags may be longer, and others write too
_BUSY = {errno.EAGAIN, errno.EBUSY, errno.ETXTBSY}
_HELD = {*_BUSY, errno.EACCES}  # of a lock that was asked for


class _Tried(NamedTuple):
    """What a folder answered to making a file in it.

    The error, else the owner and group of that file, and the bytes that are free.
    """

    error: OSError | None
    owner: tuple[int, int]
    free: int


class ChangeTrials:
    """Tries files one after another; each folder is tried once."""

    def __init__(self) -> None:
        self._folders: dict[str, _Tried] = {}

    def obstacle(self, path: str) -> NotChanged | None:
        """Return why the file at `path` would not be changed, None where nothing is in the way."""
        try:
            target = Path(os.path.realpath(path))
            status = target.stat()
            folder = self._tried(target.parent)
            if folder.error is not None:
                return _no_new_file(path, folder.error)
            refuse(path, status, os.access(target, os.W_OK))
            with target.open("rb+") as file:
                _refuse_held(path, file)
        except NotChanged as error:
            return error
        except OSError as error:
            return _held(path) if error.errno in _BUSY else _refused(path, error)
        if not _can_belong_to(status, folder.owner):
            return other_owner(path)
        if folder.free < status.st_size + SPARE_BYTES:
            return _no_room(path, folder.free)
        return None

    def _tried(self, folder: Path) -> _Tried:
        key = str(folder)
        if key not in self._folders:
            self._folders[key] = _try_folder(folder)
        return self._folders[key]


def _try_folder(folder: Path) -> _Tried:
    """Make a file in a folder that is gone at once, without a name where the system can."""
    try:
        with TemporaryFile(dir=folder) as made:
            status = os.fstat(made.fileno())
        free = shutil.disk_usage(folder).free
    except OSError as error:
        return _Tried(error, (0, 0), 0)
    return _Tried(None, (status.st_uid, status.st_gid), free)


def _can_belong_to(status: os.stat_result, owner: tuple[int, int]) -> bool:
    """Tell whether a copy made by this user can be given the owner and group of the file."""
    if not hasattr(os, "geteuid") or os.geteuid() == 0:
        return True
    groups = {owner[1], os.getegid(), *os.getgroups()}
    return status.st_uid == owner[0] and status.st_gid in groups


def _refuse_held(path: str, file: BinaryIO) -> None:
    """Raise NotChanged where another program has locked the file."""
    if os.name != "posix":
        return  # there opening it is refused
    import fcntl

    for lock in (fcntl.lockf, fcntl.flock):
        try:
            lock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            lock(file, fcntl.LOCK_UN)
        except OSError as error:
            if error.errno in _HELD:
                raise _held(path) from error
            return  # a drive without locks holds none


def _held(path: str) -> NotChanged:
    return NotChanged(
        "not_written",
        "audio.held",
        "{path} is used by another program. Close it there.",
        path=shown(path),
    )


def _refused(path: str, error: OSError) -> NotChanged:
    """Make the error for a file that is there but cannot be opened for writing."""
    if os.name == "nt" and error.errno == errno.EACCES:  # its word for a file that is open
        return _held(path)
    return NotChanged(
        "read_only",
        "audio.not-writable",
        "{path} cannot be changed: {reason}. Allow writing to it.",
        path=shown(path),
        reason=reason_of(error),
    )


def _no_new_file(path: str, error: OSError) -> NotChanged:
    return NotChanged(
        "read_only",
        "audio.no-new-file",
        "{path} cannot be changed, for its folder takes no new file: {reason}. Allow writing to"
        " the folder.",
        path=shown(path),
        reason=reason_of(error),
    )


def _no_room(path: str, free: int) -> NotChanged:
    return NotChanged(
        "disk_full",
        "audio.no-room",
        "{path} needs room for a second copy of itself, and its disk has {free} MB left. Make"
        " room.",
        path=shown(path),
        free=free >> 20,
    )
