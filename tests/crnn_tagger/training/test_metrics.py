import numpy as np
import pytest
from crnn_tagger.training.metrics import cross_entropies, log_loss, row_losses
from sklearn.metrics import log_loss as sklearn_log_loss

from tagstudio.plugin_api.examples import NO, UNSEEN, YES

TWO_TAGS = np.array([[YES, YES], [NO, YES], [YES, UNSEEN], [NO, YES]], np.int8)
SCORES = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.1, 0.4]], np.float32)


def test_log_loss_is_scikit_learns_and_skips_the_unseen() -> None:
    weights = np.array([[1, 1], [2, 1], [1, 9], [0.5, 1]], np.float32)
    answered = TWO_TAGS >= NO
    expected = sklearn_log_loss(
        TWO_TAGS[answered], SCORES[answered], sample_weight=weights[answered], labels=[0, 1]
    )
    assert log_loss(TWO_TAGS, weights, SCORES) == pytest.approx(expected)
    assert row_losses(TWO_TAGS, weights, SCORES)[2] == pytest.approx(-np.log(0.7))
    assert log_loss(np.full_like(TWO_TAGS, UNSEEN), weights, SCORES) is None
    assert log_loss(TWO_TAGS, np.zeros_like(weights), SCORES) is None


def test_the_cross_entropy_of_an_answer_is_its_log_loss_to_the_bit() -> None:
    numbers = np.random.default_rng(0)
    scores = numbers.random((50, 7), np.float32)
    scores[0], scores[1] = 0, 1
    yes = numbers.random((50, 7)) < 0.5
    clipped = np.clip(scores.astype(np.float64), 1e-6, 1 - 1e-6)
    expected = -np.log(np.where(yes, clipped, 1 - clipped))
    assert (cross_entropies(yes.astype(np.float64), scores) == expected).all()
    half = cross_entropies(np.full((1, 1), 0.5), np.full((1, 1), 0.5))
    assert half.item() == pytest.approx(np.log(2))
