"""What the judge said of model versions; the looks that were spent are counted for life."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tagstudio.core.messages import Message
from tagstudio.library.db.schema import judgements, models


@dataclass(frozen=True)
class Judgement:
    """A verdict on a version, by the answers up to the entry `last_answer` of the journal.

    `used_id` and `proven_id` are the versions that it was held against, `tracks` the number of
    answered tracks, `look` the number of the look that was spent, None for none. `outcome` is a
    word of `learning.verdict.Outcome`; `details` is whatever JSON can hold.
    """

    model_id: int
    used_id: int
    proven_id: int
    last_answer: int
    tracks: int
    look: int | None
    outcome: str
    reason: Message
    details: Mapping[str, Any] = field(default_factory=dict)
    at: int = 0

    def summary(self) -> Message:
        """Return what the record of a job says that puts the version to use."""
        return self.reason


def store_judgement(connection: sa.Connection, judgement: Judgement) -> None:
    """Append a judgement."""
    values = {**vars(judgement), "details": json.dumps(dict(judgement.details))}
    values["at"] = judgement.at or int(time.time())
    connection.execute(sa.insert(judgements).values(values))


def newest_judgement(connection: sa.Connection, model_id: int) -> Judgement | None:
    """Return what was said last of a version, None where it was never judged."""
    return next(iter(judgements_of(connection, model_id)), None)


def judgements_of(connection: sa.Connection, model_id: int) -> list[Judgement]:
    """Return all that was said of a version, the newest first."""
    table = judgements.c
    query = sa.select(judgements).where(table.model_id == model_id).order_by(table.id.desc())
    return [_judgement(row) for row in connection.execute(query)]


def last_look(connection: sa.Connection) -> tuple[int, int | None]:
    """Return how many looks were spent, and at how many answered tracks the last one was."""
    table = judgements.c
    number = connection.scalar(sa.select(sa.func.max(table.look))) or 0
    at = connection.scalar(sa.select(sa.func.max(table.tracks)).where(table.look.is_not(None)))
    return int(number), at


def newest_outcomes(connection: sa.Connection) -> dict[str, tuple[str, str]]:
    """Return what was said last of each version, by the SHA-256 of its file.

    That is the outcome, and the key of its reason.
    """
    query = (
        sa.select(models.c.sha256, judgements.c.outcome, judgements.c.reason)
        .join(models, models.c.id == judgements.c.model_id)
        .order_by(judgements.c.id)
    )
    rows = connection.execute(query)
    return {row.sha256: (row.outcome, row.reason.key) for row in rows}


def newest_training(connection: sa.Connection) -> tuple[int, int]:
    """Return the last entry of the journal that a version learned from, and when it was judged.

    That is its first judgement: later ones hear later answers. Both are 0 before the first version.
    """
    table = judgements.c
    first = (
        sa.select(sa.func.min(table.last_answer).label("entry"), sa.func.min(table.at).label("at"))
        .join(models, models.c.id == table.model_id)
        .where(models.c.parent.is_not(None))
        .group_by(table.model_id)
        .subquery()
    )
    row = connection.execute(sa.select(sa.func.max(first.c.entry), sa.func.max(first.c.at))).one()
    return row[0] or 0, row[1] or 0


def _judgement(row: "sa.Row[Any]") -> Judgement:
    values = dict(row._mapping)
    del values["id"]
    try:
        details = json.loads(values["details"])
    except (ValueError, TypeError):  # damaged: the verdict itself still counts
        details = {}
    return Judgement(**{**values, "details": details if isinstance(details, dict) else {}})
