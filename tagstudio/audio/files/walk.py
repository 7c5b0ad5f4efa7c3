"""Find the audio files under a folder."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tagstudio.audio.errors import ReasonCode
from tagstudio.audio.files.formats import is_audio
from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message


@dataclass(frozen=True)
class FoundFile:
    """An audio file: absolute path as `os.fsdecode` spells it, size in bytes, modification time."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True)
class SkippedFile:
    """A file that cannot be audio, or a folder that cannot be listed, with the reason."""

    path: str
    code: ReasonCode
    message: Message


def walk(root: Path) -> Iterator[FoundFile | SkippedFile]:
    """Yield the audio files under `root`, each once, in the same order every time.

    Links are followed; a folder or file that is reached by two ways is visited by the first. Names
    that begin with a dot are left out. A `root` that is a file is yielded, whatever its name.

    Raises TagStudioError when there is no `root`.
    """
    top = os.path.abspath(root)  # noqa: PTH100  the same, and a str
    try:
        status = os.stat(top)  # noqa: PTH116
    except OSError as error:
        raise TagStudioError(
            "audio.no-root",
            "There is no file or folder {path}. Check the name, and that its drive is there.",
            path=shown(top),
        ) from error
    if stat.S_ISDIR(status.st_mode):
        return _Walk().under(top)
    return iter([_found(top, status)])


class _Walk:
    """One walk, with the (device, inode) of each folder and file that it has visited."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, int]] = set()

    def under(self, top: str) -> Iterator[FoundFile | SkippedFile]:
        """Yield the files under the folder `top`: those of a folder before those of its folders."""
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

    def _file(self, entry: os.DirEntry[str]) -> Iterator[FoundFile | SkippedFile]:
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


def _found(path: str, status: os.stat_result) -> FoundFile | SkippedFile:
    if stat.S_ISREG(status.st_mode):
        return FoundFile(path, status.st_size, status.st_mtime_ns)
    return SkippedFile(
        path,
        "not_a_file",
        message("audio.device", "{path} is a device or pipe, not an audio file.", path=shown(path)),
    )


def _unreadable(path: str, error: OSError) -> SkippedFile:
    if isinstance(error, FileNotFoundError):
        dead_link = message(
            "audio.dead-link",
            "{path} is a link to nothing. Repair or remove it.",
            path=shown(path),
        )
        return SkippedFile(path, "missing", dead_link)
    refused = message(
        "audio.no-permission",
        "{path} cannot be read ({reason}). Check its permissions.",
        path=shown(path),
        reason=error.strerror or type(error).__name__,
    )
    return SkippedFile(path, "unreadable", refused)
