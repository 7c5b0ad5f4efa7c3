"""What the user says of tags: their names, groups and order, which are one, what implies what."""

from alembic import op

revision = "0020"
down_revision = "0019"

STATEMENTS = (
    "ALTER TABLE tags ADD COLUMN said TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE tags ADD COLUMN export_name TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE tags ADD COLUMN colour TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE tags ADD COLUMN position INTEGER",
    "ALTER TABLE tags ADD COLUMN aliases TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE tags ADD COLUMN parents TEXT",
    "ALTER TABLE tags ADD COLUMN merged_into INTEGER",
    "ALTER TABLE tags ADD COLUMN deleted_at INTEGER",
    """
    CREATE TABLE tag_edits (
        id INTEGER NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        tag_id INTEGER REFERENCES tags (id),
        field TEXT NOT NULL,
        before TEXT,
        after TEXT,
        undo_group INTEGER NOT NULL,
        undoes INTEGER
    )
    """,
    "CREATE INDEX tag_edits_by_tag ON tag_edits (tag_id)",
    "CREATE INDEX tag_edits_by_undo_group ON tag_edits (undo_group)",
    "CREATE TRIGGER tag_edits_are_not_changed BEFORE UPDATE ON tag_edits"
    " BEGIN SELECT RAISE(ABORT, 'the journal of tags is append-only'); END",
    "CREATE TRIGGER tag_edits_are_not_deleted BEFORE DELETE ON tag_edits"
    " BEGIN SELECT RAISE(ABORT, 'the journal of tags is append-only'); END",
)


def upgrade() -> None:
    """Add the columns and the table; of what is there nothing changes."""
    for statement in STATEMENTS:
        op.execute(statement)
