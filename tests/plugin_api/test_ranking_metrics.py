import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.ranking_metrics import (
    WeightedRocAuc,
    average_precision,
    mean_auc_of_defined_tags,
    mean_auc_of_measured_tags,
    mean_of_defined,
    measured_tags,
    roc_auc,
    tag_aucs,
    tag_average_precisions,
)

EXACT = 1e-12
TWO_TAGS = np.array([[YES, YES], [NO, YES], [YES, UNSEEN], [NO, YES]], np.int8)
SCORES = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.1, 0.4]], np.float32)

rows_with_ties = st.lists(st.tuples(st.booleans(), st.integers(0, 9)), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("positive", "scores", "auc", "precision"),
    [
        ([True, False], [0.9, 0.1], 1.0, 1.0),
        ([True, False], [0.1, 0.9], 0.0, 0.5),
        ([True, False], [0.5, 0.5], 0.5, 0.5),
        ([True, False, True, False], [0.9, 0.8, 0.7, 0.1], 0.75, (1 + 2 / 3) / 2),
        ([True, False, True, False], [0.9, 0.7, 0.7, 0.1], 0.875, (1 + 2 / 3) / 2),
        ([False, False, False, True], [0.4, 0.3, 0.2, 0.1], 0.0, 0.25),
    ],
)
def test_golden_cases(
    positive: list[bool], scores: list[float], auc: float, precision: float
) -> None:
    assert roc_auc(np.array(positive), np.array(scores)) == auc
    assert average_precision(np.array(positive), np.array(scores)) == precision


@given(rows_with_ties)
def test_both_metrics_are_those_of_scikit_learn_with_tied_scores(
    rows: list[tuple[bool, int]],
) -> None:
    positive, scores = np.array([row[0] for row in rows]), np.array([row[1] / 9 for row in rows])
    found = roc_auc(positive, scores), average_precision(positive, scores)
    if positive.all() or not positive.any():
        assert np.isnan(found).all()
        return
    wanted = roc_auc_score(positive, scores), average_precision_score(positive, scores)
    assert found == pytest.approx(wanted, rel=0, abs=EXACT)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_both_metrics_are_those_of_scikit_learn_on_larger_tables(kind: type) -> None:
    chance = np.random.default_rng(3)
    labels = chance.choice([YES, NO, UNSEEN], (500, 6), p=[0.2, 0.5, 0.3]).astype(np.int8)
    scores = (labels + chance.standard_normal(labels.shape)).round(1).astype(kind)  # with ties
    aucs, precisions = tag_aucs(labels, scores), tag_average_precisions(labels, scores)
    for tag in range(6):
        known = labels[:, tag] != UNSEEN
        truth, score = labels[known, tag], scores[known, tag]
        assert aucs[tag] == pytest.approx(roc_auc_score(truth, score), rel=0, abs=EXACT)
        wanted = average_precision_score(truth, score)
        assert precisions[tag] == pytest.approx(wanted, rel=0, abs=EXACT)


@given(rows_with_ties, st.integers(0, 2**32 - 1))
def test_the_weighted_form_is_that_of_scikit_learn(rows: list[tuple[bool, int]], seed: int) -> None:
    chance = np.random.default_rng(seed)
    labels = np.array([YES if row[0] else NO for row in rows], np.int8)
    labels[chance.random(len(rows)) < 0.2] = UNSEEN
    scores, known = np.array([row[1] / 9 for row in rows]), labels != UNSEEN
    weights = chance.integers(0, 4, (3, len(rows))).astype(float)
    for row, found in zip(weights, WeightedRocAuc(labels, scores)(weights), strict=True):
        drawn = known & (row > 0)
        if not {YES, NO} <= set(labels[drawn].tolist()):
            assert np.isnan(found)
            continue
        wanted = roc_auc_score(labels[drawn], scores[drawn], sample_weight=row[drawn])
        assert found == pytest.approx(wanted, rel=0, abs=EXACT)


def test_weights_of_one_give_the_plain_roc_auc() -> None:
    labels, scores = TWO_TAGS[:, 0], SCORES[:, 0]
    assert WeightedRocAuc(labels, scores)(np.ones((1, 4))) == [roc_auc(labels == YES, scores)]


def test_a_tag_of_a_single_class_is_not_defined_and_not_in_the_mean() -> None:
    np.testing.assert_equal(tag_aucs(TWO_TAGS, SCORES), [0.75, np.nan])
    np.testing.assert_equal(tag_average_precisions(TWO_TAGS, SCORES), [(1 + 2 / 3) / 2, np.nan])
    assert mean_auc_of_defined_tags(TWO_TAGS, SCORES) == 0.75
    assert mean_auc_of_defined_tags(TWO_TAGS[:, 1:], SCORES[:, 1:]) is None


def test_no_rows_and_no_tags_are_the_empty_case() -> None:
    assert np.isnan(roc_auc(np.zeros(0, np.bool_), np.zeros(0)))
    assert np.isnan(average_precision(np.zeros(0, np.bool_), np.zeros(0)))
    assert mean_auc_of_defined_tags(TWO_TAGS[:0], SCORES[:0]) is None
    assert mean_auc_of_measured_tags(TWO_TAGS[:, :0], SCORES[:, :0]) is None
    assert np.isnan(WeightedRocAuc(TWO_TAGS[:0, 0], SCORES[:0, 0])(np.zeros((2, 0)))).all()
    assert mean_of_defined(np.array([np.nan])) is None


@pytest.mark.parametrize(
    ("yes", "no", "measured"), [(9, 50, False), (50, 9, False), (10, 10, True)]
)
def test_a_tag_is_measured_from_ten_rows_of_each_class_on(
    yes: int, no: int, measured: bool
) -> None:
    labels = np.array([[YES]] * yes + [[NO]] * no + [[UNSEEN]] * 30, np.int8)
    scores = np.random.default_rng(0).random(labels.shape)
    assert measured_tags(labels) == ([0] if measured else [])
    assert (mean_auc_of_measured_tags(labels, scores) is not None) == measured
    assert mean_auc_of_defined_tags(labels, scores) is not None


def test_the_two_means_differ_by_the_tags_with_few_rows() -> None:
    labels = np.full((24, 2), UNSEEN, np.int8)
    labels[:, 0], labels[:2, 1] = [YES, NO] * 12, [YES, NO]
    scores = np.column_stack([labels[:, 0], -labels[:, 1]]).astype(np.float32)
    assert mean_auc_of_measured_tags(labels, scores) == 1.0
    assert mean_auc_of_measured_tags(labels, scores, min_per_class=1) == 0.5
    assert mean_auc_of_defined_tags(labels, scores) == 0.5
