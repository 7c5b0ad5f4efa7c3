"""What the operating system refused, said to people: which file, why, and what to do.

The one place that knows the numbers of the system's errors. A face turns an OSError that reaches it
into `as_sentence`; code that knows more of what it was doing makes a sentence of its own of
`reason_of` or `refusal_of`.
"""

import errno
import os
from pathlib import Path
from typing import NamedTuple

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message, plain

FEW_BYTES = 1 << 20  # free: so little, and a disk counts as full


class NotAFileError(OSError):
    """The path leads to a pipe or a device, which may never end; it was not opened."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(errno.EINVAL, "not a regular file", os.fspath(path))


class Refusal(NamedTuple):
    """Why the system refused, as a part of a sentence, and a sentence on what to do."""

    reason: Message
    advice: Message


_FULL = Refusal(
    message("os.full", "the disk is full"),
    message("os.make-room", "Make room, and do it again."),
)
_DENIED = Refusal(
    message("os.denied", "access is denied"),
    message("os.check-rights", "Check who owns it and its permissions."),
)
_GONE = Refusal(
    message("os.gone", "its drive is no longer there"),
    message("os.attach", "Attach it again, and do it again."),
)
_BUSY = Refusal(
    message("os.busy", "another program uses it"),
    message("os.close-program", "Close that program, and do it again."),
)
_IN_THE_WAY = Refusal(
    message("os.in-the-way", "a file stands where a folder has to be"),
    message("os.move-away", "Move that file away, or choose another place."),
)
_NO_LOCKS = Refusal(
    message("os.no-locks", "its drive has no locks, as some network drives"),
    message("os.local-disk", "Choose a local disk."),
)
_TOO_MANY = Refusal(
    message("os.too-many-open", "too many files are open"),
    message("os.close-programs", "Close some programs."),
)
_NAME_A_FILE = message("os.name-a-file", "Name a file.")
_NOT_A_FILE = Refusal(
    message("os.not-a-file", "it is a pipe or a device, not a file"), _NAME_A_FILE
)
_OTHER_NAME = message("os.other-name", "Choose another name.")
_CHECK = message("os.check", "Check the path and its drive.")
_REFUSALS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: Refusal(
        message("os.read-only", "the disk can only be read"),
        message("os.other-place", "Choose another place."),
    ),
    errno.ENOENT: Refusal(message("os.missing", "it is not there"), _CHECK),
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,  # of making a folder; files are replaced
    errno.EISDIR: Refusal(message("os.folder", "it is a folder, not a file"), _NAME_A_FILE),
    errno.ENAMETOOLONG: Refusal(message("os.name-too-long", "its name is too long"), _OTHER_NAME),
    errno.ELOOP: Refusal(message("os.loop", "it is a link that leads back to itself"), _OTHER_NAME),
    errno.EFBIG: Refusal(message("os.too-large", "the file is too large"), _CHECK),
    errno.EIO: Refusal(message("os.disk-error", "the disk reports an error"), _CHECK),
    errno.EMFILE: _TOO_MANY,
    errno.ENFILE: _TOO_MANY,
    errno.EBUSY: _BUSY,
    errno.ETXTBSY: _BUSY,
    errno.ENODEV: _GONE,
    errno.ENXIO: _GONE,
    errno.ENOTCONN: _GONE,
    errno.ESTALE: _GONE,
    errno.EHOSTDOWN: _GONE,
    errno.ENOLCK: _NO_LOCKS,
    errno.ENOSYS: _NO_LOCKS,
    errno.EOPNOTSUPP: _NO_LOCKS,
}


def refusal_of(error: OSError) -> Refusal:
    """Return why the system refused, without the path, and what to do."""
    if isinstance(error, NotAFileError):
        return _NOT_A_FILE
    known = _REFUSALS.get(error.errno) if error.errno is not None else None
    if known is not None:
        return known
    return Refusal(plain(error.strerror or str(error) or type(error).__name__), _CHECK)


def reason_of(error: OSError) -> Message:
    """Return why the system refused: a part of a sentence, without the path."""
    return refusal_of(error).reason


def as_sentence(error: OSError) -> TagStudioError:
    """Return the sentence about an error of the system that nobody on its way knew more about."""
    reason, advice = refusal_of(error)
    if error.filename is None:
        return TagStudioError(
            "os.refused",
            "The system refused to read or write a file: {reason}. {advice}",
            reason=reason,
            advice=advice,
        )
    return TagStudioError(
        "os.refused-path",
        "{path} cannot be used: {reason}. {advice}",
        path=shown(error.filename),
        reason=reason,
        advice=advice,
    )


def shown(path: object) -> str:
    """Return a path as it can be printed: bytes that are not UTF-8 become question marks."""
    text = path if isinstance(path, str | bytes | os.PathLike) else str(path)
    return os.fsencode(text).decode("utf-8", "replace")


def is_full(folder: Path) -> bool:
    """Tell whether the disk of a folder has no room left; not known counts as no."""
    import shutil

    try:
        return shutil.disk_usage(folder).free < FEW_BYTES
    except OSError:
        return False


def has_no_locks(folder: Path) -> bool:
    """Tell whether the drive of a folder refuses every lock; not known counts as no.

    Tried on a file of its own: closing a file takes away all locks that the process has on it.
    """
    if os.name != "posix":
        return False
    import fcntl
    from tempfile import TemporaryFile

    try:
        with TemporaryFile(dir=folder) as tried:
            fcntl.lockf(tried, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return _REFUSALS.get(error.errno or 0) is _NO_LOCKS
    return False
