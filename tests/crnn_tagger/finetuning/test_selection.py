import numpy as np
import pytest
from crnn_tagger.finetuning.selection import ALPHAS, choose_alpha

from tagstudio.plugin_api.examples import NO, UNSEEN, YES

ANSWERS = np.array([[YES, UNSEEN], [NO, UNSEEN]] * 10, np.int8)
WEIGHTS = (ANSWERS != UNSEEN).astype(np.float32)
RIGHT = np.where(ANSWERS == YES, 0.9, 0.1)


def chosen(start: np.ndarray, end: np.ndarray, rows: int = 20) -> float:
    return choose_alpha(
        ANSWERS[:rows],
        WEIGHTS[:rows],
        lambda alpha: (start + alpha * (end - start))[:rows].astype(np.float64),
    )


def test_all_of_a_change_that_helps_is_kept() -> None:
    assert chosen(1 - RIGHT, RIGHT) == 1


def test_nothing_of_a_change_that_harms_is_kept() -> None:
    assert chosen(RIGHT, 1 - RIGHT) == 0


def test_of_a_change_that_goes_too_far_a_part_is_kept() -> None:
    assert chosen(1 - RIGHT, RIGHT + 2 * (RIGHT - 0.5)) not in (0, 1)


def test_a_change_within_a_standard_error_is_not_kept() -> None:
    end = RIGHT.copy()
    end[0, 0], end[1, 0] = 0.95, 0.11  # one track better, one a little worse
    assert chosen(RIGHT, end) == 0


@pytest.mark.parametrize("rows", [0, 1])
def test_of_a_single_track_no_error_can_be_told(rows: int) -> None:
    assert chosen(1 - RIGHT, RIGHT, rows) == 0


def test_answers_of_weight_0_do_not_count() -> None:
    answers, weights = ANSWERS.copy(), WEIGHTS.copy()
    answers[:, 1] = YES
    scores = {alpha: np.column_stack([RIGHT[:, 0], np.full(20, alpha)]) for alpha in ALPHAS}
    assert choose_alpha(answers, weights, scores.__getitem__) == 0
    weights[:, 1] = 0.3
    assert choose_alpha(answers, weights, scores.__getitem__) == 1
