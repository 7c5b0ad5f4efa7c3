"""Take over what is newer in one library file than in another: answers, and what they are about.

The journals only grow, so what a copy lacks are the rows behind its last one. They are read from
both ends, for a damaged page in the middle must not cost those on its other side, and inserted with
their numbers: the order of answers, and what undo can take back, stay as they were.

With them comes what was found of who made each track, for a track's group, and so its fold, is for
ever: a version that learned since the copy must not be measured on what it has seen.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import (
    edited_facts,
    file_writes,
    folders,
    genre_choices,
    journal,
    kept_answers,
    merged_libraries,
    named_artists,
    part_answers,
    people,
    review_marks,
    saved_searches,
    sound_clusters,
    tag_edits,
    tags,
    track_artists,
    tracks,
)
from tagstudio.library.db.schema import measurements as measurements_table
from tagstudio.library.db.schema import same_recordings as same_recordings_table
from tagstudio.library.db.sqlite.connection import connect, driver
from tagstudio.library.db.sqlite.soundness import lost
from tagstudio.library.models import suggestions
from tagstudio.library.tags.tag_edits import TagEdit, hold
from tagstudio.library.tracks import measurements, same_recordings
from tagstudio.library.tracks.search_texts import FIELDS, differing_texts, write_texts

# Parents first: an answer needs its track and its tag, a track its folder.
TABLES = (
    people,
    folders,
    tags,
    tracks,
    journal,
    review_marks,
    named_artists,
    edited_facts,
    kept_answers,
    part_answers,
    tag_edits,
    file_writes,
    merged_libraries,
    saved_searches,
    genre_choices,
)
GROUPS = (  # a row a track, with no number
    track_artists,
    same_recordings_table,
    sound_clusters,
    measurements_table,
)

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
            if table is tracks:
                write_texts(connection, _as_texts(_bring_up_to_date(file, connection)))
            taken[table.name] = [row for row in rows if _insert(connection, table, row)]
            if table is journal:
                newest_entry = max((row["id"] for row in rows), default=known) - known
        for table in GROUPS:
            _take_groups(file, connection, table)
        write_texts(connection, differing_texts(connection))  # of new tracks, and by new groups
        measurements.hold_again(connection)
        hold(connection, [TagEdit.of_row(row) for row in taken[tag_edits.name]])
        for mark in taken[review_marks.name]:
            reviewed = sa.update(tracks).where(tracks.c.id == mark["track_id"])
            connection.execute(reviewed.values(reviewed_at=mark["after"]))
    answers = len(taken[journal.name])
    return Salvaged(answers, len(taken[tracks.name]), newest_entry - answers)


def _bring_up_to_date(file: sqlite3.Connection, connection: sa.Connection) -> list[_Row]:
    """Give the tracks that the file has, too, the rows that they have there; return the changed.

    Files were moved and overwritten since the copy was made, so that a track may be of another
    recording there; newer answers are about that one.
    """
    database = driver(connection)
    names = [column.name for column in tracks.columns]
    query = "SELECT {} FROM tracks".format(", ".join(f'"{name}"' for name in names))
    present = {row[0]: dict(zip(names, row, strict=True)) for row in database.execute(query)}
    there = [row for row in _newer(file, tracks, 0) if row["id"] in present]
    found = [present[row["id"]] | row for row in there]  # in a former schema a column may lack
    changed = [row for row in found if row != present[row["id"]]]
    for row in changed:  # a path is one track's: all leave before any arrives
        leaving = (f"/leaving {row['id']}", row["id"])
        database.execute("UPDATE tracks SET path = ? WHERE id = ?", leaving)
    set_all = ", ".join(f'"{name}" = ?' for name in names)
    taken = []
    for row in changed:
        before = present[row["id"]]
        for values in (row, before, before | {"path": _marked(row)}):
            with suppress(sqlite3.IntegrityError):
                update = f"UPDATE tracks SET {set_all} WHERE id = ?"
                database.execute(update, (*values.values(), row["id"]))
                taken.append(values)
                break
    other = [
        row["id"] for row in taken if row["content_hash"] != present[row["id"]]["content_hash"]
    ]
    suggestions.forget(connection, other)
    measurements.forget(connection, other)
    same_recordings.forget(connection, other)
    return taken


def _take_groups(file: sqlite3.Connection, connection: sa.Connection, table: sa.Table) -> None:
    """Let the sound rows of a table of groups hold, by track, in the place of the library's own."""
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    query = f'SELECT {columns} FROM "{table.name}" WHERE NOT ({lost(table)})'
    rows: list[_Row] = []
    with suppress(sqlite3.Error):  # of a former schema, or of a page that cannot be read
        rows.extend(dict(zip(names, row, strict=True)) for row in file.execute(query))
    of_tracks = in_ids(table.c.track_id, {row["track_id"] for row in rows})
    connection.execute(sa.delete(table).where(of_tracks))
    for row in rows:
        _insert(connection, table, row)


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


def _marked(row: _Row) -> bytes | str:
    """Return a path for a track whose own is taken by one that cannot be read in the file."""
    path, mark = row["path"], f" (was track {row['id']})"
    return path + mark.encode() if isinstance(path, bytes) else f"{path}{mark}"


def _as_texts(rows: list[_Row]) -> list[tuple[int, dict[str, str]]]:
    return [(row["id"], _texts(row)) for row in rows]


def _texts(row: _Row) -> dict[str, str]:
    texts = {name: row.get(name) for name in FIELDS}
    if isinstance(path := texts["path"], bytes):
        texts["path"] = path.decode("utf-8", "replace")
    return {name: str(text or "") for name, text in texts.items()}
