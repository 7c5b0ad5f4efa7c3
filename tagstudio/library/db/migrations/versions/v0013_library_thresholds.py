"""Thresholds that follow from the library, and the rules by which the user's own were set."""

from alembic import op

revision = "0013"
down_revision = "0012"

STATEMENTS = (
    """
    CREATE TABLE library_thresholds (
        model_id INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        threshold FLOAT NOT NULL,
        rule TEXT DEFAULT '' NOT NULL,
        without_answers FLOAT NOT NULL,
        journal_id INTEGER DEFAULT '0' NOT NULL,
        PRIMARY KEY (model_id, tag_id),
        CONSTRAINT possible_threshold CHECK (threshold > 0 AND threshold <= 1),
        CONSTRAINT possible_before CHECK (without_answers > 0 AND without_answers <= 1),
        FOREIGN KEY(model_id) REFERENCES models (id),
        FOREIGN KEY(tag_id) REFERENCES tags (id)
    ) WITHOUT ROWID
    """,
    "ALTER TABLE user_thresholds ADD COLUMN rule TEXT DEFAULT 'score' NOT NULL",
    "ALTER TABLE user_thresholds ADD COLUMN target FLOAT",
)


def upgrade() -> None:
    """Add the table; a threshold that was set before was set as a score."""
    for statement in STATEMENTS:
        op.execute(statement)
