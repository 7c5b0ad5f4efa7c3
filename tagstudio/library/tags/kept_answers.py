"""The answers that the user kept when they were doubted: an append-only journal, for undo.

The newest entry of a track, tag and state is what holds: it is kept where `after` says how many
answers there were to the tag then. Who asks again decides when so many have come that it was
another question (`engine.doubts`).
"""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import kept_answers
from tagstudio.library.tags.change_journal import ChangeJournal
from tagstudio.library.tags.decisions import next_undo_group

KeptState = Literal["yes", "no"]
KeptKey = tuple[int, int, KeptState]  # track, tag, the answer that was kept

_columns = kept_answers.c


class Kept(NamedTuple):
    """How many answers there were to a tag when this one was kept; None: it is not kept."""

    track_id: int
    tag_id: int
    state: KeptState
    before: int | None
    after: int | None


KEPT = ChangeJournal(kept_answers, Kept, ("track_id", "tag_id", "state"))
put, of_group = KEPT.put, KEPT.of_group


def keep(connection: sa.Connection, wanted: Sequence[tuple[KeptKey, int]]) -> tuple[Kept, ...]:
    """Keep answers, each with the number of answers to its tag, as one action.

    Open the library's `write(durable=True)` for it.
    """
    known = kept(connection, [key[0] for key, _ in wanted])
    changes = tuple(Kept(*key, known.get(key), count) for key, count in wanted)
    put(connection, changes, next_undo_group(connection))
    return changes


def kept(connection: sa.Connection, track_ids: Iterable[int]) -> dict[KeptKey, int]:
    """Return the kept answers on tracks, with how many there were to the tag then."""
    newest = (
        sa.select(sa.func.max(_columns.id))
        .where(in_ids(_columns.track_id, track_ids))
        .group_by(_columns.track_id, _columns.tag_id, _columns.state)
    )
    rows = connection.execute(
        sa.select(_columns.track_id, _columns.tag_id, _columns.state, _columns.after).where(
            _columns.id.in_(newest), _columns.after.is_not(None)
        )
    )
    return {(row.track_id, row.tag_id, row.state): row.after for row in rows}
