"""The history of promotions, append-only; the active model version follows from it.

A version comes into use when it is promoted (proven better), forced, or put on trial. A rollback
takes the last of these back; a trial that is taken back goes back to the last version that was no
trial.
"""

import time
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from tagstudio.core.messages import Message
from tagstudio.library.db.schema import models, promotions

Kind = Literal["promoted", "forced", "rolled back", "trial", "taken back"]
TAKEN_BACK = frozenset({"rolled back", "taken back"})  # of a version that was in use


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


@dataclass(frozen=True)
class InUse:
    """A version in use, on trial or for good."""

    model_id: int
    on_trial: bool


def versions_in_use(connection: sa.Connection) -> list[InUse]:
    """Return the versions that came into use and were not taken back, the active one last."""
    stack: list[InUse] = []
    for step in history(connection):
        match step.kind:
            case "rolled back":
                stack = stack[:-1]
            case "taken back":
                while stack and stack[-1].on_trial:
                    stack.pop()
            case kind:
                if stack and stack[-1].model_id == step.model_id:
                    stack.pop()  # a trial that is confirmed stays in its place
                stack.append(InUse(step.model_id, on_trial=kind == "trial"))
    return stack


def active_promotion(connection: sa.Connection) -> list[int]:
    """Return the ids of the versions that came into use, the active one last."""
    return [version.model_id for version in versions_in_use(connection)]


def proven_version(connection: sa.Connection) -> int | None:
    """Return the id of the last version that came into use for good, None for none."""
    for_good = [one.model_id for one in versions_in_use(connection) if not one.on_trial]
    return for_good[-1] if for_good else None


def is_on_trial(connection: sa.Connection) -> bool:
    """Tell whether the version in use is on trial."""
    in_use = versions_in_use(connection)
    return bool(in_use) and in_use[-1].on_trial
