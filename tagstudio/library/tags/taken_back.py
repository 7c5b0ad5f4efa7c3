"""Answers that a person took back: the file's word must not bring them again."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.id_sets import in_ids
from tagstudio.library.db.schema import journal
from tagstudio.library.tags.decisions import FILE_TAG, DecisionSource, DecisionState

_columns = journal.c


class _Entry(NamedTuple):
    state: DecisionState
    source: DecisionSource
    group: int
    undoes: int | None


def taken_back(
    connection: sa.Connection, pairs: Collection[tuple[int, int]]
) -> set[tuple[int, int]]:
    """Return those of the undecided pairs of track and tag that a person made undecided.

    An undo of an answer does not: after it, all is as it was before the answer.
    """
    unseen = sa.select(_columns.track_id, _columns.tag_id).where(
        _columns.state == "unseen", _columns.source != FILE_TAG
    )
    found = {(row[0], row[1]) for row in connection.execute(unseen.distinct())} & set(pairs)
    entries: dict[tuple[int, int], list[_Entry]] = {}
    of_tracks = in_ids(_columns.track_id, {track_id for track_id, _ in found})
    rows = connection.execute(
        sa.select(
            _columns.track_id,
            _columns.tag_id,
            _columns.state,
            _columns.source,
            _columns.undo_group,
            _columns.undoes,
        )
        .where(of_tracks)
        .order_by(_columns.id)
    )
    for track_id, tag_id, *entry in rows:
        if (track_id, tag_id) in found:
            entries.setdefault((track_id, tag_id), []).append(_Entry(*entry))
    return {pair for pair, of_pair in entries.items() if _is_by_a_person(of_pair)}


def _is_by_a_person(entries: Sequence[_Entry]) -> bool:
    """Tell whether the newest state goes back to an "unseen" that a person said."""
    place = len(entries) - 1
    while place >= 0 and entries[place].undoes is not None:
        of_group = [i for i, one in enumerate(entries) if one.group == entries[place].undoes]
        if not of_group or of_group[0] >= place:  # entries were lost
            return True
        action = entries[of_group[-1]].undoes
        if action is None:  # an undo: what was there before the action
            place = of_group[0] - 1
        else:  # a redo: what the action said
            again = [i for i, one in enumerate(entries) if one.group == action]
            if not again or again[-1] >= place:
                return True
            place = again[-1]
    if place < 0:
        return False
    return entries[place].state == "unseen" and entries[place].source != FILE_TAG
