"""Scores tag by tag in blocks of tracks, in the place of an index with a row per score."""

import numpy as np
from alembic import op

revision = "0007"
down_revision = "0006"

BLOCK = 1000

TABLES = (
    """
    CREATE TABLE score_columns (
        model_id INTEGER NOT NULL,
        block INTEGER NOT NULL,
        position INTEGER NOT NULL,
        scores BLOB NOT NULL,
        PRIMARY KEY (model_id, block, position),
        CONSTRAINT whole_block CHECK (length(scores) = 4000)
    )
    """,
    """
    CREATE TABLE stale_scores (
        model_id INTEGER NOT NULL,
        track_id INTEGER NOT NULL,
        PRIMARY KEY (model_id, track_id)
    ) WITHOUT ROWID
    """,
    "DROP TABLE suggestion_scores",
)
TRIGGERS = (
    """
    CREATE TRIGGER suggestion_is_new AFTER INSERT ON suggestions
    BEGIN
        INSERT INTO stale_scores (model_id, track_id)
        VALUES (NEW.model_id, NEW.track_id) ON CONFLICT DO NOTHING;
    END
    """,
    """
    CREATE TRIGGER suggestion_is_changed AFTER UPDATE ON suggestions
    BEGIN
        INSERT INTO stale_scores (model_id, track_id)
        VALUES (OLD.model_id, OLD.track_id), (NEW.model_id, NEW.track_id) ON CONFLICT DO NOTHING;
    END
    """,
    """
    CREATE TRIGGER suggestion_is_deleted AFTER DELETE ON suggestions
    BEGIN
        INSERT INTO stale_scores (model_id, track_id)
        VALUES (OLD.model_id, OLD.track_id) ON CONFLICT DO NOTHING;
    END
    """,
)


def upgrade() -> None:
    """Make the tables, write every block that has scores, and drop the old index."""
    for statement in TABLES:
        op.execute(statement)
    connection = op.get_bind()
    for model_id, width in connection.exec_driver_sql(
        "SELECT model_id, count(*) FROM model_tags GROUP BY model_id"
    ).fetchall():
        track_id = 0
        while (following := _scored_from(model_id, track_id)) is not None:
            block = following // BLOCK
            _write(model_id, width, block)
            track_id = (block + 1) * BLOCK
    for statement in TRIGGERS:
        op.execute(statement)


def _scored_from(model_id: int, track_id: int) -> int | None:
    found: int | None = (
        op.get_bind()
        .exec_driver_sql(
            "SELECT min(track_id) FROM suggestions WHERE model_id = ? AND track_id >= ?",
            (model_id, track_id),
        )
        .scalar()
    )
    return found


def _write(model_id: int, width: int, block: int) -> None:
    first = block * BLOCK
    rows = (
        op.get_bind()
        .exec_driver_sql(
            "SELECT track_id, scores FROM suggestions WHERE model_id = ?"
            " AND track_id >= ? AND track_id < ?"
            " AND typeof(scores) = 'blob' AND length(scores) = ?",
            (model_id, first, first + BLOCK, 4 * width),
        )
        .fetchall()
    )
    cells = np.full((width, BLOCK), np.nan, "<f4")
    for track_id, scores in rows:
        cells[:, track_id - first] = np.frombuffer(scores, "<f4")
    op.get_bind().exec_driver_sql(
        "INSERT INTO score_columns (model_id, block, position, scores) VALUES (?, ?, ?, ?)",
        [(model_id, block, position, column.tobytes()) for position, column in enumerate(cells)],
    )
