"""What the review queue goes by, in columns of all tracks."""

import sqlalchemy as sa
from alembic import op

from tagstudio.library.db.column_types import WholeNumber

revision = "0030"
down_revision = "0029"

_NOTED = (
    "INSERT INTO stale_tracks (track_id) SELECT {row}.id WHERE EXISTS"
    " (SELECT 1 FROM track_columns WHERE block = {row}.id / 1000) ON CONFLICT DO NOTHING;"
)
_OLD, _NEW = _NOTED.format(row="OLD"), _NOTED.format(row="NEW")
NUMBERS = ("orders", "artists", "genres")
_COLUMNS = "id, path, content_hash, artist, genre"

SQLITE = (
    f"CREATE TRIGGER track_is_new AFTER INSERT ON tracks BEGIN {_NEW} END",
    f"CREATE TRIGGER track_is_changed AFTER UPDATE OF {_COLUMNS} ON tracks BEGIN {_OLD} {_NEW} END",
    f"CREATE TRIGGER track_is_deleted AFTER DELETE ON tracks BEGIN {_OLD} END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION note_stale_track() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    f" IF TG_OP IN ('UPDATE', 'DELETE') THEN {_OLD} END IF;"
    f" IF TG_OP IN ('INSERT', 'UPDATE') THEN {_NEW} END IF; RETURN NULL; END $$",
    f"CREATE OR REPLACE TRIGGER track_is_new AFTER INSERT OR DELETE OR UPDATE OF {_COLUMNS}"
    " ON tracks FOR EACH ROW EXECUTE FUNCTION note_stale_track()",
)


def upgrade() -> None:
    """Add the tables and triggers; the columns are written with the next scan or suggestions."""
    op.create_table(
        "track_columns",
        sa.Column("block", WholeNumber, nullable=False, primary_key=True),
        *(sa.Column(name, sa.LargeBinary, nullable=False) for name in NUMBERS),
    )
    op.create_table(
        "stale_tracks", sa.Column("track_id", WholeNumber, nullable=False, primary_key=True)
    )
    server = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL if server else SQLITE:
        op.execute(statement)
