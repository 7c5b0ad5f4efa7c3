"""Who said what, of entries that came from another library by a merge."""

from alembic import op

revision = "0024"
down_revision = "0023"

JOURNALS = (
    "journal",
    "review_marks",
    "named_artists",
    "edited_facts",
    "kept_answers",
    "tag_edits",
    "part_answers",
)
STATEMENTS = (
    *(f"ALTER TABLE {name} ADD COLUMN said_in INTEGER" for name in JOURNALS),
    """
    CREATE TABLE merged_libraries (
        id INTEGER NOT NULL PRIMARY KEY,
        library_id TEXT NOT NULL,
        path TEXT DEFAULT '' NOT NULL,
        UNIQUE (library_id)
    )
    """,
)


def upgrade() -> None:
    """Add a column to each journal and the table that it names; what is there stays."""
    for statement in STATEMENTS:
        op.execute(statement)
