"""The identity of a library, by which a model version says whose answers it learned from."""

from alembic import op

revision = "0008"
down_revision = "0007"

STATEMENTS = (
    "CREATE TABLE identity (library_id TEXT NOT NULL, PRIMARY KEY (library_id)) WITHOUT ROWID",
    "INSERT INTO identity VALUES (lower(hex(randomblob(16))))",
)


def upgrade() -> None:
    """Give the library a random id."""
    for statement in STATEMENTS:
        op.execute(statement)
