"""What a sound row of each table is, and what counts in the place of a damaged value.

SQLite stores what it is given: after a fault of disk or memory, or a hand in the file, a number may
be a text, a JSON text be broken, an id be of nothing. Its own check sees none of it. The conditions
follow from the schema; RANGES adds what the schema does not say. A damaged value for which there is
a value to take instead (`instead`) counts as that; else its row counts as missing. Reading a
damaged library (`leave_out`) and mending it (`library.checking`) both go by this.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import sqlalchemy as sa

from tagstudio.library.db.column_types import FilePath, MessageText
from tagstudio.library.db.schema import (
    decisions,
    edited_facts,
    evaluation_figures,
    file_writes,
    folders,
    genre_choices,
    identity,
    job_failures,
    jobs,
    journal,
    kept_answers,
    library_choices,
    measurement_failures,
    measurements,
    merged_libraries,
    metadata,
    model_tags,
    models,
    named_artists,
    part_answers,
    people,
    review_marks,
    saved_searches,
    sound_clusters,
    sound_matrix,
    suggestion_failures,
    suggestions,
    switched_off_vocabularies,
    tag_edits,
    tags,
    tracks,
    user_thresholds,
)
from tagstudio.library.db.sqlite.connection import driver

LEAVES_OUT = "leaves out"  # in a connection's `info`: that it sees sound rows only
LATEST = 253_402_300_799  # the last second of the year 9999, in seconds since 1970
_LARGEST = 1e300  # of the floats that SQLite keeps; beyond it is infinity
_TIMES = {"at", "added", "made_at", "missing_since", "reviewed_at", "removed_at"}
_TIMES |= {"started", "finished"}
_CHANGE = re.compile(
    r'\s*((?:INSERT|REPLACE)(?: OR \w+)? INTO|UPDATE(?: OR \w+)?|DELETE FROM) "?(\w+)"?'
)


def _is_object(column: sa.Column[Any]) -> str:
    name = column.name
    return f"CASE WHEN json_valid({name}) THEN json_type({name}) = 'object' ELSE 0 END"


# What the schema does not say of the columns; where a value is NULL, it need not hold.
RANGES: dict[sa.Column[Any], str] = {
    tracks.c.content_hash: "length(content_hash) BETWEEN 1 AND 16",
    tracks.c.seconds: "seconds >= 0",
    tracks.c.heard_seconds: "heard_seconds > 0",
    tracks.c.path: "length(path) > 0",
    folders.c.path: "length(path) > 0",
    identity.c.library_id: "length(library_id) = 32 AND library_id NOT GLOB '*[^0-9a-f]*'",
    tags.c.name: "name <> ''",
    tags.c.key: "\"key\" <> ''",
    tags.c.origin: "origin IN ('model', 'user')",
    tags.c.deleted_at: f"deleted_at BETWEEN 0 AND {LATEST}",
    models.c.name: "name <> ''",
    models.c.info: _is_object(models.c.info),
    model_tags.c.position: "position >= 0",
    model_tags.c.base_rate: "base_rate > 0 AND base_rate < 1",
    model_tags.c.threshold: "threshold > 0 AND threshold <= 1",
    user_thresholds.c.rule: "rule IN ('score', 'precision', 'share')",
    user_thresholds.c.target: "target > 0 AND target <= 1",
    evaluation_figures.c.roc_auc: "roc_auc BETWEEN 0 AND 1",
    evaluation_figures.c.average_precision: "average_precision BETWEEN 0 AND 1",
    journal.c.source: "source IN ('user', 'file tag', 'import', 'album rule', 'settled')",
    named_artists.c.before: "before <> ''",
    named_artists.c.after: "after <> ''",
    edited_facts.c.before: "before <> ''",
    edited_facts.c.after: "after <> ''",
    measurements.c.bpm: "bpm > 0",
    measurements.c.measured_bpm: "measured_bpm > 0",
    measurements.c.other_bpm: "other_bpm > 0",
    measurements.c.bpm_confidence: "bpm_confidence BETWEEN 0 AND 1",
    measurements.c.key_confidence: "key_confidence BETWEEN 0 AND 1",
    kept_answers.c.before: "before > 0",
    kept_answers.c.after: "after > 0",
    merged_libraries.c.library_id: "length(library_id) = 32 AND library_id NOT GLOB '*[^0-9a-f]*'",
    part_answers.c.source: "source IN ('user', 'import')",
    part_answers.c.former_source: "former_source IN ('user', 'import')",
    people.c.name: "name <> ''",
    saved_searches.c.name: "name <> ''",
    genre_choices.c.key: "\"key\" <> ''",
    switched_off_vocabularies.c.name: "name <> ''",
    sound_clusters.c.cluster: "length(cluster) = 16",
    sound_matrix.c.token: "length(token) = 32 AND token NOT GLOB '*[^0-9a-f]*'",
    review_marks.c.before: f"before BETWEEN 0 AND {LATEST}",
    review_marks.c.after: f"after BETWEEN 0 AND {LATEST}",
    jobs.c.spec: _is_object(jobs.c.spec),
    file_writes.c.before: _is_object(file_writes.c.before),
    file_writes.c.after: _is_object(file_writes.c.after),
    file_writes.c.ours: _is_object(file_writes.c.ours),
    library_choices.c.name: "name <> ''",
}

# The SQL of what counts in the place of a damaged value, where it is not NULL or the default of the
# column. A track whose size and time are not known is read again by the next scan.
_INSTEAD: dict[sa.Column[Any], str] = {
    tracks.c.folder_id: "(SELECT min(id) FROM folders)",
    tracks.c.size: "0",
    tracks.c.mtime_ns: "0",
    tracks.c.ctime_ns: "0",
    tracks.c.added: "0",
    tracks.c.path: "CASE typeof(path) WHEN 'text' THEN CAST(path AS BLOB)"
    " ELSE CAST('damaged ' || id AS BLOB) END",
    folders.c.path: "CASE typeof(path) WHEN 'text' THEN CAST(path AS BLOB)"
    " ELSE CAST('damaged ' || id AS BLOB) END",
    tags.c.name: "CASE typeof(\"key\") WHEN 'text' THEN \"key\" ELSE 'damaged ' || id END",
    tags.c.key: "'damaged ' || id",
    models.c.name: "'damaged ' || id",
    models.c.plugin: "'damaged'",
    models.c.sha256: "'damaged ' || id",
    tags.c.origin: "'user'",
    models.c.added: "0",
    suggestions.c.windows: "1",
    suggestions.c.partial: "0",
    suggestions.c.made_at: "0",
    suggestion_failures.c.attempts: "1",
    suggestion_failures.c.at: "0",
    suggestion_failures.c.code: "'failed'",
    journal.c.at: "0",
    journal.c.source: "'user'",
    journal.c.undo_group: "0",
    decisions.c.at: "0",
    decisions.c.source: "'user'",
    review_marks.c.at: "0",
    review_marks.c.undo_group: "0",
    named_artists.c.at: "0",
    named_artists.c.undo_group: "0",
    edited_facts.c.at: "0",
    edited_facts.c.undo_group: "0",
    measurements.c.at: "0",
    measurement_failures.c.at: "0",
    measurement_failures.c.code: "'failed'",
    measurement_failures.c.attempts: "1",
    kept_answers.c.at: "0",
    kept_answers.c.undo_group: "0",
    part_answers.c.at: "0",
    part_answers.c.undo_group: "0",
    part_answers.c.source: "'user'",
    part_answers.c.former_source: "'user'",
    tag_edits.c.at: "0",
    tag_edits.c.undo_group: "0",
    jobs.c.started: "0",
    job_failures.c.code: "'failed'",
    file_writes.c.at: "0",
}


def instead(column: sa.Column[Any]) -> str | None:
    """Return the SQL of what counts in the place of a damaged value; None: the row is damaged."""
    if column in _INSTEAD:
        return _INSTEAD[column]
    if column.primary_key or (column.foreign_keys and not column.nullable):
        return None
    if column.nullable:
        return "NULL"
    if isinstance(column.server_default, sa.DefaultClause):
        return f"'{column.server_default.arg}'"
    return "''" if isinstance(column.type, MessageText) else None


@cache
def flaws(table: sa.Table) -> dict[str, str]:
    """Return by column the SQL condition that its value is damaged, for each column of a table."""
    return {column.name: _flaw(column) for column in table.columns}


def damaged(table: sa.Table) -> str:
    """Return the SQL condition that a row of `table` is damaged, in any value."""
    return _any([*flaws(table).values(), *_flaws_of_rows(table)])


def lost(table: sa.Table) -> str:
    """Return the SQL condition that a row of `table` counts as missing."""
    found = flaws(table)
    hopeless = [found[column.name] for column in table.columns if instead(column) is None]
    return _any(
        [*hopeless, *_flaws_of_rows(table, besides={c.name for c in table.columns if instead(c)})]
    )


def leave_out(connection: sa.Connection) -> None:
    """Let this connection see sound rows only, from now on, and sound values in them.

    A temporary view takes the place of each table, for reading; `written_to_tables` does not let
    it be written to.
    """
    raw = driver(connection)
    for table in metadata.sorted_tables:
        found = flaws(table)
        columns = ", ".join(
            f'CASE WHEN {found[one.name]} THEN {instead(one)} ELSE "{one.name}" END AS "{one.name}"'
            if instead(one)
            else f'"{one.name}"'
            for one in table.columns
        )
        sound = f'SELECT {columns} FROM main."{table.name}" WHERE NOT ({lost(table)})'
        if table is decisions:  # what is lost of them, the journal knows
            sound += (
                f" UNION ALL SELECT * FROM ({newest_entries()}) WHERE state <> 'unseen' AND"
                f" (track_id, tag_id) NOT IN (SELECT track_id, tag_id FROM main.decisions WHERE NOT"
                f" ({lost(decisions)}))"
            )
        raw.execute(f'CREATE TEMP VIEW IF NOT EXISTS "{table.name}" AS {sound}')


def newest_entries(sound: str | None = None) -> str:
    """Return the SELECT of the newest sound entry of the journal for each track and tag."""
    sound = sound or f"NOT ({lost(journal)})"
    return (
        "SELECT track_id, tag_id, state, source, at, given_by FROM journal WHERE id IN"
        f" (SELECT max(id) FROM journal WHERE {sound} GROUP BY track_id, tag_id)"
    )


def see_all(connection: sa.Connection) -> None:
    """Take `leave_out` back."""
    for table in metadata.sorted_tables:
        driver(connection).execute(f'DROP VIEW IF EXISTS temp."{table.name}"')


def written_to_tables(statement: str) -> str:
    """Return a statement with the table that it changes called so that no view is meant."""
    return _CHANGE.sub(r'\1 main."\2"', statement, count=1)


def _any(conditions: list[str]) -> str:
    return " OR ".join(f"({one})" for one in conditions)


def _flaws_of_rows(table: sa.Table, besides: set[str] | None = None) -> Iterator[str]:
    """Yield the conditions that the values of a row, each sound, do not fit together."""
    for constraint in table.constraints:
        if isinstance(constraint, sa.CheckConstraint):
            if not any(
                re.search(rf"\b{name}\b", str(constraint.sqltext)) for name in besides or ()
            ):
                yield f"NOT ({constraint.sqltext})"
        elif isinstance(constraint, sa.ForeignKeyConstraint) and len(constraint.columns) > 1:
            names = ", ".join(constraint.columns.keys())
            others = ", ".join(element.column.name for element in constraint.elements)
            yield f'({names}) NOT IN (SELECT {others} FROM "{constraint.referred_table.name}")'


def damaged_rows(connection: sa.Connection) -> dict[str, int]:
    """Count by table the damaged rows, of tables that have some and can be read."""
    found = {}
    for table in metadata.sorted_tables:
        try:
            count = connection.exec_driver_sql(
                f'SELECT count(*) FROM "{table.name}" WHERE {damaged(table)}'
            ).scalar_one()
        except sa.exc.DBAPIError:
            continue
        if count:
            found[table.name] = int(count)
    return found


def missing_tables(connection: sa.Connection) -> list[str]:
    """Return the names of the tables that should be there and are not."""
    rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    there = set(rows.scalars())
    return [table.name for table in metadata.sorted_tables if table.name not in there]


def _flaw(column: sa.Column[object]) -> str:
    name = f'"{column.name}"'
    types = ", ".join(f"'{one}'" for one in _types(column))
    flaw = " OR ".join([f"typeof({name}) NOT IN ({types})", *_out_of_range(column, name)])
    return f"{name} IS NOT NULL AND ({flaw})" if column.nullable else flaw


def _types(column: sa.Column[object]) -> tuple[str, ...]:
    if isinstance(column.type, FilePath | sa.LargeBinary):
        return ("blob",)
    if isinstance(column.type, sa.Integer | sa.Boolean):
        return ("integer",)
    return ("real", "integer") if isinstance(column.type, sa.Float) else ("text",)


def _out_of_range(column: sa.Column[object], name: str) -> Iterator[str]:
    if isinstance(column.type, sa.Boolean):
        yield f"{name} NOT IN (0, 1)"
    if isinstance(column.type, sa.Float):
        yield f"abs({name}) > {_LARGEST}"
    if column.name in _TIMES:
        yield f"{name} NOT BETWEEN 0 AND {LATEST}"
    if column in RANGES:
        yield f"NOT ({RANGES[column]})"
    for reference in column.foreign_keys:
        if reference.constraint is not None and len(reference.constraint.columns) == 1:
            other = reference.column
            yield f'{name} NOT IN (SELECT "{other.name}" FROM "{other.table.name}")'
