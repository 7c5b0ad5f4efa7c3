import numpy as np
import pytest

from tagstudio.plugin_api.examples import NO, UNSEEN, YES
from tagstudio.plugin_api.precision_threshold import threshold_at_precision


def line(yes: list[float], no: list[float], unseen: int = 0) -> float | None:
    answers = np.array([YES] * len(yes) + [NO] * len(no) + [UNSEEN] * unseen, np.int8)
    return threshold_at_precision(answers, np.array(yes + no + [0.99] * unseen, np.float32))


HIGH = [round(0.90 - index / 100, 2) for index in range(10)]  # 0.90 to 0.81
LOW = [0.1, 0.2, 0.3, 0.4, 0.5]


def test_ten_right_ones_make_a_line_at_the_lowest_of_them() -> None:
    assert line(HIGH, LOW) == pytest.approx(0.81)
    assert line(HIGH, LOW, unseen=50) == pytest.approx(0.81)


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
def test_no_line_where_the_promise_would_not_hold(yes: list[float], no: list[float]) -> None:
    assert line(yes, no) is None


def test_the_line_goes_as_low_as_nine_of_ten_are_right() -> None:
    yes = [0.9] * 28 + [0.4]
    assert line(yes, [0.5] * 2 + [0.1] * 3) == pytest.approx(
        0.4
    )  # 29 of 31; 29 of 32 with one more
    assert line(yes, [0.5] * 3 + [0.1] * 3) == pytest.approx(0.9)  # 29 of 33 would not do


def test_equal_scores_stand_on_one_side_of_the_line() -> None:
    assert line([*HIGH, *HIGH], [0.81, 0.81, 0.81, *LOW]) == pytest.approx(0.82)


def test_another_promise_makes_another_line() -> None:
    answers = np.array([YES] * 10 + [NO] * 5, np.int8)
    scores = np.array([*HIGH, 0.95, 0.94, *LOW[:3]], np.float32)
    assert threshold_at_precision(answers, scores) is None
    assert threshold_at_precision(answers, scores, 0.75) == pytest.approx(0.81)
