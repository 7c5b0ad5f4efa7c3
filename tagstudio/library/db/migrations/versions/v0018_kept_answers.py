"""The answers that the user kept when the program doubted them."""

from alembic import op

revision = "0018"
down_revision = "0017"

STATEMENTS = (
    """
    CREATE TABLE kept_answers (
        id INTEGER NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        track_id INTEGER NOT NULL REFERENCES tracks (id),
        tag_id INTEGER NOT NULL REFERENCES tags (id),
        state TEXT NOT NULL,
        before INTEGER,
        after INTEGER,
        undo_group INTEGER NOT NULL,
        undoes INTEGER,
        CONSTRAINT known_state CHECK (state IN ('yes', 'no'))
    )
    """,
    "CREATE INDEX kept_answers_by_track ON kept_answers (track_id)",
    "CREATE INDEX kept_answers_by_undo_group ON kept_answers (undo_group)",
    "CREATE TRIGGER kept_answers_are_not_changed BEFORE UPDATE ON kept_answers"
    " BEGIN SELECT RAISE(ABORT, 'the journal of kept answers is append-only'); END",
    "CREATE TRIGGER kept_answers_are_not_deleted BEFORE DELETE ON kept_answers"
    " BEGIN SELECT RAISE(ABORT, 'the journal of kept answers is append-only'); END",
)


def upgrade() -> None:
    """Add the table; of what is there nothing changes."""
    for statement in STATEMENTS:
        op.execute(statement)
