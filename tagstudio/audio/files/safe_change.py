"""Change an audio file so that it is whole at every moment: the old content, or the new.

The change is made on a copy beside the file, which then takes its place with the same owner,
permissions and extended attributes. Changing the file itself would move megabytes of audio within
it whenever its tag has no room left, and a power cut in between would cost the file.

The steps, and the state that a kill or power cut leaves after each:

1. Copy the file to a hidden temporary name in the same folder: the file, and a partial copy.
2. Change the copy, and read it again (`change`): the file, and a changed copy.
3. Give the copy the owner, permissions and attributes of the file: as after 2.
4. Compare inode, size and time of the file with those before 1; a difference gives up.
5. Flush the copy to disk and rename it over the file, which is atomic: the new file alone.

A leftover copy begins with a dot and ends with .tmp, so no scan takes it for music. Between 4 and 5
another program's change could be lost; that is microseconds, and no lock would hold it off, for
other programs ask for none.
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
from tagstudio.core.messages import Message

Code = Literal["read_only", "linked", "owner", "changed", "disk_full", "not_written"]


class NotChanged(TagStudioError):  # noqa: N818  reads as what it says
    """A file that was not changed; `code` is the reason. The message is as for TagStudioError."""

    def __init__(self, code: Code, key: str | Message, text: str = "", /, **values: object) -> None:
        super().__init__(key, text, **values)
        self.code: Code = code


def change_safely(path: str, change: Callable[[str], None], *, keep_time: bool) -> None:
    """Apply `change` to a copy of the file at `path`, and put the copy in its place.

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
            if _identity(target.stat()) != _identity(before):
                raise NotChanged(
                    "changed",
                    "audio.changed-meanwhile",
                    "{path} was changed by another program just now; try again.",
                    path=shown(path),
                )
    except OSError as error:
        raise _not_changed(path, error) from error


def _refuse(path: str, status: os.stat_result, writable: bool) -> None:
    """Raise NotChanged for a file that is not to be replaced."""
    if not writable or not status.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise NotChanged(
            "read_only",
            "audio.write-protected",
            "{path} is write-protected. Allow writing to it.",
            path=shown(path),
        )
    if status.st_nlink > 1:
        raise NotChanged(
            "linked",
            "audio.hard-linked",
            "{path} has {count} names (hard links): changing it would change or part them. Make a"
            " copy of it first.",
            path=shown(path),
            count=status.st_nlink,
        )


def _give_attributes(target: Path, before: os.stat_result, copy: Path, keep_time: bool) -> None:
    written = copy.stat()
    if hasattr(os, "chown") and (written.st_uid, written.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.chown(copy, before.st_uid, before.st_gid)
        except PermissionError as error:
            raise NotChanged(
                "owner",
                "audio.other-owner",
                "{path} belongs to someone else, and would be yours when written. Make it yours,"
                " or write as its owner.",
                path=shown(str(target)),
            ) from error
    shutil.copystat(target, copy)
    if not keep_time:
        os.utime(copy)


def _identity(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_size, status.st_mtime_ns


def _not_changed(path: str, error: OSError) -> NotChanged:
    reason = error.strerror or str(error) or type(error).__name__
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NotChanged(
            "disk_full",
            "audio.disk-full",
            "{path} was not written. {reason}: writing needs room for a second copy of the file"
            " beside it.",
            path=shown(path),
            reason=reason,
        )
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return NotChanged(
            "read_only",
            "audio.folder-write-protected",
            "{path} was not written ({reason}). Writing needs the right to make files in its"
            " folder.",
            path=shown(path),
            reason=reason,
        )
    return NotChanged(
        "not_written",
        "audio.not-written",
        "{path} was not written ({reason}). Try again.",
        path=shown(path),
        reason=reason,
    )
