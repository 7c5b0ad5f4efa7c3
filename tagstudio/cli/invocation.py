"""One call of the command line: its global options, settings and library; the option --json."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.library_address import DatabaseAddress, LibraryAddress, library_address
from tagstudio.core.messages import Message
from tagstudio.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from tagstudio.library.db.database import Library

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


class TagGroup(StrEnum):
    """What a tag of one's own is; the names are those of the fields of files."""

    GENRE = "genre"
    MOOD = "mood"
    INSTRUMENT = "instrument"
    ERA = "era"


class Invocation:
    """One call of the program: the `library` it works on, and the user's `settings`."""

    def __init__(self, library: str | None) -> None:
        self.named = library  # on the command line
        self.library = named_library(library)
        self.settings: Settings = load_settings()


def named_library(named: str | None) -> LibraryAddress:
    """Return the library to work on: the one that is named, else the user's usual one.

    Raises TagStudioError for an address that is none of a library.
    """
    return library_address(named or paths.default_library())


def library_file(library: LibraryAddress, what_for: Message) -> Path:
    """Return the file of a library, for what only a file has; raises TagStudioError for others."""
    if isinstance(library, DatabaseAddress):
        raise TagStudioError(
            "library.no-file-there",
            "{path} is in a PostgreSQL database. {advice}",
            path=library,
            advice=what_for,
        )
    return library


def invocation(context: typer.Context) -> Invocation:
    """Return the call that `context` belongs to, for a verb that is about to begin."""
    paths.make_private()
    found = context.find_object(Invocation)
    assert found is not None
    return found


@contextmanager
def open_filled(path: LibraryAddress, *, writing: bool) -> "Iterator[Library]":
    """Open the library at `path`; raises TagStudioError where none is, or it has no tracks."""
    from tagstudio.library.db.database import open_library
    from tagstudio.library.tracks.folders import has_tracks

    with open_library(path, writing=writing, making=False) as library:
        with library.read() as connection:
            filled = has_tracks(connection)
        if not filled:
            raise TagStudioError(
                "library.empty",
                "The library {path} has no tracks yet; add a folder with music:"
                " tagstudio scan FOLDER",
                path=path,
            )
        yield library
