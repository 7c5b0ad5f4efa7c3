"""Who made a track: told by imports and names, named by the user, or grouped by sound."""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = (
    """
    CREATE TABLE track_artists (
        track_id INTEGER NOT NULL,
        origin TEXT NOT NULL,
        artist TEXT NOT NULL,
        PRIMARY KEY (track_id, origin),
        FOREIGN KEY(track_id) REFERENCES tracks (id),
        CONSTRAINT known_origin CHECK (origin IN ('import', 'file name', 'folder'))
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE named_artists (
        id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        track_id INTEGER NOT NULL,
        before TEXT,
        after TEXT,
        undo_group INTEGER NOT NULL,
        undoes INTEGER,
        PRIMARY KEY (id),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
    """
    CREATE TABLE same_recordings (
        track_id INTEGER NOT NULL,
        original_id INTEGER NOT NULL,
        PRIMARY KEY (track_id),
        FOREIGN KEY(track_id) REFERENCES tracks (id),
        FOREIGN KEY(original_id) REFERENCES tracks (id)
    )
    """,
    """
    CREATE TABLE sound_clusters (
        track_id INTEGER NOT NULL,
        cluster BLOB NOT NULL,
        PRIMARY KEY (track_id),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
)
INDEXES = (
    "CREATE INDEX named_artists_by_track ON named_artists (track_id)",
    "CREATE INDEX named_artists_by_undo_group ON named_artists (undo_group)",
    "CREATE INDEX same_recordings_by_original ON same_recordings (original_id)",
)
TRIGGERS = (
    """
    CREATE TRIGGER named_artists_are_not_changed BEFORE UPDATE ON named_artists
    BEGIN
        SELECT RAISE(ABORT, 'the journal of named artists is append-only');
    END
    """,
    """
    CREATE TRIGGER named_artists_are_not_deleted BEFORE DELETE ON named_artists
    BEGIN
        SELECT RAISE(ABORT, 'the journal of named artists is append-only');
    END
    """,
)
FORMER = (
    """
    INSERT INTO track_artists (track_id, origin, artist)
    SELECT track_id, 'import', artist FROM split_artists
    WHERE typeof(artist) = 'text' AND track_id IN (SELECT id FROM tracks)
    """,
    "DROP TABLE split_artists",
)


def upgrade() -> None:
    """Make the tables; the artists that imports named become rows of `track_artists`."""
    for statement in (*TABLES, *INDEXES, *TRIGGERS, *FORMER):
        op.execute(statement)
