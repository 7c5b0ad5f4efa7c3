"""Vocabularies of tags, those that the user switched off, and scales of joint models' members."""

from alembic import op

revision = "0015"
down_revision = "0014"

# The 50 tags of last.fm as `tags.key` has them. Published models and their versions were trained on
# these; what versions learned beside them is the user's own.
LASTFM = (
    "rock",
    "pop",
    "alternative",
    "indie",
    "electronic",
    "female vocalists",
    "dance",
    "00s",
    "alternative rock",
    "jazz",
    "beautiful",
    "metal",
    "chillout",
    "male vocalists",
    "classic rock",
    "soul",
    "indie rock",
    "mellow",
    "electronica",
    "80s",
    "folk",
    "90s",
    "chill",
    "instrumental",
    "punk",
    "oldies",
    "blues",
    "hard rock",
    "ambient",
    "acoustic",
    "experimental",
    "female vocalist",
    "guitar",
    "hip-hop",
    "70s",
    "party",
    "country",
    "easy listening",
    "sexy",
    "catchy",
    "funk",
    "electro",
    "heavy metal",
    "progressive rock",
    "60s",
    "rnb",
    "indie pop",
    "sad",
    "house",
    "happy",
)
_NAMES = ", ".join(f"'{name}'" for name in LASTFM)

STATEMENTS = (
    "ALTER TABLE model_tags ADD COLUMN vocabulary TEXT DEFAULT '' NOT NULL",
    "CREATE TABLE switched_off_vocabularies (name TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID",
    """
    CREATE TABLE member_scales (
        model_id INTEGER NOT NULL,
        member_id INTEGER NOT NULL,
        tag_id INTEGER NOT NULL,
        shift FLOAT NOT NULL,
        PRIMARY KEY (model_id, member_id, tag_id),
        FOREIGN KEY(model_id) REFERENCES models (id),
        FOREIGN KEY(member_id) REFERENCES models (id),
        FOREIGN KEY(tag_id) REFERENCES tags (id)
    ) WITHOUT ROWID
    """,
    "UPDATE model_tags SET vocabulary = 'last.fm' WHERE model_id IN"
    " (SELECT id FROM models WHERE plugin = 'crnn_tagger') AND tag_id IN"
    f' (SELECT id FROM tags WHERE "key" IN ({_NAMES}))',
)


def upgrade() -> None:
    """Add column and tables; the tags that the first plugin's models have are those of last.fm."""
    for statement in STATEMENTS:
        op.execute(statement)
