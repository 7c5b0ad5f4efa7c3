"""Take over what is newer in one library file than in another: answers, and what they are about.

The journals only grow, so what a copy lacks are the rows behind its last one. They are read from
both ends, for a damaged page in the middle must not cost those on its other side, and inserted with
their numbers: the order of answers, and what undo can take back, stay as they were.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.connection import connect, driver
from tagstudio.library.db.schema import (
    file_writes,
    folders,
    journal,
    review_marks,
    tags,
    tracks,
)
from tagstudio.library.tracks.search_texts import FIELDS, write_texts

# Parents first: an answer needs its track and its tag, a track its folder.
TABLES = (folders, tags, tracks, journal, review_marks, file_writes)

_Row = dict[str, Any]


@dataclass(frozen=True)
class Salvaged:
    """The numbers of answers and tracks taken over, and of answers that were not.

    Undone answers count too: they are entries of the journal.
    """

    answers: int
    tracks: int
    lost: int


def take_over_newer(connection: sa.Connection, source: Path) -> Salvaged:
    """Insert into a library what the file at `source` has beyond it.

    Numbers mean the same in both (`identity.same_numbers`); `source` may have an older schema, and
    a column that it lacks takes its default. Nothing in `source` is changed; what cannot be read
    there, or does not fit, is left out. `connection` checks foreign keys.
    """
    taken: dict[str, list[_Row]] = {}
    newest_entry = 0
    with closing(connect(source, "ro")) as file:
        for table in TABLES:
            known = connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
            rows = list(_newer(file, table, known))
            taken[table.name] = [row for row in rows if _insert(connection, table, row)]
            if table is journal:
                newest_entry = max((row["id"] for row in rows), default=known) - known
        write_texts(connection, [(row["id"], _texts(row)) for row in taken[tracks.name]])
        for mark in taken[review_marks.name]:
            reviewed = sa.update(tracks).where(tracks.c.id == mark["track_id"])
            connection.execute(reviewed.values(reviewed_at=mark["after"]))
    answers = len(taken[journal.name])
    return Salvaged(answers, len(taken[tracks.name]), newest_entry - answers)


def _newer(file: sqlite3.Connection, table: sa.Table, known: int) -> Iterator[_Row]:
    """Yield the readable rows behind the number `known`, the lowest number first."""
    names = _columns(file, table)
    columns = ", ".join(f'"{name}"' for name in names)
    rows: dict[int, _Row] = {}
    if not names:
        return
    for order in ("ASC", "DESC"):
        query = f'SELECT {columns} FROM "{table.name}" WHERE id > ? ORDER BY id {order}'
        with suppress(sqlite3.Error):
            for row in file.execute(query, (known,)):
                if row[0] in rows:  # all up to here was read from the other end
                    break
                rows[row[0]] = dict(zip(names, row, strict=True))
            else:
                break
    yield from (rows[id] for id in sorted(rows))


def _columns(file: sqlite3.Connection, table: sa.Table) -> list[str]:
    """Return the columns that the table has in the file too, `id` first; none without a table."""
    try:
        there = [row[1] for row in file.execute(f'PRAGMA table_info("{table.name}")')]
    except sqlite3.Error:
        return []
    return [column.name for column in table.columns if column.name in there]


def _insert(connection: sa.Connection, table: sa.Table, row: _Row) -> bool:
    """Insert a row as it is stored; return whether it fits."""
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join("?" * len(row))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({places})'
    try:
        driver(connection).execute(statement, tuple(row.values()))
    except sqlite3.IntegrityError:
        return False
    return True


def _texts(row: _Row) -> dict[str, str]:
    texts = {name: row.get(name) for name in FIELDS}
    if isinstance(path := texts["path"], bytes):
        texts["path"] = path.decode("utf-8", "replace")
    return {name: str(text or "") for name, text in texts.items()}
