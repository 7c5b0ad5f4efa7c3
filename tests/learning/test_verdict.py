"""Verdicts: what is proven, tried and refused, and that nulls are."""

from dataclasses import replace

import numpy as np
import pytest

from tagstudio.learning import witnesses
from tagstudio.learning.answers import NO, UNSEEN, YES
from tagstudio.learning.looks import FIRST_TRIAL
from tagstudio.learning.verdict import (
    MAX_P_OF_TRIAL,
    Case,
    Evidence,
    Outcome,
    View,
    decide,
    evidence,
    first_tags,
    is_taken_back,
    own_tag_evidence,
)
from tagstudio.learning.witnesses import Answered, among_highest, percentiles

TAGS = 3


def world(tracks=80, seed=0):
    random = np.random.default_rng(seed)
    targets = (random.random((tracks, TAGS)) < 0.4).astype(np.int8)
    given = Answered(targets, np.ones(tracks, bool), np.arange(tracks))
    return random, given


def view(random, given, skill):
    """A version that hears `skill` times the truth, and noise."""
    scores = skill * given.targets + random.normal(size=given.targets.shape)
    return View(percentiles(scores, scores), np.ones(scores.shape, bool))


def case(given, candidate, used, proven=None, look=1):
    known = np.ones(len(given.groups), bool)
    return Case(given, known, candidate, used, used if proven is None else proven, look)


def better(tracks=80, seed=0):
    random, given = world(tracks, seed)
    return given, view(random, given, 2), view(random, given, 0.5)


def test_a_better_version_is_proven_where_a_look_is_due():
    given, good, bad = better()
    found = decide(case(given, good, bad))
    assert found.outcome is Outcome.PROVEN
    assert found.look == 1
    assert found.known.both.p <= 0.005
    assert found.against_used.all.difference > 0.1
    assert not len(found.harmed)


def test_without_a_look_it_goes_on_trial():
    given, good, bad = better()
    assert decide(case(given, good, bad, look=None)).outcome is Outcome.TRIAL


def test_a_worse_version_is_not_better_and_its_tags_are_named():
    given, good, bad = better()
    found = decide(case(given, bad, good))
    assert found.outcome is Outcome.NOT_BETTER
    assert found.harmed.tolist() == [0, 1, 2]


def test_only_the_harmed_tag_is_named():
    given, good, _ = better()
    mixed = View(good.percentiles.copy(), good.highest)
    mixed.percentiles[:, 1] = 1 - good.percentiles[:, 1]
    assert decide(case(given, mixed, good)).harmed.tolist() == [1]


def test_the_same_version_is_not_better_than_itself():
    given, good, _ = better()
    found = decide(case(given, good, good))
    assert found.outcome is Outcome.NOT_BETTER
    assert found.against_used.both.p == found.against_used.all.p == 1
    assert not len(found.harmed)


def test_below_twenty_five_tracks_there_is_no_trial():
    given, good, bad = better(FIRST_TRIAL)
    assert decide(case(given, good, bad, look=None)).outcome is Outcome.TRIAL
    fewer = np.arange(FIRST_TRIAL) > 0
    views = [View(one.percentiles[fewer], one.highest[fewer]) for one in (good, bad)]
    assert decide(case(given.of(fewer), *views, look=None)).outcome is Outcome.NOT_BETTER


def test_a_trial_must_be_likely_against_the_version_in_use_and_the_proven_one():
    given, good, bad = better()
    assert decide(case(given, good, good, bad, None)).outcome is Outcome.NOT_BETTER
    assert decide(case(given, good, bad, good, None)).outcome is Outcome.NOT_BETTER
    assert decide(case(given, good, bad, bad, None)).outcome is Outcome.TRIAL


def test_a_proof_is_made_from_known_artists_alone():
    """Eighty tracks whose artists are guessed by sound bring a trial, but no proof."""
    given, good, bad = better()
    for known, outcome in ((0, Outcome.TRIAL), (7, Outcome.TRIAL), (60, Outcome.PROVEN)):
        some = replace(case(given, good, bad), known=np.arange(80) < known)
        assert decide(some).outcome is outcome


