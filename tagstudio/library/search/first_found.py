"""The first tracks that a query of common words finds, without looking for all of them.

Of a word that nearly all tracks have, the index of trigrams tells nothing: all texts are looked
into, a million in a third of a second. From the front of the order the first page is found among a
few thousand. A word that is rarer than it looks is not, and then all are looked for after all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.expressions import contains
from tagstudio.library.db.id_sets import both, id_array, in_ids, without
from tagstudio.library.db.schema import search_texts
from tagstudio.library.db.text_folding import folded
from tagstudio.library.db.trigrams import may_be_common
from tagstudio.library.search.query import Query, Text
from tagstudio.library.search.sorting import column_order
from tagstudio.library.tracks.folders import removed_array

if TYPE_CHECKING:
    from tagstudio.library.db.id_sets import Ids

LARGE = 100_000  # tracks: of fewer all texts are looked into soon enough
FRONT = 4000  # tracks of an order that are looked at


def first_with_words(connection: sa.Connection, query: Query, sort: str, wanted: int) -> Ids | None:
    """Return the ids of the first `wanted` tracks that a query finds in the order `sort`.

    None where it asks for anything but common words, in an order that no column has, or of a
    library that is not large, and where fewer are found at the front.
    """
    words, by_column = _words(query), column_order(sort)
    if not words or by_column is None:
        return None
    if (connection.scalar(sa.select(sa.func.max(search_texts.c.track_id))) or 0) <= LARGE:
        return None
    if not may_be_common(connection, words):
        return None
    front = id_array(connection, by_column.limit(FRONT))
    id, holding = search_texts.c.track_id, (contains(search_texts.c.text, one) for one in words)
    found = id_array(connection, sa.select(id).where(in_ids(id, front.tolist()), *holding))
    first = both(front, without(found, removed_array(connection)))
    return first[:wanted] if len(first) >= wanted else None


def _words(query: Query) -> list[str]:
    """Return the words of a query of words alone, folded; none of another one."""
    if len(query.alternatives) != 1:
        return []
    tests = [term.test for term in query.alternatives[0] if not term.negated]
    words = [folded(one.text) for one in tests if isinstance(one, Text) and one.field is None]
    return words if len(words) == len(query.alternatives[0]) else []
