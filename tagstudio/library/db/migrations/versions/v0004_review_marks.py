"""The record of which tracks were marked as reviewed, so that undo takes a mark back."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """
    CREATE TABLE review_marks (
        id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        track_id INTEGER NOT NULL,
        before INTEGER,
        after INTEGER,
        undo_group INTEGER NOT NULL,
        undoes INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
    "CREATE INDEX review_marks_by_undo_group ON review_marks (undo_group)",
    "CREATE INDEX review_marks_by_track ON review_marks (track_id)",
    """
    CREATE TRIGGER review_marks_are_not_changed BEFORE UPDATE ON review_marks
    BEGIN
        SELECT RAISE(ABORT, 'the record of review marks is append-only');
    END
    """,
    """
    CREATE TRIGGER review_marks_are_not_deleted BEFORE DELETE ON review_marks
    BEGIN
        SELECT RAISE(ABORT, 'the record of review marks is append-only');
    END
    """,
)


def upgrade() -> None:
    """Make the table, its indexes, and the triggers that keep it as it is."""
    for statement in STATEMENTS:
        op.execute(statement)
