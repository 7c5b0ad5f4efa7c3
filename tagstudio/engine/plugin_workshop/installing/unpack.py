"""Bring the files of a folder, a zip or a wheel into a folder of ours, or refuse them whole.

A package is a stranger's: names that lead out of the folder, links, devices, names that are one on
some systems, and more bytes than MOST_BYTES, whatever the package declares, are refused.
"""

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from tagstudio.core.errors import TagStudioError
from tagstudio.core.messages import Message, message

MOST_FILES = 5_000
MOST_BYTES = 2 << 30
BLOCK = 1 << 20
LEFT_OUT = {"__pycache__", "__MACOSX", ".DS_Store", ".git", ".venv", ".pytest_cache"}
ARCHIVES = {".zip", ".whl"}


def unpack(package: Path, into: Path) -> None:
    """Copy or unpack `package` into the folder `into`, which is there and empty.

    Raises TagStudioError, with the reason, where the package is not taken.
    """
    if package.is_dir():
        _copy_folder(package, into)
    elif package.suffix.lower() in ARCHIVES:
        _unpack_archive(package, into)
    else:
        raise TagStudioError(
            "install.no-package",
            "{path} is no plugin: that is a folder, a .zip or a .whl.",
            path=package,
        )


def refused(package: Path, why: Message) -> TagStudioError:
    """Return the error for a package that is not taken."""
    return TagStudioError(
        "install.refused", "{path} is not installed: {why}", path=package, why=why
    )


class _Room:
    """What a package may still bring, and the names that it has brought."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._bytes = MOST_BYTES
        self._names: set[str] = set()

    def take_name(self, name: str) -> None:
        folded = name.casefold()
        if folded in self._names:
            raise refused(
                self._package,
                message(
                    "install.two-of-a-name",
                    "it has two files called {name}, which is one on some systems.",
                    name=name,
                ),
            )
        self._names.add(folded)
        if len(self._names) > MOST_FILES:
            raise refused(
                self._package,
                message("install.many-files", "it has more than {most:,} files.", most=MOST_FILES),
            )

    def take_bytes(self, count: int) -> None:
        self._bytes -= count
        if self._bytes < 0:
            raise refused(
                self._package,
                message(
                    "install.huge",
                    "unpacked it has more than {most:,} MiB.",
                    most=MOST_BYTES >> 20,
                ),
            )


def _copy_folder(package: Path, into: Path) -> None:
    room = _Room(package)
    for path in _files_below(package):
        name = path.relative_to(package)
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise refused(package, _no_file(str(name)))
        room.take_name(name.as_posix())
        room.take_bytes(path.stat().st_size)
        target = into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)


def _files_below(folder: Path) -> Iterator[Path]:
    """Yield what is in and below a folder and no folder itself; links are not followed."""
    for path in sorted(folder.iterdir()):
        if path.name in LEFT_OUT or path.suffix == ".pyc":
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _files_below(path)
        else:
            yield path


def _no_file(name: str) -> Message:
    return message(
        "install.link", "{name} is a link or a device; a plugin has files and folders.", name=name
    )


def _unpack_archive(package: Path, into: Path) -> None:
    room = _Room(package)
    try:
        with ZipFile(package) as archive:
            entries = [one for one in archive.infolist() if not _is_left_out(one.filename)]
            for entry in entries:  # all names before the first file
                _check_entry(package, entry)
                room.take_name(entry.filename.rstrip("/"))
            for entry in entries:
                if not entry.is_dir():
                    _unpack_file(archive, entry, into, room)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise refused(
            package,
            message(
                "install.damaged", "it is damaged or of an unknown kind ({error}).", error=error
            ),
        ) from error


def _is_left_out(name: str) -> bool:
    return bool(LEFT_OUT & set(name.split("/"))) or name.endswith(".pyc")


def _check_entry(package: Path, entry: ZipInfo) -> None:
    name = PurePosixPath(entry.filename)
    mode = entry.external_attr >> 16
    leads_out = (
        name.is_absolute()
        or ".." in name.parts
        or not name.parts
        or any(sign in entry.filename for sign in '\\:\0<>"|?*')
        or not entry.filename.isprintable()
    )
    if leads_out:
        raise refused(
            package,
            message(
                "install.leads-out",
                "{name} in it is no name of a file inside a folder.",
                name=repr(entry.filename),
            ),
        )
    if stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise refused(package, _no_file(entry.filename))
    if entry.flag_bits & 1:
        raise refused(package, message("install.encrypted", "it is encrypted."))


def _unpack_file(archive: ZipFile, entry: ZipInfo, into: Path, room: _Room) -> None:
    """Unpack one file, counting the bytes that come, not those that the archive declares."""
    target = into / entry.filename
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(entry) as source, target.open("xb") as file:
        while block := source.read(BLOCK):
            room.take_bytes(len(block))
            file.write(block)
