"""What a report of a fault needs to say of this computer, and nothing of the music on it."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import sqlalchemy as sa

import tagstudio
from tagstudio.core import paths
from tagstudio.core.library_address import LibraryAddress
from tagstudio.core.program_log import last_errors, log_file
from tagstudio.core.settings import Settings
from tagstudio.engine.plugins.discovery import find_plugins
from tagstudio.library.db import schema
from tagstudio.library.db.backup.copies import copies, folder_of
from tagstudio.library.db.job_records import list_jobs

ERRORS = 20
JOBS = 10
MOST_FILES = 100_000  # of a folder that are added up
PACKAGES = (
    *("torch", "openvino", "numpy", "scikit-learn", "SQLAlchemy", "alembic", "av", "soundfile"),
    *("sounddevice", "librosa", "mutagen", "safetensors", "PySide6-Essentials"),
)
COUNTED = {
    "folders": schema.folders,
    "tracks": schema.tracks,
    "answers": schema.decisions,
    "tags": schema.tags,
    "models": schema.models,
    "suggestions": schema.suggestions,
    "files that a model could not hear": schema.suggestion_failures,
}
_DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def diagnostics(
    connection: sa.Connection,
    library: LibraryAddress,
    settings: Settings,
    of_face: Mapping[str, str],
) -> str:
    """Return versions, devices, folders, sizes and the last errors, a line each, in English.

    No title, artist, album or name of a file or folder of music is in it; the person's home is "~".
    `of_face` are lines that window or command line add.
    """
    sections = {
        "Program": {"TagStudio": tagstudio.__version__, **_system(), **of_face},
        "Packages": _packages(),
        "Plugins": _plugins(),
        "Settings": _settings(settings),
        "Folders": _folders(library),
        "Library": _library(connection, library),
        "Last jobs": _jobs(connection),
        "Last errors": {str(n): told for n, told in enumerate(last_errors(ERRORS), 1)},
    }
    lines = [
        line
        for title, facts in sections.items()
        for line in ("", title, *(_lines(facts) or ["  none"]))
    ]
    return without_home("\n".join(lines[1:]) + "\n")


def without_home(text: str) -> str:
    """Return a text with "~" for the home of the person, whose name is in it."""
    return text.replace(str(Path.home()), "~")


def _lines(facts: Mapping[str, str]) -> list[str]:
    return [f"  {name}: {fact}" for name, fact in facts.items()]


def _system() -> dict[str, str]:
    return {
        "Python": f"{platform.python_version()} ({sys.platform}, {platform.machine()})",
        "System": platform.platform(),
        "Processors": str(os.cpu_count()),
        "Memory": _memory(),
        "Graphics driver": _graphics_driver(),
    }


def _memory() -> str:
    try:
        return size_text(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, OSError, ValueError):  # no such question on this system
        return "unknown"


def _graphics_driver() -> str:
    """Return what a look at the system tells; only a plugin loads what uses it."""
    there = [name for name in ("nvidia", "kfd", "dri") if any(Path("/dev").glob(f"{name}*"))]
    return ", ".join(there) or "none found"


def _packages() -> dict[str, str]:
    return {name: found for name in PACKAGES if (found := _version(name))}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _plugins() -> dict[str, str]:
    told = {}
    for plugin in find_plugins():
        number = plugin.manifest.version if plugin.manifest else "?"
        problem = f", {plugin.problem.key}" if plugin.problem else ""
        told[plugin.name] = f"{number}, {plugin.source}{problem}"
    return told


def _settings(settings: Settings) -> dict[str, str]:
    return {
        "device": settings.device,
        "windows": str(settings.windows),
        "model": settings.model or "the one in use",
        "listen_closer": str(settings.listen_closer),
        "train_after": settings.train_after,
        "plugins_off": ", ".join(settings.plugins_off) or "none",
    }


def _folders(library: LibraryAddress) -> dict[str, str]:
    return {
        "library": str(library),
        "data": f"{paths.data_folder()}, {_size_of(paths.data_folder())}",
        "config": str(paths.config_folder()),
        "cache": f"{paths.cache_folder()}, {_size_of(paths.cache_folder())}",
        "log": f"{log_file()}, {_size_of(log_file())}",
    }


def _library(connection: sa.Connection, library: LibraryAddress) -> dict[str, str]:
    [schema_version] = connection.execute(sa.text("select version_num from alembic_version")).one()
    return {
        **(_file(library) if isinstance(library, Path) else {}),
        _DATABASES[connection.dialect.name]: _database_version(connection),
        "schema": str(schema_version),
        **{name: str(_count(connection, table)) for name, table in COUNTED.items()},
    }


def _file(library: Path) -> dict[str, str]:
    return {
        "size": _size_of(library),
        "log of changes": _size_of(library.with_name(library.name + "-wal")),
        "safety copies": f"{len(copies(library))}, {size_text(sum(_sizes(folder_of(library))))}",
        "room on its disk": _room_beside(library),
    }


def _database_version(connection: sa.Connection) -> str:
    found = connection.dialect.server_version_info
    return ".".join(map(str, found or ()))


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _jobs(connection: sa.Connection) -> dict[str, str]:
    """Return the last jobs by kind and ending; what a failed one said is told by its key."""
    return {
        f"{job.id} {job.kind}": f"{job.state}, {job.done} done, {job.failures} failed files"
        + (f", {job.message.key}" if job.state == "failed" else "")
        for job in list_jobs(connection, JOBS)
    }


def _room_beside(file: Path) -> str:
    try:
        found = os.statvfs(file.parent)
    except (AttributeError, OSError):
        return "unknown"
    return size_text(found.f_bavail * found.f_frsize)


def _size_of(path: Path) -> str:
    try:
        if path.is_dir():
            return size_text(sum(_sizes(path)))
        return size_text(path.stat().st_size)
    except FileNotFoundError:
        return "not there"
    except OSError as error:
        return f"unreadable, {error.errno}"


def _sizes(folder: Path) -> Iterable[int]:
    count = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            count += 1
            if count > MOST_FILES:
                return
            try:
                yield (Path(parent) / name).lstat().st_size
            except OSError:  # gone meanwhile
                continue


def size_text(count: int) -> str:
    """Return a number of bytes as people read it: "1.4 MB"."""
    size, unit = float(count), "B"
    for larger in ("kB", "MB", "GB", "TB"):
        if size < 1000:
            break
        size, unit = size / 1000, larger
    return f"{size:.1f} {unit}" if unit != "B" else f"{count} B"
