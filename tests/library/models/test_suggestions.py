import math
import struct
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.score_columns import ScoreColumns
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.query import ALL_TRACKS
from tagstudio.library.views.common_tags import common_tags
from tagstudio.library.views.review_candidates import review_candidates
from tagstudio.library.views.tag_states import taggings_of

from ..conftest import suggestion_counts

SCORES = st.tuples(*[st.floats(0, 1, width=32)] * 3)


def index(connection: sa.Connection) -> list[tuple[int, int, float, int]]:
    found = []
    for model in models.list_models(connection):
        columns = ScoreColumns(connection, model)
        for tag in model.tags:
            of_tag = zip(columns.of(tag.tag_id), columns.track_ids, strict=True)
            found += [(model.id, tag.tag_id, score, track_id) for score, track_id in of_tag]
    return sorted(found, key=lambda row: (row[0], row[3], row[1]))


def test_scores_are_read_as_they_were_stored(small: Library, model_id: int) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id)
        found = suggestions.scores_of(connection, model, [2, 3, 6, 99])
    assert found.keys() == {2, 3}
    assert found[2] == pytest.approx((0.6, 0.5, 0.1), abs=1e-7)


def test_features_are_read_where_some_are_stored(small: Library, model_id: int) -> None:
    with small.write() as connection:
        suggestions.store(connection, model_id, [Scored(6, (0.1, 0.2, 0.3), b"\x01\x02" * 8)])
        assert suggestions.features_of(connection, model_id, [1, 6], (8,)) == {6: b"\x01\x02" * 8}


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
        assert suggestions.features_of(connection, model_id, [1], (8,)) == {}


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(1, 6), SCORES), max_size=12))
def test_the_scores_of_a_tag_are_always_those_of_the_tracks(
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
def test_scores_that_do_not_fit_the_model_raise(
    small: Library, model_id: int, scores: tuple[float, ...]
) -> None:
    with small.write() as connection:
        before = index(connection)
        with pytest.raises(ValueError, match="track 1: 3 scores"):
            suggestions.store(connection, model_id, [Scored(1, scores)])
        assert index(connection) == before


def test_forget_concerns_all_models_and_no_other_track(
    library: Library, model_id: int, add: Callable[..., list[int]]
) -> None:
    ids = add("/music/1", "/music/2")
    with library.write() as connection:
        scored = [Scored(id, (0.1, 0.1, 0.1), struct.pack("<e", 1)) for id in ids]
        suggestions.store(connection, model_id, scored)
        suggestions.forget(connection, ids[:1])
        assert [row[3] for row in index(connection)] == [ids[1]] * 3
        assert suggestions.features_of(connection, model_id, ids, (1,)).keys() == {ids[1]}
        assert suggestion_counts(connection, model_id) == (1, 0, 1)


@pytest.mark.sqlite_only("the damage is written as SQLite spells it")
@pytest.mark.parametrize(
    "damage", ["X''", "X'00'", "substr(scores, 5)", "zeroblob(16)", "7", "'twelve bytes'"]
)
def test_a_row_of_another_length_counts_as_none_until_it_is_stored_again(
    small: Library, model_id: int, damage: str
) -> None:
    with small.write() as connection:
        connection.exec_driver_sql(f"UPDATE suggestions SET scores = {damage} WHERE track_id = 3")
        model = models.model(connection, model_id)
        assert suggestions.scores_of(connection, model, [2, 3]).keys() == {2}
        assert [one.tag for one in taggings_of(connection, model, [3])[3]] == ["jazz"]  # decided
        assert "hard rock" not in {one.tag for one in common_tags(connection, model, [2, 3])}
        assert review_candidates(connection, model, ALL_TRACKS).track_ids.tolist() == [2]
        suggestions.store(connection, model_id, [Scored(3, (0.2, 0.3, 0.8))])
        assert suggestions.scores_of(connection, model, [2, 3]).keys() == {2, 3}
        assert review_candidates(connection, model, ALL_TRACKS).track_ids.tolist() == [2, 3]


def test_maps_of_any_number_of_windows_are_features_and_a_part_of_one_is_damaged(
    small: Library, model_id: int
) -> None:
    maps = {1: bytes(16), 2: bytes(48), 3: bytes(47)}
    with small.write() as connection:
        for track_id, features in maps.items():
            scored = Scored(track_id, (0.1, 0.2, 0.3), features, windows=3)
            suggestions.store(connection, model_id, [scored])
        found = suggestions.features_of(connection, model_id, [1, 2, 3], (2, 4))
    assert found == {1: bytes(16), 2: bytes(48)}


def test_the_maps_of_the_most_windows_count_then_those_of_the_newest_model(
    small: Library, add_model: Callable[..., int]
) -> None:
    tags = (models.RegisteredTag("jazz", "genre", 0.1),)
    info = {"feature_digest": "the same", "feature_shape": [2]}
    with small.write() as connection:
        older, newer, other = (
            models.register(
                connection,
                "crnn_tagger",
                models.RegisteredModel(name, name, tags, info={**info, **more}),
            )
            for name, more in (("older", {}), ("newer", {}), ("x", {"feature_digest": "another"}))
        )
        three, one = bytes(range(12)), bytes(range(4))
        suggestions.store(connection, older, [Scored(1, (0.1,), three, 3), Scored(2, (0.1,), one)])
        suggestions.store(connection, newer, [Scored(1, (0.1,), one), Scored(2, (0.1,), b"abcd")])
        suggestions.store(connection, other, [Scored(1, (0.1,), bytes(20), 5)])
        found = suggestions.heard_by_digest(connection, "the same", [1, 2, 3], [2])
        assert suggestions.heard_by_digest(connection, "", [1, 2, 3], [2]) == {}
        assert suggestions.windows_heard(connection, [1, 2]) == {1: 5, 2: 1}
        assert suggestions.heard_more(connection, older, {1: 2, 2: 1}) == {1}
    assert found == {
        1: suggestions.HeardFeatures(three, 3, 3),
        2: suggestions.HeardFeatures(b"abcd", 1, 1),
    }
    assert found[1].centre == three[4:8]
    assert found[2].centre == b"abcd"


def test_the_centre_is_known_of_an_odd_number_of_maps_of_a_window_each() -> None:
    def centre(size: int, windows: int, maps: int) -> bytes:
        return suggestions.HeardFeatures(bytes(range(size)), windows, maps).centre

    assert centre(10, 5, 5) == bytes([4, 5])
    assert centre(4, 2, 2) == b""
    assert centre(4, 3, 1) == b""  # a mean over three windows
