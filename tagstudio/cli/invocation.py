"""What the global options say, and the settings: which library, which device, which model.

Also the option that most verbs have.
"""

from pathlib import Path
from typing import Annotated

import typer

from tagstudio.core import paths
from tagstudio.core.settings import Settings, load_settings

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document.")]


class Invocation:
    """One call of the program."""

    def __init__(self, library: Path | None) -> None:
        self.library = (library or paths.default_library()).expanduser().absolute()
        self.settings: Settings = load_settings()


def invocation(context: typer.Context) -> Invocation:
    """Return the call that `context` belongs to."""
    found = context.find_object(Invocation)
    assert found is not None
    return found
