"""Mark tracks as reviewed: a time on the track, and an append-only journal for undo."""

import time
from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import review_marks, tracks
from tagstudio.library.tags.decisions import next_undo_group


class Mark(NamedTuple):
    """When a track was reviewed, before an action and after it; None is not yet."""

    track_id: int
    before: int | None
    after: int | None


def mark(
    connection: sa.Connection, track_ids: Iterable[int], at: float | None, group: int | None = None
) -> tuple[Mark, ...]:
    """Mark tracks as reviewed `at` a time (None: as not reviewed); return the changes.

    They belong to the action `group`, or are an action of their own. A track that is marked already
    keeps its time.
    """
    wanted = None if at is None else int(at)
    rows = connection.execute(
        sa.select(tracks.c.id, tracks.c.reviewed_at).where(
            in_ids(tracks.c.id, track_ids),
            tracks.c.reviewed_at.is_(None) == (wanted is not None),
        )
    )
    marks = tuple(Mark(row.id, row.reviewed_at, wanted) for row in rows)
    if marks:
        put(connection, marks, group or next_undo_group(connection))
    return marks


def put(
    connection: sa.Connection,
    marks: Iterable[Mark],
    group: int,
    undoes: int | None = None,
    at: float | None = None,
) -> None:
    """Apply `marks` and record them as part of `group`, which may undo the group `undoes`."""
    now = int(time.time() if at is None else at)
    rows = [{**one._asdict(), "at": now, "undo_group": group, "undoes": undoes} for one in marks]
    if not rows:
        return
    connection.execute(sa.insert(review_marks), rows)
    connection.execute(
        sa.update(tracks)
        .where(tracks.c.id == sa.bindparam("track_id"))
        .values(reviewed_at=sa.bindparam("after")),
        rows,
    )


def marks_of(connection: sa.Connection, group: int) -> list[Mark]:
    """Return the marks of an action."""
    columns = review_marks.c
    rows = connection.execute(
        sa.select(columns.track_id, columns.before, columns.after).where(
            columns.undo_group == group
        )
    )
    return [Mark(*row) for row in rows]
