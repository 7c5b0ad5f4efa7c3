"""Change an audio file so that it is whole at every moment: the old content, or the new.

The change is made on a copy beside the file, which then takes its place with the same owner,
permissions and extended attributes. Changing the file itself would move megabytes of audio within
it whenever its tag has no room left, and a power cut in between would cost the file.

The steps, and the state that a kill or power cut leaves after each:

1. Copy the file to a hidden temporary name in the same folder, and hash what was copied: the file,
   and a partial copy.
2. Change the copy, and read it again (`change`): the file, and a changed copy.
3. Give the copy the owner, permissions and attributes of the file: as after 2.
4. Compare the file with what was copied: inode, size, times of change, and the hash of its bytes,
   for a file system may keep times to the second only. A difference gives up.
5. Flush the copy to disk and rename it over the file, which is atomic: the new file alone.

A leftover copy begins with a dot and ends with .tmp, so no scan takes it for music. Between 4 and 5
another program's change could be lost; that is microseconds, and no lock would hold it off, for
other programs ask for none.
"""

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tagstudio.audio.files.change_time import change_time_ns
from tagstudio.audio.files.regular_file import regular_file_size, shown
from tagstudio.core.errors import TagStudioError
from tagstudio.core.files import replaced_atomically, sha256_of
from tagstudio.core.messages import Message
from tagstudio.core.os_errors import reason_of

Code = Literal[
    "read_only", "linked", "owner", "changed", "another_recording", "disk_full", "not_written"
]

_BLOCK = 1 << 20  # bytes


class NotChanged(TagStudioError):  # noqa: N818  reads as what it says
    """A file that was not changed; `code` is the reason. The message is as for TagStudioError."""

    def __init__(self, code: Code, key: str | Message, text: str = "", /, **values: object) -> None:
        super().__init__(key, text, **values)
        self.code: Code = code


@dataclass(frozen=True)
class FileState:
    """A file as it was before a change: size in bytes, time of change in ns, hash of its bytes."""

    size: int
    mtime_ns: int
    sha256: str


Change = Callable[[str, FileState], None]  # gets the path of the copy, and the file as copied


def change_safely(
    path: str, change: Change, *, keep_time: bool, mtime_ns: int | None = None
) -> None:
    """Apply `change` to a copy of the file at `path`, and put the copy in its place.

    A link stays a link: the file that it leads to is changed. With `keep_time` the file keeps its
    time of change; `mtime_ns` gives it another one. When anything fails, or someone else changes
    the file meanwhile, it stays as it was: raises NotChanged, UnreadableAudio for a file that
    cannot be read, or what `change` raises.
    """
    target = Path(os.path.realpath(path))
    regular_file_size(str(target))
    before = target.stat()
    refuse(path, before, os.access(target, os.W_OK))
    written: os.stat_result | None = None
    try:
        with replaced_atomically(target, flush=False) as copy:
            copied = _copy(target, copy)
            change(str(copy), FileState(before.st_size, before.st_mtime_ns, copied))
            _give_attributes(target, before, copy, before.st_mtime_ns if keep_time else mtime_ns)
            _flush(copy)
            if not _is_as_before(target, before, copied):
                raise changed_meanwhile(path)
            written = copy.stat()
    except OSError as error:
        # When only the folder could not be flushed, the file is changed already.
        if written is None or not _is_in_place(target, written):
            raise _not_changed(path, error) from error


def _copy(source: Path, copy: Path) -> str:
    """Copy a file, and return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as old, copy.open("xb") as new:
        while block := old.read(_BLOCK):
            digest.update(block)
            new.write(block)
    return digest.hexdigest()


def _flush(copy: Path) -> None:
    """Bring the copy to the disk now, so that renaming follows soon after comparing."""
    with copy.open("rb+") as written:
        os.fsync(written.fileno())


def _is_as_before(target: Path, before: os.stat_result, sha256: str) -> bool:
    return (
        _identity(target.stat()) == _identity(before)
        and sha256_of(target) == sha256
        and _identity(target.stat()) == _identity(before)
    )


def _is_in_place(target: Path, written: os.stat_result) -> bool:
    try:
        now = target.stat()
    except OSError:
        return False
    return (now.st_dev, now.st_ino) == (written.st_dev, written.st_ino)


def changed_meanwhile(path: str) -> NotChanged:
    """Make the error to raise for a file that another program changed just now."""
    return NotChanged(
        "changed",
        "audio.changed-meanwhile",
        "{path} was changed by another program just now; try again.",
        path=shown(path),
    )


def refuse(path: str, status: os.stat_result, writable: bool) -> None:
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


def _give_attributes(
    target: Path, before: os.stat_result, copy: Path, mtime_ns: int | None
) -> None:
    """Give the copy the file's attributes; the time of change is `mtime_ns`, or now."""
    written = copy.stat()
    if hasattr(os, "chown") and (written.st_uid, written.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.chown(copy, before.st_uid, before.st_gid)
        except PermissionError as error:
            raise other_owner(str(target)) from error
    shutil.copystat(target, copy)
    if mtime_ns is None:
        os.utime(copy)
    else:
        os.utime(copy, ns=(before.st_atime_ns, mtime_ns))


def other_owner(path: str) -> NotChanged:
    """Make the error for a file whose copy this user cannot give to its owner."""
    return NotChanged(
        "owner",
        "audio.other-owner",
        "{path} belongs to someone else, and would be yours when written. Make it yours,"
        " or write as its owner.",
        path=shown(path),
    )


def _identity(status: os.stat_result) -> tuple[int, ...]:
    changed_ns = change_time_ns(status) or 0
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, changed_ns


def _not_changed(path: str, error: OSError) -> NotChanged:
    reason = reason_of(error)
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return NotChanged(
            "disk_full",
            "audio.disk-full",
            "{path} was not written ({reason}). Writing needs room for a second copy of the file"
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
