"""Examine a library: whatever can be computed twice is, and compared.

SQLite's own check sees pages and indexes only. Beyond it: the tables, indexes and triggers that
should be there; each value (`soundness`); the decisions and marks of review against their journals;
scores against the tags of their model, and their columns against them; the lengths of feature maps;
the texts for searching against those of the tracks, and the index of their letters; the identity.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.core.messages import Message, message
from tagstudio.library.db import derived, trigrams
from tagstudio.library.db.expressions import is_stored_as
from tagstudio.library.db.schema import (
    identity,
    metadata,
    model_tags,
    models,
    suggestion_features,
    suggestions,
)
from tagstudio.library.db.sqlite.soundness import damaged, lost, missing_tables
from tagstudio.library.models import score_columns
from tagstudio.library.models.models import facts_of
from tagstudio.library.models.suggestions import is_feature_map
from tagstudio.library.tracks import track_columns
from tagstudio.library.tracks.search_texts import differing_texts

MOST_FAULTS = 100  # of pages, that are asked for
_OF_ROWS = ("CHECK constraint failed", "NULL value in")  # lines on rows, which are examined here
_OF_INDEXES = ("missing from index", "wrong # of entries in index", "non-unique entry in index")


@dataclass(frozen=True)
class Finding:
    """Something that does not hold: so many of a `kind`, in a `table` perhaps, as a sentence."""

    kind: str
    count: int
    message: Message
    table: str = ""


def examine_file(connection: sa.Connection) -> list[Finding]:
    """Return what is wrong with the pages and the schema; without a table the rest is not asked."""
    lines = [] if connection.dialect.name != "sqlite" else _faults_of_pages(connection)
    of_indexes = [line for line in lines if any(sign in line for sign in _OF_INDEXES)]
    of_pages = [line for line in lines if line not in of_indexes]
    found = []
    if of_pages:
        text = message(
            "check.pages",
            "Pages of the file are damaged ({count} faults). This cannot be mended; see: tagstudio"
            " restore",
            count=len(of_pages),
        )
        found.append(Finding("pages", len(of_pages), text))
    if of_indexes:
        text = message(
            "check.index", "{count} entries of indexes are wrong.", count=len(of_indexes)
        )
        found.append(Finding("index", len(of_indexes), text))
    if gone := _missing_tables(connection):
        text = message(
            "check.tables",
            "Tables are gone: {names}. This cannot be mended; see: tagstudio restore",
            names=", ".join(gone),
        )
        return [*found, Finding("tables", len(gone), text)]
    if gone := derived.missing_triggers(connection):
        text = message(
            "check.triggers",
            "What keeps the answers in order is gone: {names}.",
            names=", ".join(gone),
        )
        found.append(Finding("triggers", len(gone), text))
    if gone := [index.name or "" for index in missing_indexes(connection)]:
        text = message("check.indexes", "Indexes are gone: {names}.", names=", ".join(gone))
        found.append(Finding("indexes", len(gone), text))
    return found


def _faults_of_pages(connection: sa.Connection) -> list[str]:
    """Return what SQLite says of the pages of the file; those of a database are its server's."""
    return [
        line
        for [line] in connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_FAULTS})").all()
        if line != "ok" and not line.startswith(_OF_ROWS)
    ]


def examinations() -> list[tuple[str, Callable[[sa.Connection], Iterator[Finding]]]]:
    """Return the examinations of the contents, each with the name of what it looks at."""
    rows = [
        (table.name, lambda connection, table=table: _rows(connection, table))
        for table in metadata.sorted_tables
    ]
    return [
        *rows,
        ("decisions", _decisions),
        ("review_marks", _marks),
        ("model_tags", _outputs),
        ("suggestions", _scores),
        ("suggestion_features", _features),
        ("score_columns", _columns),
        ("track_columns", _track_columns),
        ("track_texts", _texts),
        (trigrams.INDEX, _trigrams),
        ("identity", _identity),
    ]


