"""The witnesses on cases that can be counted by hand, and in worlds where nobody is better."""

from itertools import product

import numpy as np
import pytest

from tagstudio.learning import witnesses
from tagstudio.learning.answers import NO, UNSEEN, YES
from tagstudio.learning.witnesses import (
    HIGHEST,
    MIN_GROUPS,
    Answered,
    Witness,
    admitted_by,
    among_highest,
    percentiles,
    right_first,
    sign_flip_p,
)


def enumerated_p(sums):
    flipped = np.array([np.dot(signs, sums) for signs in product((1, -1), repeat=len(sums))])
    return (flipped >= sum(sums) - 1e-9).mean()


def roc_auc(labels, scores):
    """The part of the pairs of a yes and a no in the right order."""
    differences = scores[labels == YES][:, None] - scores[labels == NO][None, :]
    return (differences > 0).mean() + (differences == 0).mean() / 2


def answered(targets, groups=None):
    targets = np.asarray(targets, np.int8)
    groups = np.arange(len(targets)) if groups is None else np.asarray(groups)
    return Answered(targets, np.ones(len(targets), bool), groups.astype(np.int64))


# ---- the p-value


@pytest.mark.parametrize("groups", [1, 2, 5, 9, 12])
def test_p_counts_all_signs(groups):
    random = np.random.default_rng(groups)
    for sums in random.normal(0.3, 1, size=(5, groups)):
        # Rounding the terms may move a sum past one that is almost as large.
        assert sign_flip_p(sums) == pytest.approx(enumerated_p(sums), abs=2 / 2**groups)


@pytest.mark.parametrize(
    ("sums", "p"),
    [
        ([1, 1, 1, 1], 1 / 16),
        ([1, 1, 1, -1], 5 / 16),
        ([1, -1], 3 / 4),
        ([-1, -1, -1], 1),
        ([3, 1, 1, 1], 1 / 16),
        ([3, 1, 1, -1], 4 / 16),  # the 3, and of the others at most one negative
        ([0, 0, 0], 1),
        ([0, 2, 2], 1 / 4),
        ([], 1),
    ],
)
def test_equal_sums_are_as_large(sums, p):
    assert sign_flip_p(np.array(sums, float)) == pytest.approx(p, rel=1e-12)


def test_p_can_be_as_small_as_the_number_of_artists_allows():
    """A hundred artists of one mind: a sample of random signs would end at its own size."""
    assert sign_flip_p(np.ones(100)) == pytest.approx(2.0**-100)


def test_p_does_not_depend_on_the_unit_nor_on_the_order():
    sums = np.random.default_rng(0).normal(0.2, 1, 60)
    assert sign_flip_p(sums) == sign_flip_p(sums * 1024) == sign_flip_p(sums[::-1].copy())


@pytest.mark.parametrize("groups", [300, 3000])
def test_p_of_many_artists_is_that_of_the_normal_distribution(groups):
    sums = np.random.default_rng(1).normal(size=groups)
    for z, p in ((0, 0.5), (1, 0.1587), (2, 0.02275), (3, 0.00135)):
        moved = sums - sums.mean()
        spread = np.sqrt((moved**2).sum())
        shift = z * spread / groups
        for _ in range(20):  # until the sum is z standard errors, which the shift moves, too
            shift = z * np.sqrt(((moved + shift) ** 2).sum()) / groups
        assert sign_flip_p(moved + shift) == pytest.approx(p, rel=0.1)


def test_under_the_null_hypothesis_p_is_seldom_small():
    """500 times 15 symmetric terms of very different sizes."""
    random = np.random.default_rng(2)
    sums = random.standard_t(2, size=(500, 15))
    found = np.array([sign_flip_p(one) for one in sums])
    for level in (0.01, 0.05, 0.25, 0.5):
        error = 3.5 * np.sqrt(level * (1 - level) / len(found))
        assert (found <= level).mean() == pytest.approx(level, abs=error)


# ---- percentiles and the ten highest


def test_a_percentile_counts_the_scores_below_and_half_of_the_equal_ones():
    library = np.array([[1.0], [2], [2], [2], [5]])
    scores = np.array([[0.0], [1], [1.5], [2], [4], [5], [6]])
    expected = [0, 0.1, 0.2, 0.5, 0.8, 0.9, 1]
    assert percentiles(scores, library)[:, 0] == pytest.approx(expected)


