from dataclasses import replace

import numpy as np
import pytest
from crnn_tagger.finetuning.model_selection import (
    one_standard_error_rule,
    plan_validation,
    pseudo_bma_weights,
    single_member,
)
from crnn_tagger.finetuning.training_set import TrainingSet

from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.examples import YES
from tagstudio.plugin_api.splits import TRAIN, VALIDATION

ROWS = 40


def training_set(validation: int = 10) -> TrainingSet:
    """Return rows of groups of their own, the last ones validation rows."""
    splits = np.full(ROWS, TRAIN, np.uint8)
    splits[ROWS - validation :] = VALIDATION
    return TrainingSet(
        tags=(TagInfo("a", "genre", 0.5),),
        paths=tuple(f"/{row}.mp3" for row in range(ROWS)),
        features=np.zeros((ROWS, 2), np.float16),
        answers=np.full((ROWS, 1), YES, np.int8),
        weights=np.ones((ROWS, 1), np.float32),
        parent_scores=np.full((ROWS, 1), 0.5, np.float32),
        splits=splits,
        groups=np.arange(ROWS),
    )


def test_a_small_validation_split_is_joined_by_folds() -> None:
    plan = plan_validation(training_set(validation=10), seed=0)
    assert plan.members == 5
    assert (plan.fold[30:] == 4).all() and plan.fold_mask[:, 30:].all()
    # each training row is masked for one member
    assert np.array_equal(plan.fold_mask.sum(axis=0)[:30], np.ones(30))
    assert plan.fold_mask[plan.fold[:30], np.arange(30)].all()
    assert not plan.fold_mask[4, :30].any()


def test_a_large_validation_split_needs_no_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crnn_tagger.finetuning.model_selection.MIN_VALIDATION_ROWS", 10)
    plan = plan_validation(training_set(validation=10), seed=0)
    assert plan.members == 1
    np.testing.assert_equal(plan.rows, range(30, 40))


def test_a_group_is_never_split_over_folds() -> None:
    rows = replace(training_set(), groups=np.arange(ROWS) // 3)
    fold = plan_validation(rows, seed=1).fold[:30]
    for group in np.unique(rows.groups[:30]):
        assert len(set(fold[rows.groups[:30] == group])) == 1
    assert set(fold) == {0, 1, 2, 3}


def test_a_single_group_cannot_be_validated() -> None:
    rows = replace(training_set(validation=0), groups=np.zeros(ROWS, np.int64))
    plan = plan_validation(rows, seed=0)
    assert plan.members == 1 and len(plan.rows) == 0


def test_out_of_fold_scores_come_from_the_member_of_the_fold() -> None:
    plan = plan_validation(training_set(), seed=0)
    members = np.arange(10, dtype=np.float32)  # two candidates of five members
    scores = np.broadcast_to(members[:, None, None], (10, ROWS, 1))
    first, second = plan.out_of_fold(scores)
    np.testing.assert_equal(first[:, 0], plan.fold)
    np.testing.assert_equal(second[:, 0], plan.fold + 5)


def test_the_single_member_validates_its_fold_and_the_validation_rows() -> None:
    plan = plan_validation(training_set(), seed=0)
    single = single_member(plan)
    assert single.members == 1
    np.testing.assert_equal(single.fold_mask[0], plan.fold_mask[0])
    np.testing.assert_equal(single.rows, np.flatnonzero(plan.fold_mask[0]))


def test_the_simplest_candidate_is_kept_unless_another_is_clearly_better() -> None:
    numbers = np.random.default_rng(0)
    simple = numbers.normal(1, 0.1, 100)
    noise = numbers.normal(0, 0.5, 100)
    no_better = simple + noise - noise.mean() - 0.001
    assert one_standard_error_rule([simple, no_better], 1.0) == 0
    assert one_standard_error_rule([simple, simple - 0.1], 1.0) == 1
    assert one_standard_error_rule([simple, simple], 1.0) == 0
    assert one_standard_error_rule([simple, no_better], 0.0) == 1
    assert one_standard_error_rule([simple[:0], simple[:0]], 1.0) == 0


def test_candidates_are_averaged_tag_by_tag_by_their_likelihoods() -> None:
    weights = pseudo_bma_weights(np.array([[10.0, 3.0, 0.0], [10.0 + np.log(3), 900.0, 0.0]]))
    np.testing.assert_allclose(weights, [[0.75, 1.0, 0.5], [0.25, 0.0, 0.5]])