def _missing_tables(connection: sa.Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        return missing_tables(connection)
    there = set(sa.inspect(connection).get_table_names())
    return [table.name for table in metadata.sorted_tables if table.name not in there]


def missing_indexes(connection: sa.Connection) -> list[sa.Index]:
    """Return the indexes that should be there and are not."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'")
    else:
        rows = connection.exec_driver_sql("SELECT indexname FROM pg_indexes")
    there = set(rows.scalars())
    every = (index for table in metadata.sorted_tables for index in table.indexes)
    return [index for index in every if index.name not in there]


def widths(connection: sa.Connection) -> dict[int, int]:
    """Return by model how many scores a track has: as many as nearly all of its rows."""
    lengths: dict[int, Counter[int]] = {}
    columns = suggestions.c
    counted = sa.select(columns.model_id, sa.func.length(columns.scores), sa.func.count()).where(
        is_stored_as(columns.model_id, "integer"), is_stored_as(columns.scores, "blob")
    )
    grouped = counted.group_by(columns.model_id, sa.func.length(columns.scores))
    for model_id, length, count in connection.execute(grouped):
        lengths.setdefault(model_id, Counter())[length // 4] += count
    return {model_id: found.most_common(1)[0][0] for model_id, found in lengths.items()}


def damaged_scores(connection: sa.Connection, model_id: int, width: int) -> list[int]:
    """Return the tracks of which the scores of a model are damaged."""
    columns = suggestions.c
    is_id = is_stored_as(columns.track_id, "integer")
    every = set(
        connection.scalars(sa.select(columns.track_id).where(columns.model_id == model_id, is_id))
    )
    sound, _ = score_columns.sound_rows(connection, model_id, width)
    return sorted(every.difference(sound.tolist()))


def feature_shapes(connection: sa.Connection) -> dict[int, tuple[int, ...]]:
    """Return by model the shape of its feature maps, of models that say it."""
    found = {}
    for id, info in connection.execute(sa.select(models.c.id, models.c.info)):
        shape = facts_of(info).get("feature_shape")
        if shape and isinstance(shape, list) and all(isinstance(one, int) for one in shape):
            found[id] = tuple(shape)
    return found


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[Finding]:
    if connection.dialect.name != "sqlite":  # a server stores no value of another type
        return
    counted = (
        f'SELECT sum({damaged(table)}), sum({lost(table)}) FROM "{table.name}"'
        f" WHERE {damaged(table)}"
    )
    every, gone = connection.exec_driver_sql(counted).one()
    if every and every > (gone or 0):
        text = message(
            "check.values",
            "{table}: values of {count} rows are damaged; they count as unknown.",
            table=table.name,
            count=every - (gone or 0),
        )
        yield Finding("values", every - (gone or 0), text, table.name)
    if gone:
        text = message(
            "check.rows",
            "{table}: {count} rows are damaged; they count as missing.",
            table=table.name,
            count=gone,
        )
        yield Finding("rows", gone, text, table.name)


def _decisions(connection: sa.Connection) -> Iterator[Finding]:
    if count := len(derived.differing_decisions(connection)):
        text = message(
            "check.decisions", "{count} answers are not as their journal has them.", count=count
        )
        yield Finding("decisions", count, text)


def _marks(connection: sa.Connection) -> Iterator[Finding]:
    if count := len(derived.differing_marks(connection)):
        text = message(
            "check.marks", "{count} marks of review are not as their journal has them.", count=count
        )
        yield Finding("marks", count, text)


def _outputs(connection: sa.Connection) -> Iterator[Finding]:
    columns = model_tags.c
    positions: dict[int, list[int]] = {}
    for model_id, position in connection.execute(sa.select(columns.model_id, columns.position)):
        positions.setdefault(model_id, []).append(position)
    known = widths(connection)
    for model_id, name in connection.execute(sa.select(models.c.id, models.c.name)):
        found = positions.get(model_id, [])
        width = known.get(model_id, max(len(found), 1))
        if sorted(found, key=str) != sorted(range(width), key=str):
            text = message(
                "check.outputs",
                "The list of the tags of the model {model} is damaged, so its suggestions count as"
                " missing. Its plugin puts it back with: tagstudio suggest --model {model}",
                model=name,
            )
            yield Finding("outputs", 1, text)


def _scores(connection: sa.Connection) -> Iterator[Finding]:
    count = sum(
        len(damaged_scores(connection, model_id, width))
        for model_id, width in widths(connection).items()
    )
    if count:
        text = message(
            "check.scores",
            "The suggestions for {count} tracks are damaged; they count as missing.",
            count=count,
        )
        yield Finding("scores", count, text)


def _features(connection: sa.Connection) -> Iterator[Finding]:
    count = 0
    for model_id, shape in feature_shapes(connection).items():
        own = suggestion_features.c.model_id == model_id
        wrong = sa.select(sa.func.count()).where(own, sa.not_(is_feature_map(shape)))
        count += connection.scalar(wrong) or 0
    if count:
        text = message(
            "check.features",
            "What was stored to learn from is damaged for {count} tracks; they are heard again.",
            count=count,
        )
        yield Finding("features", count, text)


def _columns(connection: sa.Connection) -> Iterator[Finding]:
    count = sum(
        len(score_columns.differing_blocks(connection, model_id))
        for [model_id] in connection.execute(sa.select(models.c.id)).all()
    )
    if count:
        text = message(
            "check.columns", "{count} blocks of the index of scores are wrong.", count=count
        )
        yield Finding("columns", count, text)


def _track_columns(connection: sa.Connection) -> Iterator[Finding]:
    if count := len(track_columns.differing_blocks(connection)):
        text = message(
            "check.track-columns",
            "{count} blocks of what Review chooses tracks by are wrong.",
            count=count,
        )
        yield Finding("columns", count, text, "track_columns")


def _texts(connection: sa.Connection) -> Iterator[Finding]:
    if count := len(differing_texts(connection)):
        text = message(
            "check.texts",
            "The texts by which {count} tracks are searched and sorted are not their own.",
            count=count,
        )
        yield Finding("texts", count, text)


def _trigrams(connection: sa.Connection) -> Iterator[Finding]:
    if count := trigrams.differing(connection):
        text = message(
            "check.trigrams", "The index by which words are found is not that of the texts."
        )
        yield Finding("trigrams", abs(count), text)


def _identity(connection: sa.Connection) -> Iterator[Finding]:
    if connection.scalar(sa.select(sa.func.count()).select_from(identity)) != 1:
        text = message(
            "check.identity", "The library does not know which one it is: its id is gone."
        )
        yield Finding("identity", 1, text)
