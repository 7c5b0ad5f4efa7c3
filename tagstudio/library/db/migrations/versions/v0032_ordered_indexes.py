"""In PostgreSQL, indexes that hold the numbers of tracks, as those of a file do by themselves."""

from alembic import op

from tagstudio.library.db.postgresql.ordered_indexes import order_by_indexes

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Make these indexes anew; in a file nothing changes."""
    if op.get_bind().dialect.name == "postgresql":
        order_by_indexes(op.get_bind())
