"""One call of the command line: its global options and the settings; the option --json."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tagstudio.core import paths
from tagstudio.core.settings import Settings, load_settings

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
        self.library = (library or paths.default_library()).expanduser().absolute()
        self.settings: Settings = load_settings()


def invocation(context: typer.Context) -> Invocation:
    """Return the call that `context` belongs to, for a verb that is about to begin."""
    paths.make_private()
    found = context.find_object(Invocation)
    assert found is not None
    return found
