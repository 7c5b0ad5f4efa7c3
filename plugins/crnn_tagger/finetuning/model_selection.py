"""Model selection on validation rows and by cross-validation (out-of-fold predictions).

Each candidate is trained once on all training rows and, where the validation set is small, once
more per fold without the rows of that fold: members of one ensemble. Folds are made of whole groups
(group cross-validation), so that no artist is in a fold and in the rows it is validated against.
Invariant: a row's validation score comes from a member that was not trained on its group.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .training_set import TrainingSet

FOLDS = 4
MIN_VALIDATION_ROWS = 100  # answered rows; with fewer the selection would be mostly noise


@dataclass(frozen=True)
class ValidationPlan:
    """The rows that each member of a candidate is trained on, and those that it validates.

    The last member is trained on all training rows. `fold_mask` is bool (members, n): rows that a
    member never sees. `fold` is (n,): the member that validates a row, -1 for none.
    """

    fold_mask: NDArray[np.bool_]
    fold: NDArray[np.int64]

    @property
    def members(self) -> int:
        """The number of ensemble members per candidate."""
        return len(self.fold_mask)

    @property
    def rows(self) -> NDArray[np.int64]:
        """The validation rows, out-of-fold training rows included."""
        return np.flatnonzero(self.fold >= 0)

    def out_of_fold(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Pick each validation row's score from the member that was not trained on it.

        (candidates * members, validation rows, k) -> (candidates, validation rows, k)
        """
        candidates = len(scores) // self.members
        by_candidate = scores.reshape(candidates, self.members, *scores.shape[1:])
        return by_candidate[:, self.fold[self.rows], np.arange(len(self.rows))]


def plan_validation(training_set: TrainingSet, seed: int, folds: int = FOLDS) -> ValidationPlan:
    """Plan to validate on the validation split, and by folds as well where that is small."""
    validation, training = training_set.validation, training_set.training
    fold = np.full(len(training_set.splits), -1)
    groups = np.unique(training_set.groups[training])
    folds = min(folds, len(groups))
    if len(validation) >= MIN_VALIDATION_ROWS or folds < 2:
        folds = 0
    else:
        order = np.random.default_rng(seed).permutation(len(groups))
        fold[training] = order[np.searchsorted(groups, training_set.groups[training])] % folds
    fold_mask = fold[None, :] == np.arange(folds + 1)[:, None]
    fold_mask[:, validation] = True
    fold[validation] = folds
    return ValidationPlan(fold_mask, fold)


def single_member(plan: ValidationPlan) -> ValidationPlan:
    """Return the plan of the first member alone.

    Where the plan has folds, it is never trained on the first one and validates that as well.
    """
    fold_mask = plan.fold_mask[:1]
    return ValidationPlan(fold_mask, np.where(fold_mask[0] & (plan.fold >= 0), 0, -1))


def pseudo_bma_weights(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each candidate's weight per tag: summed losses (candidates, k) -> (candidates, k).

    Pseudo-BMA (Yao, Vehtari, Simpson, Gelman, "Using stacking to average Bayesian predictive
    distributions", Bayesian Analysis 13, 2018): a candidate c with the out-of-sample log-likelihood
    -L_c has the weight exp(-L_c) / sum_d exp(-L_d). With few answers the losses hardly differ and
    the result is the mean of all candidates; with many it is the best one. The smallest loss is
    subtracted first so that no exponential is 0 / 0.
    """
    likelihoods = np.exp(losses.min(axis=0) - losses)
    weights: NDArray[np.float64] = likelihoods / likelihoods.sum(axis=0)
    return weights


def one_standard_error_rule(
    losses: Sequence[NDArray[np.float64]] | NDArray[np.float64], tolerance: float
) -> int:
    """Return the index of the candidate to keep; `losses` (rows,) per candidate, simplest first.

    The one-standard-error rule (Breiman, Friedman, Olshen, Stone, Classification and Regression
    Trees, 1984, section 3.4.3) on paired differences: the first candidate c is kept whose rows lose
    no more than the best candidate's b within `tolerance` standard errors,

        mean(L_c - L_b) <= tolerance * std(L_c - L_b) / sqrt(rows).
    """
    if not len(losses[0]):
        return 0
    best = min(losses, key=lambda loss: float(loss.mean()))
    for index, loss in enumerate(losses):
        difference = loss - best
        if difference.mean() <= tolerance * difference.std() / np.sqrt(len(difference)):
            return index
    raise AssertionError("the best candidate is not worse than itself")
