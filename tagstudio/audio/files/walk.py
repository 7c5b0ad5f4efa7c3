"""Find the audio files under a folder, and tell what is left out there."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tagstudio.audio.errors import ReasonCode
from tagstudio.audio.files.change_time import change_time_ns
from tagstudio.audio.files.formats import is_audio
from tagstudio.audio.files.left_out import (
    APPLE_DOUBLE,
    APPLE_DOUBLE_PREFIX,
    LeftOut,
    is_system_folder,
    reason_of,
    suffix_of,
)
from tagstudio.audio.files.regular_file import shown
from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message
from tagstudio.core.os_errors import refusal_of


class FoundFile(NamedTuple):
    """An audio file: absolute path as `os.fsdecode` spells it, size in bytes, two times.

    `mtime_ns` is its modification time, `ctime_ns` its time of change (`change_time_ns`).
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int | None = None


@dataclass(frozen=True)
class SkippedFile:
    """A file that cannot be audio, or a folder that cannot be listed, with the reason."""

    path: str
    code: ReasonCode
    message: Message


Found: TypeAlias = FoundFile | SkippedFile | LeftOut


def walk(
    root: Path, begins_as_audio: Callable[[str], bool] = lambda path: False
) -> Iterator[Found]:
    """Yield the audio files under `root`, each once, in the same order every time.

    All else under it is yielded as well: what cannot be audio or cannot be read, and what is left
    out, with the reason (see `left_out`). Links are followed; a folder or file that is reached by
    two ways is visited by the first. A `root` that is a file is yielded, whatever its name.
    `begins_as_audio` is asked for the path of each file without a suffix.

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
        return _Walk(begins_as_audio).under(top)
    return iter([_found(top, status)])


class _Walk:
    """One walk, with the first path to each folder by its (device, inode).

    Of the files only those are kept that may be reached again: links, and files of several names.
    A million others take no memory. A link to one of these others is a second way to it where its
    folder has been listed up to its name (`_walked_path`).
    """

    def __init__(self, begins_as_audio: Callable[[str], bool]) -> None:
        self._begins_as_audio = begins_as_audio
        self._first: dict[tuple[int, int], str] = {}
        self._unlisted: set[str] = set()
        self._folder = ""  # which is being listed

    def under(self, top: str) -> Iterator[Found]:
        """Yield the files under the folder `top`: those of a folder before those of its folders."""
        waiting = [top]  # no recursion: folders may be nested deeper than Python's stack
        while waiting:
            folder = waiting.pop()
            try:
                if first := self._first_path(folder, os.stat(folder)):  # noqa: PTH116
                    yield LeftOut(folder, "second_way", other=first)
                    continue
                self._folder = folder
                with os.scandir(folder) as scanned:
                    entries = sorted(scanned, key=lambda entry: entry.name)
            except OSError as error:
                self._unlisted.add(folder)
                yield _unreadable(folder, error)
                continue
            folders = []
            for entry in entries:
                if not _is_folder(entry):
                    left_out = None if is_audio(entry.name) else self._left_out(entry)
                    yield left_out or self._file(entry)
                elif is_system_folder(entry.name):
                    yield LeftOut(entry.path, "system_folder", entry.name)
                else:
                    folders.append(entry.path)
            waiting.extend(reversed(folders))

    def _file(self, entry: os.DirEntry[str]) -> Found:
        try:
            status = entry.stat()
        except OSError as error:
            return _unreadable(entry.path, error)
        if first := self._first_name(entry, status):
            return LeftOut(
                entry.path,
                "second_name",
                other=first,
                size=status.st_size,
                mtime_ns=status.st_mtime_ns,
                ctime_ns=change_time_ns(status),
            )
        found = _found(entry.path, status)
        if entry.name.startswith(APPLE_DOUBLE_PREFIX) and isinstance(found, FoundFile):
            return LeftOut(entry.path, "apple_double") if _is_apple_double(entry.path) else found
        return found

    def _left_out(self, entry: os.DirEntry[str]) -> LeftOut | None:
        """Return why a file is left out whose name is not that of audio; None if it is audio."""
        suffix = suffix_of(entry.name)
        try:
            is_file = entry.is_file()
        except OSError:  # a link that leads to itself
            is_file = False
        if not is_file:
            return LeftOut(entry.path, "special" if os.path.exists(entry.path) else "dead_link")  # noqa: PTH110
        if self._is_taken(entry.path, entry.name):
            return None
        return LeftOut(entry.path, reason_of(entry.name, suffix), suffix[1:])

    def _first_name(self, entry: os.DirEntry[str], status: os.stat_result) -> str:
        """Return the path under which the same file was visited before, "" for none."""
        if not status.st_ino:
            return ""
        first = self._first.get((status.st_dev, status.st_ino), "")
        is_link = entry.is_symlink()
        if first or not (is_link or status.st_nlink > 1):
            return first
        walked = self._walked_path(entry) if is_link else ""
        return walked or self._first_path(entry.path, status)

    def _walked_path(self, link: os.DirEntry[str]) -> str:
        """Return the path at which the file that a link leads to was visited by its own name.

        "" for one that was not, or not yet: the files of a folder are visited in one go, by name.
        """
        folder, name = os.path.split(os.path.realpath(link.path))
        try:
            status = os.stat(folder)  # noqa: PTH116
        except OSError:
            return ""
        walked = self._first.get((status.st_dev, status.st_ino), "")
        path = os.path.join(walked, name)  # noqa: PTH118
        if not walked or walked in self._unlisted or not self._is_taken(path, name):
            return ""
        return path if walked != self._folder or name < link.name else ""

    def _is_taken(self, path: str, name: str) -> bool:
        """Tell whether a file is audio by its name, or without a suffix by its content."""
        suffix = suffix_of(name)
        if is_audio(name):
            return True
        is_other = reason_of(name, suffix) == "other"
        return is_other and not suffix and self._begins_as_audio(path)

    def _first_path(self, path: str, status: os.stat_result) -> str:
        """Return the path under which the same folder or file was visited before, "" for none."""
        if not status.st_ino:  # Windows leaves it 0 when listing a folder
            return ""
        first = self._first.setdefault((status.st_dev, status.st_ino), path)
        return "" if first is path else first


def _is_apple_double(path: str) -> bool:
    """Tell whether the regular file at `path` is macOS's companion of another one."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(len(APPLE_DOUBLE)) == APPLE_DOUBLE
    except OSError:  # its reader says why
        return False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _found(path: str, status: os.stat_result) -> FoundFile | SkippedFile:
    if stat.S_ISREG(status.st_mode):
        return FoundFile(path, status.st_size, status.st_mtime_ns, change_time_ns(status))
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
        reason=refusal_of(error).reason,
    )
    return SkippedFile(path, "unreadable", refused)
