"""The first tracks that a query finds, without looking for all of them.

Of a word that many tracks have, the index of trigrams tells little: all texts are looked into, a
million in half a second; and a server hands on half a million ids in a tenth. From the front of the
order the first page is found among a few thousand. What is rarer than it looks is not, and then all
are looked for after all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.id_sets import both, in_ids, without
from tagstudio.library.db.schema import search_texts
from tagstudio.library.db.text_folding import folded
from tagstudio.library.db.trigrams import may_be_common
from tagstudio.library.models.models import Model
from tagstudio.library.search.execute import FACTS, holding, with_facts
from tagstudio.library.search.query import HasFormat, Query, Range, Text
from tagstudio.library.search.sorting import front
from tagstudio.library.tracks.folders import removed_array

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids

LARGE = 100_000  # tracks: of fewer all are looked at soon enough
FRONT = 4000  # tracks of an order that are looked at


def first_found(
    connection: sa.Connection, query: Query, model: Model | None, sort: str, wanted: int
) -> Ids | None:
    """Return the ids of the first `wanted` tracks that a query finds in the order `sort`.

    None where it asks for anything but common words in texts and facts of the tracks, in an order
    that takes all tracks, or of a library that is not large, and where fewer are found at the
    front.
    """
    tests = _tests(query)
    if not tests:
        return None
    if (connection.scalar(sa.select(sa.func.max(search_texts.c.track_id))) or 0) <= LARGE:
        return None
    words = [folded(one.text) for one in tests if isinstance(one, Text)]
    if words and not may_be_common(connection, words):
        return None
    first = front(connection, sort, model, FRONT)
    if first is None:
        return None
    looked_at = first.tolist()
    id = search_texts.c.track_id
    among = sa.select(id).where(in_ids(id, looked_at))
    first = without(first, removed_array(connection))
    for test in tests:
        if isinstance(test, Text):
            first = both(first, holding(connection, test, among))
        else:
            first = both(first, with_facts(connection, test, looked_at))
    return first[:wanted] if len(first) >= wanted else None


def _tests(query: Query) -> list[Text | HasFormat | Range]:
    """Return the tests of a query that asks for texts and facts alone; none of another one."""
    if len(query.alternatives) != 1:
        return []
    [terms] = query.alternatives
    tests = [
        one.test
        for one in terms
        if not one.negated
        and (
            isinstance(one.test, Text | HasFormat)
            or (isinstance(one.test, Range) and one.test.field in FACTS)
        )
    ]
    return tests if len(tests) == len(terms) else []
