"""Which undo of a write was refused, so that it does not bar the way to older writings."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the column."""
    op.execute("ALTER TABLE file_writes ADD COLUMN refused_ctime_ns INTEGER")
