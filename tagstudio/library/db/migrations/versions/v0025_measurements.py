"""What plugins measure of tracks, and the tempi and keys that the user gives in their place."""

from alembic import op

revision = "0025"
down_revision = "0024"

STATEMENTS = (
    """
    CREATE TABLE measurements (
        track_id INTEGER NOT NULL PRIMARY KEY REFERENCES tracks (id),
        plugin TEXT DEFAULT '' NOT NULL,
        version TEXT DEFAULT '' NOT NULL,
        at INTEGER NOT NULL,
        bpm FLOAT,
        "key" TEXT,
        measured_bpm FLOAT,
        other_bpm FLOAT,
        bpm_confidence FLOAT,
        measured_key TEXT,
        key_confidence FLOAT,
        loudness FLOAT,
        loudness_range FLOAT,
        true_peak FLOAT
    )
    """,
    "CREATE INDEX measurements_by_bpm ON measurements (bpm)",
    'CREATE INDEX measurements_by_key ON measurements ("key")',
    "CREATE INDEX measurements_by_loudness ON measurements (loudness)",
    """
    CREATE TABLE measurement_failures (
        track_id INTEGER NOT NULL PRIMARY KEY REFERENCES tracks (id),
        plugin TEXT DEFAULT '' NOT NULL,
        version TEXT DEFAULT '' NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        at INTEGER NOT NULL
    )
    """,
    # The journal takes two more fields: SQLite changes no constraint of a table that is there.
    "DROP TRIGGER IF EXISTS edited_facts_are_not_changed",
    "DROP TRIGGER IF EXISTS edited_facts_are_not_deleted",
    """
    CREATE TABLE edited_facts_wider (
        id INTEGER NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        track_id INTEGER NOT NULL REFERENCES tracks (id),
        field TEXT NOT NULL,
        before TEXT,
        after TEXT,
        undo_group INTEGER NOT NULL,
        undoes INTEGER,
        said_in INTEGER,
        CONSTRAINT known_field CHECK (field IN ('title', 'album', 'bpm', 'key'))
    )
    """,
    "INSERT INTO edited_facts_wider SELECT id, at, track_id, field, before, after, undo_group,"
    " undoes, said_in FROM edited_facts"
    " WHERE field IN ('title', 'album')"
    " AND track_id IN (SELECT id FROM tracks)",
    "DROP TABLE edited_facts",
    "ALTER TABLE edited_facts_wider RENAME TO edited_facts",
    "CREATE INDEX edited_facts_by_track ON edited_facts (track_id)",
    "CREATE INDEX edited_facts_by_undo_group ON edited_facts (undo_group)",
    "CREATE TRIGGER edited_facts_are_not_changed BEFORE UPDATE ON edited_facts"
    " BEGIN SELECT RAISE(ABORT, 'the journal of edited facts is append-only'); END",
    "CREATE TRIGGER edited_facts_are_not_deleted BEFORE DELETE ON edited_facts"
    " BEGIN SELECT RAISE(ABORT, 'the journal of edited facts is append-only'); END",
)


def upgrade() -> None:
    """Add the tables, and let the journal of edited facts hold tempi and keys."""
    for statement in STATEMENTS:
        op.execute(statement)
