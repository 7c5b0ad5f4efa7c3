"""A sound file changed so that it is whole at every moment: as it was, or as it is to be.

The change is made on a copy beside the file, which then takes its place with the same owner,
permissions and extended attributes. Changing the file itself would move megabytes of sound within
it whenever its tag has no room left, and a power cut in between would cost the file.
"""

import errno
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from tagstudio.audio.files.regular_file import regular_file_size, shown
from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically

Code = Literal["read_only", "linked", "owner", "changed", "disk_full", "not_written"]


class NotChanged(TagStudioError):  # noqa: N818  reads as what it says
    """A file that was left as it was; `code` says why."""

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(message)
        self.code: Code = code


def change_safely(path: str, change: Callable[[str], None], *, keep_time: bool) -> None:
    """Let `change` work on a copy of the file at `path`, and put the copy in its place.

    A link stays a link: the file that it leads to is changed. With `keep_time` the file keeps its
    time of change. When anything fails, or someone else changes the file meanwhile, it stays as it
    was: raises NotChanged, UnreadableAudio for a file that cannot be read, or what `change` raises.
    """
    target = Path(os.path.realpath(path))
    regular_file_size(str(target))
    before = target.stat()
    _refuse(path, before, os.access(target, os.W_OK))
    try:
        with replaced_atomically(target) as copy:
            shutil.copyfile(target, copy)
            change(str(copy))
            _give_attributes(target, before, copy, keep_time)
            if _moment(target.stat()) != _moment(before):
                raise NotChanged(
                    "changed", f"{shown(path)} was changed by another program just now; try again."
                )
    except OSError as error:
        raise _not_changed(path, error) from error


def _refuse(path: str, status: os.stat_result, writable: bool) -> None:
    """Raise NotChanged for a file that is not to be replaced."""
    if not writable or not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise NotChanged("read_only", f"{shown(path)} is write-protected. Allow writing to it.")
    if status.st_nlink > 1:
        raise NotChanged(
            "linked",
            f"{shown(path)} has {status.st_nlink} names (hard links): changing it would change or"
            " part them. Make a copy of it first.",
        )


def _give_attributes(target: Path, before: os.stat_result, copy: Path, keep_time: bool) -> None:
    written = copy.stat()
    if hasattr(os, "chown") and (written.st_uid, written.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.chown(copy, before.st_uid, before.st_gid)
        except PermissionError as error:
            raise NotChanged(
                "owner",
                f"{shown(str(target))} belongs to someone else, and would be yours when written."
                " Make it yours, or write as its owner.",
            ) from error
    shutil.copystat(target, copy)
    if not keep_time:
        os.utime(copy)


def _moment(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _not_changed(path: str, error: OSError) -> NotChanged:
    reason = error.strerror or str(error) or type(error).__name__
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        needs = f"{reason}: writing needs room for a second copy of the file beside it."
        return NotChanged("disk_full", f"{shown(path)} was not written. {needs}")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return NotChanged(
            "read_only",
            f"{shown(path)} was not written ({reason}). Writing needs the right to make files in"
            " its folder.",
        )
    return NotChanged("not_written", f"{shown(path)} was not written ({reason}). Try again.")
