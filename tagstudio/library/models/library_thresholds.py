"""The thresholds that follow from a library's scores and answers, tag by tag of a model.

They are derived, by `learning.thresholds`, and may be lost: then the model's own count until the
next suggestions. A damaged row counts as lost, and is written anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

from tagstudio.library.db.expressions import insert, is_sound
from tagstudio.library.db.schema import journal, library_thresholds

# "model": as the model has it; "top": the top of the library reaches it, too; "root": as many
# tracks reach it as the root's, from which the version was trained; "answers": by the
# answers on the tag; "own tag": by those on a tag of the user's own; "unheard": the model's, for
# its scores do not tell the tag.
Rule = Literal["model", "top", "root", "answers", "own tag", "unheard"]


@dataclass(frozen=True)
class LibraryThreshold:
    """The threshold of a tag in this library, and the rule that it follows from.

    `without_answers` is what it would be but for the answers on the tag. `journal_id` is the newest
    entry of the journal up to which answers were taken into account, 0 for none.
    """

    tag_id: int
    threshold: float
    rule: Rule
    without_answers: float
    journal_id: int = 0


def store(connection: sa.Connection, model_id: int, thresholds: Iterable[LibraryThreshold]) -> None:
    """Store thresholds of a model, each in the place of the one of its tag."""
    rows = [{"model_id": model_id, **vars(one)} for one in thresholds]
    if not rows:
        return
    new = insert(connection, library_thresholds)
    changed = {name: new.excluded[name] for name in rows[0] if name not in {"model_id", "tag_id"}}
    connection.execute(
        new.on_conflict_do_update(index_elements=["model_id", "tag_id"], set_=changed), rows
    )


def seen(connection: sa.Connection, model_id: int, journal_id: int) -> None:
    """Note that the journal was taken into account up to an entry, for all tags of a model."""
    columns = library_thresholds.c
    connection.execute(
        sa.update(library_thresholds)
        .where(columns.model_id == model_id)
        .values(journal_id=journal_id)
    )


def stored(connection: sa.Connection, model_id: int) -> dict[int, LibraryThreshold]:
    """Return the thresholds of a model by tag id."""
    columns = library_thresholds.c
    rows = connection.execute(
        sa.select(
            columns.tag_id,
            columns.threshold,
            columns.rule,
            columns.without_answers,
            columns.journal_id,
        ).where(columns.model_id == model_id, is_sound(library_thresholds))
    )
    return {row.tag_id: LibraryThreshold(*row) for row in rows}


def behind_answers(connection: sa.Connection) -> list[int]:
    """Return the ids of the models with thresholds that do not know the newest answers."""
    columns = library_thresholds.c
    newest = sa.select(sa.func.max(journal.c.id)).scalar_subquery()
    known = (
        sa.select(columns.model_id).where(is_sound(library_thresholds)).group_by(columns.model_id)
    )
    behind = known.having(sa.func.max(columns.journal_id) < newest)
    return list(connection.scalars(behind.order_by(columns.model_id)))


def newest_answers(connection: sa.Connection, after: int) -> dict[int, int]:
    """Return by tag id the newest entry of the journal, of those after the entry `after`."""
    columns = journal.c
    newest = sa.select(columns.tag_id, sa.func.max(columns.id)).where(columns.id > after)
    rows = connection.execute(newest.group_by(columns.tag_id))
    return {row[0]: row[1] for row in rows}
