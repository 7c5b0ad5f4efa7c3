from pytest import approx, mark

from tagstudio.learning.answers import weight_of_seconds


@mark.parametrize(("seconds", "weight"), [(2, 0.25), (4, 0.5), (8, 1), (15, 1), (3600, 1)])
def test_an_answer_counts_by_the_seconds_heard(seconds, weight):
    assert weight_of_seconds(seconds) == approx(weight)


@mark.parametrize("unknown", [None, 0, -1.0])
def test_an_unknown_length_counts_wholly(unknown):
    assert weight_of_seconds(unknown) == 1