def test_percentiles_are_those_of_each_tag_and_of_ranks_alone():
    random = np.random.default_rng(0)
    library, scores = random.normal(size=(50, 3)), random.normal(size=(9, 3))
    expected = (library[None] < scores[:, None]).mean(axis=1)
    found = percentiles(scores, library)
    assert found == pytest.approx(expected)
    assert (percentiles(np.exp(scores), np.exp(library)) == found).all()
    assert percentiles(scores, library[:0]).tolist() == np.zeros((9, 3)).tolist()


def test_among_highest_marks_ten_of_a_track():
    scores = np.random.default_rng(0).permutation(4 * 30).reshape(4, 30)
    marked = among_highest(scores)
    assert (marked.sum(axis=1) == HIGHEST).all()
    for row, of_row in zip(scores, marked, strict=True):
        assert row[of_row].min() > row[~of_row].max()


def test_equal_scores_are_all_among_the_highest():
    scores = np.array([[5, 3, 3, 1], [3, 3, 3, 3]])
    assert among_highest(scores, 2).tolist() == [[1, 1, 1, 0], [1, 1, 1, 1]]
    assert among_highest(scores, 4).all()
    assert among_highest(scores, 9).all()


# ---- who admits what


def test_what_the_witnesses_admit():
    given = Answered(
        np.array([[YES, NO, UNSEEN], [YES, NO, UNSEEN]], np.int8),
        np.array([True, False]),
        np.array([0, 1]),
    )
    asked = np.array([[True, False, True], [False, True, True]])
    both = admitted_by(Witness.ASKED_BY_BOTH, given, asked)
    assert both.tolist() == [[YES, UNSEEN, UNSEEN], [UNSEEN, NO, UNSEEN]]
    everything = admitted_by(Witness.ALL, given, asked)
    assert everything.tolist() == [[YES, NO, NO], [YES, NO, UNSEEN]]


# ---- testimonies


def test_the_difference_is_that_of_the_mean_percentiles_of_yes_and_no():
    targets = [[YES], [YES], [NO], [NO], [NO]]
    change = np.array([[0.1], [0.3], [-0.2], [0.1], [0.1]])
    found = witnesses.testimony(answered(targets), np.array(targets, np.int8), change)
    assert found.difference == pytest.approx(0.2 - 0)
    assert (found.groups, found.tags) == (5, 1)


def test_tags_weigh_by_their_yes_and_no():
    """Of 2 yes and 2 no the weight is 1, of 6 and 3 it is 2."""
    first = [YES, YES, NO, NO, *[UNSEEN] * 5]
    second = [YES] * 6 + [NO] * 3
    targets = np.array([first, second], np.int8).T
    change = np.where(targets == YES, [0.6, 0.3], 0)
    found = witnesses.testimony(answered(targets), targets, change)
    assert found.difference == pytest.approx((1 * 0.6 + 2 * 0.3) / 3)


def test_over_a_whole_library_the_difference_is_that_of_the_roc_auc():
    """Of all tracks' percentiles: mean of yes minus mean of no is AUC - 1/2 without ties."""
    random = np.random.default_rng(0)
    targets = (random.random((80, 2)) < [[0.3, 0.5]]).astype(np.int8)
    before, after = random.normal(size=(2, 80, 2))
    after += targets
    change = percentiles(after, after) - percentiles(before, before)
    found = witnesses.testimony(answered(targets), targets, change)
    areas = [
        [roc_auc(targets[:, tag], scores[:, tag]) for tag in range(2)] for scores in (before, after)
    ]
    yes = targets.sum(axis=0)
    weights = yes * (80 - yes)
    expected = ((np.array(areas[1]) - areas[0]) * weights).sum() / weights.sum()
    assert found.difference == pytest.approx(expected)


@pytest.mark.parametrize(("yes", "no", "tags"), [(2, 2, 1), (1, 9, 0), (9, 1, 0), (0, 9, 0)])
def test_a_tag_counts_from_two_yes_and_two_no(yes, no, tags):
    targets = np.array([[YES]] * yes + [[NO]] * no, np.int8)
    change = np.where(targets == YES, 0.5, -0.5)
    found = witnesses.testimony(answered(targets), targets, change)
    assert found.tags == tags
    assert (found.p, found.groups) == (1, 0) if not tags else found.difference == pytest.approx(1)


