"""The preset that the library writes with, and what of a file's values writing put there."""

from alembic import op

revision = "0022"
down_revision = "0021"

STATEMENTS = (
    "ALTER TABLE file_writes ADD COLUMN ours TEXT",
    """
    CREATE TABLE library_choices (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL
    )
    """,
)


def upgrade() -> None:
    """Add the column, unknown for the writes before, and the table."""
    for statement in STATEMENTS:
        op.execute(statement)
