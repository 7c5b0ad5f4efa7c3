"""The first tracks that a query finds, without looking for all of them.

Of a word that many tracks have, the index of trigrams tells little: all texts are looked into, a
million in half a second; and a server hands on half a million ids in a tenth. From the front of the
order the first page is found among a few thousand. What is rarer than it looks is not, and then all
are looked for after all.

Tests that are quick for all tracks (`_QUICK`) are looked for as ever, and leave fewer of a longer
front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tagstudio.library.db.id_sets import both, without
from tagstudio.library.db.text_folding import folded
from tagstudio.library.db.trigrams import may_be_common
from tagstudio.library.search.execute import QueryTests
from tagstudio.library.search.query import (
    DecidedAs,
    InState,
    Query,
    Score,
    Tagged,
    Term,
    Text,
)
from tagstudio.library.search.slow_tests import among, is_slow
from tagstudio.library.search.sorting import front
from tagstudio.library.tracks.folders import removed_array
from tagstudio.library.tracks.known_files import last_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tagstudio.library.db.id_sets import Ids

LARGE = 100_000  # tracks: of fewer all are looked at soon enough
FRONT = 4000  # tracks of an order that are looked at
LONG_FRONT = 40_000  # of which quick tests leave a part; and where FRONT held some, not enough
_WORTH_MORE = 5  # so many times as many as FRONT held, or more, are found there
_QUICK = Tagged | Score | DecidedAs | InState


def first_found(tests: QueryTests, query: Query, sort: str, wanted: int) -> Ids | None:
    """Return the ids of the first `wanted` tracks that a query finds in the order `sort`.

    None where it asks for no common words or facts of the tracks, or for what is not quick beside
    them; of a library that is not large; and where fewer are found at the front.
    """
    import numpy as np

    connection = tests.connection
    terms = query.alternatives[0] if len(query.alternatives) == 1 else ()
    slow = [term for term in terms if is_slow(term.test)]
    quick = [term for term in terms if isinstance(term.test, _QUICK)]
    if not slow or any(term.negated for term in slow) or len(slow) + len(quick) < len(terms):
        return None
    if last_id(connection) <= LARGE:
        return None
    words = [folded(term.test.text) for term in slow if isinstance(term.test, Text)]
    if words and not may_be_common(connection, words):
        return None
    candidates = _front(tests, sort, quick, LONG_FRONT if quick else FRONT)
    if len(candidates) < wanted:
        return None
    found = among(connection, slow, candidates[:FRONT])
    if len(found) < wanted <= len(found) * _WORTH_MORE:
        if not quick:
            candidates = _front(tests, sort, quick, LONG_FRONT)
        found = np.concatenate([found, among(connection, slow, candidates[FRONT:])])
    return found[:wanted] if len(found) >= wanted else None


def _front(tests: QueryTests, sort: str, quick: Sequence[Term], count: int) -> Ids:
    """Return those of the first `count` tracks of an order for which the quick tests hold."""
    first = without(front(tests, sort, count), removed_array(tests.connection))
    for term in quick:
        first = (without if term.negated else both)(first, tests.holds(term.test))
    return first
