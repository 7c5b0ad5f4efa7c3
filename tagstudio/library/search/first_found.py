"""The first tracks that a query finds, without looking for all of them.

Of a word that many tracks have, the index of trigrams tells little: all texts are looked into, a
million in half a second; and a server hands on half a million ids in a tenth. From the front of the
order the first page is found among a few thousand. What is rarer than it looks is not, and then all
are looked for after all.

Tests that are quick for all tracks (`_QUICK`) are looked for as ever, and leave fewer of a longer
front.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import sqlalchemy as sa

from tagstudio.library.db.id_sets import both, in_ids, without
from tagstudio.library.db.schema import search_texts
from tagstudio.library.db.text_folding import folded
from tagstudio.library.db.trigrams import may_be_common
from tagstudio.library.search.execute import FACTS, QueryTests, holding, with_facts
from tagstudio.library.search.query import (
    DecidedAs,
    HasFormat,
    InState,
    Query,
    Range,
    Score,
    Tagged,
    Term,
    Test,
    Text,
)
from tagstudio.library.search.sorting import front
from tagstudio.library.tracks.folders import removed_array

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagstudio.library.db.id_sets import Ids

LARGE = 100_000  # tracks: of fewer all are looked at soon enough
FRONT = 4000  # tracks of an order that are looked at
LONG_FRONT = 40_000  # tracks of an order of which quick tests leave a part
_QUICK = Tagged | Score | DecidedAs | InState


def first_found(tests: QueryTests, query: Query, sort: str, wanted: int) -> Ids | None:
    """Return the ids of the first `wanted` tracks that a query finds in the order `sort`.

    None where it asks for no common words or facts of the tracks, or for what is not quick beside
    them; in an order that takes all tracks; of a library that is not large; and where fewer are
    found at the front.
    """
    connection = tests.connection
    terms = query.alternatives[0] if len(query.alternatives) == 1 else ()
    slow = [term for term in terms if _is_slow(term.test)]
    quick = [term for term in terms if isinstance(term.test, _QUICK)]
    if not slow or any(term.negated for term in slow) or len(slow) + len(quick) < len(terms):
        return None
    if (connection.scalar(sa.select(sa.func.max(search_texts.c.track_id))) or 0) <= LARGE:
        return None
    words = [folded(term.test.text) for term in slow if isinstance(term.test, Text)]
    if words and not may_be_common(connection, words):
        return None
    first = front(connection, sort, tests.model, LONG_FRONT if quick else FRONT)
    if first is None:
        return None
    first = without(first, removed_array(connection))
    for term in quick:
        first = (without if term.negated else both)(first, tests.holds(term.test))
    if len(first) < wanted:
        return None
    first = _among(connection, slow, first[:FRONT])
    return first[:wanted] if len(first) >= wanted else None


def _is_slow(test: Test) -> bool:
    """Tell whether a test takes a look at all tracks, and at a few of them much less."""
    return isinstance(test, Text | HasFormat) or (isinstance(test, Range) and test.field in FACTS)


def _among(connection: sa.Connection, slow: Sequence[Term], ids: Ids) -> Ids:
    """Return those of the tracks for which slow tests hold, in their order."""
    looked_at = ids.tolist()
    id = search_texts.c.track_id
    likely = sa.select(id).where(in_ids(id, looked_at))

    def held(left: Ids, term: Term) -> Ids:
        if isinstance(term.test, Text):
            return both(left, holding(connection, term.test, likely))
        assert isinstance(term.test, Range | HasFormat)
        return both(left, with_facts(connection, term.test, looked_at))

    return reduce(held, slow, ids)
