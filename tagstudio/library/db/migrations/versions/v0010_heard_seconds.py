"""The length of a track as it was decoded, which a scan keeps, apart from the header's."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the column, empty: which of the lengths so far were decoded, nothing tells."""
    op.execute("ALTER TABLE tracks ADD COLUMN heard_seconds FLOAT")