def test_both_witnesses_must_agree_on_a_proof():
    """Better on what both asked, worse on the tags that were left alone on reviewed tracks."""
    given, good, bad = better()
    targets = np.where(given.targets == NO, UNSEEN, given.targets).astype(np.int8)
    targets[::2] = given.targets[::2]
    odd = np.arange(80) % 2 == 1
    scores = good.percentiles.copy()
    left_alone = (targets == UNSEEN) & odd[:, None]
    scores[left_alone] = 1
    case_ = case(replace(given, targets=targets), View(scores, good.highest), bad)
    found = decide(case_)
    assert found.known.both.p < 1e-4
    assert found.known.all.p > 0.005
    assert found.outcome is Outcome.TRIAL


def test_answers_that_only_one_version_asks_for_prove_nothing():
    given, good, bad = better()
    nowhere = View(bad.percentiles, np.zeros(bad.highest.shape, bool))
    found = decide(case(given, good, nowhere))
    assert (found.known.both.p, found.known.both.groups) == (1, 0)
    assert found.known.all.p < 0.005
    assert found.outcome is Outcome.NOT_BETTER


def test_a_later_look_asks_for_more():
    """The same evidence is enough for the first look and not for the tenth."""
    for seed in range(100):
        random, given = world(60, seed)
        good, bad = view(random, given, 0.9), view(random, given, 0.2)
        p = evidence(given, bad, good)
        if 0.0001 < p.both.p < 0.005 and p.all.p < 0.005:
            break
    outcomes = [decide(case(given, good, bad, look=look)).outcome for look in (1, 10)]
    assert outcomes == [Outcome.PROVEN, Outcome.TRIAL]


def test_permuted_answers_and_equal_versions_are_hardly_ever_proven():
    """Two hundred null cases at the first look, which may be wrong in one of two hundred."""
    outcomes = []
    for seed in range(100):
        random, given = world(60, seed)
        permuted = replace(given, targets=random.permutation(given.targets))
        equal = view(random, given, 1), view(random, given, 1)
        learned = view(random, permuted, 1), view(random, permuted, 0)
        outcomes += [decide(case(given, *equal)).outcome, decide(case(given, *learned)).outcome]
    assert outcomes.count(Outcome.PROVEN) <= 6
    trials = outcomes.count(Outcome.TRIAL) + outcomes.count(Outcome.PROVEN)
    assert trials / len(outcomes) == pytest.approx(MAX_P_OF_TRIAL, abs=0.1)


# ---- views


def test_each_track_is_taken_from_the_copy_that_never_saw_its_fold():
    random = np.random.default_rng(0)
    copies, library = random.normal(size=(6, 10, 2)), random.normal(size=(6, 50, 2))
    folds = np.array([0, 1, 2, 3, 4, 4, 3, 2, 1, 0], np.int8)
    found = View.of(copies, folds, library).percentiles
    for row, fold in enumerate(folds):
        expected = (library[1 + fold] < copies[1 + fold, row]).mean(axis=0)
        assert found[row] == pytest.approx(expected)


def test_answers_of_a_fold_that_only_other_copies_learned_do_not_change_its_view():
    random = np.random.default_rng(0)
    copies, library = random.normal(size=(6, 10, 2)), random.normal(size=(6, 50, 2))
    folds = np.full(10, 3, np.int8)
    before = View.of(copies, folds, library).percentiles
    others = np.arange(6) != 4
    copies[others] += random.normal(size=(5, 10, 2))
    library[others] += 1
    assert View.of(copies, folds, library).percentiles.tobytes() == before.tobytes()


def test_a_version_without_shadows_is_its_own():
    random = np.random.default_rng(0)
    scores = random.normal(size=(1, 10, 2))
    found = View.of(scores, np.arange(10, dtype=np.int8) % 5, scores)
    assert found.percentiles == pytest.approx(percentiles(scores[0], scores[0]))


def test_the_highest_of_some_tags_are_those_among_all():
    random = np.random.default_rng(0)
    copies = random.normal(size=(6, 7, 30))
    folds = np.zeros(7, np.int8)
    found = View.of(copies, folds, copies).of_tags(np.array([4, 9]))
    ranks = (-copies[1]).argsort(axis=1).argsort(axis=1)
    assert found.highest.tolist() == (ranks[:, [4, 9]] < 10).tolist()
    assert found.percentiles.shape == (7, 2)


