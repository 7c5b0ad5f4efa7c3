"""The times of change of the files, by which retagging is noticed that keeps size and time."""

from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Add the column; no time is known yet, and the next scan reads no file for that."""
    op.execute("ALTER TABLE tracks ADD COLUMN ctime_ns INTEGER")
