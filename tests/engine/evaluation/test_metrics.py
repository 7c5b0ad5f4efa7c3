import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from tagstudio.engine.evaluation.metrics import measure_tags
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.ranking_metrics import mean_auc_of_measured_tags, measured_tags

RANDOM = np.random.default_rng(0)


def random_test_set(tracks: int, tags: int = 4, signal: float = 1.0, seed: int = 0):
    """Make labels (tracks, tags), and scores that are correlated with them."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, (tracks, tags)).astype(np.int8)
    scores = (signal * labels + random.standard_normal((tracks, tags))).astype(np.float32)
    return labels, scores


def test_figures_are_those_of_scikit_learn_over_the_answered_tracks():
    labels, scores = random_test_set(200)
    labels[::3] = UNSEEN
    answered = labels[:, 1] != UNSEEN
    figure = measure_tags(list("abcd"), labels, scores)[1]
    truth, score = labels[answered, 1], scores[answered, 1]
    assert figure.roc_auc == pytest.approx(roc_auc_score(truth, score))
    assert figure.average_precision == pytest.approx(average_precision_score(truth, score))
    assert (figure.positives, figure.negatives) == (truth.sum(), (truth == NO).sum())
    assert figure.low < figure.roc_auc < figure.high


def test_a_hand_made_case():
    labels = np.array([[YES]] * 10 + [[NO]] * 10, np.int8)
    scores = np.array([[0.9]] * 9 + [[0.1]] + [[0.5]] * 10, np.float32)
    (figure,) = measure_tags(["a"], labels, scores)
    assert figure.roc_auc == pytest.approx(0.9)
    assert mean_auc_of_measured_tags(labels, scores) == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("yes", "no", "measured"), [(9, 50, False), (50, 9, False), (10, 10, True)]
)
def test_a_tag_is_measured_from_ten_of_both_on(yes, no, measured):
    labels = np.array([[YES]] * yes + [[NO]] * no + [[UNSEEN]] * 30, np.int8)
    scores = RANDOM.random(labels.shape).astype(np.float32)
    assert measured_tags(labels) == ([0] if measured else [])
    (figure,) = measure_tags(["a"], labels, scores)
    assert (figure.roc_auc is not None) == measured
    assert (mean_auc_of_measured_tags(labels, scores) is not None) == measured


def test_a_tag_with_one_answer_only_does_not_spoil_the_average():
    labels, scores = random_test_set(100, tags=2)
    labels[:, 1] = YES
    assert mean_auc_of_measured_tags(labels, scores) == pytest.approx(
        roc_auc_score(labels[:, 0], scores[:, 0])
    )
