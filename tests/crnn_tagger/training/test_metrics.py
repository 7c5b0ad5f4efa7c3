import numpy as np
import pytest
from crnn_tagger.training.metrics import (
    average_precisions,
    drift,
    log_loss,
    macro_auc,
    roc_auc,
    row_losses,
    tag_aucs,
    tag_losses,
)
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.metrics import log_loss as sklearn_log_loss

from tagstudio.plugin_api.examples import NO, UNSEEN, YES

TWO_TAGS = np.array([[YES, YES], [NO, YES], [YES, UNSEEN], [NO, YES]], np.int8)
SCORES = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.1, 0.4]], np.float32)


@pytest.mark.parametrize(
    ("positive", "score", "auc"),
    [
        ([True, False], [0.9, 0.1], 1.0),
        ([True, False], [0.1, 0.9], 0.0),
        ([True, False], [0.5, 0.5], 0.5),
        ([True, False, True, False], [0.9, 0.8, 0.7, 0.1], 0.75),
    ],
)
def test_roc_auc_of_hand_made_cases(positive: list[bool], score: list[float], auc: float) -> None:
    assert roc_auc(np.array(positive), np.array(score)) == auc


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=2, max_size=40))
def test_roc_auc_is_scikit_learns_ties_included(rows: list[tuple[bool, int]]) -> None:
    positive, score = np.array([r[0] for r in rows]), np.array([r[1] for r in rows], float)
    if positive.all() or not positive.any():
        assert np.isnan(roc_auc(positive, score))
    else:
        assert roc_auc(positive, score) == pytest.approx(roc_auc_score(positive, score))


def test_a_tag_of_a_single_class_is_not_defined_and_not_in_the_mean() -> None:
    np.testing.assert_equal(tag_aucs(TWO_TAGS, SCORES), [0.75, np.nan])
    assert macro_auc(TWO_TAGS, SCORES) == 0.75
    assert macro_auc(TWO_TAGS[:, 1:], SCORES[:, 1:]) is None
    assert macro_auc(TWO_TAGS[:0], SCORES[:0]) is None


def test_log_loss_is_scikit_learns_and_skips_the_unseen() -> None:
    weights = np.array([[1, 1], [2, 1], [1, 9], [0.5, 1]], np.float32)
    answered = TWO_TAGS >= NO
    expected = sklearn_log_loss(
        TWO_TAGS[answered], SCORES[answered], sample_weight=weights[answered], labels=[0, 1]
    )
    assert log_loss(TWO_TAGS, weights, SCORES) == pytest.approx(expected)
    assert row_losses(TWO_TAGS, weights, SCORES)[2] == pytest.approx(-np.log(0.7))
    every = [losses(TWO_TAGS, weights, SCORES).sum() for losses in (row_losses, tag_losses)]
    assert every[0] == pytest.approx(every[1])
    assert tag_losses(TWO_TAGS, weights, SCORES).shape == (2,)
    assert log_loss(np.full_like(TWO_TAGS, UNSEEN), weights, SCORES) is None
    assert log_loss(TWO_TAGS, np.zeros_like(weights), SCORES) is None


def test_drift_is_none_for_the_same_ranking_and_one_for_the_reverse() -> None:
    parent = np.linspace(0.1, 0.9, 10)[:, None].repeat(2, axis=1)
    rates = np.array([0.3, 0.0001])
    assert drift(parent, parent**3, rates) == 0.0
    assert drift(parent, 1 - parent, rates) == 1.0
    child = parent.copy()
    child[-1, 0] = 0.0  # one of three suggested tracks falls behind seven others
    assert drift(parent, child, rates) == pytest.approx((7 / 21 + 0) / 2)
    assert drift(parent[:, :0], child[:, :0], rates[:0]) == 0.0


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 6)), min_size=2, max_size=30))
def test_average_precision_is_that_of_sklearn(rows: list[tuple[bool, int]]) -> None:
    positive, score = np.array([row[0] for row in rows]), np.array([row[1] / 6 for row in rows])
    answers = np.where(positive, YES, NO).astype(np.int8)[:, None]
    found = average_precisions(answers, score[:, None])[0]
    if positive.all() or not positive.any():
        assert np.isnan(found)
    else:
        assert found == pytest.approx(average_precision_score(positive, score))


def test_average_precision_skips_the_unseen() -> None:
    found = average_precisions(TWO_TAGS, SCORES)
    assert found[0] == pytest.approx((1 + 2 / 3) / 2)
    assert np.isnan(found[1])  # the second tag has no negatives
