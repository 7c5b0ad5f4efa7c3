"""The index by which words are found: the letters of the texts, in threes."""

from alembic import op

from tagstudio.library.db.postgresql.trigrams import index_texts

revision = "0029"
down_revision = "0028"

STATEMENTS = (
    "CREATE VIRTUAL TABLE text_trigrams USING fts5(text, content='', columnsize=0, detail=none,"
    " tokenize='trigram case_sensitive 1')",
    "CREATE VIRTUAL TABLE text_trigrams_terms USING fts5vocab(text_trigrams, row)",
    "INSERT INTO text_trigrams (rowid, text)"
    " SELECT track_id, text || char(10) FROM search_texts WHERE typeof(track_id) = 'integer'",
    "CREATE TRIGGER text_is_new AFTER INSERT ON search_texts BEGIN INSERT INTO text_trigrams"
    " (rowid, text) VALUES (NEW.track_id, NEW.text || char(10)); END",
    "CREATE TRIGGER text_is_changed AFTER UPDATE ON search_texts WHEN OLD.text IS NOT NEW.text"
    " BEGIN INSERT INTO text_trigrams (text_trigrams, rowid, text)"
    " VALUES ('delete', OLD.track_id, OLD.text || char(10));"
    " INSERT INTO text_trigrams (rowid, text) VALUES (NEW.track_id, NEW.text || char(10)); END",
    "CREATE TRIGGER text_is_deleted AFTER DELETE ON search_texts BEGIN INSERT INTO text_trigrams"
    " (text_trigrams, rowid, text) VALUES ('delete', OLD.track_id, OLD.text || char(10)); END",
)


def upgrade() -> None:
    """Make the index, and in a library file let triggers keep it."""
    if op.get_bind().dialect.name == "postgresql":
        index_texts(op.get_bind())
        return
    for statement in STATEMENTS:
        op.execute(statement)
