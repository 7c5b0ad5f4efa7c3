"""Copy a library, whichever database it is in, into a new file or an empty database.

Everything is read in one unchanging state and written in one transaction, or into a temporary file:
who looks finds no library there, or a whole one. What is written is read again before, and its rows
are compared with those that were read, by number and digest, table by table.

The copy keeps the library's identity, as safety copies do: it is the same library, at another
place. What only files beside the library hold comes along where it cannot be made again: what undo
needs of files that were written, and the list of playlists.
"""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import DatabaseAddress, LibraryAddress
from tagstudio.core.messages import message
from tagstudio.core.progress import Job, Progress
from tagstudio.engine.copying.rows import COPIED, TableDigest, digest_of, read_rows
from tagstudio.engine.copying.targets import CopyTarget, DatabaseTarget, FileTarget
from tagstudio.engine.exchange.kept_playlists import list_of
from tagstudio.engine.file_tags.undo_patches import folder_of
from tagstudio.library.db.database import Library, open_library, open_unchanged
from tagstudio.library.db.sqlite.errors import damaged_rows_message
from tagstudio.library.db.sqlite.soundness import damaged_rows

_CHECKING = message("copy.checking", "comparing what was written")


@dataclass(frozen=True)
class CopyReport:
    """The numbers of rows that were copied, by table."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """The number of all rows."""
        return sum(self.rows.values())


def copy_library(source: LibraryAddress, target: LibraryAddress) -> Job[CopyReport]:
    """Copy the library at `source` to `target`, where none may be.

    Raises TagStudioError where there is no sound library at `source`, something at `target`, or
    where the rows there are not those that were read; nothing is left at `target` then.
    """
    with open_unchanged(source) as library, library.read(whole=True) as connection:
        _refuse_damaged(connection)
        counts = {table.name: _count(connection, table) for table in COPIED}
        total = 2 * sum(counts.values())
        with _target_at(target) as writing:
            yield from _copied(connection, writing, total)
        _copy_beside(library, target)
    return CopyReport(counts)


def _copied(source: sa.Connection, target: CopyTarget, total: int) -> Job[None]:
    """Write all rows, read them again, and keep them only where they are the same."""
    read: dict[str, TableDigest] = {}
    done = 0
    for table in COPIED:
        read[table.name] = TableDigest()
        for rows in read_rows(source, table):
            read[table.name].add(rows)
            target.write(table, rows)
            done += len(rows)
            yield Progress(done, total, table.name)
    target.finish()
    for table in COPIED:
        yield Progress(done, total, _CHECKING)
        found = digest_of(target.connection, table)
        done += found.count
        if found != read[table.name]:
            raise TagStudioError(
                "copy.differs",
                "Table {table} was not written as it was read ({written} rows of {read}), so the"
                " copy was not kept. Check the disk and the server, and try again.",
                table=table.name,
                written=found.count,
                read=read[table.name].count,
            )


@contextmanager
def _target_at(address: LibraryAddress) -> Iterator[CopyTarget]:
    """Give what the rows are written into; it becomes a library when the block ends well."""
    if isinstance(address, DatabaseAddress):
        with DatabaseTarget.at(address) as database:
            yield database
    else:
        with FileTarget.at(address) as file:
            yield file


def _refuse_damaged(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite" and (rows := damaged_rows(connection)):
        raise TagStudioError(damaged_rows_message(rows))


def _count(connection: sa.Connection, table: sa.Table) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def _copy_beside(source: Library, target: LibraryAddress) -> None:
    """Copy the files that belong to the library and cannot be made again."""
    with ExitStack() as stack:
        beside = stack.enter_context(open_library(target, writing=False)).beside
    _copy_folder(folder_of(source.beside), folder_of(beside))
    with suppress(FileNotFoundError):
        shutil.copyfile(list_of(source.beside), list_of(beside))


def _copy_folder(source: Path, target: Path) -> None:
    if source.is_dir():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target, dirs_exist_ok=True)
