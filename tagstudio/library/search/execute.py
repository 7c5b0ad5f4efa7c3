"""Execute a query: from its tests to the set of the ids of the tracks it finds.

Each test is one SELECT of track ids, from the table or index that answers it without a join, or one
comparison with all scores of a tag (`score_columns`). The sets are then combined as arrays: `both`
over the terms of an alternative, `without` for negated terms, `either` over the alternatives. In
one statement SQLite would look each of 100,000 ids up in each set, which takes many times as long.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import islice
from typing import TYPE_CHECKING, assert_never

import sqlalchemy as sa

from tagstudio.library.db.id_sets import both, either, id_array, id_set, no_ids, without
from tagstudio.library.db.schema import (
    decisions,
    measurements,
)
from tagstudio.library.db.text_folding import folded
from tagstudio.library.models.disagreement import Committee
from tagstudio.library.models.models import Model
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.thresholds import reaches
from tagstudio.library.search.like import alike
from tagstudio.library.search.query import (
    UNREVIEWED,
    AnsweredBy,
    DecidedAs,
    Disagreement,
    HasFormat,
    InKey,
    InSearch,
    InState,
    Is,
    Like,
    Query,
    QueryError,
    Range,
    Score,
    SearchedState,
    Tagged,
    Term,
    Test,
    Text,
)
from tagstudio.library.search.query_text import quoted
from tagstudio.library.search.saved_searches import query_of_search
from tagstudio.library.search.slow_tests import among, is_slow, with_facts, with_text, with_words
from tagstudio.library.tags.aliases import TagNames
from tagstudio.library.tags.disputes import disputed, tracks_answered_by
from tagstudio.library.tags.implications import implying
from tagstudio.library.tags.people import people_by_id
from tagstudio.library.tags.tags import Tag, list_tags
from tagstudio.library.tracks.folders import removed_array, removed_ids
from tagstudio.library.tracks.known_files import last_id
from tagstudio.library.tracks.track_state import (
    TRACK_STATES,
    every_track,
    reviewed_since,
    tracks_by_state,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from tagstudio.library.db.id_sets import Ids

FEW_LEFT = 0.02  # of all tracks: to look into so many, one by one, takes less time than into all
_COMPARISONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def matching_tracks(connection: sa.Connection, query: Query, model: Model | None) -> Ids | None:
    """Return the ids of the tracks that a query finds, by the scores of `model`; None means all.

    In any order. Tracks of removed folders are never among them. Raises QueryError for a tag that
    the library does not have.
    """
    return matching(QueryTests(connection, model), query)


def matching(tests: QueryTests, query: Query) -> Ids | None:
    """Return the same by the tests of a query, some of which may have been looked for already."""
    connection = tests.connection
    if not query.alternatives:
        removed = removed_ids(connection)
        return without(every_track(connection), removed_array(connection)) if removed else None
    found = (_all_hold(tests, terms) for terms in query.alternatives)
    return without(reduce(either, found), removed_array(connection))


class QueryTests:
    """The tracks for which the tests of a query hold, by the scores of `model`.

    Each test is looked for once, and the scores of a tag are read once, for sorting by it, too.
    """

    def __init__(self, connection: sa.Connection, model: Model | None) -> None:
        self.connection = connection
        self.model = model
        self._columns: ScoreColumns | None = None
        self._scores: dict[int, NDArray[np.float64]] = {}  # by tag
        self._found: dict[Test, Ids] = {}

    def holds(self, test: Test) -> Ids:
        """Return the tracks for which a test holds."""
        if test not in self._found:
            self._found[test] = _holds(self.connection, test, self)
        return self._found[test]

    def scores_of(self, tag_id: int) -> tuple[Ids, NDArray[np.float64]]:
        """Return the tracks with scores, and those of a tag of the model that there is."""
        assert self.model is not None
        if self._columns is None:
            self._columns = ScoreColumns(self.connection, self.model, tag_id)
        if tag_id not in self._scores:
            self._scores[tag_id] = self._columns.of(tag_id)
        return self._columns.track_ids, self._scores[tag_id]


def tag_called(connection: sa.Connection, name: str) -> Tag:
    """Return the tag of this name or alias, in any case; raises QueryError, naming similar ones."""
    known = list_tags(connection)
    names = TagNames(known)
    tag = names.called(name)
    if tag is not None:
        return tag
    if not known:
        raise QueryError(
            "query.no-tags",
            "There is no tag {name!r} yet; 'tagstudio suggest' brings the first.",
            name=name,
        )
    close = names.closest(name)
    if not close:
        raise QueryError(
            "query.no-tag",
            "There is no tag {name!r}, and none of a like name.",
            name=name,
        )
    raise QueryError(
        "query.unknown-tag",
        "There is no tag {name!r}. Did you mean {others}?",
        name=name,
        others=", ".join(map(_as_asked_for, close)),
    )


def _as_asked_for(tag: str) -> str:
    """Return a tag's name, or where it needs quotes how a query asks for it."""
    return tag if quoted(tag) == tag else f"tag:{quoted(tag)}"


def _person_called(connection: sa.Connection, name: str) -> int:
    known = people_by_id(connection)
    for number, one in known.items():
        if folded(one) == folded(name):
            return number
    if not known:
        raise QueryError(
            "query.no-people",
            "Nobody is known to have answered here yet, so by:{name} finds nothing.",
            name=name,
        )
    raise QueryError(
        "query.no-person",
        "There is no person {name!r} in this library; there are {people}.",
        name=name,
        people=", ".join(known.values()),
    )


