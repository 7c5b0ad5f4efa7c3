"""The library of verbs that need tracks: they make none, and say how to get some."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tagstudio.core.errors import TagStudioError

if TYPE_CHECKING:
    from tagstudio.library.db.database import Library


@contextmanager
def open_filled(path: Path, *, writing: bool) -> "Iterator[Library]":
    """Open the library at `path`; raises TagStudioError where none is, or it has no tracks."""
    import sqlalchemy as sa

    from tagstudio.library.db.database import open_library
    from tagstudio.library.db.schema import tracks

    with open_library(path, writing=writing, making=False) as library:
        with library.read() as connection:
            filled = connection.scalar(sa.select(sa.exists().select_from(tracks)))
        if not filled:
            raise TagStudioError(
                "library.empty",
                "The library {path} has no tracks yet; add a folder with music:"
                " tagstudio scan FOLDER",
                path=path,
            )
        yield library
