"""The sound files under a folder."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tagstudio.audio.errors import ReasonCode
from tagstudio.audio.files.formats import is_audio
from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError


@dataclass(frozen=True)
class FoundFile:
    """A sound file: its absolute path as `os.fsdecode` spells it, size in bytes, time of change."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class Skipped:
    """Something that should hold audio but cannot be read: why, in a code and in a sentence."""

    path: str
    code: ReasonCode
    message: str


def walk(root: Path) -> Iterator[FoundFile | Skipped]:
    """Yield the sound files under `root`, each once, in the same order every time.

    Links are followed; a folder or file that is reached by two ways is visited by the first. What
    begins with a dot is left out. A `root` that is a file comes by itself, whatever its name.

    Raises TagStudioError when there is no `root`.
    """
    top = os.path.abspath(root)  # noqa: PTH100  the same, and a str
    try:
        status = os.stat(top)  # noqa: PTH116
    except OSError as error:
        raise TagStudioError(
            f"There is no file or folder {shown(top)}. Check the name, and that its drive is there."
        ) from error
    if stat.S_ISDIR(status.st_mode):
        return _Walk().under(top)
    return iter([_found(top, status)])


class _Walk:
    """One walk, and what it has seen of it as (device, inode)."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()

    def under(self, top: str) -> Iterator[FoundFile | Skipped]:
        """Yield what lies under the folder `top`: a folder's own files before its folders."""
        waiting = [top]  # no recursion: folders may be nested deeper than Python's stack
        while waiting:
            folder = waiting.pop()
            try:
                if not self._is_first_visit(os.stat(folder)):  # noqa: PTH116
                    continue
                with os.scandir(folder) as scanned:
                    entries = sorted(scanned, key=lambda entry: entry.name)
            except OSError as error:
                yield _unreadable(folder, error)
                continue
            folders = []
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                if _is_folder(entry):
                    folders.append(entry.path)
                elif is_audio(entry.name):
                    yield from self._file(entry)
            waiting.extend(reversed(folders))

    def _file(self, entry: os.DirEntry[str]) -> Iterator[FoundFile | Skipped]:
        try:
            status = entry.stat()
        except OSError as error:
            yield _unreadable(entry.path, error)
            return
        if self._is_first_visit(status):
            yield _found(entry.path, status)

    def _is_first_visit(self, status: os.stat_result) -> bool:
        key = (status.st_dev, status.st_ino)
        if key in self._seen:
            return False
        if status.st_ino:  # Windows leaves it 0 when listing a folder
            self._seen.add(key)
        return True


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _found(path: str, status: os.stat_result) -> FoundFile | Skipped:
    if stat.S_ISREG(status.st_mode):
        return FoundFile(path, status.st_size, status.st_mtime_ns)
    return Skipped(path, "not_a_file", f"{shown(path)} is a device or pipe, not a sound file.")


def _unreadable(path: str, error: OSError) -> Skipped:
    if isinstance(error, FileNotFoundError):
        return Skipped(path, "missing", f"{shown(path)} is a link to nothing. Mend or remove it.")
    reason = error.strerror or type(error).__name__
    return Skipped(
        path, "unreadable", f"{shown(path)} cannot be read ({reason}). Check its permissions."
    )
