"""The answers to parts of tracks."""

from alembic import op

revision = "0023"
down_revision = "0022"

STATEMENTS = (
    """
    CREATE TABLE part_answers (
        id INTEGER NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        track_id INTEGER NOT NULL REFERENCES tracks (id),
        tag_id INTEGER NOT NULL REFERENCES tags (id),
        start_ms INTEGER NOT NULL,
        end_ms INTEGER NOT NULL,
        before TEXT NOT NULL,
        former_source TEXT NOT NULL,
        after TEXT NOT NULL,
        source TEXT NOT NULL,
        undo_group INTEGER NOT NULL,
        undoes INTEGER,
        CONSTRAINT known_states
            CHECK (before IN ('yes', 'no', 'unseen') AND after IN ('yes', 'no', 'unseen')),
        CONSTRAINT begins_before_it_ends CHECK (start_ms >= 0 AND end_ms > start_ms)
    )
    """,
    "CREATE INDEX part_answers_by_track ON part_answers (track_id)",
    "CREATE INDEX part_answers_by_undo_group ON part_answers (undo_group)",
    "CREATE TRIGGER part_answers_are_not_changed BEFORE UPDATE ON part_answers"
    " BEGIN SELECT RAISE(ABORT, 'the journal of parts of tracks is append-only'); END",
    "CREATE TRIGGER part_answers_are_not_deleted BEFORE DELETE ON part_answers"
    " BEGIN SELECT RAISE(ABORT, 'the journal of parts of tracks is append-only'); END",
)


def upgrade() -> None:
    """Add the table; of what is there nothing changes."""
    for statement in STATEMENTS:
        op.execute(statement)