@pytest.mark.parametrize(("groups", "p"), [(MIN_GROUPS - 1, 1), (MIN_GROUPS, 2.0**-MIN_GROUPS)])
def test_it_takes_eight_artists(groups, p):
    targets = np.array([[YES], [NO]] * 10, np.int8)
    change = np.where(targets == YES, 0.5, -0.5)
    found = witnesses.testimony(answered(targets, np.arange(20) % groups), targets, change)
    assert found.groups == groups
    assert found.difference == pytest.approx(1)
    assert found.p == pytest.approx(p, rel=0.01)


def test_an_artist_s_tracks_are_flipped_together():
    """Forty tracks of ten artists who are of one mind are ten voices, not forty."""
    targets = np.array([[YES], [NO], [YES], [NO]] * 10, np.int8)
    change = np.where(targets == YES, 0.5, -0.5)
    found = witnesses.testimony(answered(targets, np.repeat(np.arange(10), 4)), targets, change)
    assert found.p == pytest.approx(2.0**-10)
    assert witnesses.testimony(answered(targets), targets, change).p == pytest.approx(2.0**-40)


def test_artists_without_an_admitted_answer_are_no_voices():
    targets = np.array([[YES], [NO]] * 5 + [[UNSEEN]] * 90, np.int8)
    found = witnesses.testimony(answered(targets), targets, np.where(targets == YES, 0.5, -0.5))
    assert found.groups == 10
    assert found.p == pytest.approx(2.0**-10)


def test_equal_scores_say_nothing():
    targets = np.array([[YES], [NO]] * 20, np.int8)
    found = witnesses.testimony(answered(targets), targets, np.zeros((40, 1)))
    assert (found.difference, found.p) == (0, 1)
    assert np.isnan(found.z).all()


def test_swapping_the_versions_turns_the_difference():
    random = np.random.default_rng(0)
    targets = random.integers(0, 2, (40, 3)).astype(np.int8)
    change = random.normal(size=(40, 3))
    one, other = (
        witnesses.testimony(answered(targets), targets, sign * change) for sign in (1, -1)
    )
    assert one.difference == pytest.approx(-other.difference)
    assert one.z == pytest.approx(-other.z)
    assert one.p + other.p == pytest.approx(1, abs=1e-3)


def test_z_is_each_tag_s_difference_in_standard_errors():
    random = np.random.default_rng(0)
    targets = random.integers(0, 2, (60, 2)).astype(np.int8)
    change = random.normal(size=(60, 2))
    found = witnesses.testimony(answered(targets), targets, change)
    for tag in range(2):
        yes, no = (targets[:, tag] == answer for answer in (YES, NO))
        terms = np.where(yes, change[:, tag] / yes.sum(), -change[:, tag] / no.sum())
        assert found.z[tag] == pytest.approx(terms.sum() / np.sqrt((terms**2).sum()))


@pytest.mark.parametrize(
    ("given", "scores", "right"),
    [
        ([YES, NO, NO], [0.9, 0.8, 0.1], 1),
        ([YES, NO, NO], [0.7, 0.8, 0.1], 0),
        ([YES, NO, UNSEEN], [0.7, 0.5, 0.9], 1),  # what was not answered does not count
        ([YES, NO, NO], [0.8, 0.8, 0.8], 1 / 3),  # equal scores: one of them at random
        ([YES, YES, NO], [0.0, 0.8, 0.8], 1 / 2),
        ([YES, YES, UNSEEN], [0.9, 0.8, 0.1], np.nan),  # it cannot go wrong
        ([NO, NO, UNSEEN], [0.9, 0.8, 0.1], np.nan),
        ([UNSEEN, UNSEEN, UNSEEN], [0.9, 0.8, 0.1], np.nan),
    ],
)
def test_whether_a_right_tag_stands_first(given, scores, right):
    found = right_first(np.array([given], np.int8), np.array([scores]))
    assert found == pytest.approx([right], nan_ok=True)
