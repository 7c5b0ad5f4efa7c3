"""The terms of the field: thresholds, a track's state, the spec of a job."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    "ALTER TABLE model_tags RENAME COLUMN line TO threshold",
    """
    CREATE TABLE user_thresholds (
        model_id INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        threshold FLOAT NOT NULL,
        PRIMARY KEY (model_id, tag_id),
        CONSTRAINT possible_threshold CHECK (threshold > 0 AND threshold <= 1),
        FOREIGN KEY(model_id) REFERENCES models (id),
        FOREIGN KEY(tag_id) REFERENCES tags (id)
    ) WITHOUT ROWID
    """,
    "INSERT INTO user_thresholds SELECT model_id, tag_id, line FROM own_lines",
    "DROP TABLE own_lines",
    "DROP INDEX tracks_by_standing",
    "CREATE INDEX tracks_by_state ON tracks (missing_since, failure_code, reviewed_at)",
    "ALTER TABLE jobs RENAME COLUMN arguments TO spec",
)


def upgrade() -> None:
    """Rename columns and indexes; `own_lines` becomes `user_thresholds`, row by row."""
    for statement in STATEMENTS:
        op.execute(statement)