# ---- trials that are taken back, and own tags


def said(difference, p, groups):
    one = witnesses.Testimony(difference, p, groups, 1, np.zeros(1))
    return Evidence(one, one)


@pytest.mark.parametrize(
    ("difference", "p", "groups", "back"),
    [
        (-0.01, 0.6, 20, True),
        (-0.01, 0.45, 20, False),
        (0.02, 0.1, 20, False),
        (0.0, 1.0, 20, False),  # the same scores
        (-0.3, 1.0, 7, False),  # too few artists to say
        (0.0, 1.0, 0, False),
    ],
)
def test_a_trial_is_taken_back_when_the_odds_are_against_it(difference, p, groups, back):
    assert is_taken_back(said(difference, p, groups)) is back


def test_own_tags_bring_a_trial_unless_the_rest_is_worse():
    given, good, bad = better()
    for used, candidate, outcome in (
        (good, good, Outcome.TRIAL),
        (good, bad, Outcome.NOT_BETTER),
    ):
        found = decide(case(given, candidate, used, look=None), own_tags_proven=True)
        assert found.outcome is outcome


def test_an_own_tag_is_held_against_a_coin():
    random, given = world(60)
    known = view(random, given, 3).percentiles[:, 0]
    guessed = random.random(60)
    both = View(np.column_stack([known, guessed]), np.ones((60, 2), bool))
    two = replace(given, targets=given.targets[:, [0, 0]])
    told, guess = own_tag_evidence(two, both)
    assert told.p < 1e-4
    assert told.difference == pytest.approx(
        known[given.targets[:, 0] == YES].mean() - known[given.targets[:, 0] == NO].mean()
    )
    assert guess.p > 0.05


# ---- how often a right tag stands first


def test_a_right_tag_stands_first_as_often_as_can_be_counted():
    given = Answered(
        np.array([[YES, NO, NO], [NO, YES, NO], [YES, YES, NO], [YES, YES, YES]], np.int8),
        np.zeros(4, bool),
        np.arange(4),
    )
    all_asked = np.ones((4, 3), bool)
    one_not_asked = np.array([[1, 1, 1], [1, 1, 1], [1, 1, 0], [1, 1, 1]], bool)
    right = View(np.where(given.targets == YES, 0.9, 0.1), all_asked)
    wrong = View(np.where(given.targets == YES, 0.1, 0.9), one_not_asked)
    found = first_tags(case(given, right, wrong))
    # The third track's no was not asked for by both, and the last one has none.
    assert (found.tracks, found.before, found.after) == (2, 0, 2)
    assert found.by_chance == pytest.approx(2 / 3)
    unknown = replace(case(given, right, wrong), known=np.zeros(4, bool))
    assert first_tags(unknown).tracks == 0


def asked_of_one(random, tracks=250, tags=50):
    """Two versions that are equally good, and answers to the ten highest tags of the first."""
    rates = random.uniform(0.02, 0.25, tags)
    truth = random.random((tracks, tags)) < rates
    heard = np.log(rates / (1 - rates)) + 2.2 * truth + random.normal(0, 0.6, truth.shape)
    scores = [heard + random.normal(0, 0.8, truth.shape) for _ in range(2)]
    used, other = (View(percentiles(one, one), among_highest(one)) for one in scores)
    targets = np.where(used.highest, truth, UNSEEN).astype(np.int8)
    return Answered(targets, np.zeros(tracks, bool), np.arange(tracks)), used, other


def test_of_two_equal_versions_none_is_said_to_be_better_for_who_was_asked():
    """By all answers the one that was not asked seems better by far: its mistakes are not known."""
    random, gains, by_all = np.random.default_rng(0), [], []
    for _ in range(20):
        given, used, other = asked_of_one(random)
        found = first_tags(case(given, other, used))
        gains.append((found.after - found.before) / found.tracks)
        everything = [replace(one, highest=np.ones_like(one.highest)) for one in (other, used)]
        found = first_tags(case(given, *everything))
        by_all.append((found.after - found.before) / found.tracks)
    assert abs(np.mean(gains)) < 0.01
    assert np.mean(by_all) > 0.03
