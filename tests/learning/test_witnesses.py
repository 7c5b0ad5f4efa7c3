import numpy as np
import pytest

from tagstudio.learning.answers import NO, UNSEEN, YES
from tagstudio.learning.witnesses import ranked_right


def column(*values):
    return np.array(values, np.int8)[:, None]


@pytest.mark.parametrize(
    ("scores", "share"),
    [
        ([0.9, 0.8, 0.2, 0.1], 1.0),
        ([0.9, 0.3, 0.5, 0.1], 0.75),
        ([0.5, 0.5, 0.5, 0.5], 0.5),
        ([0.1, 0.2, 0.8, 0.9], 0.0),
    ],
)
def test_the_share_of_pairs_that_are_ranked_right_is_the_auc(scores, share):
    admitted = column(YES, YES, NO, NO)
    assert ranked_right(admitted, np.array(scores)[:, None]) == pytest.approx(share)


def test_tags_weigh_by_their_answers_and_one_with_too_few_does_not_count():
    much = column(*[YES] * 6, *[NO] * 6)
    little = column(YES, YES, NO, NO, *[UNSEEN] * 8)
    nothing = column(YES, *[NO] * 11)
    scores = np.linspace(1, 0, 12)
    both = np.stack([scores, -scores, scores], axis=1)  # right on the first, wrong on the second
    admitted = np.hstack([much, little, nothing])
    assert ranked_right(admitted, both) == pytest.approx(3 / (3 + 1))  # 6 6 / 12 and 2 2 / 4
    assert ranked_right(nothing, scores[:, None]) is None
