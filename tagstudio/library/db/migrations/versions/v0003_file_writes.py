"""The journal of tags written into audio files."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """
    CREATE TABLE file_writes (
        id INTEGER NOT NULL,
        write_group INTEGER NOT NULL,
        at INTEGER NOT NULL,
        track_id INTEGER NOT NULL,
        before TEXT NOT NULL,
        after TEXT NOT NULL,
        state TEXT NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT known_state CHECK (
            state IN ('begun', 'written', 'undoing', 'undone', 'kept')
        ),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
    "CREATE INDEX file_writes_by_state ON file_writes (state, write_group)",
    "CREATE INDEX file_writes_by_track ON file_writes (track_id)",
)


def upgrade() -> None:
    """Make the table and its indexes."""
    for statement in STATEMENTS:
        op.execute(statement)
