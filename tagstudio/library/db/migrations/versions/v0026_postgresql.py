"""Where PostgreSQL begins: a library there has all tables from this version on.

Nothing changes in a library file, for its tables are the same; the number is the first one that a
library in either database can have. Later migrations run on both: they use what Alembic and
SQLAlchemy spell for each (`op.add_column`, `op.create_table`) with the types of `column_types`, or
ask `op.get_bind().dialect.name` where the two differ, as for triggers.
"""

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Leave everything as it is."""
