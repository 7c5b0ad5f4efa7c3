import struct

from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.views.review_candidates import (
    answered_by_hand,
    answered_latest,
    feature_shape,
    review_candidates,
)


def test_candidates_are_parallel_lists_of_unreviewed_suggested_tracks(
    small: Library, model_id: int
) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id)
        found = review_candidates(connection, model, ALL_TRACKS)
    assert found.track_ids == [2, 3]
    assert found.scores == struct.pack("<6f", 0.6, 0.5, 0.1, 0.2, 0.3, 0.8)
    assert found.artists == ["John Coltrane", "Thelonious Monk"]
    assert found.genres == ["Jazz; Bop", ""]
    assert found.content_keys == [b"/music/a/2.flac", b"/music/b/3.mp3"]
    jazz = model.tags[0].tag_id
    assert found.decided == [(0, jazz), (1, jazz)]
    assert found.by_hand == {0, 1}


def test_a_query_restricts_the_candidates(small: Library, model_id: int) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id)
        assert review_candidates(connection, model, parse("monk")).track_ids == [3]
        assert review_candidates(connection, model, parse("state:new")).track_ids == []


def test_only_the_user_s_own_decisions_count_as_by_hand(small: Library, model_id: int) -> None:
    with small.write() as connection:
        suggestions.store(connection, model_id, [Scored(6, (0.1, 0.2, 0.3))])
        model = models.model(connection, model_id)
        rock = model.tags[1].tag_id
        decisions.record_decisions(connection, [Decision(6, rock, "yes")], "import", at=900)
        found = review_candidates(connection, model, ALL_TRACKS)
        assert found.track_ids == [2, 3, 6]
        assert (2, rock) in found.decided
        assert found.by_hand == {0, 1}
        assert answered_by_hand(connection) == 2
        assert answered_latest(connection, 1) == [6]


def test_what_only_the_file_says_is_still_worth_asking(small: Library, model_id: int) -> None:
    with small.write() as connection:
        suggestions.store(connection, model_id, [Scored(6, (0.1, 0.2, 0.3))])
        model = models.model(connection, model_id)
        before = review_candidates(connection, model, ALL_TRACKS)
        latest = answered_latest(connection, 9)
        said = [Decision(6, model.tags[1].tag_id, "yes")]
        decisions.record_decisions(connection, said, "file tag", at=900)
        assert review_candidates(connection, model, ALL_TRACKS) == before
        assert answered_latest(connection, 9) == latest


def test_a_model_that_names_no_feature_shape_has_none(small: Library, model_id: int) -> None:
    with small.write() as connection:
        tag = models.RegisteredTag("jazz", "genre", 0.1)
        info = {"feature_shape": [15, 128]}
        shaped = models.register(
            connection, "p", models.RegisteredModel("m", "1", (tag,), info=info)
        )
        assert feature_shape(connection, models.model(connection, model_id)) == ()
        assert feature_shape(connection, models.model(connection, shaped)) == (15, 128)
