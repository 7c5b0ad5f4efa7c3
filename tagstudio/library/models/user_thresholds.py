"""The thresholds that the user set, each for one tag of one model, with the rule it was set by.

A threshold belongs to the model it was set for: the scores of another one, even of the version that
was trained from it, are distributed differently. What carries over to the next version is the rule
(`engine.tagging.carry_over`).
"""

from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from tagstudio.library.db.expressions import insert
from tagstudio.library.db.schema import user_thresholds
from tagstudio.library.models.models import Model

UserRule = Literal["score", "precision", "share"]


@dataclass(frozen=True)
class UserThreshold:
    """A threshold, in (0, 1], and the rule it was set by.

    `target` is the precision, or the share of the library's tracks that reach it; None for a
    threshold that was set as a score.
    """

    threshold: float
    rule: UserRule = "score"
    target: float | None = None


def set_threshold(
    connection: sa.Connection, model: Model, tag_id: int, threshold: UserThreshold
) -> None:
    """Set from which score on a tag of `model` counts as suggested."""
    values = vars(threshold)
    new = insert(connection, user_thresholds).values(model_id=model.id, tag_id=tag_id, **values)
    changed = {name: new.excluded[name] for name in values}
    connection.execute(
        new.on_conflict_do_update(index_elements=["model_id", "tag_id"], set_=changed)
    )


def reset_threshold(connection: sa.Connection, model: Model, tag_id: int) -> None:
    """Let the threshold of library and model count again."""
    connection.execute(
        sa.delete(user_thresholds).where(
            user_thresholds.c.model_id == model.id, user_thresholds.c.tag_id == tag_id
        )
    )
