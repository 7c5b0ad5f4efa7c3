"""Which tracks a query finds.

Each test is one SELECT of track ids from whatever table or index knows them; the sets are then
joined here. SQLite would look each of 100,000 ids up in each set, which takes up to three times as
long.
"""

import difflib
import operator
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias, assert_never

import sqlalchemy as sa

from tagstudio.library.db.id_sets import ids_of
from tagstudio.library.db.schema import (
    decisions,
    search_texts,
    suggestion_failures,
    suggestion_scores,
    suggestions,
    track_texts,
    tracks,
)
from tagstudio.library.db.text_folding import folded
from tagstudio.library.models.models import Model
from tagstudio.library.search.query import (
    Decision,
    Format,
    Query,
    QueryError,
    Range,
    Score,
    State,
    Tagged,
    Term,
    Test,
    Text,
    TrackState,
)
from tagstudio.library.tags.tags import Tag, find_tag, list_tags
from tagstudio.library.tracks.folders import removed_ids

Ids: TypeAlias = set[int]

_COMPARISONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_TAGS_NAMED = 60  # in an error; more than that helps nobody


def matching_tracks(connection: sa.Connection, query: Query, model: Model | None) -> Ids | None:
    """Return the ids of the tracks asked for, by the scores of `model`; None means all tracks.

    Tracks of removed folders are never among them. Raises QueryError for a tag that the library
    does not know.
    """
    removed = removed_ids(connection)
    if not query.alternatives:
        return every_track(connection) - removed if removed else None
    first, *others = (_all_hold(connection, terms, model) for terms in query.alternatives)
    for other in others:
        first |= other
    return first - removed if removed else first


def tag_called(connection: sa.Connection, name: str) -> Tag:
    """Return the tag called `name`; raise a QueryError that says which ones there are."""
    tag = find_tag(connection, name)
    if tag is not None:
        return tag
    known = [tag.name for tag in list_tags(connection)]
    if not known:
        raise QueryError(f"There is no tag {name!r} yet; 'tagstudio suggest' brings the first.")
    close = difflib.get_close_matches(name, known) or known[:_TAGS_NAMED]
    raise QueryError(f"There is no tag {name!r}. Did you mean {', '.join(close)}?")


def in_state(connection: sa.Connection, state: TrackState, model: Model | None) -> Ids:
    """Return the tracks in this state.

    The first that fits counts, of missing, failed, reviewed, suggested, new.
    """
    present = tracks.c.missing_since.is_(None)
    readable = sa.and_(present, tracks.c.failure_code.is_(None))
    match state:
        case "missing":
            return _tracks(connection, tracks.c.missing_since.is_not(None))
        case "failed":
            failed = _tracks(connection, present, tracks.c.failure_code.is_not(None))
            by_model = _listed_for(connection, suggestion_failures, model)
            return failed | (by_model - in_state(connection, "missing", model))
        case "reviewed":
            found = _tracks(connection, readable, tracks.c.reviewed_at.is_not(None))
            return found - _listed_for(connection, suggestion_failures, model)
        case "unreviewed":
            return _unreviewed(connection, every_track(connection), model)
        case "suggested":
            return _unreviewed(connection, heard_by(connection, model), model)
        case "new":
            unheard = every_track(connection) - heard_by(connection, model)
            return _unreviewed(connection, unheard, model)


def _unreviewed(connection: sa.Connection, ids: Ids, model: Model | None) -> Ids:
    """Take out of `ids` those that are in a state before "suggested", and return it."""
    others: tuple[TrackState, ...] = ("missing", "failed", "reviewed")
    for other in others:
        ids -= in_state(connection, other, model)  # in place: these are few
    return ids


def every_track(connection: sa.Connection) -> Ids:
    """Return all tracks; fast while their ids have no gaps, as is so when none is ever deleted."""
    count = sa.select(sa.func.count()).select_from(tracks).scalar_subquery()
    last = sa.select(sa.func.max(tracks.c.id)).scalar_subquery()
    [(counted, last_id)] = connection.execute(sa.select(count, last))
    if counted == (last_id or 0):
        return set(range(1, counted + 1))
    return _tracks(connection)


