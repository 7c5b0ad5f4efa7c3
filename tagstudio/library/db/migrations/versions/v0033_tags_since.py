"""Since when the library has a tag: what was reviewed before did not leave it alone."""

import sqlalchemy as sa
from alembic import op

from tagstudio.library.db.column_types import WholeNumber

revision = "0033"
down_revision = "0032"

TAGS = sa.table("tags", sa.column("id"), sa.column("added"))
MODELS = sa.table("models", sa.column("id"), sa.column("added"))
MODEL_TAGS = sa.table("model_tags", sa.column("model_id"), sa.column("tag_id"))
JOURNAL = sa.table("journal", sa.column("tag_id"), sa.column("at"))


def upgrade() -> None:
    """Add the time: that of the first model that has the tag, or of the first answer to it."""
    op.add_column("tags", sa.Column("added", WholeNumber, nullable=False, server_default="0"))
    connection = op.get_bind()
    of_models = (
        sa.select(MODEL_TAGS.c.tag_id, sa.func.min(MODELS.c.added))
        .join_from(MODEL_TAGS, MODELS, MODELS.c.id == MODEL_TAGS.c.model_id)
        .group_by(MODEL_TAGS.c.tag_id)
    )
    of_answers = sa.select(JOURNAL.c.tag_id, sa.func.min(JOURNAL.c.at)).group_by(JOURNAL.c.tag_id)
    added: dict[int, int] = {}
    for query in (of_models, of_answers):
        for tag_id, at in connection.execute(query):
            if isinstance(at, int):  # else it is damaged
                added[tag_id] = min(at, added.get(tag_id, at))
    of_tag = sa.update(TAGS).where(TAGS.c.id == sa.bindparam("tag"))
    if added:
        connection.execute(
            of_tag.values(added=sa.bindparam("at")),
            [{"tag": tag_id, "at": at} for tag_id, at in added.items()],
        )
