"""Who gave each answer: a column of every journal; answers that settle a dispute."""

from alembic import op

revision = "0027"
down_revision = "0025"

KEYS = {  # of the journals: what their entries speak of
    "journal": "track_id, tag_id",
    "review_marks": "track_id",
    "named_artists": "track_id",
    "edited_facts": "track_id",
    "kept_answers": "track_id",
    "part_answers": "track_id",
    "tag_edits": "tag_id",
}
COLUMNS = (
    *(f"ALTER TABLE {name} ADD COLUMN given_by INTEGER" for name in KEYS),
    *(f"ALTER TABLE {name} ADD COLUMN entered_by INTEGER" for name in KEYS),
    "ALTER TABLE decisions ADD COLUMN given_by INTEGER",
)
INDEXES = (
    *(f"CREATE INDEX {name}_by_person ON {name} (entered_by, undo_group)" for name in KEYS),
    *(
        f"CREATE INDEX {name}_by_undone ON {name} (undoes, undo_group) WHERE undoes IS NOT NULL"
        for name in KEYS
    ),
    "DROP INDEX IF EXISTS journal_by_track",
    "CREATE INDEX journal_by_track ON journal (track_id, tag_id, given_by)",
)
PEOPLE = "CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, UNIQUE (name))"
# SQLite alters no constraint. Rows that fit the old one fit the new one, so only the text of the
# table changes, as https://sqlite.org/lang_altertable.html has it; a journal of any size and state
# stays as it is.
SOURCES, WITH_SETTLED = "'import', 'album rule')", "'import', 'album rule', 'settled')"
TRIGGER = """
    CREATE TRIGGER journal_decides AFTER INSERT ON journal WHEN NEW.state <> 'unseen'
    BEGIN INSERT INTO decisions (track_id, tag_id, state, source, at, given_by)
    VALUES (NEW.track_id, NEW.tag_id, NEW.state, NEW.source, NEW.at, NEW.given_by)
    ON CONFLICT (track_id, tag_id) DO UPDATE SET state = excluded.state,
    source = excluded.source, at = excluded.at, given_by = excluded.given_by; END
"""


def upgrade() -> None:
    """Add the columns and the table; of what was said before, nobody is known to have said it."""
    for statement in (PEOPLE, *COLUMNS, *INDEXES):
        op.execute(statement)
    _let_be_settled()
    op.execute("DROP TRIGGER IF EXISTS journal_decides")
    op.execute(" ".join(TRIGGER.split()))


def _let_be_settled() -> None:
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?)"
        " WHERE type = 'table' AND name = 'journal'",
        (SOURCES, WITH_SETTLED),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
