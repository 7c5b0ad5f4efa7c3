"""Saved searches, and what the user says titles and albums are, beside what the files say."""

from alembic import op

revision = "0014"
down_revision = "0013"

STATEMENTS = (
    """
    CREATE TABLE saved_searches (
        id INTEGER NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        "query" TEXT NOT NULL,
        UNIQUE (name)
    )
    """,
    """
    CREATE TABLE edited_facts (
        id INTEGER NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        track_id INTEGER NOT NULL REFERENCES tracks (id),
        field TEXT NOT NULL,
        before TEXT,
        after TEXT,
        undo_group INTEGER NOT NULL,
        undoes INTEGER,
        CONSTRAINT known_field CHECK (field IN ('title', 'album'))
    )
    """,
    "CREATE INDEX edited_facts_by_track ON edited_facts (track_id)",
    "CREATE INDEX edited_facts_by_undo_group ON edited_facts (undo_group)",
    "CREATE TRIGGER edited_facts_are_not_changed BEFORE UPDATE ON edited_facts"
    " BEGIN SELECT RAISE(ABORT, 'the journal of edited facts is append-only'); END",
    "CREATE TRIGGER edited_facts_are_not_deleted BEFORE DELETE ON edited_facts"
    " BEGIN SELECT RAISE(ABORT, 'the journal of edited facts is append-only'); END",
    "ALTER TABLE tracks ADD COLUMN file_title TEXT",
    "ALTER TABLE tracks ADD COLUMN file_artist TEXT",
    "ALTER TABLE tracks ADD COLUMN file_album TEXT",
)


def upgrade() -> None:
    """Add the tables and columns; of what is there nothing changes."""
    for statement in STATEMENTS:
        op.execute(statement)
