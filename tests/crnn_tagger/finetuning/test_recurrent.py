import numpy as np
import pytest
import torch
from crnn_tagger.finetuning.recurrent import drift_of, smallest_alpha_within_one_error
from crnn_tagger.finetuning.setup import FineTuned
from crnn_tagger.finetuning.training_set import TrainingSet

from tagstudio.plugin_api import TagInfo
from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.splits import TRAIN

ROWS = 20


def training_set() -> TrainingSet:
    """Return a trained tag and one without answers."""
    answers = np.full((ROWS, 2), UNSEEN, np.int8)
    answers[:, 0] = np.where(np.arange(ROWS) % 2, YES, NO)
    return TrainingSet(
        tags=(TagInfo("a", "genre", 0.5), TagInfo("b", "genre", 0.25)),
        paths=tuple(f"/{row}.mp3" for row in range(ROWS)),
        features=np.zeros((ROWS, 1), np.float16),
        answers=answers,
        weights=(answers != UNSEEN).astype(np.float32),
        parent_scores=np.full((ROWS, 2), 0.5, np.float32),
        splits=np.full(ROWS, TRAIN, np.uint8),
        groups=np.arange(ROWS),
    )


def tuned(scores: np.ndarray, alpha: float = 0.0) -> FineTuned:
    return FineTuned({"w": torch.zeros(1)}, scores[None], np.zeros(2), alpha)


def test_the_smallest_alpha_that_validates_as_well_is_selected() -> None:
    rows, random = np.arange(ROWS), np.random.default_rng(0)
    right = np.where(training_set().answers == YES, 0.9, 0.1).astype(np.float32)
    bad, good = 1 - right, right + random.uniform(-0.01, 0.01, right.shape).astype("f4")
    candidates = [tuned(scores, alpha) for alpha, scores in enumerate((bad, good, right))]
    found = smallest_alpha_within_one_error(training_set(), rows, candidates, [bad, right, right])
    assert found.alpha == 1
    found = smallest_alpha_within_one_error(training_set(), rows, candidates, [good, good, good])
    assert found.alpha == 0


def test_drift_is_measured_on_tags_without_answers() -> None:
    scores = np.tile(np.linspace(0.1, 0.9, ROWS, dtype=np.float32)[:, None], (1, 2))
    moved = scores.copy()
    moved[:, 0] = moved[::-1, 0]
    assert drift_of(training_set(), tuned(scores), tuned(moved)) == 0
    assert drift_of(training_set(), tuned(scores), tuned(1 - scores)) == pytest.approx(1)
