"""The lines that the librarian set, each for one tag of one model.

A line belongs to the model it was set for: the scores of another one, even of the version that was
trained from it, mean something else.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from tagstudio.library.db.schema import user_thresholds
from tagstudio.library.models.models import Model


def set_threshold(connection: sa.Connection, model: Model, tag_id: int, line: float) -> None:
    """Let a tag of `model` count as suggested from `threshold` on, in (0, 1]."""
    new = sqlite.insert(user_thresholds).values(model_id=model.id, tag_id=tag_id, threshold=line)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["model_id", "tag_id"], set_={"threshold": new.excluded.threshold}
        )
    )


def reset_threshold(connection: sa.Connection, model: Model, tag_id: int) -> None:
    """Let the line of `model` count again."""
    connection.execute(
        sa.delete(user_thresholds).where(
            user_thresholds.c.model_id == model.id, user_thresholds.c.tag_id == tag_id
        )
    )
