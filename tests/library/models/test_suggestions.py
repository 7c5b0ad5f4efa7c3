import math
import struct
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagstudio.library.db.database import Library
from tagstudio.library.db.schema import suggestion_scores
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.suggestions import Counts, Pending, Scored
from tagstudio.library.search.query import parse
from tagstudio.library.tracks import tracks

SCORES = st.tuples(*[st.floats(0, 1, width=32)] * 3)


def pending(library: Library, model_id: int, **how: bool) -> list[int]:
    with library.read() as connection:
        return [one.track_id for one in suggestions.pending(connection, model_id, **how)]


def index(connection: sa.Connection) -> list[tuple[int, int, float, int]]:
    order = suggestion_scores.c
    query = sa.select(suggestion_scores).order_by(order.model_id, order.track_id, order.tag_id)
    return [tuple(row) for row in connection.execute(query)]


def test_scores_come_back_as_the_model_gave_them(small: Library, model_id: int) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id)
        found = suggestions.scores_of(connection, model, [2, 3, 6, 99])
    assert found.keys() == {2, 3}
    assert found[2] == pytest.approx((0.6, 0.5, 0.1), abs=1e-7)


def test_features_come_back_where_there_are_some(small: Library, model_id: int) -> None:
    with small.write() as connection:
        suggestions.store(connection, model_id, [Scored(6, (0.1, 0.2, 0.3), b"\x01\x02" * 8)])
        assert suggestions.features_of(connection, model_id, [1, 6]) == {6: b"\x01\x02" * 8}


def test_storing_again_replaces(small: Library, model_id: int) -> None:
    with small.write() as connection:
        before = index(connection)
        again = [Scored(1, (0.9, 0.1, 0.1), b"xy"), Scored(2, (0.6, 0.5, 0.1), partial=True)]
        suggestions.store(connection, model_id, again)
        suggestions.store(connection, model_id, again)
        assert index(connection) == before
        suggestions.store(connection, model_id, [Scored(1, (0.25, 0.5, 0.75))])
        changed = [row[2] for row in index(connection) if row[3] == 1]
        assert changed == [0.25, 0.5, 0.75]
        assert suggestions.features_of(connection, model_id, [1]) == {}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 6), SCORES), max_size=12))
def test_the_index_always_says_what_the_suggestions_say(
    small: Library, model_id: int, stored: list[tuple[int, tuple[float, float, float]]]
) -> None:
    with small.write() as connection:
        for track_id, scores in stored:
            suggestions.store(connection, model_id, [Scored(track_id, scores)])
        model = models.model(connection, model_id)
        expected = [
            (model_id, tag.tag_id, score, track_id)
            for track_id, scores in sorted(
                suggestions.scores_of(connection, model, range(1, 7)).items()
            )
            for tag, score in zip(model.tags, scores, strict=True)
        ]
        assert index(connection) == expected


@pytest.mark.parametrize("scores", [(0.1, 0.2), (0.1, 0.2, 0.3, 0.4), (0.1, math.nan, 0.2)])
def test_scores_that_do_not_fit_the_model_are_refused(
    small: Library, model_id: int, scores: tuple[float, ...]
) -> None:
    with small.write() as connection:
        before = index(connection)
        with pytest.raises(ValueError, match="track 1: 3 scores"):
            suggestions.store(connection, model_id, [Scored(1, scores)])
        assert index(connection) == before


def test_pending_are_the_present_and_readable_without_a_suggestion(
    small: Library, model_id: int
) -> None:
    assert pending(small, model_id) == [6]
    assert pending(small, model_id, again=True) == [1, 2, 3, 6]
    with small.read() as connection:
        [one] = suggestions.pending(connection, model_id)
    assert one == Pending(6, "/music/c/6_100%.ogg", 61.5)


def test_pending_can_be_narrowed_down(small: Library, model_id: int) -> None:
    with small.read() as connection:
        found = suggestions.pending(connection, model_id, parse("coltrane"), again=True)
        assert [one.track_id for one in found] == [1, 2]
        assert suggestions.pending(connection, model_id, parse("coltrane")) == []


def test_tracks_can_be_asked_for_by_id(small: Library, model_id: int) -> None:
    assert pending(small, model_id, where=[1, 6, 99]) == [6]
    assert pending(small, model_id, where=[1, 6], again=True) == [1, 6]
    assert pending(small, model_id, where=[]) == []


def test_a_track_that_failed_twice_is_left_alone_until_asked_for(
    small: Library, model_id: int
) -> None:
    for attempt in (1, 2):
        assert pending(small, model_id) == [6]
        with small.write() as connection:
            failure = (6, "decode", f"attempt {attempt}")
            suggestions.store_failures(connection, model_id, [failure])
    assert pending(small, model_id) == []
    assert pending(small, model_id, again=True) == [1, 2, 3]
    assert pending(small, model_id, retry=True) == [6]
    with small.write() as connection:
        assert suggestions.counts(connection, model_id) == Counts(4, 1, 0)
        suggestions.store(connection, model_id, [Scored(6, (0.1, 0.1, 0.1))])
        assert suggestions.counts(connection, model_id) == Counts(5, 0, 0)


def test_models_do_not_share_suggestions_or_failures(small: Library, model_id: int) -> None:
    outputs = (models.RegisteredTag("jazz", "genre", 0.1),)
    with small.write() as connection:
        other = models.register(
            connection, "crnn_tagger", models.RegisteredModel("other", "1", outputs)
        )
        suggestions.store_failures(connection, model_id, [(6, "x", "x"), (6, "x", "x")])
        suggestions.store(connection, other, [Scored(1, (0.3,))])
        assert suggestions.counts(connection, other) == Counts(1, 0, 3)
    assert pending(small, other) == [2, 3, 6]


def test_forgetting_takes_all_models_and_other_tracks_stay(
    library: Library, model_id: int, add: Callable[..., list[int]]
) -> None:
    ids = add("/music/1", "/music/2")
    with library.write() as connection:
        scored = [Scored(id, (0.1, 0.1, 0.1), struct.pack("<e", 1)) for id in ids]
        suggestions.store(connection, model_id, scored)
        suggestions.forget(connection, ids[:1])
        assert [row[3] for row in index(connection)] == [ids[1]] * 3
        assert suggestions.features_of(connection, model_id, ids).keys() == {ids[1]}
        assert suggestions.counts(connection, model_id) == Counts(1, 0, 1)


def test_a_missing_track_is_not_pending(small: Library, model_id: int) -> None:
    with small.write() as connection:
        tracks.mark_missing(connection, [6])
    assert pending(small, model_id, retry=True) == []
