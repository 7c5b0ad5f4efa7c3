from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from crnn_tagger.finetuning.training_set import TrainingSet, check_features, read_training_set
from crnn_tagger.model.model_card import ModelCard

from tagstudio.core.errors import TagStudioError
from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.examples import NO, UNSEEN, YES, Examples

MakeExamples = Callable[..., Examples]


@pytest.fixture
def read(tmp_path: Path, card: ModelCard) -> Callable[[Examples], TrainingSet]:
    def read(examples: Examples) -> TrainingSet:
        examples.save(tmp_path / "examples.npz")
        return read_training_set(tmp_path / "examples.npz", card)

    return read


def with_new_tag(examples: Examples, yes: int, no: int) -> Examples:
    column = np.full((len(examples.track_ids), 1), UNSEEN, np.int8)
    column[:yes], column[yes : yes + no] = YES, NO
    none = np.full(column.shape, np.nan, np.float32)
    return replace(
        examples,
        tags=(*examples.tags, "for running"),
        targets=np.hstack([examples.targets, column]),
        weights=np.hstack([examples.weights, np.ones_like(none)]),
        parent_scores=np.hstack([examples.parent_scores, none]),
    )


def test_rows_have_their_splits_and_tags_are_trained_or_not(
    read: Callable[[Examples], TrainingSet], make_examples: MakeExamples
) -> None:
    examples = make_examples(train=20, validation=3, rehearsal=2)
    examples.targets[4] = UNSEEN
    examples.targets[24, 3] = YES  # a rehearsal row: its answers do not count
    training_set = read(examples)
    np.testing.assert_equal(training_set.training, [0, 1, 2, 3, *range(5, 20)])
    np.testing.assert_equal(training_set.validation, [20, 21, 22])
    np.testing.assert_equal(training_set.rehearsal, [23, 24])
    np.testing.assert_equal(np.flatnonzero(training_set.trained_tags), [0, 9])
    assert (training_set.weights > 0).sum() == 44
    assert (training_set.answers >= NO).sum() == 44


def test_a_tag_with_positives_alone_is_not_trained(
    read: Callable[[Examples], TrainingSet], make_examples: MakeExamples
) -> None:
    examples = make_examples(train=20)
    examples.targets[:10, 5] = YES
    examples.targets[10:12, 5] = NO
    training_set = read(examples)
    assert not training_set.trained_tags[5]
    assert training_set.tags[5].base_rate == pytest.approx(0.0699, abs=1e-3)
    examples.targets[12, 5] = NO
    assert read(examples).trained_tags[5]


def test_the_base_rate_follows_the_training_answers(
    read: Callable[[Examples], TrainingSet], make_examples: MakeExamples
) -> None:
    examples = make_examples(train=20, validation=10)
    examples.targets[:, 5] = UNSEEN
    examples.targets[:20, 5] = [YES] * 15 + [NO] * 5
    examples.targets[20:30, 5] = NO  # validation rows do not count
    rate = read(examples).tags[5].base_rate
    assert rate == pytest.approx((15 + 20 * 0.0699) / 40, abs=1e-3)


def test_an_answer_of_weight_0_is_none(
    read: Callable[[Examples], TrainingSet], make_examples: MakeExamples
) -> None:
    examples = make_examples(train=20)
    examples.weights[2] = 0
    assert 2 not in read(examples).training


def test_a_new_tag_gets_a_group_and_a_smoothed_base_rate(
    read: Callable[[Examples], TrainingSet], make_examples: MakeExamples
) -> None:
    training_set = read(with_new_tag(make_examples(train=20), yes=5, no=13))
    assert training_set.tags[50:] == (TagInfo("for running", "my tags", 6 / 20),)


@pytest.mark.parametrize(("yes", "no"), [(0, 9), (9, 0), (2, 9), (9, 2)])
def test_a_new_tag_needs_some_answers_of_both_classes(
    read: Callable[[Examples], TrainingSet], make_examples: MakeExamples, yes: int, no: int
) -> None:
    with pytest.raises(TagStudioError, match=rf"'for running' has {yes} yes and {no} no .* more"):
        read(with_new_tag(make_examples(train=20), yes, no))


def wrong(name: str, value: Any) -> Callable[[Examples], Examples]:
    def change(examples: Examples) -> Examples:
        getattr(examples, name)[1] = value
        return examples

    return change


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (wrong("targets", 2), "impossible values of targets"),
        (wrong("targets", -2), "impossible values of targets"),
        (wrong("splits", 3), "impossible values of splits"),
        (wrong("weights", -1.0), "impossible values of weights"),
        (wrong("weights", np.nan), "impossible values of weights"),
        (wrong("parent_scores", 1.5), "impossible values of parent_scores"),
        (lambda e: replace(e, tags=(*e.tags[1:], e.tags[0])), "other tags"),
        (lambda e: replace(e, tags=(*e.tags[:49], "more")), "other tags"),
        (lambda e: replace(e, targets=np.full_like(e.targets, UNSEEN)), "no answers to train on"),
        (lambda e: replace(with_new_tag(e, 5, 5), tags=(*e.tags, "rock")), "a tag twice"),
        (lambda e: replace(with_new_tag(e, 5, 5), tags=(*e.tags, "")), "without a name"),
    ],
)
def test_bad_examples_are_refused(
    read: Callable[[Examples], TrainingSet],
    make_examples: MakeExamples,
    change: Callable[[Examples], Examples],
    reason: str,
) -> None:
    with pytest.raises(TagStudioError, match=reason):
        read(change(make_examples(train=20)))


def test_a_file_of_another_kind_is_refused(tmp_path: Path, card: ModelCard) -> None:
    (tmp_path / "examples.npz").write_bytes(b"nothing of the kind")
    with pytest.raises(TagStudioError, match="holds no examples"):
        read_training_set(tmp_path / "examples.npz", card)


@pytest.mark.parametrize(
    ("features", "reason"),
    [
        (np.zeros((50, 0)), "works on features of 15 x 8, but none are stored"),
        (np.zeros((50, 15, 9)), "but those here are 15 x 9"),
        (np.full((50, 15, 8), np.inf), "not finite"),
    ],
)
def test_unfit_features_are_refused(
    read: Callable[[Examples], TrainingSet],
    make_examples: MakeExamples,
    features: np.ndarray,
    reason: str,
) -> None:
    training_set = read(replace(make_examples(), features=features.astype(np.float16)))
    with pytest.raises(TagStudioError, match=reason):
        check_features(training_set, (15, 8))


def test_a_rare_tag_is_trained_with_many_negatives(
    read: Callable[[Examples], TrainingSet], make_examples: MakeExamples
) -> None:
    examples = make_examples(train=21)
    examples.targets[:20, 5] = NO
    assert not read(examples).trained_tags[5]
    examples.targets[20, 5] = YES
    assert read(examples).trained_tags[5]
    examples.targets[19, 5] = UNSEEN
    assert not read(examples).trained_tags[5]


def test_the_groups_are_those_of_the_examples(
    read: Callable[[Examples], TrainingSet], make_examples: MakeExamples
) -> None:
    examples = replace(make_examples(train=20, rehearsal=0), groups=np.arange(20) // 4)
    training_set = read(examples)
    np.testing.assert_equal(training_set.groups, examples.groups)
    np.testing.assert_equal(training_set.subset(np.array([3, 8])).groups, [0, 2])
