"""The residual against other solvers of the same problem, and what must not matter to it."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from tagstudio.learning.residual import (
    BIAS_VARIANCE,
    GAIN,
    MIN_YES_FOR_GAIN,
    SLOPE_VARIANCE,
    WEIGHT_VARIANCE,
    Residual,
    fit_residual,
)
from tagstudio.learning.scaling import Scaling

TRACKS, COMPONENTS, TAGS = 60, 8, 3


@pytest.fixture
def answered():
    """Priors, scaled embeddings, yes and weights: some without weight, some assumed."""
    random = np.random.default_rng(0)
    scaled = random.normal(size=(TRACKS, COMPONENTS)) / np.sqrt(COMPONENTS)
    truth = scaled @ random.normal(size=(COMPONENTS, TAGS)) * 4
    prior = truth / 2 + random.normal(size=truth.shape) - 1
    yes = truth + random.logistic(size=truth.shape) > 0.5
    weights = random.choice([0, 0.3, 1], size=truth.shape)
    return prior, scaled, yes, weights


def objective(gain_over, bias, weights, answered, tag):
    """The penalised cross-entropy, as the module's description has it, written out."""
    prior, scaled, yes, weight = (one[:, tag] if one.shape[1] == TAGS else one for one in answered)
    gain = GAIN if yes[weight > 0].sum() >= MIN_YES_FOR_GAIN else 1
    logits = (gain + gain_over) * prior + bias + scaled @ weights
    scores = 1 / (1 + np.exp(-logits))
    entropy = -(weight * np.log(np.where(yes, scores, 1 - scores))).sum()
    penalty = (weights**2).sum() / (2 * WEIGHT_VARIANCE) + bias**2 / (2 * BIAS_VARIANCE)
    return entropy + penalty + gain_over**2 / (2 * SLOPE_VARIANCE)


@pytest.mark.parametrize("tag", range(TAGS))
def test_it_is_where_the_penalised_cross_entropy_is_least(answered, tag):
    """By slopes of the written-out objective: it is strictly convex, so there is one such place."""
    found = fit_residual(*answered)
    place = np.r_[found.gains[tag] - GAIN, found.biases[tag], found.weights[tag]]

    def at(place):
        return objective(place[0], place[1], place[2:], answered, tag)

    steps = np.eye(len(place)) * 1e-4
    slopes = [(at(place + step) - at(place - step)) / 2e-4 for step in steps]
    assert slopes == pytest.approx(np.zeros(len(place)), abs=2e-5)
    assert at(place) < at(np.zeros(len(place))) - 1


def test_without_a_prior_it_is_logistic_regression(answered):
    _, scaled, yes, weights = answered
    found = fit_residual(np.zeros(yes.shape), scaled, yes, weights)
    inputs = np.column_stack([scaled, np.ones(TRACKS)])
    assert WEIGHT_VARIANCE == BIAS_VARIANCE  # so that one C fits both
    for tag in range(TAGS):
        other = LogisticRegression(C=WEIGHT_VARIANCE, fit_intercept=False, tol=1e-10, max_iter=5000)
        other.fit(inputs, yes[:, tag], weights[:, tag])
        expected = other.coef_[0]
        assert np.r_[found.weights[tag], found.biases[tag]] == pytest.approx(expected, abs=1e-5)


def test_a_tag_without_answers_keeps_its_prior(answered):
    prior, scaled, yes, weights = answered
    weights[:, 1] = 0
    found = fit_residual(prior, scaled, yes, weights)
    assert (found.logits(prior, scaled)[:, 1] == prior[:, 1]).all()
    assert (found.logits(prior, scaled)[:, 0] != prior[:, 0]).all()


def test_without_any_answers_nothing_changes(answered):
    prior, scaled, yes, weights = answered
    nothing = fit_residual(prior[:0], scaled[:0], yes[:0], weights[:0])
    assert (nothing.logits(prior, scaled) == prior).all()
    assert (Residual.none(TAGS, COMPONENTS).logits(prior, scaled) == prior).all()


def test_each_tag_is_learned_for_itself(answered):
    prior, scaled, yes, weights = answered
    alone = fit_residual(prior[:, [2]], scaled, yes[:, [2]], weights[:, [2]])
    found = fit_residual(*answered)
    assert alone.weights[0].tobytes() == found.weights[2].tobytes()


def test_the_order_of_the_tracks_does_not_matter(answered):
    order = np.random.default_rng(1).permutation(TRACKS)
    found, other = fit_residual(*answered), fit_residual(*(one[order] for one in answered))
    assert found.weights == pytest.approx(other.weights, abs=1e-7)


