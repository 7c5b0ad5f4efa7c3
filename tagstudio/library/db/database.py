"""Open a library, whichever database it is in."""

from pathlib import Path

from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import DatabaseAddress, LibraryAddress
from tagstudio.core.person import person_at_work
from tagstudio.library.db.library import Library, Turn, beside_of, explain
from tagstudio.library.db.sqlite import library_file
from tagstudio.library.db.sqlite.library_file import LibraryFile

__all__ = ["Library", "beside_of", "explain", "open_in_turns", "open_library", "open_unchanged"]


def open_library(
    path: LibraryAddress,
    *,
    writing: bool,
    copying: bool = True,
    making: bool = True,
    person: str | None = None,
) -> Library:
    """Open the library at `path`; for `writing`, make it if it is missing and `making` allows it.

    Answers are given by `person`, by default the one at work (`core.person`).

    A safety copy that is due is made beside the work, unless the caller sees to that (`copying`
    False). An older schema is migrated, after a copy was made; of a database the server makes the
    copies. Raises TagStudioError when the library is missing, damaged, newer than the program,
    being changed by another process (a file) or out of reach (a database).
    """
    library = _opened(path, writing=writing, copying=copying, making=making)
    library.person = person_at_work() if person is None else person
    return library


def _opened(path: LibraryAddress, *, writing: bool, copying: bool, making: bool) -> Library:
    if isinstance(path, DatabaseAddress):
        from tagstudio.library.db.postgresql.library_database import open_database

        return open_database(path, writing=writing, making=making)
    path = path.absolute()
    _refuse_no_file(path)
    if not path.exists() and not (writing and making):
        raise TagStudioError(
            "library.none-yet",
            "There is no library at {path} yet; 'tagstudio scan FOLDER' makes one.",
            path=path,
        )
    if writing:
        return library_file.open_for_writing(path, copying)
    return library_file.open_for_reading(path)


def open_unchanged(path: LibraryAddress) -> Library:
    """Open a library to read and leave it as it is: an older file is migrated on a copy.

    Raises TagStudioError as `open_library`.
    """
    if isinstance(path, DatabaseAddress):
        from tagstudio.library.db.postgresql.library_database import open_database

        return open_database(path, writing=False, migrating=False)
    path = path.absolute()
    _refuse_no_file(path)
    if not path.exists():
        raise TagStudioError("library.not-there", "There is no file {path}.", path=path)
    return library_file.open_copy(path)


def open_in_turns(path: LibraryAddress, turn: Turn, person: str) -> Library:
    """Open a library that the process that started this one has open for writing, for `person`.

    That process holds the lock of a file, migrated it and makes the safety copies; it lets nobody
    else of its own write in a block of `turn` (`turn_of_another`), inside of which each transaction
    here stands, the checkpoint after it included. Never close it, but end the process: whoever
    closes the last connection deletes the log, and SQLite takes one for the last where the other
    process has opened and closed the library as a plain file, which on POSIX systems drops all
    locks of a process.
    """
    if isinstance(path, DatabaseAddress):
        from tagstudio.library.db.postgresql.library_database import open_beside

        library: Library = open_beside(path, turn)
    else:
        library = LibraryFile(path, None, turn=turn)
    library.person = person
    return library


def _refuse_no_file(path: Path) -> None:
    if path.exists() and not path.is_file():
        raise TagStudioError(
            "library.no-file", "{path} is no file; name the library file itself.", path=path
        )
