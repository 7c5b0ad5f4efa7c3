"""Files that are whole or not there: atomic replacement, content digests, bounded caches."""

import errno
import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from glob import escape
from pathlib import Path
from uuid import uuid4

_log = logging.getLogger(__name__)

_SUFFIX = ".tmp"
# Errors of writing, which names no file, or of the temporary one.
_OF_WRITING = {
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EIO,
    errno.EFBIG,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EISDIR,
    errno.ENOENT,
}
_NAME_KEPT = 40  # characters: with those added, still no longer than a file's name may be


@contextmanager
def replaced_atomically(
    path: Path, at_last: Callable[[], object] = lambda: None, *, flush: bool = True
) -> Iterator[Path]:
    """Give a temporary path beside `path`; on leaving, move the file written there to `path`.

    Temporary file, fsync, rename, fsync of the folder: a kill at any moment leaves either the old
    content or the new one. When the block raises, `path` is untouched and the temporary file gone.
    Without `flush` the block itself brings the file to the disk. `at_last` is called when it is
    there, just before it is moved.
    """
    with _written_beside(path) as temporary:
        yield temporary
        if flush:
            _flush(temporary)
        at_last()
        temporary.replace(path)
        _sync_folder(path.parent)


@contextmanager
def written_if_possible(cached: Path) -> Iterator[None]:
    """Go on where the block cannot write the file `cached`, which can be made again: a full disk.

    An archive that is closed on a full disk raises ValueError, as it cannot end what it began.
    """
    try:
        yield
    except (OSError, ValueError) as error:
        _log.warning("%s is not kept: %s", cached, error)


@contextmanager
def created_atomically(path: Path) -> Iterator[Path]:
    """Do as `replaced_atomically`, but never replace a file.

    Raises FileExistsError, on leaving, where there is one at `path`: the first of two programs that
    make it keeps its own.
    """
    with _written_beside(path) as temporary:
        yield temporary
        _flush(temporary)
        try:
            os.link(temporary, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            path.open("xb").close()
            temporary.replace(path)
        _sync_folder(path.parent)


@contextmanager
def _written_beside(path: Path) -> Iterator[Path]:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{_prefix(path)}{uuid4().hex}{_SUFFIX}")
    try:
        yield temporary
    except OSError as error:
        if error.errno in _OF_WRITING and error.filename in {None, str(temporary)}:
            error.filename = str(path)  # that is what the user knows
        raise
    finally:
        with suppress(OSError):  # a folder that can no longer be written: the first error counts
            temporary.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def remove_leftovers(path: Path) -> None:
    """Remove the temporary files that a kill left beside `path`; nobody may be writing it now."""
    for left in leftovers(path):
        left.unlink(missing_ok=True)


def leftovers(path: Path) -> list[Path]:
    """Return the temporary files that kills left beside `path`, and those being written now."""
    return list(path.parent.glob(f"{escape(_prefix(path))}{'[0-9a-f]' * 32}{_SUFFIX}"))


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def trim_folder(folder: Path, most: int) -> None:
    """Remove the oldest files in and below a cache folder until `most` bytes are left."""
    found = []
    for path in folder.rglob("*"):
        with suppress(OSError):  # gone meanwhile
            if path.is_file():
                facts = path.stat()
                found.append((facts.st_mtime_ns, facts.st_size, path))
    left = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if left <= most:
            break
        with suppress(OSError):
            path.unlink()
            left -= size


def _prefix(path: Path) -> str:
    return f".{path.name[:_NAME_KEPT]}."


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows cannot open a folder; NTFS journals the rename itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
