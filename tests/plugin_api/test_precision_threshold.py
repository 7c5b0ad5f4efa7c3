import numpy as np
import pytest

from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.precision_threshold import threshold_at_precision


def threshold(yes: list[float], no: list[float], unseen: int = 0) -> float | None:
    answers = np.array([YES] * len(yes) + [NO] * len(no) + [UNSEEN] * unseen, np.int8)
    return threshold_at_precision(answers, np.array(yes + no + [0.99] * unseen, np.float32))


HIGH = [round(0.90 - index / 100, 2) for index in range(10)]  # 0.90 to 0.81
LOW = [0.1, 0.2, 0.3, 0.4, 0.5]


def test_ten_true_positives_give_a_threshold_at_the_lowest_of_them() -> None:
    assert threshold(HIGH, LOW) == pytest.approx(0.81)
    assert threshold(HIGH, LOW, unseen=50) == pytest.approx(0.81)


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        (HIGH[:9], LOW),  # too few yes
        (HIGH, LOW[:4]),  # too few no
        (HIGH, [0.95, 0.94, *LOW]),  # 10 of 12
        ([0.5] * 10, [0.5] * 5),  # nothing tells them apart
        ([0.0] * 10, [0.0] * 5),
        ([], []),
    ],
)
def test_there_is_no_threshold_where_the_precision_would_be_too_low(
    yes: list[float], no: list[float]
) -> None:
    assert threshold(yes, no) is None


def test_the_threshold_is_the_lowest_with_nine_of_ten_right() -> None:
    yes = [0.9] * 28 + [0.4]
    assert threshold(yes, [0.5] * 2 + [0.1] * 3) == pytest.approx(
        0.4
    )  # 29 of 31; 29 of 32 with one more
    assert threshold(yes, [0.5] * 3 + [0.1] * 3) == pytest.approx(0.9)  # 29 of 33 would not do


def test_equal_scores_are_all_above_the_threshold_or_all_below() -> None:
    assert threshold([*HIGH, *HIGH], [0.81, 0.81, 0.81, *LOW]) == pytest.approx(0.82)


def test_another_target_gives_another_threshold() -> None:
    answers = np.array([YES] * 10 + [NO] * 5, np.int8)
    scores = np.array([*HIGH, 0.95, 0.94, *LOW[:3]], np.float32)
    assert threshold_at_precision(answers, scores) is None
    assert threshold_at_precision(answers, scores, 0.75) == pytest.approx(0.81)
