"""Who gave each answer: two columns of every journal; answers that settle a dispute."""

import sqlalchemy as sa
from alembic import op

from tagstudio.library.db.column_types import PlainText, WholeNumber

revision = "0027"
down_revision = "0026"

JOURNALS = (
    "journal",
    "review_marks",
    "named_artists",
    "edited_facts",
    "kept_answers",
    "part_answers",
    "tag_edits",
)
FORMER, SOURCES = "'import', 'album rule')", "'import', 'album rule', 'settled')"
SOURCE = "source IN ('user', 'file tag', 'import', 'album rule', 'settled')"
DECIDES = """
    INSERT INTO decisions (track_id, tag_id, state, source, at, given_by)
    VALUES (NEW.track_id, NEW.tag_id, NEW.state, NEW.source, NEW.at, NEW.given_by)
    ON CONFLICT (track_id, tag_id) DO UPDATE SET state = excluded.state,
    source = excluded.source, at = excluded.at, given_by = excluded.given_by;
"""
IN_FILE = (
    "DROP TRIGGER IF EXISTS journal_decides",
    "CREATE TRIGGER journal_decides AFTER INSERT ON journal WHEN NEW.state <> 'unseen'"
    f" BEGIN {DECIDES} END",
)
ON_SERVER = (
    "ALTER TABLE journal DROP CONSTRAINT known_source",
    f"ALTER TABLE journal ADD CONSTRAINT known_source CHECK ({SOURCE})",
    "CREATE OR REPLACE FUNCTION decide() RETURNS trigger LANGUAGE plpgsql"
    f" AS $$ BEGIN {DECIDES} RETURN NULL; END $$",
)


def upgrade() -> None:
    """Add the columns and the table; of what was said before, nobody is known to have said it."""
    op.create_table(
        "people",
        sa.Column("id", WholeNumber, primary_key=True),
        sa.Column("name", PlainText, nullable=False),
        sa.UniqueConstraint("name"),
    )
    for name in JOURNALS:
        op.add_column(name, sa.Column("given_by", WholeNumber))
    for name in JOURNALS:
        op.add_column(name, sa.Column("entered_by", WholeNumber))
        undone = sa.text("undoes IS NOT NULL")
        op.create_index(f"{name}_by_person", name, ["entered_by", "undo_group"])
        op.create_index(
            f"{name}_by_undone",
            name,
            ["undoes", "undo_group"],
            sqlite_where=undone,
            postgresql_where=undone,
        )
    op.add_column("decisions", sa.Column("given_by", WholeNumber))
    op.drop_index("journal_by_track", "journal", if_exists=True)
    op.create_index("journal_by_track", "journal", ["track_id", "tag_id", "given_by"])
    in_file = op.get_bind().dialect.name == "sqlite"
    if in_file:
        _take_source()
    for statement in IN_FILE if in_file else ON_SERVER:
        op.execute(" ".join(statement.split()))


def _take_source() -> None:
    """Let the journal of a file take one more source; SQLite alters no constraint.

    Rows that fit the old one fit the new one, so only the text of the table changes, as
    https://sqlite.org/lang_altertable.html has it: a journal of any size and state stays as it is.
    """
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?)"
        " WHERE type = 'table' AND name = 'journal'",
        (FORMER, SOURCES),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
