"""The linear residual on the prior: what few answers say, beyond what the model knew before.

For one tag, with the prior's logit p of a track and its scaled embedding z,

    logit = g p + b + a p + w . z,

and w, b, a minimise the weighted cross-entropy of the answers plus |w|^2 / (2 W) + b^2 / (2 B) +
a^2 / (2 A): the most probable parameters under independent normal priors of these variances, which
is also the mode of a Gaussian process with a linear kernel (Rasmussen and Williams, "Gaussian
Processes for Machine Learning", 2006, sections 2.1 and 3.4). The problem is strictly convex, so
Newton's method finds its one solution: there is no seed, no early stopping, and no number of
answers below which it refuses. The gain g is a little less than 1, for a network is overconfident
about other people's music; below MIN_YES_FOR_GAIN it stays 1. A tag without answers keeps its
prior. Where all answers are yes, or all no, they tell which tracks are alike, and nothing of how
common the tag is: then g is 1, b and a are 0, and w alone is fitted. A free b would give the tag to
every track.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from tagstudio.learning.log_odds import Floats, sigmoid
from tagstudio.learning.scaling import Scaling

WEIGHT_VARIANCE, BIAS_VARIANCE, SLOPE_VARIANCE = 4.0, 4.0, 0.1
GAIN, MIN_YES_FOR_GAIN = 0.7, 3
STEPS, TOLERANCE = 100, 1e-6  # of the loss; a step near the end squares what is left


@dataclass(frozen=True)
class Residual:
    """What was learned of k tags: logit = gains * prior + biases + z @ weights.T.

    `gains` and `biases` are (k,), `weights` (k, components).
    """

    gains: Floats
    biases: Floats
    weights: Floats

    @classmethod
    def none(cls, tags: int, components: int) -> Self:
        """Return the residual that changes nothing."""
        return cls(np.ones(tags), np.zeros(tags), np.zeros((tags, components)))

    def logits(self, prior: NDArray[np.floating], scaled: Floats) -> Floats:
        """Return the logits of tracks: prior (n, k), scaled (n, components) -> (n, k)."""
        found: Floats = self.gains * prior + self.biases + scaled @ self.weights.T
        return found

    def in_units_of_embedding(self, scaling: Scaling) -> "LinearRows":
        """Return the same map for embeddings as the tagger gives them."""
        weights = self.weights @ scaling.projection.T
        return LinearRows(self.gains, self.biases - weights @ scaling.mean, weights)


@dataclass(frozen=True)
class LinearRows:
    """logit = gains * prior + biases + embedding @ weights.T; (k,), (k,), (k, d)."""

    gains: Floats
    biases: Floats
    weights: Floats

    def logits(self, prior: NDArray[np.floating], embeddings: NDArray[np.floating]) -> Floats:
        """Return the logits of tracks: prior (n, k), embeddings (n, d) -> (n, k)."""
        found: Floats = self.gains * prior + self.biases + embeddings @ self.weights.T
        return found


def fit_residual(
    prior: NDArray[np.floating],
    scaled: Floats,
    yes: NDArray[np.bool_],
    weights: NDArray[np.floating],
) -> Residual:
    """Fit the residual of every tag on the answers of n tracks to k tags.

    `prior` (n, k) are the logits before, 0 for a tag that the model lacks; `scaled` is (n,
    components), `yes` (n, k), `weights` (n, k) the weight of each answer, 0 for none.
    """
    found = Residual.none(prior.shape[1], scaled.shape[1])
    for tag in np.flatnonzero((weights > 0).any(axis=0)):
        rows = np.flatnonzero(weights[:, tag] > 0)
        gain, bias, weight = _fit_tag(
            prior[rows, tag].astype(np.float64),
            scaled[rows],
            yes[rows, tag],
            weights[rows, tag].astype(np.float64),
        )
        found.gains[tag], found.biases[tag], found.weights[tag] = gain, bias, weight
    return found


def _fit_tag(
    prior: Floats, scaled: Floats, yes: NDArray[np.bool_], weights: Floats
) -> tuple[float, float, Floats]:
    """Return gain, bias and weights of one tag from its n answers."""
    if yes.all() or not yes.any():
        precisions = np.full(scaled.shape[1], 1 / WEIGHT_VARIANCE)
        return 1.0, 0.0, newton(scaled, prior, yes.astype(np.float64), weights, precisions)
    gain = GAIN if yes.sum() >= MIN_YES_FOR_GAIN else 1.0
    inputs = np.column_stack([scaled, np.ones(len(prior)), prior])
    variances = np.array([WEIGHT_VARIANCE] * scaled.shape[1] + [BIAS_VARIANCE, SLOPE_VARIANCE])
    parameters = newton(inputs, gain * prior, yes.astype(np.float64), weights, 1 / variances)
    return gain + parameters[-1], parameters[-2], parameters[:-2]


def newton(
    inputs: Floats, offset: Floats, targets: Floats, weights: Floats, precisions: Floats
) -> Floats:
    """Minimise sum_i w_i BCE(offset_i + x_i . t, y_i) + sum_j p_j t_j^2 / 2 over t, (inputs,).

    Newton's steps, halved where the full one would overshoot.
    """

    def loss(parameters: Floats) -> float:
        logits = offset + inputs @ parameters
        losses = np.logaddexp(0, logits) - targets * logits
        return float(weights @ losses + precisions @ parameters**2 / 2)

    parameters = np.zeros(inputs.shape[1])
    before = loss(parameters)
    for _ in range(STEPS):
        scores = sigmoid(offset + inputs @ parameters)
        gradient = inputs.T @ (weights * (scores - targets)) + precisions * parameters
        rooted = inputs * np.sqrt(weights * scores * (1 - scores))[:, None]
        step = np.linalg.solve(rooted.T @ rooted + np.diag(precisions), gradient)
        length = 1.0
        while length > TOLERANCE and (after := loss(parameters - length * step)) > before:
            length /= 2
        if length <= TOLERANCE:  # as near as float64 can tell
            break
        parameters = parameters - length * step
        if before - after < TOLERANCE:
            break
        before = after
    return parameters
