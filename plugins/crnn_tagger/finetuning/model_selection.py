"""How much of each candidate to keep, as the tracks say that it was not taught with.

Each candidate is taught once on all rows and, where the calibrate side is small, once more per
fold without that fold's groups (group cross-validation). Rows are judged by the copy that did not
learn from them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .training_set import TrainingSet

FOLDS = 4
MIN_VALIDATION_ROWS = 100  # answered rows; with fewer the choice would be mostly noise


@dataclass(frozen=True)
class ValidationPlan:
    """Who learns from which rows and who judges which.

    Of a candidate's `copies` the last learns from all rows. `absent` is bool (copies, n): rows a
    copy never sees. `judge` is (n,): the copy that judges a row, -1 for none.
    """

    absent: NDArray[np.bool_]
    judge: NDArray[np.int64]

    @property
    def copies(self) -> int:
        """How many copies each candidate takes."""
        return len(self.absent)

    @property
    def judged(self) -> NDArray[np.int64]:
        """The rows that some copy judges."""
        return np.flatnonzero(self.judge >= 0)


def plan_validation(lessons: TrainingSet, seed: int, folds: int = FOLDS) -> ValidationPlan:
    """Judge on the calibrate side if it is large enough; else on that and on folds of the rest."""
    calibrate, learned = lessons.calibrate, lessons.training
    fold = np.full(len(lessons.splits), -1)
    groups = np.unique(lessons.groups[learned])
    folds = min(folds, len(groups))
    if len(calibrate) >= MIN_VALIDATION_ROWS or folds < 2:
        folds = 0
    else:
        order = np.random.default_rng(seed).permutation(len(groups))
        fold[learned] = order[np.searchsorted(groups, lessons.groups[learned])] % folds
    absent = fold[None, :] == np.arange(folds + 1)[:, None]
    absent[:, calibrate] = True
    fold[calibrate] = folds
    return ValidationPlan(absent, fold)


def one_of(validation: ValidationPlan) -> ValidationPlan:
    """Return one with a single copy: the last if the calibrate side judges alone, else the first.

    The first never sees the first fold, which it judges beside the calibrate side.
    """
    absent = validation.absent[:1]
    return ValidationPlan(absent, np.where(absent[0] & (validation.judge >= 0), 0, -1))


def pseudo_bma_weights(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each candidate's share per tag, (candidates, k), from what it lost on judged rows.

    By likelihood, so few answers leave a mean of all candidates and many pick one (pseudo-BMA: Yao
    et al., "Using stacking to average Bayesian predictive distributions", 2018).
    """
    likelihoods = np.exp(losses.min(axis=0) - losses)
    shares: NDArray[np.float64] = likelihoods / likelihoods.sum(axis=0)
    return shares


def one_standard_error_rule(
    losses: Sequence[NDArray[np.float64]] | NDArray[np.float64], tolerance: float
) -> int:
    """Return which candidate to keep; `losses` (rows,) per candidate, the strongest pull first.

    A stronger pull is kept if it loses no more than `tolerance` standard errors against the best
    (Breiman et al., Classification and Regression Trees, 1984).
    """
    if not len(losses[0]):
        return 0
    best = min(losses, key=lambda loss: float(loss.mean()))
    for index, loss in enumerate(losses):
        more = loss - best
        if more.mean() <= tolerance * more.std() / np.sqrt(len(more)):
            return index
    raise AssertionError("the best candidate is not worse than itself")