def heard_by(connection: sa.Connection, model: Model | None) -> Ids:
    """Return the tracks that `model` made suggestions for."""
    return _listed_for(connection, suggestions, model)


def _all_hold(connection: sa.Connection, terms: Sequence[Term], model: Model | None) -> Ids:
    """Return the tracks for which all terms hold."""
    words = [term.test for term in terms if _is_word(term)]
    wanted = [term.test for term in terms if not term.negated and not _is_word(term)]
    found = [_with_words(connection, words)] if words else []
    found += [_holds(connection, test, model) for test in wanted]
    ids = found[0] if found else every_track(connection)
    for other in found[1:]:
        ids &= other
    for term in terms:
        if term.negated:
            ids -= _holds(connection, term.test, model)
    return ids


def _is_word(term: Term) -> bool:
    return isinstance(term.test, Text) and term.test.field is None and not term.negated


def _holds(  # noqa: PLR0911 - one for each kind of test
    connection: sa.Connection, test: Test, model: Model | None
) -> Ids:
    """Return the tracks for which one test holds."""
    match test:
        case Text():
            return _with_text(connection, test)
        case Range():
            return _tracks(connection, *_between(tracks.c[test.field], test))
        case Format():
            return _tracks(connection, tracks.c.format == folded(test.name))
        case Tagged():
            return _with_tag(connection, tag_called(connection, test.tag), model)
        case Score():
            return _with_score(connection, tag_called(connection, test.tag), model, test)
        case Decision():
            return _decided(connection, tag_called(connection, test.tag), test.state)
        case State():
            return in_state(connection, test.state, model)
    assert_never(test)


def _with_words(connection: sa.Connection, words: Iterable[Test]) -> Ids:
    """Return the tracks in whose texts all words occur, in one pass over the texts."""
    conditions = [
        _contains(search_texts.c.text, word.text) for word in words if isinstance(word, Text)
    ]
    return _ids(connection, sa.select(search_texts.c.track_id).where(*conditions))


def _with_text(connection: sa.Connection, test: Text) -> Ids:
    if test.field is None:
        return _with_words(connection, [test])
    found = _contains(track_texts.c[test.field], test.text)
    return _ids(connection, sa.select(track_texts.c.track_id).where(found))


def _contains(column: sa.ColumnElement[str], text: str) -> sa.ColumnElement[bool]:
    # instr, not LIKE: nothing in the user's text is a wildcard
    return sa.func.instr(column, folded(text)) > 0


def _between(column: sa.ColumnElement[Any], test: Range) -> Iterable[sa.ColumnElement[bool]]:
    if test.low is not None:
        yield column >= test.low
    if test.high is not None:
        yield column <= test.high


def _with_tag(connection: sa.Connection, tag: Tag, model: Model | None) -> Ids:
    yes = _decided(connection, tag, "yes")
    line = model.thresholds.get(tag.id) if model else None
    if line is None:
        return yes
    found = _with_score(connection, tag, model, Score(tag.name, ">=", line))
    found |= yes
    found -= _decided(connection, tag, "no")
    return found


def _with_score(connection: sa.Connection, tag: Tag, model: Model | None, test: Score) -> Ids:
    columns = suggestion_scores.c
    if model is None:
        return set()
    return _ids(
        connection,
        sa.select(columns.track_id).where(
            columns.model_id == model.id,
            columns.tag_id == tag.id,
            _COMPARISONS[test.comparison](columns.score, test.limit),
        ),
    )


def _decided(connection: sa.Connection, tag: Tag, state: str) -> Ids:
    columns = decisions.c
    decided = sa.select(columns.track_id).where(columns.tag_id == tag.id, columns.state == state)
    return _ids(connection, decided)


def _listed_for(connection: sa.Connection, table: sa.Table, model: Model | None) -> Ids:
    if model is None:
        return set()
    return _ids(connection, sa.select(table.c.track_id).where(table.c.model_id == model.id))


def _tracks(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> Ids:
    return _ids(connection, sa.select(tracks.c.id).where(*where))


def _ids(connection: sa.Connection, query: sa.Select[Any]) -> Ids:
    return set(ids_of(connection, query))
