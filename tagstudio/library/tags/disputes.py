"""Where two people's newest words on a track and tag disagree, as the journal tells it.

Only what people answered counts: not what files say, not what is undone, and nothing of which
nobody knows who said it. An answer with the source SETTLED ends a dispute: what was said before it
stands in the journal and disputes no more, what is said after it may. The state of the tag is the
newest word all the while.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import sqlalchemy as sa

from tagstudio.library.db.schema import journal, part_answers
from tagstudio.library.tags.decisions import FILE_TAG, SETTLED, DecisionSource, DecisionState
from tagstudio.library.tags.people import has_several
from tagstudio.library.tags.undo_history import undone_groups

Pair = tuple[int, int]  # track, tag

_columns = journal.c


class PersonsWord(NamedTuple):
    """What a person, by number, said of a tag of a track; `at` is in seconds since 1970."""

    person: int
    state: DecisionState
    source: DecisionSource
    at: int


def doubly_answered(connection: sa.Connection) -> dict[Pair, list[PersonsWord]]:
    """Return the words on each track and tag of which several people said something, in order."""
    if not has_several(connection):
        return {}
    several = (
        sa.select(_columns.track_id, _columns.tag_id)
        .where(_columns.given_by.is_not(None))
        .group_by(_columns.track_id, _columns.tag_id)
        .having(sa.func.min(_columns.given_by) != sa.func.max(_columns.given_by))
        .subquery()
    )
    of_these = sa.and_(several.c.track_id == _columns.track_id, several.c.tag_id == _columns.tag_id)
    query = (
        sa.select(
            _columns.track_id,
            _columns.tag_id,
            _columns.given_by,
            _columns.state,
            _columns.source,
            _columns.at,
            _columns.undo_group,
        )
        .select_from(several.join(journal, of_these))
        .where(
            _columns.undoes.is_(None),
            _columns.given_by.is_not(None),
            _columns.source != FILE_TAG,
        )
        .order_by(_columns.id)
    )
    undone = undone_groups(connection)
    found: dict[Pair, list[PersonsWord]] = {}
    for row in connection.execute(query):
        if row.undo_group not in undone:
            word = PersonsWord(row.given_by, row.state, row.source, row.at)
            found.setdefault((row.track_id, row.tag_id), []).append(word)
    return found


def disputed(connection: sa.Connection) -> dict[Pair, list[PersonsWord]]:
    """Return the newest words of each person on the tracks and tags on which they disagree."""
    pairs = ((pair, _open(said)) for pair, said in doubly_answered(connection).items())
    return {pair: said for pair, said in pairs if len({one.state for one in said}) > 1}


def tracks_answered_by(connection: sa.Connection, person: int) -> set[int]:
    """Return the tracks on which a person gave an answer that is not undone, of parts too."""
    undone, found = undone_groups(connection), set()
    for table in (journal, part_answers):
        columns = table.c
        query = sa.select(columns.track_id, columns.undo_group).where(
            columns.given_by == person, columns.undoes.is_(None), columns.source != FILE_TAG
        )
        rows = connection.execute(query.distinct())
        found |= {row.track_id for row in rows if row.undo_group not in undone}
    return found


def newest_by_person(said: Iterable[PersonsWord]) -> list[PersonsWord]:
    """Return the last yes or no of each person, in their order; who took it back says nothing."""
    newest: dict[int, PersonsWord] = {}
    for one in said:
        newest.pop(one.person, None)
        newest[one.person] = one
    return [one for one in newest.values() if one.state != "unseen"]


def _open(said: Sequence[PersonsWord]) -> list[PersonsWord]:
    settled = [place for place, one in enumerate(said) if one.source == SETTLED]
    return newest_by_person(said[settled[-1] :] if settled else said)
