"""The files of versions that learned from a library's answers, kept beside its copies.

A version is as much the librarian's work as her answers are. Each file is kept once, whatever the
number of copies that name it, under the digest by which a library knows it.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from glob import escape
from pathlib import Path
from shutil import copyfile
from typing import NamedTuple

from tagstudio.core import paths
from tagstudio.core.files import created_atomically, sha256_of
from tagstudio.library.db.sqlite.connection import connect

FOLDER = "versions"


class VersionFile(NamedTuple):
    """A version as a library knows it."""

    plugin: str
    name: str
    sha256: str


def keep(library: Path, folder: Path) -> None:
    """Copy the files of the versions that `library` names into `folder`, where they lack there."""
    for version in _versions(library):
        if _kept(folder, version) is None and (found := _installed(version)):
            target = folder / FOLDER / version.plugin / f"{version.sha256}{found.suffix}"
            with suppress(FileExistsError), created_atomically(target) as temporary:
                copyfile(found, temporary)


def drop_unused(folder: Path, copies: Iterable[Path]) -> None:
    """Remove the version files in `folder` that none of the copies names.

    Raises sqlite3.Error, and removes none, where a copy cannot be read: it may name any of them.
    """
    kept = [file for file in (folder / FOLDER).glob("*/*") if file.is_file()]
    if kept:
        named = {version.sha256 for copy in copies for version in _named(copy)}
        for file in kept:
            if file.stem not in named:
                file.unlink(missing_ok=True)


def put_back(library: Path, folder: Path) -> list[str]:
    """Install the kept files of versions that `library` names and that are gone; return the names.

    A file of that name that is there, whatever it holds, is left alone.
    """
    returned = []
    for version in _versions(library):
        kept = _kept(folder, version)
        if kept is None or _installed(version) or sha256_of(kept) != version.sha256:
            continue
        target = paths.models_folder(version.plugin) / f"{version.name}{kept.suffix}"
        try:
            with created_atomically(target) as temporary:
                copyfile(kept, temporary)
        except FileExistsError:
            continue
        returned.append(version.name)
    return returned


def _versions(library: Path) -> Iterator[VersionFile]:
    """Yield the versions that the file at `library` names, as far as it can be read."""
    with suppress(sqlite3.Error):
        yield from _named(library)


def _named(library: Path) -> Iterator[VersionFile]:
    """Yield the versions that the file at `library` names; raises sqlite3.Error."""
    query = "SELECT DISTINCT plugin, name, sha256 FROM models WHERE parent IS NOT NULL"
    with closing(connect(library, "ro")) as file:
        for plugin, name, sha256 in file.execute(query).fetchall():
            if all(Path(part).name == part for part in (plugin, name, sha256)):  # no path
                yield VersionFile(plugin, name, sha256)


def _installed(version: VersionFile) -> Path | None:
    """Return the version's file among the installed models; None where it lacks or is another."""
    folder = paths.models_folder(version.plugin)
    for file in folder.glob(f"{escape(version.name)}.*"):
        if file.stem == version.name and sha256_of(file) == version.sha256:
            return file
    return None


def _kept(folder: Path, version: VersionFile) -> Path | None:
    return next((folder / FOLDER / version.plugin).glob(f"{version.sha256}.*"), None)
