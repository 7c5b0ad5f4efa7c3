"""The tests that look into the texts and facts of tracks: into all, or a few, which is far less.

A million texts take a tenth of a second to half of one, on two cores.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from tagstudio.library.db.expressions import contains, holds_alone
from tagstudio.library.db.id_sets import both, either, id_array, in_ids, without
from tagstudio.library.db.schema import search_texts, track_texts, tracks
from tagstudio.library.db.text_folding import folded
from tagstudio.library.db.trigrams import Likely, among_likely, narrowed, tells_all
from tagstudio.library.search.query import HasFormat, Range, Term, Test, Text
from tagstudio.library.tracks.shown_texts import shown_in_its_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tagstudio.library.db.id_sets import Ids

_FACTS = frozenset({"year", "seconds"})  # ranges of which are looked for in the table of tracks


def is_slow(test: Test) -> bool:
    """Tell whether a test looks into the texts or facts of tracks."""
    return isinstance(test, Text | HasFormat) or (isinstance(test, Range) and test.field in _FACTS)


def among(connection: sa.Connection, slow: Iterable[Term], ids: Ids) -> Ids:
    """Return those of some tracks for which slow tests hold, in their order."""

    def left(ids: Ids, term: Term) -> Ids:
        looked_at = ids.tolist()
        if isinstance(term.test, Text):
            likely = sa.select(search_texts.c.track_id).where(
                in_ids(search_texts.c.track_id, looked_at)
            )
            held = _holding(connection, term.test, likely)
        else:
            assert isinstance(term.test, Range | HasFormat)
            held = with_facts(connection, term.test, looked_at)
        return (without if term.negated else both)(ids, held)

    return reduce(left, slow, ids)


def with_words(connection: sa.Connection, words: Iterable[Test]) -> Ids:
    """Return the tracks in whose texts all words occur."""
    texts = [folded(word.text) for word in words if isinstance(word, Text)]

    def look(likely: Likely) -> Ids:
        if likely is not None and tells_all(connection, texts):
            return id_array(connection, likely)
        return id_array(connection, _in_texts(search_texts.c.text, texts, likely))

    return among_likely(connection, texts, look)


def with_text(connection: sa.Connection, test: Text) -> Ids:
    """Return the tracks in one of whose texts a word occurs, or in what is shown in its place."""
    if test.field is None:
        return with_words(connection, [test])
    words = [folded(test.text)]
    return among_likely(connection, words, lambda likely: _holding(connection, test, likely))


def _holding(connection: sa.Connection, test: Text, likely: Likely) -> Ids:
    """Return those of the tracks `likely` (None: all) for which a test of a text holds.

    What is told of an artist and not in the texts of a track is found in all tracks.
    """
    text = folded(test.text)
    if test.field is None:
        return id_array(connection, _in_texts(search_texts.c.text, [text], likely))
    ids = id_array(connection, _in_texts(track_texts.c[test.field], [text], likely))
    return either(ids, shown_in_its_place(connection, test.field, text, likely))


def _in_texts(
    column: sa.Column[str], texts: Iterable[str], likely: Likely
) -> sa.Select[tuple[int]]:
    """Return the SELECT of those of the tracks `likely` (None: all) whose text holds all others."""
    holds, track_id = holds_alone if likely is None else contains, column.table.c.track_id
    query = sa.select(track_id).where(*(holds(column, text) for text in texts))
    return narrowed(query, track_id, likely)


def _between(column: sa.ColumnElement[Any], test: Range) -> Iterable[sa.ColumnElement[bool]]:
    if test.low is not None:
        yield column >= test.low
    if test.high is not None:
        yield column <= test.high


def with_facts(
    connection: sa.Connection, test: Range | HasFormat, looked_at: Iterable[int] | None = None
) -> Ids:
    """Return those of the tracks `looked_at` (None: all) for which a fact or format is as asked."""
    if isinstance(test, HasFormat):
        where = [tracks.c.format == folded(test.name)]
    else:
        where = [*_between(tracks.c[test.field], test)]
    if looked_at is not None:
        where.append(in_ids(tracks.c.id, looked_at))
    return id_array(connection, sa.select(tracks.c.id).where(*where))
