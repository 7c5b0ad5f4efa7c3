"""The thresholds that the user set, each for one tag of one model.

A threshold belongs to the model it was set for: the scores of another one, even of the version that
was trained from it, are distributed differently.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from tagstudio.library.db.schema import user_thresholds
from tagstudio.library.models.models import Model


def set_threshold(connection: sa.Connection, model: Model, tag_id: int, threshold: float) -> None:
    """Set the threshold, in (0, 1], from which on a tag of `model` counts as suggested."""
    new = sqlite.insert(user_thresholds).values(
        model_id=model.id, tag_id=tag_id, threshold=threshold
    )
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["model_id", "tag_id"], set_={"threshold": new.excluded.threshold}
        )
    )


def reset_threshold(connection: sa.Connection, model: Model, tag_id: int) -> None:
    """Let the threshold that `model` came with count again."""
    connection.execute(
        sa.delete(user_thresholds).where(
            user_thresholds.c.model_id == model.id, user_thresholds.c.tag_id == tag_id
        )
    )
