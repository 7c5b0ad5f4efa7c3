"""The lineage of a library, by which a restore tells whose numbers it compares; a write's token."""

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = (
    "ALTER TABLE identity ADD COLUMN lineage TEXT DEFAULT '' NOT NULL",
    "ALTER TABLE file_writes ADD COLUMN token TEXT DEFAULT '' NOT NULL",
)


def upgrade() -> None:
    """Add the columns; a library that was never restored is of the lineage without a name."""
    for statement in STATEMENTS:
        op.execute(statement)
