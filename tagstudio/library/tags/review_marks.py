"""Mark tracks as reviewed: a time on the track, and an append-only journal for undo."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import review_marks, tags, tracks
from tagstudio.library.tags.change_journal import ChangeJournal
from tagstudio.library.tags.decisions import next_undo_group


class Mark(NamedTuple):
    """When a track was reviewed, before an action and after it; None is not yet."""

    track_id: int
    before: int | None
    after: int | None

    @property
    def is_turned(self) -> bool:
        """Whether the track is reviewed now and was not, or the other way round."""
        return (self.before is None) != (self.after is None)


MARKS = ChangeJournal(review_marks, Mark, ("track_id",))


def mark(
    connection: sa.Connection, track_ids: Iterable[int], at: float | None, group: int | None = None
) -> tuple[Mark, ...]:
    """Mark tracks as reviewed `at` a time (None: as not reviewed); return the changes.

    They belong to the action `group`, or are an action of their own. A track that is marked already
    keeps its time, unless the library has tags that came since: now they, too, were asked about.
    """
    wanted, marked = None if at is None else int(at), tracks.c.reviewed_at
    newest = connection.scalar(sa.select(sa.func.max(tags.c.added))) or 0
    changes = marked.is_not(None) if wanted is None else sa.func.coalesce(marked, -1) < newest
    rows = connection.execute(
        sa.select(tracks.c.id, marked).where(in_ids(tracks.c.id, track_ids), changes)
    )
    marks = tuple(Mark(row.id, row.reviewed_at, wanted) for row in rows)
    if marks:
        MARKS.put(connection, marks, group or next_undo_group(connection))
        hold(connection, marks)
    return marks


def reviewed_at(connection: sa.Connection, track_ids: Iterable[int]) -> dict[int, int]:
    """Return when those of these tracks were reviewed that are, by track id."""
    marked = sa.select(tracks.c.id, tracks.c.reviewed_at).where(
        in_ids(tracks.c.id, track_ids), tracks.c.reviewed_at.is_not(None)
    )
    return {row.id: row.reviewed_at for row in connection.execute(marked)}


def tags_since(connection: sa.Connection, at: int) -> frozenset[str]:
    """Return the names of the tags that the library has only since a time.

    On a track that was reviewed before nobody was asked about them.
    """
    return frozenset(connection.scalars(sa.select(tags.c.name).where(tags.c.added > at)))


def hold(connection: sa.Connection, marks: Sequence[Mark]) -> None:
    """Let marks hold in the columns of tracks."""
    if marks:
        marked = sa.update(tracks).where(tracks.c.id == sa.bindparam("track"))
        connection.execute(
            marked.values(reviewed_at=sa.bindparam("after")),
            [{"track": one.track_id, "after": one.after} for one in marks],
        )
