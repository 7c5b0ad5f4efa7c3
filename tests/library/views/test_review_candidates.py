import struct

from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.search.query import ALL_TRACKS, parse
from tagstudio.library.tags import decisions
from tagstudio.library.tags.decisions import Decision
from tagstudio.library.tracks.track_columns import random_place, text_number
from tagstudio.library.views.review_candidates import (
    ReviewCandidates,
    answered_by_hand,
    answered_latest,
    feature_shape,
    review_candidates,
)


def decided_in(found: ReviewCandidates) -> set[tuple[int, int]]:
    """The places of decided tracks, with the tags."""
    return set(zip(*(one.tolist() for one in found.decided), strict=True))


def test_candidates_are_parallel_lists_of_unreviewed_suggested_tracks(
    small: Library, model_id: int
) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id)
        found = review_candidates(connection, model, ALL_TRACKS)
        [(places, scores)] = found.scores.of_tracks(found.track_ids)
    assert found.track_ids.tolist() == [2, 3]
    assert places.tolist() == [0, 1]
    assert scores.tobytes() == struct.pack("<6f", 0.6, 0.5, 0.1, 0.2, 0.3, 0.8)
    artists = [text_number(one) for one in ("john coltrane", "thelonious monk")]
    assert found.facts.artists.tolist() == artists
    assert found.facts.genres.tolist() == [text_number("Jazz; Bop"), 0]
    keys = [random_place(key) for key in (b"/music/a/2.flac", b"/music/b/3.mp3")]
    assert found.facts.orders.tolist() == keys
    jazz = model.tags[0].tag_id
    assert decided_in(found) == {(0, jazz), (1, jazz)}
    assert found.by_hand.tolist() == [True, True]


def test_a_query_restricts_the_candidates(small: Library, model_id: int) -> None:
    with small.read() as connection:
        model = models.model(connection, model_id)
        assert review_candidates(connection, model, parse("monk")).track_ids.tolist() == [3]
        assert review_candidates(connection, model, parse("state:new")).track_ids.tolist() == []


def test_only_the_user_s_own_decisions_count_as_by_hand(small: Library, model_id: int) -> None:
    with small.write() as connection:
        suggestions.store(connection, model_id, [Scored(6, (0.1, 0.2, 0.3))])
        model = models.model(connection, model_id)
        rock = model.tags[1].tag_id
        decisions.record_decisions(connection, [Decision(6, rock, "yes")], "import", at=900)
        found = review_candidates(connection, model, ALL_TRACKS)
        assert found.track_ids.tolist() == [2, 3, 6]
        assert (2, rock) in decided_in(found)
        assert found.by_hand.tolist() == [True, True, False]
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
        after = review_candidates(connection, model, ALL_TRACKS)
        assert after.track_ids.tolist() == before.track_ids.tolist()
        assert decided_in(after) == decided_in(before)
        assert after.by_hand.tolist() == before.by_hand.tolist()
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
