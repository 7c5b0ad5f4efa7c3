"""Mend a library: what follows from the rest is made anew, and what cannot be read is taken out.

A row that others need and that is gone comes back from the newest safety copy that has it. A
damaged value becomes what it counted as already; a damaged row that counted as missing is deleted.
The journals are otherwise append-only: their triggers are taken off and put back in the same
transaction.
"""

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import sqlalchemy as sa

from tagstudio.library.checking.examine import (
    damaged_scores,
    feature_shapes,
    missing_indexes,
    widths,
)
from tagstudio.library.db import derived
from tagstudio.library.db.backup.copies import copies, is_intact
from tagstudio.library.db.schema import (
    folders,
    identity,
    metadata,
    models,
    suggestion_features,
    tags,
    tracks,
)
from tagstudio.library.db.sqlite.connection import connect
from tagstudio.library.db.sqlite.soundness import flaws, instead, lost
from tagstudio.library.models import score_columns
from tagstudio.library.models.suggestions import forget, is_feature_map
from tagstudio.library.tags import tag_edits
from tagstudio.library.tracks import measurements, track_columns
from tagstudio.library.tracks.search_texts import differing_texts, write_texts

PARENTS = (tracks, folders, tags, models)  # a track's folder after the track


def mend(connection: sa.Connection, path: Path) -> None:
    """Mend the library at `path`, in the transaction of `connection`; make a copy of it before."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    entries_lost = derived.entries_lost(connection)
    if derived.missing_triggers(connection):
        entries_lost = False  # a decision is older than its entry: it was not brought up to it
    for name in derived.TRIGGERS:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    for table in PARENTS:
        _put_back_from_copies(connection, path, table)
    for table in metadata.sorted_tables:
        _mend_rows(connection, table)
    tag_edits.hold_again(connection)
    measurements.hold_again(connection)
    _mend_suggestions(connection)
    derived.mend_decisions(connection, entries_lost=entries_lost)
    derived.put_back_triggers(connection)
    derived.mend_marks(connection)
    write_texts(connection, differing_texts(connection))
    for model_id in connection.scalars(sa.select(models.c.id)).all():
        score_columns.complete(connection, model_id)
    _mend_track_columns(connection)
    _mend_identity(connection, path)
    for index in missing_indexes(connection):
        index.create(connection)
    connection.exec_driver_sql("REINDEX")


def mend_database(connection: sa.Connection) -> None:
    """Mend what follows from the rest in a library of a database, in its transaction.

    Triggers and indexes that are gone, decisions and marks of review that are not as their journals
    have them, scores that cannot be, and what is kept for searching.
    """
    derived.put_back_triggers(connection)
    derived.mend_decisions(connection, entries_lost=False)
    derived.mend_marks(connection)
    _mend_suggestions(connection)
    write_texts(connection, differing_texts(connection))
    for model_id in connection.scalars(sa.select(models.c.id)).all():
        differing = score_columns.differing_blocks(connection, model_id)
        score_columns.rebuild(connection, model_id, differing)
        score_columns.complete(connection, model_id)
    _mend_track_columns(connection)
    for index in missing_indexes(connection):
        index.create(connection)


def _mend_track_columns(connection: sa.Connection) -> None:
    differing = track_columns.differing_blocks(connection)
    left = track_columns.blocks_to_write(connection)
    track_columns.write_blocks(connection, sorted({*differing, *left}))


def _mend_rows(connection: sa.Connection, table: sa.Table) -> None:
    for column in table.columns:
        if value := instead(column):
            connection.exec_driver_sql(
                f'UPDATE OR IGNORE "{table.name}" SET "{column.name}" = {value}'
                f" WHERE {flaws(table)[column.name]}"
            )
    connection.exec_driver_sql(f'DELETE FROM "{table.name}" WHERE {lost(table)}')


def _put_back_from_copies(connection: sa.Connection, path: Path, table: sa.Table) -> None:
    """Insert the rows of `table` that others refer to and that only safety copies have."""
    wanted: set[int] = set()
    for other in metadata.sorted_tables:
        for column in other.columns:
            if column.references(table.c.id):
                wanted |= set(
                    connection.exec_driver_sql(
                        f'SELECT "{column.name}" FROM "{other.name}" WHERE typeof("{column.name}")'
                        f" = 'integer' AND \"{column.name}\" NOT IN (SELECT id FROM {table.name})"
                    ).scalars()
                )
    names = [column.name for column in table.columns]
    columns = ", ".join(f'"{name}"' for name in names)
    for copy in copies(path) if wanted else ():
        if not is_intact(copy.path):
            continue
        try:
            with closing(connect(copy.path, "ro")) as file:
                rows = file.execute(f"SELECT {columns} FROM {table.name}").fetchall()
        except sqlite3.Error:  # of an older schema
            continue
        found = [row for row in rows if row[0] in wanted]
        places = ", ".join("?" * len(names))
        for row in found:
            connection.exec_driver_sql(
                f"INSERT OR IGNORE INTO {table.name} ({columns}) VALUES ({places})", tuple(row)
            )
        wanted -= {row[0] for row in found}


def _mend_suggestions(connection: sa.Connection) -> None:
    for model_id, width in widths(connection).items():
        damaged = damaged_scores(connection, model_id, width)
        if damaged:
            forget(connection, damaged, model_id)
    for model_id, shape in feature_shapes(connection).items():
        own = suggestion_features.c.model_id == model_id
        connection.execute(
            sa.delete(suggestion_features).where(own, sa.not_(is_feature_map(shape)))
        )


def _mend_identity(connection: sa.Connection, path: Path) -> None:
    known = connection.scalars(sa.select(identity.c.library_id)).all()
    if len(known) == 1:
        return
    found = known[0] if known else _identity_in_copies(path) or uuid4().hex
    connection.execute(sa.delete(identity))
    connection.execute(sa.insert(identity).values(library_id=found))


def _identity_in_copies(path: Path) -> str | None:
    for copy in copies(path):
        try:
            with closing(connect(copy.path, "ro")) as file:
                if row := file.execute("SELECT library_id FROM identity").fetchone():
                    return str(row[0])
        except sqlite3.Error:
            continue
    return None
