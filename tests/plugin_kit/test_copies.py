from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tagstudio.learning.folds import FOLDS
from tagstudio.plugin_api.examples import UNSEEN, Examples
from tagstudio.plugin_api.vocabulary import lastfm_tag_infos
from tagstudio.plugin_kit.copies import COPIES, ModelCopy
from tagstudio.plugin_kit.training_set import TrainingSet, read_training_set

MakeExamples = Callable[..., Examples]


@pytest.fixture
def training_set(tmp_path: Path, make_examples: MakeExamples) -> TrainingSet:
    """Tracks of which those of the folds 0 and 3 have no answers."""
    examples = make_examples(answered=20, rest=5)
    silent = np.isin(examples.folds, [0, 3])
    examples.targets[silent], examples.weights[silent] = UNSEEN, 0
    examples.save(tmp_path / "examples.npz")
    return read_training_set(tmp_path / "examples.npz", lastfm_tag_infos())


def test_a_shadow_sees_no_track_of_its_fold(training_set: TrainingSet) -> None:
    shipped, *shadows = COPIES
    assert shipped.sees(training_set).tolist() == list(range(25))
    for fold, shadow in enumerate(shadows):
        seen = training_set.of(shadow.sees(training_set))
        assert sorted(set(seen.folds.tolist())) == [f for f in range(FOLDS) if f != fold]


def test_each_copy_is_validated_on_the_next_fold_with_answers(training_set: TrainingSet) -> None:
    folds = [copy.validation_fold(training_set.of(copy.sees(training_set))) for copy in COPIES]
    assert folds == [1, 1, 2, 4, 4, 1]


def test_without_any_answers_it_has_a_validation_fold_all_the_same(
    training_set: TrainingSet,
) -> None:
    silent = training_set.of(np.flatnonzero(training_set.folds == 3))
    assert ModelCopy(4).validation_fold(silent) == 0
