"""One call of the command line: its global options, settings and library; the option --json."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tagstudio.core import paths
from tagstudio.core.errors import TagStudioError
from tagstudio.core.settings import Settings, load_settings

if TYPE_CHECKING:
    from tagstudio.library.db.database import Library

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")  # a path has lost the second slash
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


class TagGroup(StrEnum):
    """What a tag of one's own is; the names are those of the fields of files."""

    GENRE = "genre"
    MOOD = "mood"
    INSTRUMENT = "instrument"
    ERA = "era"


class Invocation:
    """One call of the program: the `library` file it works on, and the user's `settings`."""

    def __init__(self, library: Path | None) -> None:
        self.named = library  # on the command line
        self.library = library_file(library)
        self.settings: Settings = load_settings()


def library_file(named: Path | None) -> Path:
    """Return the library file to work on: the one that is named, else the user's usual one.

    Raises TagStudioError for an address, as of a database on another machine.
    """
    if named is not None and _ADDRESS.match(str(named)):
        raise TagStudioError(
            "library.is-an-address",
            "{name} is an address, and a library is a file: --library FILE",
            name=str(named).replace(":/", "://", 1),
        )
    return (named or paths.default_library()).expanduser().absolute()


def invocation(context: typer.Context) -> Invocation:
    """Return the call that `context` belongs to, for a verb that is about to begin."""
    paths.make_private()
    found = context.find_object(Invocation)
    assert found is not None
    return found


@contextmanager
def open_filled(path: Path, *, writing: bool) -> "Iterator[Library]":
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
