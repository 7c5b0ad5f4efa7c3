"""Which file of vectors stands beside the library, and the tracks it does not hold as they are."""

from alembic import op

revision = "0019"
down_revision = "0018"

_STALE = "INSERT INTO stale_sounds (track_id, change) VALUES"
_NEXT = "(SELECT coalesce(max(change), 0) + 1 FROM stale_sounds)"
_AGAIN = "ON CONFLICT (track_id) DO UPDATE SET change = excluded.change"

STATEMENTS = (
    "CREATE TABLE sound_matrix (token TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    """
    CREATE TABLE stale_sounds (
        track_id INTEGER NOT NULL PRIMARY KEY,
        change INTEGER NOT NULL
    )
    """,
    "CREATE INDEX stale_sounds_by_change ON stale_sounds (change)",
    "CREATE TRIGGER features_are_new AFTER INSERT ON suggestion_features"
    f" BEGIN {_STALE} (NEW.track_id, {_NEXT}) {_AGAIN}; END",
    "CREATE TRIGGER features_are_changed AFTER UPDATE ON suggestion_features"
    f" BEGIN {_STALE} (OLD.track_id, {_NEXT}) {_AGAIN};"
    f" {_STALE} (NEW.track_id, {_NEXT}) {_AGAIN}; END",
    "CREATE TRIGGER features_are_deleted AFTER DELETE ON suggestion_features"
    f" BEGIN {_STALE} (OLD.track_id, {_NEXT}) {_AGAIN}; END",
)


def upgrade() -> None:
    """Add the tables and triggers; the vectors themselves are written with the next suggestions."""
    for statement in STATEMENTS:
        op.execute(statement)
