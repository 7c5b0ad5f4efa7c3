"""The preset that a library writes tags into files with, where none is named."""

import sqlalchemy as sa

from tagstudio.library.db.schema import library_choices

_NAME = "write_preset"


def chosen_preset(connection: sa.Connection) -> str:
    """Return the name of the chosen preset, "" where none was chosen."""
    row = sa.select(library_choices.c.value).where(library_choices.c.name == _NAME)
    return connection.scalar(row) or ""


def choose_preset(connection: sa.Connection, name: str) -> str:
    """Write with the preset called `name` from now on; return which it was, for choosing it again.

    "" is the program's standard.
    """
    former = chosen_preset(connection)
    connection.execute(sa.delete(library_choices).where(library_choices.c.name == _NAME))
    if name:
        connection.execute(sa.insert(library_choices).values(name=_NAME, value=name))
    return former
