"""What the judge said of versions; trials among the promotions; answers measured without a list."""

from alembic import op

revision = "0012"
down_revision = "0011"

STATEMENTS = (
    "ALTER TABLE evaluations ADD COLUMN last_answer INTEGER",
    """
    CREATE TABLE evaluation_macros (
        evaluation_id INTEGER NOT NULL REFERENCES evaluations (id),
        model_id INTEGER NOT NULL REFERENCES models (id),
        auc FLOAT NOT NULL,
        low FLOAT NOT NULL,
        high FLOAT NOT NULL,
        PRIMARY KEY (evaluation_id, model_id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE out_of_fold_scores (
        model_id INTEGER NOT NULL REFERENCES models (id),
        track_id INTEGER NOT NULL REFERENCES tracks (id),
        logits BLOB NOT NULL,
        PRIMARY KEY (model_id, track_id)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE judgements (
        id INTEGER NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        model_id INTEGER NOT NULL REFERENCES models (id),
        used_id INTEGER NOT NULL REFERENCES models (id),
        proven_id INTEGER NOT NULL REFERENCES models (id),
        last_answer INTEGER NOT NULL,
        tracks INTEGER NOT NULL,
        look INTEGER,
        outcome TEXT NOT NULL,
        reason TEXT NOT NULL,
        details TEXT NOT NULL
    )
    """,
    "CREATE INDEX judgements_by_model ON judgements (model_id)",
    "ALTER TABLE promotions RENAME TO promotions_before",
    """
    CREATE TABLE promotions (
        id INTEGER NOT NULL PRIMARY KEY,
        at INTEGER NOT NULL,
        kind TEXT NOT NULL,
        model_id INTEGER NOT NULL REFERENCES models (id),
        reason TEXT NOT NULL,
        CONSTRAINT known_kind CHECK (
            kind IN ('promoted', 'forced', 'rolled back', 'trial', 'taken back'))
    )
    """,
    "INSERT INTO promotions SELECT id, at, kind, model_id, reason FROM promotions_before",
    "DROP TABLE promotions_before",
)


def upgrade() -> None:
    """Make the tables; promotions of before stay as they are."""
    for statement in STATEMENTS:
        op.execute(statement)
