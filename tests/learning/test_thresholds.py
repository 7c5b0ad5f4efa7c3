import numpy as np
import pytest

from tagstudio.learning import thresholds
from tagstudio.learning.log_odds import logit, sigmoid
from tagstudio.learning.thresholds import (
    answered_threshold,
    at_share,
    on_the_scale_of,
    own_tag_threshold,
    reference_scores,
    top_share_threshold,
)

NONE = np.empty(0)
BASE_RATE = 0.01
HALF_WAY = 0.0913  # of that base rate


def low_scores(count: int) -> np.ndarray:
    """Scores below the half-way line, all different, the highest .08."""
    return np.linspace(0.002, 0.08, count)


def answers(logits: list[float], yes: list[int]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(logits), np.array(yes, np.bool_)


def test_the_top_of_a_library_reaches_a_tag_that_the_model_never_suggests():
    scores = low_scores(1000)
    threshold = top_share_threshold(HALF_WAY, BASE_RATE, scores, NONE)
    assert (scores >= threshold).sum() == 15  # 1.5 % of them


def test_the_top_never_raises_a_threshold_and_stays_above_the_base_rate():
    many = np.full(1000, 0.9)
    assert top_share_threshold(HALF_WAY, BASE_RATE, many, NONE) == HALF_WAY
    silent = np.linspace(0.0001, 0.005, 1000)
    assert top_share_threshold(HALF_WAY, BASE_RATE, silent, NONE) == BASE_RATE


def test_without_reference_music_a_small_library_has_no_top():
    assert top_share_threshold(HALF_WAY, BASE_RATE, low_scores(199), NONE) == HALF_WAY
    assert top_share_threshold(HALF_WAY, BASE_RATE, NONE, NONE) == HALF_WAY


def test_five_tracks_are_measured_by_reference_music():
    reference = reference_scores([(0.005, 0.07), (0.02, 0.05), (0.5, 0.004)])
    assert len(reference) == 200
    ballads, loud = np.full(5, 0.012), np.array([0.012, 0.012, 0.012, 0.075, 0.08])
    threshold = top_share_threshold(HALF_WAY, BASE_RATE, ballads, reference)
    assert not (ballads >= threshold).any()
    assert 0.05 < threshold < 0.07
    assert (loud >= top_share_threshold(HALF_WAY, BASE_RATE, loud, reference)).sum() == 2


def test_reference_scores_have_the_shares_that_are_named():
    found = reference_scores([(0.9, 0.01), (0.1, 0.4), (0.5, 0.1)])
    assert (np.diff(found) <= 0).all()
    for share, score in ((0.1, 0.4), (0.5, 0.1)):
        assert abs((found >= score).mean() - share) <= 0.005
    assert found[:20] == pytest.approx(0.4)  # beyond the ends it stays
    assert found[-20:] == pytest.approx(0.01)
    assert len(reference_scores([])) == 0


def test_answers_lower_a_threshold_below_which_there_are_yes():
    logits, yes = answers([-4, -3.5, -3, -2.5, -5, -6, -5.5, -7], [1, 1, 1, 1, 0, 0, 0, 0])
    after = logit(answered_threshold(float(sigmoid(-1.5)), logits, yes))
    assert -4 < after < -2.5


def test_answers_raise_a_threshold_above_which_there_are_noes():
    logits, yes = answers([0.5, 1, 1.5, 2, 2.5, 3, 4], [0, 0, 0, 0, 0, 1, 1])
    after = logit(answered_threshold(float(sigmoid(0)), logits, yes))
    assert 1 < after < 3


def test_three_answers_change_nothing():
    logits, yes = answers([-4, -3, -2], [1, 1, 1])
    assert answered_threshold(0.2, logits, yes) == 0.2


@pytest.mark.parametrize("count", [4, 10, 1000])
def test_accepted_suggestions_alone_move_nothing_down(count):
    logits = np.linspace(0.1, 2, count)
    after = answered_threshold(0.5, logits, np.ones(count, np.bool_))
    assert 0 <= logit(after) <= 1


@pytest.mark.parametrize("count", [4, 10, 1000])
def test_noes_far_below_move_nothing(count):
    logits = np.linspace(-9, -7, count)
    after = logit(answered_threshold(0.5, logits, np.zeros(count, np.bool_)))
    assert after == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize("yes", [0, 1])
def test_four_equal_answers_move_a_threshold_by_little(yes):
    logits = np.array([-1.0, -0.5, 0.5, 1.0])
    after = logit(answered_threshold(0.5, logits, np.full(4, bool(yes))))
    assert -1.001 <= after <= 1.001
    assert (after < 0) == bool(yes)


def test_answers_that_fit_the_threshold_keep_it():
    chance = np.random.default_rng(0)
    logits = chance.normal(-2, 2, 4000)
    line = logit((0.15 * 4000 + 1) / 4008) / 2
    yes = chance.random(4000) < sigmoid(logits)
    share = logit((yes.sum() + 1) / 4008) / 2
    after = logit(answered_threshold(float(sigmoid(line)), logits, yes))
    assert after == pytest.approx(share, abs=0.15)  # the logits are calibrated: the line itself


def test_many_yes_beside_one_no_lower_a_threshold_by_little():
    low = np.linspace(-4, 2, 20)
    alone = answered_threshold(0.5, np.append(low, -5.0), np.arange(21) < 20)
    balanced = answered_threshold(0.5, np.append(low, low - 6), np.arange(40) < 20)
    assert -1.5 < logit(alone) < 0
    assert logit(balanced) < logit(alone) - 0.5


def test_where_few_yes_reach_the_line_an_own_tag_stands_between():
    after = logit(own_tag_threshold(float(sigmoid(0)), 0.5, np.array([-1.0, -2.0, 4.0]), NONE))
    assert after == pytest.approx(-1 / 2)
    assert own_tag_threshold(0.3, 0.5, NONE, NONE) == 0.3


def test_where_most_yes_exceed_the_line_half_of_them_reach_an_own_tag():
    after = logit(own_tag_threshold(float(sigmoid(-2)), 0.5, np.array([1.0, 0.0, 4.0]), NONE))
    assert after == pytest.approx(1.0)


def test_an_own_tag_is_suggested_no_more_often_than_it_is_true():
    scores = np.linspace(0.01, 0.9, 100)
    threshold = own_tag_threshold(0.2, 0.1, logit([0.3, 0.2, 0.1]), scores)
    assert (scores >= threshold).sum() == 10


def test_a_threshold_on_another_scale_is_reached_by_as_many_tracks():
    chance = np.random.default_rng(1)
    before, after = chance.random(500) * 0.8 + 0.1, chance.random(500) ** 2
    for threshold in (0.15, 0.5, 0.85):
        [found] = on_the_scale_of(before, after, np.array([threshold]))
        assert (after >= found).sum() == (before >= threshold).sum()


def test_beyond_the_ends_of_a_scale_the_distance_is_kept():
    before, after = np.array([0.2, 0.5]), np.array([0.01, 0.1])
    [high, low] = on_the_scale_of(before, after, np.array([0.7, 0.1]))
    assert logit(high) - logit(0.1) == pytest.approx(logit(0.7) - logit(0.5))
    assert logit(low) - logit(0.01) == pytest.approx(logit(0.1) - logit(0.2))
    assert on_the_scale_of(NONE, NONE, np.array([0.4])) == 0.4


def test_a_share_of_the_tracks():
    scores = np.arange(100) / 100
    assert (scores >= at_share(0.05, scores)).sum() == 5
    assert (scores >= at_share(0.001, scores)).sum() == 1
    assert (scores >= at_share(0, scores)).sum() == 0
    assert at_share(1, scores) == pytest.approx(thresholds._LOWEST)