def in_state(connection: sa.Connection, state: SearchedState, model: Model | None) -> Ids:
    """Return the tracks in a state; "unreviewed" is suggested or new."""
    by_state = tracks_by_state(connection, model)
    if state == "unreviewed":
        others = islice(by_state, len(TRACK_STATES) - len(UNREVIEWED))  # the last two are not read
        return reduce(without, (ids for _, ids in others), every_track(connection))
    return next(ids for found, ids in by_state if found == state)


def _all_hold(tests: QueryTests, terms: Sequence[Term]) -> Ids:
    """Return the tracks for which all terms hold.

    Where the others leave few, the slow ones look into these alone.
    """
    slow = [term for term in terms if is_slow(term.test)]
    others = [term for term in terms if not is_slow(term.test)]
    if slow and any(not term.negated for term in others):
        left = _all_hold(tests, others)
        if len(left) <= last_id(tests.connection) * FEW_LEFT:
            return among(tests.connection, slow, left)
    words = [term.test for term in terms if _is_word(term)]
    wanted = [term.test for term in terms if not term.negated and not _is_word(term)]
    found = [with_words(tests.connection, words)] if words else []
    found += map(tests.holds, wanted)
    ids = reduce(both, found) if found else every_track(tests.connection)
    refused = (tests.holds(term.test) for term in terms if term.negated)
    return reduce(without, refused, ids)


def _is_word(term: Term) -> bool:
    return isinstance(term.test, Text) and term.test.field is None and not term.negated


def _holds(  # noqa: PLR0911, PLR0912 - one for each kind of test
    connection: sa.Connection, test: Test, tests: QueryTests
) -> Ids:
    """Return the tracks for which one test holds."""
    match test:
        case Text():
            return with_text(connection, test)
        case Range("bpm" | "loudness"):
            return _measured(connection, *_between_rounded(measurements.c[test.field], test))
        case Range() | HasFormat():
            return with_facts(connection, test)
        case InKey():
            return _measured(connection, measurements.c.key == test.name)
        case Tagged():
            return _with_tag(connection, tag_called(connection, test.tag), tests)
        case Score():
            return _with_score(tag_called(connection, test.tag), tests, test)
        case Disagreement():
            return _disagreeing(connection, tests.model, test)
        case DecidedAs():
            return _decided(connection, tag_called(connection, test.tag).id, test.state)
        case InState():
            return in_state(connection, test.state, tests.model)
        case AnsweredBy():
            return id_set(tracks_answered_by(connection, _person_called(connection, test.name)))
        case Is():
            return id_set({track_id for track_id, _ in disputed(connection)})
        case Like():
            return alike(connection, test)
        case InSearch():
            found = matching_tracks(connection, query_of_search(connection, test.name), tests.model)
            return every_track(connection) if found is None else found
    assert_never(test)


def _between_rounded(
    column: sa.ColumnElement[float], test: Range
) -> Iterable[sa.ColumnElement[bool]]:
    """Yield the conditions on a number that is shown rounded: 119.6 is in 120..128.

    A limit without decimals is compared with whole numbers, another one with tenths.
    """
    if test.low is not None:
        yield column >= test.low - _half_step(test.low)
    if test.high is not None:
        yield column < test.high + _half_step(test.high)


def _half_step(limit: float) -> float:
    return 0.5 if limit == int(limit) else 0.05


def _measured(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> Ids:
    return id_array(connection, sa.select(measurements.c.track_id).where(*where))


def _with_tag(connection: sa.Connection, tag: Tag, tests: QueryTests) -> Ids:
    model = tests.model
    yes = _decided(connection, tag.id, "yes")
    if others := implying(connection, tag.id):
        yes = reduce(either, (_decided(connection, other, "yes") for other in others), yes)
        yes = without(yes, _decided(connection, tag.id, "no"))
    offered = {one.tag_id: one for one in model.offered_tags} if model else {}
    if model is None or tag.id not in offered:
        return yes
    ids, values = tests.scores_of(tag.id)
    suggested = ids[reaches(values, offered[tag.id].threshold)]
    left_alone = reviewed_since(connection, offered[tag.id].added)
    suggested = without(suggested, left_alone)
    return without(either(suggested, yes), _decided(connection, tag.id, "no"))


def _with_score(tag: Tag, tests: QueryTests, test: Score) -> Ids:
    if tests.model is None or tag.id not in tests.model.thresholds:
        return no_ids()
    ids, values = tests.scores_of(tag.id)
    found: Ids = ids[_COMPARISONS[test.comparison](values, test.limit)]
    return found


def _disagreeing(connection: sa.Connection, model: Model | None, test: Disagreement) -> Ids:
    if model is None:
        return no_ids()
    committee = Committee(connection, model)
    found: NDArray[np.bool_] = _COMPARISONS[test.comparison](committee.largest(), test.limit)
    return committee.track_ids[found]


def _decided(connection: sa.Connection, tag_id: int, state: str) -> Ids:
    columns = decisions.c
    decided = sa.select(columns.track_id).where(columns.tag_id == tag_id, columns.state == state)
    return id_array(connection, decided)