def test_turning_the_space_of_the_embeddings_does_not_matter(answered):
    prior, scaled, yes, weights = answered
    turn = np.linalg.qr(np.random.default_rng(1).normal(size=(COMPONENTS, COMPONENTS)))[0]
    found = fit_residual(*answered).logits(prior, scaled)
    other = fit_residual(prior, scaled @ turn, yes, weights).logits(prior, scaled @ turn)
    assert found == pytest.approx(other, abs=1e-6)


def test_an_answer_twice_is_an_answer_of_twice_the_weight(answered):
    twice = fit_residual(*(np.r_[one, one] for one in answered))
    prior, scaled, yes, weights = answered
    double = fit_residual(prior, scaled, yes, 2 * weights)
    assert twice.weights == pytest.approx(double.weights, abs=1e-6)


def test_a_copy_without_a_fold_does_not_change_by_a_bit_with_the_answers_of_that_fold(answered):
    prior, scaled, yes, weights = answered
    folds = np.arange(TRACKS) % 5
    for fold in range(5):
        inside = (folds == fold)[:, None]
        flipped = np.where(inside, ~yes, yes)
        copies = [
            fit_residual(prior, scaled, y, np.where(inside, 0, weights)) for y in (yes, flipped)
        ]
        left_out = fit_residual(*(one[folds != fold] for one in (prior, scaled, flipped, weights)))
        for copy in (copies[1], left_out):
            assert copy.gains.tobytes() == copies[0].gains.tobytes()
            assert copy.biases.tobytes() == copies[0].biases.tobytes()
            assert copy.weights.tobytes() == copies[0].weights.tobytes()
        assert fit_residual(prior, scaled, flipped, weights).biases.tobytes() != (
            fit_residual(*answered).biases.tobytes()
        )


@pytest.mark.parametrize(("yeses", "gain"), [(0, 1.0), (2, 1.0), (3, GAIN), (9, GAIN)])
def test_the_prior_keeps_its_whole_weight_below_three_yes(yeses, gain):
    """A prior of zeros but for one answer that nearly has no weight: the gain stays as it was."""
    yes = np.zeros((20, 1), bool)
    yes[:yeses] = True
    found = fit_residual(np.zeros((20, 1)), np.zeros((20, 2)), yes, np.ones((20, 1)))
    assert found.gains == pytest.approx([gain])


def test_one_answer_moves_its_track_and_those_alike():
    scaled = np.array([[1.0, 0], [0.9, 0.1], [-1, 0]])
    prior = np.full((3, 1), -2.0)
    yes = fit_residual(prior[:1], scaled[:1], np.array([[True]]), np.ones((1, 1)))
    after = yes.logits(prior, scaled)[:, 0]
    assert after[0] > after[1] > after[2]
    assert after[0] > -2


@pytest.mark.parametrize("said", [True, False])
def test_answers_of_one_kind_tell_what_is_alike_and_not_how_common_the_tag_is(said):
    """The mean logit of a library, whose embeddings are centred, stays what it was."""
    random = np.random.default_rng(3)
    embeddings = random.normal(size=(500, 12))
    scaled = Scaling.fit(embeddings)(embeddings)
    prior = random.normal(-4, 1, (500, 1))
    found = fit_residual(prior[:25], scaled[:25], np.full((25, 1), said), np.ones((25, 1)))
    after = found.logits(prior, scaled)
    assert (found.gains.tolist(), found.biases.tolist()) == ([1.0], [0.0])
    assert after.mean() == pytest.approx(prior.mean(), abs=1e-9)
    moved = (after - prior)[:25].mean()
    assert moved > 0.3 if said else moved < 0


@pytest.mark.parametrize("scale", [1, 50, 1000])
def test_certain_priors_that_are_wrong_are_learned_from(scale):
    """Logits of thousands overflow no exponential, and the steps are halved until they help."""
    random = np.random.default_rng(0)
    scaled = random.normal(size=(30, 4))
    yes = scaled[:, :1] > 0
    prior = np.where(yes, -scale, scale).astype(float)
    found = fit_residual(prior, scaled, yes, np.ones((30, 1)))
    assert np.isfinite(found.weights).all()
    before, after = prior[:, 0], found.logits(prior, scaled)[:, 0]
    losses = [np.logaddexp(0, one).sum() - one[yes[:, 0]].sum() for one in (before, after)]
    assert losses[1] < losses[0] / 2


def test_in_units_of_the_embedding_it_says_the_same():
    random = np.random.default_rng(0)
    embeddings = random.normal(3, 5, size=(40, 6))
    scaling = Scaling.fit(embeddings)
    prior, yes = random.normal(size=(40, 2)), random.random((40, 2)) < 0.4
    found = fit_residual(prior, scaling(embeddings), yes, np.ones((40, 2)))
    rows = found.in_units_of_embedding(scaling)
    assert rows.logits(prior, embeddings) == pytest.approx(found.logits(prior, scaling(embeddings)))
