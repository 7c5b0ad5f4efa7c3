"""The libraries that something was taken over from by a merge: who said what.

An entry of a journal names in `said_in` the library that it was said in; none: this one. What came
by way of another library keeps the one that it was said in first.
"""

from pathlib import Path

import sqlalchemy as sa

from tagstudio.library.db.schema import merged_libraries
from tagstudio.library.db.text_folding import clean

_columns = merged_libraries.c


def known_libraries(connection: sa.Connection) -> dict[int, tuple[str, str]]:
    """Return by number the id of each library, and the path where its file lay."""
    rows = connection.execute(sa.select(_columns.id, _columns.library_id, _columns.path))
    return {row.id: (row.library_id, row.path) for row in rows}


def number_of(connection: sa.Connection, library_id: str, path: str | Path) -> int:
    """Return the number of a library, which is given one where it is new.

    Open the library's `write(durable=True)` for it.
    """
    known = sa.select(_columns.id).where(_columns.library_id == library_id)
    if (found := connection.scalar(known)) is not None:
        return int(found)
    new = sa.insert(merged_libraries).values(library_id=library_id, path=clean(str(path)))
    return int(connection.execute(new.returning(_columns.id)).scalar_one())
