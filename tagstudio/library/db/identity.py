"""The identity of a library: a random id that it keeps for life, wherever its file lies.

Copies and restored libraries share it. By it a model version says whose answers it learned from.

Its lineage is a token that each restore renews: from there on the numbers of tracks, tags and
answers are given again, for others than in the file that was replaced. The numbers of two files of
a library can be compared only where both are of one lineage.
"""

import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.schema import identity
from tagstudio.library.db.sqlite.connection import connect

_ANSWER = (
    "SELECT at, track_id, tag_id, state, journal.source, name FROM journal"
    " JOIN tags ON tags.id = tag_id WHERE journal.id = ?"
)


def library_id(connection: sa.Connection) -> str:
    """Return the id, 32 hexadecimal digits."""
    return str(connection.scalar(sa.select(identity.c.library_id)))


def lineage_of(path: Path) -> str:
    """Return the lineage of the library file at `path`, "" before its first restore.

    Raises sqlite3.Error.
    """
    with closing(connect(path, "ro")) as file:
        columns = [column[1] for column in file.execute("PRAGMA table_info(identity)")]
        if "lineage" not in columns:
            return ""
        row = file.execute("SELECT lineage FROM identity").fetchone()
    return str(row[0]) if row else ""


def begin_lineage(connection: sa.Connection) -> None:
    """Give the library a lineage of its own."""
    connection.execute(sa.update(identity).values(lineage=secrets.token_hex(6)))


def same_numbers(one: Path, other: Path) -> bool:
    """Tell whether a number means the same in both library files; raises sqlite3.Error.

    They are of one lineage, and the newest answer that both hold is the same. The latter finds
    files that were copied over each other by hand.
    """
    if lineage_of(one) != lineage_of(other):
        return False
    with closing(connect(one, "ro")) as first, closing(connect(other, "ro")) as second:
        newest = [_row(file, "SELECT max(id) FROM journal WHERE ?", 1) for file in (first, second)]
        both = min((row[0] or 0 for row in newest if row), default=0)
        for query, number in ((_ANSWER, both), ("SELECT library_id FROM identity WHERE ?", 1)):
            rows = [_row(file, query, number) for file in (first, second)]
            if None not in rows and rows[0] != rows[1]:
                return False
    return True


def _row(file: sqlite3.Connection, query: str, value: int) -> tuple[Any, ...] | None:
    """Return the row that a query finds, None where it lacks or cannot be read."""
    try:
        row: tuple[Any, ...] | None = file.execute(query, (value,)).fetchone()
    except sqlite3.Error:
        return None
    return row
