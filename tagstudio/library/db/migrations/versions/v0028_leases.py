"""Who has which track before them, and which actions of a window were written."""

from alembic import op

revision = "0028"
down_revision = "0025"

STATEMENTS = (
    """
    CREATE TABLE leases (
        track_id INTEGER NOT NULL PRIMARY KEY REFERENCES tracks (id),
        person TEXT DEFAULT '' NOT NULL,
        holder TEXT NOT NULL,
        until FLOAT NOT NULL
    )
    """,
    "CREATE INDEX leases_by_holder ON leases (holder)",
    """
    CREATE TABLE action_tokens (
        token TEXT NOT NULL PRIMARY KEY,
        at FLOAT NOT NULL
    )
    """,
)


def upgrade() -> None:
    """Add the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
