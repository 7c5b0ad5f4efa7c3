"""Folders that were removed with their tracks, and thresholds that the user set."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "ALTER TABLE folders ADD COLUMN removed_at INTEGER",
    """
    CREATE TABLE removed_tracks (
        track_id INTEGER NOT NULL,
        PRIMARY KEY (track_id),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
    """
    CREATE TABLE own_lines (
        model_id INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        line FLOAT NOT NULL,
        PRIMARY KEY (model_id, tag_id),
        CONSTRAINT possible_line CHECK (line > 0 AND line <= 1),
        FOREIGN KEY(model_id) REFERENCES models (id),
        FOREIGN KEY(tag_id) REFERENCES tags (id)
    ) WITHOUT ROWID
    """,
)


def upgrade() -> None:
    """Add the column and the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
