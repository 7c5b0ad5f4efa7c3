"""Scores and log-odds."""

import numpy as np
import pytest

from tagstudio.learning.log_odds import logit, sigmoid


def test_log_odds_and_scores_are_each_other_s_inverse():
    scores = np.array([1e-5, 0.3, 0.5, 0.99])
    assert sigmoid(logit(scores)) == pytest.approx(scores)
    assert np.isfinite(logit([0.0, 1.0])).all()
    assert sigmoid([-1e4, 1e4]).tolist() == [pytest.approx(0), 1]
