from fractions import Fraction

from pytest import approx

from tagstudio.learning.looks import FIRST_LOOK, SPENT, allowance, next_look


def test_looks_begin_at_fifty_and_come_with_a_quarter_more_each():
    looks = [next_look(None)]
    while len(looks) < 6:
        looks.append(next_look(looks[-1]))
    assert looks == [50, 63, 79, 99, 124, 155]
    assert next_look(75) == 94  # a look that came late


def test_a_look_at_fewer_tracks_than_the_first_is_followed_by_the_first():
    assert next_look(10) == FIRST_LOOK


def test_the_allowances_of_all_looks_sum_to_what_may_be_spent():
    spent = [sum(allowance(number) for number in range(1, last + 1)) for last in (1, 9, 9999)]
    # 1 / (j (j + 1)) = 1/j - 1/(j + 1), so that all but the first and the last cancel.
    expected = [SPENT * float(1 - Fraction(1, last + 1)) for last in (1, 9, 9999)]
    assert spent == approx(expected, rel=1e-12)
    assert spent[-1] < SPENT == 0.01
