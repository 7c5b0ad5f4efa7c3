"""Evaluations: frozen test sets, all answers up to a point, and the figures of versions on them.

A test set keeps its labels as they were when it was frozen. So the scores of versions that were
evaluated on one test set can be compared, and a later correction changes none of them.
"""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from tagstudio.library.db.expressions import insert
from tagstudio.library.db.schema import (
    evaluation_figures,
    evaluation_labels,
    evaluation_macros,
    evaluations,
)
from tagstudio.library.tags.tags import said_names


@dataclass(frozen=True, order=True)
class FrozenLabel:
    """A label of the test set: whether a track has a tag; `split_key` is its artist, say."""

    track_id: int
    tag_id: int
    yes: bool
    split_key: str


@dataclass(frozen=True)
class FrozenTestSet:
    """The frozen labels; `at` in seconds since 1970, `tag_names` by tag id."""

    id: int
    at: int
    labels: tuple[FrozenLabel, ...]
    tag_names: dict[int, str]


@dataclass(frozen=True)
class Figures:
    """The scores of one tag; None where the test set has too few labels of it.

    `low` and `high` bound the 95 % confidence interval of `roc_auc`.
    """

    tag_id: int
    positives: int
    negatives: int
    roc_auc: float | None
    average_precision: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class MacroAuc:
    """The mean ROC-AUC over the measured tags, and its 95 % bootstrap interval over the artists."""

    auc: float
    low: float
    high: float


def store_test_set(
    connection: sa.Connection, labels: Iterable[FrozenLabel], at: float | None = None
) -> FrozenTestSet:
    """Store `labels` as a new test set, unless the newest one has the same; return that one."""
    wanted = tuple(sorted(labels))
    newest = newest_test_set(connection)
    if newest is not None and newest.labels == wanted:
        return newest
    new = sa.insert(evaluations).values(at=int(time.time() if at is None else at))
    test_set_id = int(connection.execute(new.returning(evaluations.c.id)).scalar_one())
    if wanted:
        connection.execute(
            sa.insert(evaluation_labels),
            [{"evaluation_id": test_set_id, **vars(label)} for label in wanted],
        )
    return test_set_called(connection, test_set_id)


def all_answers(connection: sa.Connection, last_answer: int, at: float | None = None) -> int:
    """Return the id of the evaluation on all answers up to an entry of the journal.

    The journal is append-only, so its number stands for the answers; no list of them is kept.
    """
    column = evaluations.c.last_answer
    known = connection.scalar(sa.select(evaluations.c.id).where(column == last_answer))
    if known is not None:
        return int(known)
    now = int(time.time() if at is None else at)
    new = sa.insert(evaluations).values(at=now, last_answer=last_answer)
    return int(connection.execute(new.returning(evaluations.c.id)).scalar_one())


def newest_on_all_answers(connection: sa.Connection) -> int | None:
    """Return the id of the newest evaluation on all answers, None when there is none."""
    ids = sa.select(sa.func.max(evaluations.c.id)).where(evaluations.c.last_answer.is_not(None))
    found = connection.scalar(ids)
    return None if found is None else int(found)


def newest_test_set(connection: sa.Connection) -> FrozenTestSet | None:
    """Return the test set that was frozen last, None when there is none."""
    ids = sa.select(sa.func.max(evaluations.c.id)).where(evaluations.c.last_answer.is_(None))
    newest = connection.scalar(ids)
    return None if newest is None else test_set_called(connection, newest)


def test_set_called(connection: sa.Connection, test_set_id: int) -> FrozenTestSet:
    """Return the test set with this id, which must exist."""
    at = connection.execute(
        sa.select(evaluations.c.at).where(evaluations.c.id == test_set_id)
    ).scalar_one()
    columns = evaluation_labels.c
    rows = connection.execute(
        sa.select(columns.track_id, columns.tag_id, columns.yes, columns.split_key)
        .where(columns.evaluation_id == test_set_id)
        .order_by(columns.track_id, columns.tag_id)
    )
    labels = tuple(FrozenLabel(*row) for row in rows)
    wanted = {label.tag_id for label in labels}
    names = said_names(connection)
    return FrozenTestSet(test_set_id, at, labels, {id: names[id] for id in names if id in wanted})


def store_figures(
    connection: sa.Connection, test_set_id: int, model_id: int, figures: Sequence[Figures]
) -> None:
    """Store the scores of a version on a test set; those stored before stay as they are."""
    new = insert(connection, evaluation_figures)
    rows = [
        {"evaluation_id": test_set_id, "model_id": model_id, **vars(figure)} for figure in figures
    ]
    if rows:
        connection.execute(new.on_conflict_do_nothing(), rows)


def figures_of(connection: sa.Connection, test_set_id: int, model_id: int) -> tuple[Figures, ...]:
    """Return the scores of a version on a test set, by tag id; empty if it was not evaluated."""
    columns = evaluation_figures.c
    rows = connection.execute(
        sa.select(
            columns.tag_id,
            columns.positives,
            columns.negatives,
            columns.roc_auc,
            columns.average_precision,
            columns.low,
            columns.high,
        )
        .where(columns.evaluation_id == test_set_id, columns.model_id == model_id)
        .order_by(columns.tag_id)
    )
    return tuple(Figures(*row) for row in rows)


def store_macro(
    connection: sa.Connection, evaluation_id: int, model_id: int, macro: MacroAuc
) -> None:
    """Store the mean of a version on an evaluation; one stored before stays."""
    row = {"evaluation_id": evaluation_id, "model_id": model_id, **vars(macro)}
    connection.execute(insert(connection, evaluation_macros).on_conflict_do_nothing(), [row])


def macro_of(connection: sa.Connection, evaluation_id: int, model_id: int) -> MacroAuc | None:
    """Return the mean of a version on an evaluation, None where it has none."""
    columns = evaluation_macros.c
    row = connection.execute(
        sa.select(columns.auc, columns.low, columns.high).where(
            columns.evaluation_id == evaluation_id, columns.model_id == model_id
        )
    ).first()
    return None if row is None else MacroAuc(*row)
