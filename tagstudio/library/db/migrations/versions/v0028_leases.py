"""Who has which track before them, which actions of a window were written, and notices of changes.

The notices are PostgreSQL's: a library file has one window, which nobody else changes.
"""

import sqlalchemy as sa
from alembic import op

from tagstudio.library.db.column_types import PlainText, WholeNumber
from tagstudio.library.db.postgresql.notice_triggers import notice_statements

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Add the tables, and in PostgreSQL the triggers."""
    op.create_table(
        "leases",
        sa.Column(
            "track_id", WholeNumber, sa.ForeignKey("tracks.id"), nullable=False, primary_key=True
        ),
        sa.Column("person", PlainText, nullable=False, server_default=""),
        sa.Column("holder", PlainText, nullable=False),
        sa.Column("until", sa.Float, nullable=False),
    )
    op.create_index("leases_by_holder", "leases", ["holder"])
    op.create_table(
        "action_tokens",
        sa.Column("token", PlainText, nullable=False, primary_key=True),
        sa.Column("at", sa.Float, nullable=False),
    )
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        columns = {"tracks": [one["name"] for one in sa.inspect(connection).get_columns("tracks")]}
        for statement in notice_statements(columns):
            op.execute(statement)
