"""The history of promotions, append-only; the active model version follows from it."""

import time
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from tagstudio.core.messages import Message
from tagstudio.library.db.schema import models, promotions

Kind = Literal["promoted", "forced", "rolled back"]


@dataclass(frozen=True)
class Promotion:
    """A step of the history: a version promoted, promoted by force, or rolled back."""

    at: int
    kind: Kind
    model_id: int
    model: str
    reason: Message


def record_promotion(
    connection: sa.Connection,
    kind: Kind,
    model_id: int,
    reason: str | Message,
    at: float | None = None,
) -> None:
    """Append a step to the history."""
    now = int(time.time() if at is None else at)
    connection.execute(
        sa.insert(promotions).values(at=now, kind=kind, model_id=model_id, reason=reason)
    )


def history(connection: sa.Connection) -> list[Promotion]:
    """Return all steps, the oldest first."""
    columns = promotions.c
    rows = connection.execute(
        sa.select(columns.at, columns.kind, columns.model_id, models.c.name, columns.reason)
        .join(models, models.c.id == columns.model_id)
        .order_by(columns.id)
    )
    return [Promotion(*row) for row in rows]


def active_promotion(connection: sa.Connection) -> list[int]:
    """Return the ids of the versions promoted and not rolled back, the active one last."""
    stack: list[int] = []
    for step in history(connection):
        if step.kind != "rolled back":
            stack.append(step.model_id)
        elif stack:
            stack.pop()
    return stack
