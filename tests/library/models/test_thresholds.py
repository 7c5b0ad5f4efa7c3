import numpy as np
import pytest

from tagstudio.library.db.database import Library
from tagstudio.library.models import models, suggestions, user_thresholds
from tagstudio.library.models.suggestions import Scored
from tagstudio.library.models.thresholds import least_scores, reaches
from tagstudio.library.models.user_thresholds import UserThreshold
from tagstudio.library.search.execute import matching_tracks
from tagstudio.library.search.query import parse
from tagstudio.library.views.common_tags import common_tags
from tagstudio.library.views.counts import suggested_count
from tagstudio.library.views.tag_states import taggings_of

NEAR_HALF = np.nextafter(np.float32(0.5), np.float32(0), dtype=np.float32).item()


@pytest.mark.parametrize("threshold", [0.1, 0.3, 0.5, 0.7, NEAR_HALF])
@pytest.mark.parametrize("score", [np.float32(x).item() for x in (0.1, 0.3, 0.5, 0.7, NEAR_HALF)])
def test_numbers_arrays_and_all_views_agree(
    small: Library, model_id: int, score: float, threshold: float
) -> None:
    expected = score >= threshold
    assert reaches(score, threshold) is expected
    assert reaches(np.array([score], "<f4"), [threshold]).tolist() == [expected]
    with small.write() as connection:
        jazz = models.model(connection, model_id).tags[0]
        user_thresholds.set_threshold(
            connection, models.model(connection, model_id), jazz.tag_id, UserThreshold(threshold)
        )
        before = suggested_count(
            connection, models.model(connection, model_id), jazz.tag_id, threshold
        )
        suggestions.store(connection, model_id, [Scored(6, (score, 0, 0))])
        model = models.model(connection, model_id)
        assert model.thresholds[jazz.tag_id] == threshold
        found_by_query = matching_tracks(connection, parse("tag:jazz"), model)
        assert found_by_query is not None
        assert (6 in found_by_query) is expected
        after = suggested_count(connection, model, jazz.tag_id, threshold)
        assert after - before == expected
        [jazz_on_6] = [one for one in taggings_of(connection, model, [6])[6] if one.tag == "jazz"]
        assert (jazz_on_6.state == "suggested") is jazz_on_6.above_threshold is expected
        assert any(one.tag == "jazz" for one in common_tags(connection, model, [6])) is expected


def test_a_tag_that_the_model_does_not_score_is_not_above_its_threshold(small: Library) -> None:
    with small.read() as connection:
        [unscored, *_] = taggings_of(connection, None, [3])[3]
    assert unscored.score is None
    assert not unscored.above_threshold


def test_arrays_compare_with_a_plain_number_in_float64() -> None:
    score = np.float32(0.7)  # less than 0.7, which rounds to it
    assert score.item() < 0.7
    assert reaches(np.array([score], "<f4"), 0.7).tolist() == [False]
    assert not reaches(score, 0.7)


def test_the_least_scores_are_the_first_that_reach() -> None:
    thresholds = [0.1, 0.25, 0.3000000001, 1 / 3, 0.9999999999, 1.0, 0.0]
    least = least_scores(thresholds)
    assert least.dtype == np.float32
    assert reaches(least, thresholds).all()
    below = np.nextafter(least, np.float32(-1))
    assert not reaches(below, thresholds).any()
