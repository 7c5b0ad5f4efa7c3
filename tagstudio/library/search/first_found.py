"""The first tracks that a query of common words finds, without looking for all of them.

Of a word that many tracks have, the index of trigrams tells little: all texts are looked into, a
million in half a second. From the front of the order the first page is found among a few thousand.
A word that is rarer than it looks is not, and then all are looked for after all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.id_sets import both, id_array, in_ids, without
from tagstudio.library.db.schema import search_texts
from tagstudio.library.db.text_folding import folded
from tagstudio.library.db.trigrams import may_be_common
from tagstudio.library.search.execute import holding
from tagstudio.library.search.query import Query, Text
from tagstudio.library.search.sorting import column_order
from tagstudio.library.tracks.folders import removed_array

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids

LARGE = 100_000  # tracks: of fewer all texts are looked into soon enough
FRONT = 4000  # tracks of an order that are looked at


def first_with_words(connection: sa.Connection, query: Query, sort: str, wanted: int) -> Ids | None:
    """Return the ids of the first `wanted` tracks that a query finds in the order `sort`.

    None where it asks for anything but common words in texts, in an order that no column has, or
    of a library that is not large, and where fewer are found at the front.
    """
    tests, by_column = _texts(query), column_order(sort)
    if not tests or by_column is None:
        return None
    if (connection.scalar(sa.select(sa.func.max(search_texts.c.track_id))) or 0) <= LARGE:
        return None
    if not may_be_common(connection, [folded(one.text) for one in tests]):
        return None
    front = id_array(connection, by_column.limit(FRONT))
    id = search_texts.c.track_id
    among = sa.select(id).where(in_ids(id, front.tolist()))
    first = without(front, removed_array(connection))
    for test in tests:
        first = both(first, holding(connection, test, among))
    return first[:wanted] if len(first) >= wanted else None


def _texts(query: Query) -> list[Text]:
    """Return the tests of a query that asks for texts alone; none of another one."""
    if len(query.alternatives) != 1:
        return []
    [terms] = query.alternatives
    tests = [one.test for one in terms if isinstance(one.test, Text) and not one.negated]
    return tests if len(tests) == len(terms) else []
