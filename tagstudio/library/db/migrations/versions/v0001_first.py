"""The first schema."""

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = (
    "PRAGMA application_id = 1413960564",
    """
    CREATE TABLE folders (
        id INTEGER NOT NULL,
        path BLOB NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (path)
    )
    """,
    """
    CREATE TABLE tracks (
        id INTEGER NOT NULL,
        folder_id INTEGER NOT NULL,
        path BLOB NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        content_hash BLOB,
        title TEXT DEFAULT '' NOT NULL,
        artist TEXT DEFAULT '' NOT NULL,
        album TEXT DEFAULT '' NOT NULL,
        albumartist TEXT DEFAULT '' NOT NULL,
        year INTEGER,
        genre TEXT DEFAULT '' NOT NULL,
        track_number INTEGER,
        seconds FLOAT,
        hz INTEGER,
        channels INTEGER,
        format TEXT DEFAULT '' NOT NULL,
        added INTEGER NOT NULL,
        missing_since INTEGER,
        reviewed_at INTEGER,
        failure_code TEXT,
        failure_message TEXT,
        PRIMARY KEY (id),
        FOREIGN KEY(folder_id) REFERENCES folders (id),
        UNIQUE (path)
    )
    """,
    "CREATE INDEX tracks_by_standing ON tracks (missing_since, failure_code, reviewed_at)",
    "CREATE INDEX tracks_by_year ON tracks (year)",
    "CREATE INDEX tracks_by_seconds ON tracks (seconds)",
    "CREATE INDEX tracks_by_added ON tracks (added)",
    "CREATE INDEX tracks_by_format ON tracks (format)",
    "CREATE INDEX tracks_by_content ON tracks (content_hash)",
    """
    CREATE TABLE track_texts (
        track_id INTEGER NOT NULL,
        title TEXT,
        artist TEXT,
        album TEXT,
        albumartist TEXT,
        genre TEXT,
        path TEXT NOT NULL,
        PRIMARY KEY (track_id),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
    "CREATE INDEX track_texts_by_title ON track_texts (title)",
    "CREATE INDEX track_texts_by_album ON track_texts (album)",
    "CREATE INDEX track_texts_by_artist ON track_texts (artist)",
    """
    CREATE TABLE search_texts (
        track_id INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (track_id),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
    """
    CREATE TABLE tags (
        id INTEGER NOT NULL,
        name TEXT NOT NULL,
        "key" TEXT NOT NULL,
        "group" TEXT DEFAULT '' NOT NULL,
        origin TEXT NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT known_origin CHECK (origin IN ('model', 'user')),
        UNIQUE ("key")
    )
    """,
    """
    CREATE TABLE models (
        id INTEGER NOT NULL,
        plugin TEXT NOT NULL,
        name TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        title TEXT DEFAULT '' NOT NULL,
        parent TEXT,
        added INTEGER NOT NULL,
        info TEXT DEFAULT '{}' NOT NULL,
        PRIMARY KEY (id),
        UNIQUE (plugin, name, sha256)
    )
    """,
    """
    CREATE TABLE model_tags (
        model_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        base_rate FLOAT NOT NULL,
        line FLOAT NOT NULL,
        PRIMARY KEY (model_id, position),
        UNIQUE (model_id, tag_id),
        FOREIGN KEY(model_id) REFERENCES models (id),
        FOREIGN KEY(tag_id) REFERENCES tags (id)
    )
    """,
    """
    CREATE TABLE suggestions (
        model_id INTEGER NOT NULL,
        track_id INTEGER NOT NULL,
        scores BLOB NOT NULL,
        windows INTEGER NOT NULL,
        partial BOOLEAN NOT NULL,
        made_at INTEGER NOT NULL,
        PRIMARY KEY (model_id, track_id),
        FOREIGN KEY(model_id) REFERENCES models (id),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
    """
    CREATE TABLE suggestion_features (
        model_id INTEGER NOT NULL,
        track_id INTEGER NOT NULL,
        features BLOB NOT NULL,
        PRIMARY KEY (model_id, track_id),
        FOREIGN KEY(model_id, track_id) REFERENCES suggestions (model_id, track_id)
    )
    """,
    """
    CREATE TABLE suggestion_scores (
        model_id INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        score FLOAT NOT NULL,
        track_id INTEGER NOT NULL,
        PRIMARY KEY (model_id, tag_id, score, track_id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE suggestion_failures (
        model_id INTEGER NOT NULL,
        track_id INTEGER NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (model_id, track_id),
        FOREIGN KEY(model_id) REFERENCES models (id),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
    """
    CREATE TABLE journal (
        id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        track_id INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        state TEXT NOT NULL,
        source TEXT NOT NULL,
        undo_group INTEGER NOT NULL,
        undoes INTEGER,
        PRIMARY KEY (id),
        CONSTRAINT known_state CHECK (state IN ('yes', 'no', 'unseen')),
        CONSTRAINT known_source CHECK (source IN ('user', 'file tag', 'import', 'album rule')),
        FOREIGN KEY(track_id) REFERENCES tracks (id),
        FOREIGN KEY(tag_id) REFERENCES tags (id)
    )
    """,
    "CREATE INDEX journal_by_undo_group ON journal (undo_group)",
    "CREATE INDEX journal_by_track ON journal (track_id, tag_id)",
    """
    CREATE TABLE decisions (
        track_id INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        state TEXT NOT NULL,
        source TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (track_id, tag_id),
        CONSTRAINT known_state CHECK (state IN ('yes', 'no')),
        FOREIGN KEY(track_id) REFERENCES tracks (id),
        FOREIGN KEY(tag_id) REFERENCES tags (id)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX decisions_by_tag ON decisions (tag_id, state, track_id)",
    """
    CREATE TABLE jobs (
        id INTEGER NOT NULL,
        kind TEXT NOT NULL,
        arguments TEXT NOT NULL,
        state TEXT NOT NULL,
        started FLOAT NOT NULL,
        finished FLOAT,
        done INTEGER DEFAULT '0' NOT NULL,
        total INTEGER,
        message TEXT DEFAULT '' NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT known_state CHECK (
            state IN ('running', 'done', 'cancelled', 'failed', 'interrupted')
        )
    )
    """,
    """
    CREATE TABLE job_failures (
        id INTEGER NOT NULL,
        job_id INTEGER NOT NULL,
        path BLOB NOT NULL,
        code TEXT NOT NULL,
        message TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(job_id) REFERENCES jobs (id)
    )
    """,
    "CREATE INDEX job_failures_by_job ON job_failures (job_id)",
    """
    CREATE TABLE split_artists (
        track_id INTEGER NOT NULL,
        artist TEXT NOT NULL,
        PRIMARY KEY (track_id),
        FOREIGN KEY(track_id) REFERENCES tracks (id)
    )
    """,
    """
    CREATE TABLE evaluations (
        id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE evaluation_labels (
        evaluation_id INTEGER NOT NULL,
        track_id INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        yes BOOLEAN NOT NULL,
        split_key TEXT NOT NULL,
        PRIMARY KEY (evaluation_id, track_id, tag_id),
        FOREIGN KEY(evaluation_id) REFERENCES evaluations (id),
        FOREIGN KEY(track_id) REFERENCES tracks (id),
        FOREIGN KEY(tag_id) REFERENCES tags (id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE evaluation_figures (
        evaluation_id INTEGER NOT NULL,
        model_id INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        positives INTEGER NOT NULL,
        negatives INTEGER NOT NULL,
        roc_auc FLOAT,
        average_precision FLOAT,
        low FLOAT,
        high FLOAT,
        PRIMARY KEY (evaluation_id, model_id, tag_id),
        FOREIGN KEY(evaluation_id) REFERENCES evaluations (id),
        FOREIGN KEY(model_id) REFERENCES models (id),
        FOREIGN KEY(tag_id) REFERENCES tags (id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE promotions (
        id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        model_id INTEGER NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (id),
        CONSTRAINT known_kind CHECK (kind IN ('promoted', 'forced', 'rolled back')),
        FOREIGN KEY(model_id) REFERENCES models (id)
    )
    """,
    """
    CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
    BEGIN
        SELECT RAISE(ABORT, 'the journal of decisions is append-only');
    END
    """,
    """
    CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
    BEGIN
        SELECT RAISE(ABORT, 'the journal of decisions is append-only');
    END
    """,
    """
    CREATE TRIGGER journal_decides AFTER INSERT ON journal WHEN NEW.state <> 'unseen'
    BEGIN
        INSERT INTO decisions (track_id, tag_id, state, source, at)
        VALUES (NEW.track_id, NEW.tag_id, NEW.state, NEW.source, NEW.at)
        ON CONFLICT (track_id, tag_id) DO UPDATE
        SET state = excluded.state, source = excluded.source, at = excluded.at;
    END
    """,
    """
    CREATE TRIGGER journal_forgets AFTER INSERT ON journal WHEN NEW.state = 'unseen'
    BEGIN
        DELETE FROM decisions WHERE track_id = NEW.track_id AND tag_id = NEW.tag_id;
    END
    """,
)


def upgrade() -> None:
    """Make the tables, indexes and triggers."""
    for statement in STATEMENTS:
        op.execute(statement)
